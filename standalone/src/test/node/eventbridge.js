// Drives a running Signalbox at $ENDPOINT with @alicloud/eventbridge.
"use strict";
const assert = require("node:assert/strict");
const eventbridge = require("@alicloud/eventbridge");

const client = new eventbridge.default(
  new eventbridge.Config({
    endpoint: process.env.ENDPOINT,
    accessKeyId: "anyone",
    accessKeySecret: "anything",
  })
);
const EventBusName = "node";
const rule = { eventBusName: EventBusName, ruleName: "orders" };

function target(id) {
  const url = "https://ops.example.com/hook?token=s3cret";
  return new eventbridge.TargetEntry({
    id,
    type: "https",
    endpoint: url,
    paramList: [
      new eventbridge.EBTargetParam({ resourceKey: "url", form: "CONSTANT", value: url }),
      new eventbridge.EBTargetParam({ resourceKey: "Body", form: "ORIGINAL" }),
    ],
  });
}

async function refused(call, code) {
  await assert.rejects(call, (error) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

async function main() {
  const bus = await client.createEventBus(
    new eventbridge.CreateEventBusRequest({ eventBusName: EventBusName, description: "of node" })
  );
  assert.match(bus.eventBusARN, /:eventbus\/node$/);
  const buses = await client.listEventBuses(new eventbridge.ListEventBusesRequest({ namePrefix: "no" }));
  assert.deepEqual(buses.eventBuses.map((entry) => entry.eventBusName), ["node"]);

  const created = new eventbridge.CreateRuleRequest({
    ...rule,
    description: "of orders",
    filterPattern: '{"source":["my.shop"]}',
    targets: [target("first")],
  });
  await client.createRule(created);
  await refused(client.createRule(created), "EventRuleAlreadyExist");
  const targets = await client.createTargets(
    new eventbridge.CreateTargetsRequest({ ...rule, targets: [target("first"), target("second")] })
  );
  assert.equal(targets.errorEntriesCount, 1);
  assert.equal(targets.errorEntries[0].errorCode, "EventTargetAlreadyExist");
  await client.updateRule(new eventbridge.UpdateRuleRequest({ ...rule, description: "changed" }));
  await client.disableRule(new eventbridge.DisableRuleRequest(rule));
  const read = await client.getRule(new eventbridge.GetRuleRequest(rule));
  assert.equal(read.status, "DISABLE");
  assert.equal(read.description, "changed");
  assert.equal(read.filterPattern, '{"source":["my.shop"]}');
  assert.equal(read.targets.length, 2);
  assert.equal(read.targets[0].endpoint, "https://ops.example.com/hook?token=***");
  await client.enableRule(new eventbridge.EnableRuleRequest(rule));
  const rules = await client.listRules(new eventbridge.ListRulesRequest({ eventBusName: EventBusName }));
  assert.equal(rules.total, 1);
  assert.equal(rules.rules[0].status, "ENABLE");
  const listed = await client.listTargets(new eventbridge.ListTargetsRequest(rule));
  assert.deepEqual(listed.targets.map((entry) => entry.id), ["first", "second"]);
  await client.deleteTargets(new eventbridge.DeleteTargetsRequest({ ...rule, targetIds: ["second"] }));

  const tried = await client.testEventPattern(
    new eventbridge.TestEventPatternRequest({ event: '{"source":"a"}', eventPattern: '{"source":["a"]}' })
  );
  assert.equal(tried.result, true);
  const put = await client.putEvents([
    new eventbridge.CloudEvent({
      id: "node-1",
      source: "my.shop",
      type: "order:created",
      specversion: "1.0",
      datacontenttype: "application/json",
      data: Buffer.from('{"amount":7}'),
      extensions: { aliyuneventbusname: EventBusName },
    }),
  ]);
  assert.equal(put.failedEntryCount, 0);

  await refused(
    client.deleteEventBus(new eventbridge.DeleteEventBusRequest({ eventBusName: EventBusName })),
    "EventBusRuleNotEmptyForDelete"
  );
  await client.deleteRule(new eventbridge.DeleteRuleRequest(rule));
  await refused(client.getRule(new eventbridge.GetRuleRequest(rule)), "EventRuleNotExist");
  await client.deleteEventBus(new eventbridge.DeleteEventBusRequest({ eventBusName: EventBusName }));
  await refused(
    client.getEventBus(new eventbridge.GetEventBusRequest({ eventBusName: EventBusName })),
    "EventBusNotExist"
  );
  console.log("eventbridge: all well");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
