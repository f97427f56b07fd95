// npm's @ovh-api/api with @ovh-api/sms, unmodified, in `ovh-sms sandbox --`: list, send, read, cancel.
// Prints `ok` at the end.

const assert = require("node:assert");
const { default: Engine } = require("@ovh-api/api");
const { default: sms } = require("@ovh-api/sms");

const service = process.env.OVH_SMS_SERVICE;

function client(appSecret) {
  const { OVH_ENDPOINT, OVH_APPLICATION_KEY, OVH_CONSUMER_KEY } = process.env;
  return sms(
    new Engine({
      endpoint: OVH_ENDPOINT,
      appKey: OVH_APPLICATION_KEY,
      appSecret,
      consumerKey: OVH_CONSUMER_KEY,
    }),
  );
}

async function main() {
  const api = client(process.env.OVH_APPLICATION_SECRET);
  assert.deepStrictEqual([...(await api.$get())], [service]);
  const account = api.$(service);
  const message = {
    message: "Bonjour é €",
    receivers: ["+33600000000"],
    senderForResponse: true,
    noStopClause: true,
  };
  const report = await account.jobs.$post(message);
  assert.deepStrictEqual([...report.validReceivers], ["+33600000000"]);
  const outgoing = await account.outgoing.$(report.ids[0]).$get();
  assert.strictEqual(outgoing.message, "Bonjour é €");
  const later = await account.jobs.$post({ ...message, differedPeriod: 60 });
  assert.deepStrictEqual([...(await account.jobs.$get())], [...later.ids]);
  await account.jobs.$(later.ids[0]).$delete();
  assert.strictEqual((await account.jobs.$get()).length, 0);
  await assert.rejects(client("another secret").$get(), /signature/i);
  console.log("ok");
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
