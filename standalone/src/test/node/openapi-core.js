// Drives a running Signalbox at $ENDPOINT through EventBridge's RPC actions, with the parameters that the
// generated clients (Terraform's, the console's, the command line's) give to @alicloud/openapi-core.
"use strict";
const assert = require("node:assert/strict");
const core = require("@alicloud/openapi-core");

const signatures = [undefined, "v2"];

function client(signatureAlgorithm) {
  return new core.default(
    new core.$OpenApiUtil.Config({
      endpoint: process.env.ENDPOINT,
      protocol: "http",
      accessKeyId: "anyone",
      accessKeySecret: "anything",
      signatureAlgorithm,
    })
  );
}

async function call(api, action, request) {
  const params = new core.$OpenApiUtil.Params({
    action,
    version: "2020-04-01",
    protocol: "HTTP",
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const answer = await api.callApi(params, new core.$OpenApiUtil.OpenApiRequest(request), {});
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.body.Code, "Success");
  assert.equal(answer.body.Success, true);
  assert.ok(answer.body.RequestId);
  return answer.body.Data;
}

async function refused(promise, code) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

async function drive(signature, name) {
  const api = client(signature);
  const bus = { EventBusName: name };
  const rule = { EventBusName: name, RuleName: "orders" };
  const targets = JSON.stringify([
    {
      Id: "first",
      Type: "http",
      Endpoint: "http://ops.example.com/hook",
      PushRetryStrategy: "BACKOFF_RETRY",
      ErrorsTolerance: "NONE",
      DeadLetterQueue: { Arn: "acs:mns:cn-hangzhou:1:/queues/q" },
      ParamList: [
        { ResourceKey: "url", Form: "CONSTANT", Value: "http://ops.example.com/hook" },
        { ResourceKey: "Body", Form: "TEMPLATE", Value: { job: "$.data.job" }, Template: { job: "${job}" } },
      ],
    },
  ]);
  assert.match((await call(api, "CreateEventBus", { query: bus })).EventBusARN, new RegExp(`/${name}$`));
  await refused(call(api, "CreateEventBus", { query: bus }), "EventBusAlreadyExist");
  await call(api, "UpdateEventBus", { query: { ...bus, Description: "a b+c/ä" } });
  assert.equal((await call(api, "GetEventBus", { query: bus })).Description, "a b+c/ä");
  assert.ok((await call(api, "ListEventBuses", { query: { Limit: 100 } })).EventBuses.length > 1);
  const created = { ...rule, FilterPattern: '{"source":["my.shop"]}', EventTargets: targets };
  assert.match((await call(api, "CreateRule", { query: created })).RuleARN, /\/rule\/orders$/);
  const read = await call(api, "GetRule", { query: rule });
  assert.equal(read.Targets[0].ErrorsTolerance, "NONE");
  assert.deepEqual(read.Targets[0].DeadLetterQueue, { Arn: "acs:mns:cn-hangzhou:1:/queues/q" });
  assert.equal(read.Targets[0].ParamList[1].Template, '{"job":"${job}"}');
  assert.ok(read.CreatedTimestamp > 1.7e12);
  await call(api, "UpdateRule", { query: { ...rule, Description: "changed" } });
  await call(api, "DisableRule", { query: rule });
  const rules = await call(api, "ListRules", { query: { EventBusName: name, Limit: 10 } });
  assert.equal(rules.Rules[0].Status, "DISABLE");
  assert.equal(rules.Rules[0].Description, "changed");
  await call(api, "EnableRule", { query: rule });
  await call(api, "PutTargets", { query: { ...rule, Targets: targets.replace("first", "second") } });
  assert.equal((await call(api, "ListTargets", { query: rule })).Targets.length, 2);
  assert.equal((await call(api, "CreateTargets", { query: { ...rule, Targets: targets } })).ErrorEntriesCount, 1);
  await call(api, "DeleteTargets", { query: { ...rule, TargetIds: '["second"]' } });
  assert.equal((await call(api, "ListTargets", { query: rule })).Targets.length, 1);
  const tried = { Event: '{"source":"a b"}', EventPattern: '{"source":["a b"]}' };
  assert.equal((await call(api, "TestEventPattern", { body: tried })).Result, true);
  await refused(call(api, "DeleteEventBus", { query: bus }), "EventBusRuleNotEmptyForDelete");
  await call(api, "DeleteRule", { query: rule });
  await call(api, "DeleteEventBus", { query: bus });
  await refused(call(api, "GetEventBus", { query: bus }), "EventBusNotExist");
  await refused(call(api, "CreateConnection", { query: bus }), "InvalidAction.NotFound");
}

async function main() {
  for (const [index, signature] of signatures.entries()) {
    await drive(signature, `core-${index}`);
  }
  console.log("openapi-core: all well");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
