// Calls by node-ovh, for `cargo xtask bench`: `node_ovh.cjs N`. It supports TLS only.

const assert = require("node:assert");
const ovh = require("ovh");

const FIRST = 50; // Calls before the measurement: connecting and reading the server's clock are not measured.

async function read(api, count) {
  for (let id = 1; id <= count; id += 1) {
    const path = `/sms/${process.env.OVH_SMS_SERVICE}/outgoing/${id}`;
    assert((await api.requestPromised("GET", path)).receiver);
  }
}

async function main() {
  const count = Number(process.argv[2]);
  const address = new URL(process.env.OVH_ENDPOINT);
  const api = ovh({
    host: address.hostname,
    port: Number(address.port),
    basePath: address.pathname.replace(/\/$/, ""),
    appKey: process.env.OVH_APPLICATION_KEY,
    appSecret: process.env.OVH_APPLICATION_SECRET,
    consumerKey: process.env.OVH_CONSUMER_KEY,
  });
  await read(api, FIRST);
  const begun = process.hrtime.bigint();
  const before = process.cpuUsage();
  await read(api, count);
  const { user, system } = process.cpuUsage(before);
  const wall = Number(process.hrtime.bigint() - begun) / 1e9;
  console.log(JSON.stringify({ count, wall, cpu: (user + system) / 1e6 }));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
