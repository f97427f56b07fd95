// Callbacks that the sandbox has made, one row per attempt.

import { get, post } from "./api.js";
import { badge, button, element, keyed, row, visible } from "./dom.js";
import { known, number, t, time } from "./text.js";

const STEP = 100;

export const kinds = ["callback"];

export function view(root) {
  const list = element("ul", { class: "rows" });
  const empty = element("p", { class: "empty" }, t("noCallbacks"));
  let limit = STEP;
  const more = button(t("more"), () => {
    limit += STEP;
    return read();
  });
  root.append(empty, list, more);

  async function read() {
    const all = await get(`callbacks?limit=${limit}`);
    all.sort((one, other) => other.id - one.id);
    more.hidden = all.length < limit;
    empty.hidden = all.length > 0;
    keyed(list, all, (one) => one.id, callbackItem);
  }
  return read;
}

function callbackItem(callback) {
  const isDone = callback.status !== null && callback.status < 400;
  return row(
    [
      element("time", { datetime: callback.at }, time(callback.at)),
      badge(isDone ? "delivered" : "failed", String(callback.status ?? "–")),
      element("strong", {}, known(`kind${callback.kind}`, callback.kind)),
      element("span", { class: "path" }, `${callback.method} ${visible(callback.url)}`),
      element("span", { class: "after" }, t("attempt", { count: number(callback.attempt) })),
      callback.error ? element("span", { class: "reason" }, visible(callback.error)) : null,
    ],
    callback.fields.map(({ name, value }) => [name, visible(value)]),
    button(t("replay"), () => post(`callbacks/${callback.id}/replay`)),
  );
}
