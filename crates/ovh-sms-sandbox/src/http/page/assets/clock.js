// The sandbox's clock: its time, jumps, and its speed.

import { get, post } from "./api.js";
import { button, element, field, form, submit } from "./dom.js";
import { t, time } from "./text.js";

const STEPS = { minute: 60, hour: 3600, day: 86400 };

/** Shows the clock in an element; returns the function that reads it again. */
export function clock(root) {
  const shown = element("time", { class: "now" });
  const toggle = button(t("stop"), async () => set({ running: !state.running }));
  const speed = element("input", { name: "speed", type: "number", min: "0", step: "any", class: "short" });
  let state = { now: new Date().toISOString(), running: true, speed: 1 };
  let read = performance.now();

  function tick() {
    const passed = state.running ? (performance.now() - read) * state.speed : 0;
    const now = new Date(Date.parse(state.now) + passed);
    if (!Number.isNaN(now.getTime())) {
      shown.dateTime = now.toISOString();
      shown.textContent = time(now);
    }
  }

  function show(next) {
    state = next;
    read = performance.now();
    toggle.textContent = state.running ? t("stop") : t("run");
    if (document.activeElement !== speed) {
      speed.value = state.speed;
    }
    tick();
  }

  async function set(change) {
    show(await post("clock", change));
  }

  root.append(
    element("span", { class: "hidden" }, t("now")),
    shown,
    ...Object.entries(STEPS).map(([name, seconds]) => button(t(name), () => set({ advance: seconds }))),
    button(t("next"), () => set({ to: "next" })),
    toggle,
    form({ class: "row" }, (values) => set({ speed: Number(values.speed) }), field(t("speed"), speed), submit(t("set"))),
  );
  setInterval(tick, 1000);
  return async () => show(await get("clock"));
}
