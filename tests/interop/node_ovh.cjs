// A package of npm with the interface of `ovh`, unmodified, in `ovh-sms sandbox --`: list, send, read,
// cancel, keys, wrong secret. The first argument names the package. Prints `ok` at the end.

const assert = require("node:assert");
const https = require("node:https");
const ovh = require(process.argv[2]);

const service = process.env.OVH_SMS_SERVICE;

function client(secret, consumerKey = process.env.OVH_CONSUMER_KEY) {
  return ovh({
    endpoint: process.env.OVH_ENDPOINT,
    appKey: process.env.OVH_APPLICATION_KEY,
    appSecret: secret,
    consumerKey,
  });
}

// Does what a person would do on the page that validates a key.
function accept(validationUrl) {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const request = https.request(validationUrl, { method: "POST", headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    });
    request.on("error", reject);
    request.end("decision=accept");
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

  const accessRules = [{ method: "GET", path: "/sms" }];
  const asked = await api.requestPromised("POST", "/auth/credential", { accessRules });
  assert.strictEqual(asked.state, "pendingValidation");
  const own = client(process.env.OVH_APPLICATION_SECRET, asked.consumerKey);
  const status = (expected) => (error) => error.error === expected;
  await assert.rejects(own.requestPromised("GET", "/sms"), status(403));
  assert.strictEqual(await accept(asked.validationUrl), 200);
  assert((await own.requestPromised("GET", "/sms")).includes(service), "the validated key reads");
  await assert.rejects(own.requestPromised("POST", `/sms/${service}/jobs`, body), status(403));

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
