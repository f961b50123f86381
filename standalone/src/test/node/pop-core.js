// Drives a running Signalbox at $ENDPOINT through EventBridge's RPC actions with @alicloud/pop-core, the client
// that most scripts for Alibaba Cloud use: by POST, with the signature in the form, and by GET.
"use strict";
const assert = require("node:assert/strict");
const { RPCClient, ROAClient } = require("@alicloud/pop-core");

const endpoint = `http://${process.env.ENDPOINT}`;
const key = { accessKeyId: "anyone", accessKeySecret: "anything" };

function client(secret) {
  return new RPCClient({ ...key, accessKeySecret: secret, endpoint, apiVersion: "2020-04-01" });
}

async function refused(promise, code) {
  await assert.rejects(promise, (error) => {
    assert.equal(error.code, code, error.message);
    assert.ok(error.data.RequestId);
    return true;
  });
}

async function drive(method) {
  const api = client(key.accessKeySecret);
  const call = (action, params) => api.request(action, params, { method });
  const bus = { EventBusName: `pop-core-${method.toLowerCase()}` };
  const rule = { ...bus, RuleName: "orders" };

  assert.equal((await call("CreateEventBus", { ...bus, Description: "a b+c/ä*~" })).Code, "Success");
  await refused(call("CreateEventBus", bus), "EventBusAlreadyExist");
  assert.equal((await call("GetEventBus", bus)).Data.Description, "a b+c/ä*~");
  await call("CreateRule", { ...rule, FilterPattern: '{"source":["my.shop"]}', EventTargets: "[]" });
  assert.equal((await call("ListRules", { ...bus, Limit: 10 })).Data.Rules.length, 1);
  await call("DeleteRule", rule);
  await refused(call("DeleteRule", { ...bus, RuleName: "" }), "RequestParameterInvalid");
  await call("DeleteEventBus", bus);
  await refused(call("DeleteEventBus", { EventBusName: "nope" }), "EventBusNotExist");
  await refused(call("CreateEventSource", {}), "InvalidAction.NotFound");
  await refused(client("no-secret").request("ListEventBuses", {}, { method }), "SignatureDoesNotMatch");
}

async function roa() {
  const api = new ROAClient({ ...key, endpoint, apiVersion: "2021-02-04" });
  const path = "/api/AIWorkSpace/2021-02-04/AcceptDataworksEvent";
  await assert.rejects(api.request("POST", path, {}, "{}", { "content-type": "application/json" }), (error) => {
    assert.equal(typeof error.code, "string", error.message);
    assert.doesNotMatch(error.message, /undefined/);
    return true;
  });
}

async function main() {
  await drive("POST");
  await drive("GET");
  await roa();
  console.log("pop-core: all well");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
