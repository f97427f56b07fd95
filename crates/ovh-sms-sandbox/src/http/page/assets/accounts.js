// Accounts: credits, senders and templates to decide about, users, waiting messages and batches.

import { get, part, post } from "./api.js";
import { button, element, field, form, keyed, submit, table, visible } from "./dom.js";
import { number, t, time } from "./text.js";

/** How many waiting messages are listed. */
const MOST = 100;
/** The status of a sender and of a template that wait for a decision. */
const WAITING = ["waitingValidation", "pending", "waiting"];

export const kinds = ["account", "message", "status", "clock"];

export function view(root) {
  const list = element("div", { class: "cards" });
  root.append(list);
  return async () => {
    keyed(list, await get("accounts"), (account) => account.name, accountCard);
  };
}

function accountCard(account, before) {
  const path = `accounts/${part(account.name)}`;
  // A comment that is being written stays.
  const written = new Map();
  for (const input of before?.querySelectorAll("input[data-keep]") ?? []) {
    written.set(input.dataset.keep, input.value);
  }
  const decide = (kind, name, accept, refuse) => {
    const keep = `${kind} ${name}`;
    const comment = element("input", { "aria-label": `${t("comment")}: ${name}`, "data-keep": keep, value: written.get(keep) });
    return element("span", { class: "row" }, button(t("approve"), () => accept(comment.value)), comment, button(t("refuse"), () => refuse(comment.value)));
  };
  const sender = (one) => {
    const at = `${path}/senders/${part(one.sender)}`;
    const body = (status) => (comment) => post(at, comment === "" ? { status } : { status, comment });
    return WAITING.includes(one.status) ? decide("sender", one.sender, body("enable"), body("refused")) : visible(one.comment ?? "");
  };
  const template = (one) => {
    const at = `${path}/templates/${part(one.name)}`;
    const body = (accept) => (comment) => post(at, comment === "" ? { accept } : { accept, comment });
    return WAITING.includes(one.status) ? decide("template", one.name, body(true), body(false)) : visible(one.comment);
  };
  const change = (sign) => async (node) => {
    const input = node.querySelector("input");
    await post(`${path}/credits`, { add: sign * Number(input.value) });
  };
  const amount = element("input", { name: "amount", type: "number", min: "0", step: "any", value: "10", class: "short" });
  const credits = form({ class: "row" }, (_, node) => change(1)(node), field(t("amount"), amount), submit(t("add")));
  credits.append(button(t("take"), () => change(-1)(credits)));
  return element(
    "section",
    { class: "card" },
    element("h2", {}, account.name),
    element("p", {}, `${t("creditsLeft")}: `, element("strong", {}, number(account.credits))),
    credits,
    table(
      t("senders"),
      [t("sender"), t("status"), t("description"), t("decision")],
      account.senders.map((one) => [visible(one.sender), one.status, visible(one.description), sender(one)]),
    ),
    table(
      t("templates"),
      [t("name"), t("status"), t("message"), t("decision")],
      account.templates.map((one) => [visible(one.name), one.status, visible(one.message), template(one)]),
    ),
    table(
      t("batches"),
      [t("name"), t("status"), t("progress"), t("time")],
      account.batches.map((batch) => [visible(batch.name), batch.status, progress(batch), time(batch.createdAt)]),
    ),
    table(
      t("jobs", { count: number(account.waiting) }),
      [t("id"), t("receiver"), t("time"), t("leaves")],
      account.jobs.slice(0, MOST).map((job) => [String(job.id), job.receiver, time(job.at), job.until ? time(job.until) : "–"]),
    ),
    table(
      t("users"),
      [t("login"), t("quota")],
      account.users.map((user) => [visible(user.login), user.quota === null ? "–" : number(user.quota)]),
    ),
    account.virtualNumbers.length > 0
      ? element("p", {}, `${t("virtualNumbers")}: ${account.virtualNumbers.join(", ")}`)
      : null,
  );
}

function progress(batch) {
  const done = batch.sent + batch.failed;
  const words = t("progressOf", { done: number(done), total: number(batch.total), failed: number(batch.failed) });
  return element(
    "span",
    {},
    element("progress", { max: String(Math.max(batch.total, 1)), value: String(done), "aria-label": `${t("progress")}: ${batch.name}` }),
    element("span", { class: "after" }, words),
  );
}
