// The unmodified official wrapper against the sandbox, over TLS: list, send, read, cancel, wrong
// secret. The environment names the sandbox, as `ovh-sms sandbox` prints it. Prints `ok` at the end.

const assert = require("node:assert");
const ovh = require("ovh");

const address = new URL(process.env.OVH_ENDPOINT);
const service = process.env.OVH_SMS_SERVICE;

function client(secret) {
  return ovh({
    host: address.hostname,
    port: Number(address.port),
    basePath: address.pathname.replace(/\/$/, ""),
    appKey: process.env.OVH_APPLICATION_KEY,
    appSecret: secret,
    consumerKey: process.env.OVH_CONSUMER_KEY,
  });
}

async function main() {
  const api = client(process.env.OVH_APPLICATION_SECRET);
  assert((await api.requestPromised("GET", "/sms")).includes(service), "the account is listed");

  const body = {
    message: "Bonjour é €",
    receivers: ["+33600000000", "0033600000001"],
    senderForResponse: true,
    noStopClause: true,
  };
  const report = await api.requestPromised("POST", `/sms/${service}/jobs`, body);
  assert.deepStrictEqual(report.validReceivers, ["+33600000000", "+33600000001"]);
  assert.strictEqual(report.totalCreditsRemoved, 2);
  for (const id of report.ids) {
    const outgoing = await api.requestPromised("GET", `/sms/${service}/outgoing/${id}`);
    assert.strictEqual(outgoing.message, "Bonjour é €");
  }

  const later = await api.requestPromised("POST", `/sms/${service}/jobs`, { ...body, differedPeriod: 60 });
  const pending = await api.requestPromised("GET", `/sms/${service}/jobs`);
  assert.deepStrictEqual(pending.sort(), later.ids.sort());
  await api.requestPromised("DELETE", `/sms/${service}/jobs/${later.ids[0]}`);
  assert.strictEqual((await api.requestPromised("GET", `/sms/${service}/jobs`)).length, 1);

  await assert.rejects(client("another secret").requestPromised("GET", "/sms"), (error) => {
    assert.strictEqual(error.error, 400);
    return /signature/i.test(error.message);
  });
  console.log("ok");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
