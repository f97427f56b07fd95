// Faults: active ones, new ones, refused connections, and the clock of signatures.

import { get, part, post, remove } from "./api.js";
import { button, element, field, form, keyed, submit, visible } from "./dom.js";
import { number, plural, t } from "./text.js";

/** The fields of each kind, beside those that all have. */
const FIELDS = {
  latency: ["seconds"],
  listDelay: ["seconds"],
  resetBefore: [],
  resetAfter: [],
  cutBody: [],
  status: ["status", "message"],
  html: ["status"],
  tooManyRequests: ["retryAfter"],
};
const LABELS = { seconds: "seconds", status: "httpStatus", message: "message", retryAfter: "retryAfter" };
const NUMBERS = { seconds: "1", status: "503", retryAfter: "" };
const COMMON = { times: "times", share: "share", after: "after", lasts: "lasts" };

// Requests too: they change how often a fault was applied.
export const kinds = ["fault", "request"];

export function view(root) {
  const list = element("ul", { class: "rows" });
  const state = element("p", { class: "empty" });
  root.append(
    element("div", { class: "cards" },
      element("section", { class: "card" }, element("h2", {}, t("faults")), state, list, button(t("clear"), () => remove("faults"))),
      element("section", { class: "card" }, element("h2", {}, t("addFault")), addForm()),
      element("section", { class: "card" }, element("h2", {}, t("network")), portForm(), skewForm()),
    ),
  );
  return async () => {
    const { faults, clockSkew } = await get("faults");
    const words = [];
    if (faults.length === 0) {
      words.push(t("noFaults"));
    }
    if (clockSkew !== 0) {
      words.push(t("shifted", { seconds: number(clockSkew) }));
    }
    state.textContent = words.join(" ");
    keyed(list, faults, (fault) => fault.id, faultItem);
  };
}

function faultItem(fault) {
  const facts = ["seconds", "status", "message", "retryAfter", "on", ...Object.keys(COMMON)];
  const shown = facts.filter((name) => fault[name] !== undefined && fault[name] !== null);
  return element(
    "li",
    { class: "row" },
    element("strong", {}, t(`kind${fault.kind}`)),
    ...shown.map((name) => element("span", {}, `${t(LABELS[name] ?? name)}: ${visible(String(fault[name]))}`)),
    element("span", { class: "after" }, plural("applied", fault.applied)),
    button(t("removeFault"), () => remove(`faults/${part(fault.id)}`)),
  );
}

function addForm() {
  const kind = element("select", { name: "kind" }, ...Object.keys(FIELDS).map((one) => element("option", { value: one }, t(`kind${one}`))));
  const own = Object.fromEntries(Object.keys(LABELS).map((name) => {
    const isNumber = name in NUMBERS;
    const input = element("input", { name, type: isNumber ? "number" : "text", min: "0", step: name === "status" ? "1" : "any", value: NUMBERS[name] });
    return [name, field(t(LABELS[name]), input, { class: "field" })];
  }));
  const choose = () => {
    for (const [name, node] of Object.entries(own)) {
      node.hidden = !FIELDS[kind.value].includes(name);
    }
  };
  kind.addEventListener("change", choose);
  choose();
  return form(
    { class: "grid" },
    async (values, node) => {
      const body = { kind: values.kind };
      for (const name of [...FIELDS[values.kind], ...Object.keys(COMMON)]) {
        if (values[name] !== "") {
          body[name] = name === "message" ? values[name] : Number(values[name]);
        }
      }
      if (values.on.trim() !== "") {
        body.on = values.on.trim();
      }
      await post("faults", body);
      node.reset();
      choose();
    },
    field(t("kind"), kind),
    ...Object.values(own),
    field(t("on"), element("input", { name: "on", placeholder: "jobs_create", autocomplete: "off" })),
    ...Object.entries(COMMON).map(([name, label]) => field(t(label), element("input", { name, type: "number", min: "0", step: "any" }))),
    submit(t("add")),
  );
}

function portForm() {
  return form(
    { class: "row" },
    (values) => post("faults/connections", { refused: true, seconds: Number(values.seconds) }),
    field(t("closedFor"), element("input", { name: "seconds", type: "number", min: "0.1", max: "3600", step: "any", value: "10", class: "short" })),
    submit(t("closePort")),
  );
}

function skewForm() {
  return form(
    { class: "row" },
    (values) => post("faults/clock", { seconds: Number(values.seconds) }),
    field(t("skew"), element("input", { name: "seconds", type: "number", step: "1", value: "0", class: "short" })),
    submit(t("set")),
  );
}
