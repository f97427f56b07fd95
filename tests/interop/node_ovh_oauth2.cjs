// npm's @ovhcloud/node-ovh, unmodified, in `ovh-sms sandbox --oauth2 --`: a service account lists and
// sends. Prints `ok` at the end.

const assert = require("node:assert");
const ovh = require("@ovhcloud/node-ovh");

const service = process.env.OVH_SMS_SERVICE;

function client(clientSecret) {
  const { OVH_ENDPOINT: endpoint, OVH_CLIENT_ID: clientID } = process.env;
  return ovh({ endpoint, clientID, clientSecret });
}

async function main() {
  const api = client(process.env.OVH_CLIENT_SECRET);
  assert.deepStrictEqual(await api.requestPromised("GET", "/sms"), [service]);
  const report = await api.requestPromised("POST", `/sms/${service}/jobs`, {
    message: "Bonjour",
    receivers: ["+33600000000"],
    senderForResponse: true,
    noStopClause: true,
  });
  assert.deepStrictEqual(report.validReceivers, ["+33600000000"]);
  await assert.rejects(client("another secret").requestPromised("GET", "/sms"));
  console.log("ok");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
