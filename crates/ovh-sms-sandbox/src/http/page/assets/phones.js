// Phones as conversations: messages with their cost and status, and what the phone can do.

import { get, part, post } from "./api.js";
import { badge, button, element, field, form, keyed, marked, submit, visible } from "./dom.js";
import { known, number, plural, t, time } from "./text.js";

/** How many phones and messages are shown at first, and how many more at each step. */
const STEP = 100;
/** Codes that receipts of failed messages have. */
const CODES = [8, 20, 21, 22, 23, 24, 26, 35];
const OPEN = ["waiting", "sent", "retrying"];
const OUTCOMES = ["delivered", "absent", "invalid", "silent", "failed", "error"];

/** The kinds of changes after which the view reads again. */
export const kinds = ["message", "reply", "status", "account", "clock"];

/** Shows the phones, and the messages of one. */
export function view(root, chosen) {
  const list = element("ul", { class: "list" });
  const empty = element("p", { class: "empty" });
  const search = element("input", { type: "search", autocomplete: "off" });
  const more = button(t("more"), async () => {
    limit += STEP;
    await readPhones();
  });
  const messages = chosen ? conversation(chosen) : null;
  let limit = STEP;
  let timer = 0;

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => readPhones().catch(() => {}), 120);
  });
  root.classList.toggle("chosen", Boolean(chosen));
  root.classList.add("split");
  root.append(
    element("section", { class: "side", "aria-label": t("phones") }, field(t("search"), search), empty, list, more),
    messages?.node ?? element("section", { class: "detail" }, element("p", { class: "empty" }, t("choosePhone"))),
  );

  async function readPhones() {
    const found = await get(`phones?limit=${limit + 1}&search=${part(search.value)}`);
    more.hidden = found.length <= limit;
    messages?.choose(found.find((phone) => phone.number === chosen)?.outcome);
    keyed(list, found.slice(0, limit), (phone) => phone.number, (phone) => phoneItem(phone, chosen));
    if (found.length > 0) {
      empty.replaceChildren();
    } else if (search.value.trim() === "") {
      empty.replaceChildren(t("noPhones"), " ", element("code", {}, `${location.origin}/1.0`));
    } else {
      empty.replaceChildren(t("nothingFound"));
    }
  }

  return async () => {
    await Promise.all([readPhones(), messages?.read()]);
  };
}

function phoneItem(phone, chosen) {
  const last = phone.lastMessage;
  return element(
    "li",
    {},
    element(
      "a",
      { href: `#/phones/${part(phone.number)}`, "aria-current": phone.number === chosen ? "true" : null },
      element(
        "span",
        { class: "line" },
        element("strong", {}, phone.number),
        element("time", { datetime: last.at }, time(last.at)),
      ),
      element("span", { class: "preview", dir: "auto" }, visible(last.text)),
      element(
        "span",
        { class: "line" },
        status(last.status),
        phone.isBlacklisted ? badge("failed", t("blacklisted")) : null,
        element("span", { class: "count" }, number(phone.messages)),
      ),
    ),
  );
}

const status = (value) => badge(value, known(`status${value}`, value));

/** Creates the messages of one phone, and what it can do. */
function conversation(phone) {
  const path = `phones/${part(phone)}`;
  const list = element("ol", { class: "messages" });
  const earlier = button(t("earlier"), async () => {
    limit += STEP;
    await read();
  });
  let limit = STEP;

  const text = element("textarea", { name: "text", rows: "2", required: true });
  const reply = form(
    { class: "row" },
    async (values, node) => {
      await post(`${path}/reply`, { text: values.text });
      node.reset();
    },
    field(t("replyText"), text, { class: "field wide" }),
    submit(t("reply")),
    button(t("sendStop"), () => post(`${path}/stop`)),
  );
  const outcome = element("select", { name: "outcome" }, ...OUTCOMES.map((one) => element("option", { value: one }, t(`outcome${one}`))));
  const code = field(t("ptt"), pttInput(), { hidden: true, class: "field" });
  outcome.addEventListener("change", () => {
    code.hidden = !["failed", "error"].includes(outcome.value);
  });
  const later = form(
    { class: "row" },
    (values) => {
      const body = { outcome: values.outcome };
      if (!code.hidden) {
        body.ptt = Number(values.ptt);
      }
      return post(`${path}/outcome`, body);
    },
    field(t("outcome"), outcome),
    code,
    submit(t("set")),
  );

  /** Shows the outcome that is set for later messages. */
  function choose(set) {
    if (set && !later.contains(document.activeElement)) {
      outcome.value = set.outcome;
      code.hidden = set.ptt === undefined;
      code.querySelector("select").value = set.ptt ?? CODES[0];
    }
  }

  async function read() {
    const all = await get(`${path}/conversation?limit=${limit + 1}`);
    earlier.hidden = all.length <= limit;
    const shown = all.slice(-limit);
    const atEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 80;
    keyed(list, shown, (one) => `${one.direction} ${one.id ?? one.at}`, messageItem);
    if (atEnd || !node.scrolled) {
      node.scrollTop = node.scrollHeight;
      node.scrolled = true;
    }
  }

  const heading = element("h2", {}, t("conversation", { number: phone }));
  const node = element(
    "section",
    { class: "detail", "aria-label": t("conversation", { number: phone }) },
    element("a", { href: "#/phones", class: "back" }, t("back")),
    heading,
    earlier,
    list,
    element("div", { class: "actions" }, reply, later),
  );
  return { node, read, choose };
}

function pttInput() {
  return element("select", { name: "ptt" }, ...CODES.map((code) => element("option", {}, String(code))));
}

function messageItem(message) {
  const isOpen = message.direction === "out" && OPEN.includes(message.status) && message.id !== null;
  return element(
    "li",
    { class: message.direction },
    element("p", { class: "text", dir: "auto" }, ...marked(message.text, message.costly)),
    message.stopClause ? element("p", { class: "clause" }, t("clause", { text: message.stopClause })) : null,
    element(
      "p",
      { class: "meta" },
      status(message.status),
      element("time", { datetime: message.at }, time(message.at)),
      ...details(message).map((one) => element("span", {}, one)),
    ),
    message.reason ? element("p", { class: "reason" }, visible(message.reason)) : null,
    isOpen
      ? element(
          "div",
          { class: "row" },
          button(t("deliver"), () => post(`messages/${message.id}/deliver`)),
          form(
            { class: "row" },
            (values) => post(`messages/${message.id}/fail`, { ptt: Number(values.ptt) }),
            field(t("ptt"), pttInput()),
            submit(t("fail")),
          ),
        )
      : null,
  );
}

/** Returns the parts of the line below a text. */
function details(message) {
  const all = [
    message.sender && message.direction === "out" ? element("bdi", {}, visible(message.sender)) : null,
    plural("parts", message.parts),
    t(`encoding${message.encoding}`),
  ];
  if (message.costly.length > 0) {
    all.push(t("costly", { characters: message.costly.map(visible).join(" ") }));
  }
  all.push(plural("credits", message.credits));
  if (message.tag) {
    all.push(t("tag", { tag: visible(message.tag) }));
  }
  if (message.deliveredAt && message.direction === "out") {
    all.push(t("deliveredAt", { time: time(message.deliveredAt) }));
  }
  if (message.until) {
    all.push(t("until", { time: time(message.until) }));
  }
  return all.filter((one) => one !== null);
}
