// Requests with their responses' status; a refused one with its reason.

import { get } from "./api.js";
import { badge, button, element, field, keyed, row, visible } from "./dom.js";
import { number, t, time } from "./text.js";

const STEP = 100;

export const kinds = ["request"];

export function view(root) {
  const list = element("ul", { class: "rows" });
  const empty = element("p", { class: "empty" }, t("noRequests"));
  const filter = element("input", { type: "search", autocomplete: "off" });
  const refused = element("input", { type: "checkbox" });
  let limit = STEP;
  let all = [];
  const more = button(t("more"), () => {
    limit += STEP;
    return read();
  });
  root.append(
    element("div", { class: "row" }, field(t("filter"), filter), field(t("onlyRefused"), refused, { class: "check" })),
    empty,
    list,
    more,
  );

  function show() {
    const wanted = filter.value.trim().toLowerCase();
    const fits = (one) =>
      (!refused.checked || one.refusal !== null || one.status >= 400) &&
      `${one.operation ?? ""} ${one.method} ${one.path} ${one.status}`.toLowerCase().includes(wanted);
    const found = all.filter(fits);
    empty.hidden = found.length > 0;
    keyed(list, found, (one) => one.id, requestItem);
  }

  async function read() {
    all = await get(`requests?limit=${limit}`);
    all.sort((one, other) => other.id - one.id);
    more.hidden = all.length < limit;
    show();
  }

  filter.addEventListener("input", show);
  refused.addEventListener("change", show);
  return read;
}

function requestItem(request) {
  const facts = [
    [t("query"), request.query],
    [t("body"), pretty(request.body)],
    [t("key"), request.applicationKey],
    [t("consumer"), request.consumerKey],
    [t("queryId"), request.queryId],
    [t("refusal"), request.refusal?.message],
    [t("reason"), request.refusal?.reason],
    [t("signed"), request.refusal?.signed],
  ];
  const isRefused = request.status >= 400;
  const shown = facts.filter(([, value]) => value !== null && value !== undefined && value !== "");
  const reason = request.refusal?.reason ?? request.refusal?.message;
  return row(
    [
      element("time", { datetime: request.at }, time(request.at)),
      badge(isRefused ? "failed" : "delivered", String(request.status)),
      element("strong", {}, request.method),
      element("span", { class: "path" }, visible(request.path)),
      element("span", { class: "after" }, request.operation ?? t("noOperation")),
      element("span", { class: "after" }, `${number(request.milliseconds)} ms`),
      isRefused && reason ? element("span", { class: "reason" }, visible(reason)) : null,
    ],
    shown.map(([name, value]) => [name, element("pre", { dir: "auto", tabindex: "0" }, visible(value))]),
  );
}

/** Returns a body as it is read best: JSON on several lines. */
function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
