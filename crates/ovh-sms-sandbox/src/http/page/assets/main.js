// The page: its sections, the clock, and reading again after changes.

import * as accounts from "./accounts.js";
import * as callbacks from "./callbacks.js";
import { clock } from "./clock.js";
import { element, notice } from "./dom.js";
import { listen } from "./events.js";
import * as faults from "./faults.js";
import * as phones from "./phones.js";
import * as requests from "./requests.js";
import { language, t } from "./text.js";

const SECTIONS = { phones, accounts, requests, callbacks, faults };

const main = document.getElementById("main");
const nav = document.getElementById("nav");
const connection = document.getElementById("connection");

let section = null;
let read = async () => {};

document.documentElement.lang = language;
document.title = t("title");
document.getElementById("title").textContent = t("title");
nav.setAttribute("aria-label", t("sections"));
nav.append(...Object.keys(SECTIONS).map((name) => element("a", { href: `#/${name}` }, t(name))));
connection.textContent = t("connecting");
const readClock = clock(document.getElementById("clock"));

async function attempt(...readers) {
  try {
    await Promise.all(readers.map((reader) => reader()));
  } catch (error) {
    // Without a connection, the stream says so.
    if (!(error instanceof TypeError)) {
      notice(error.message);
    }
  }
}

/** Shows the section that the address names. */
async function show() {
  const [, name = "phones", chosen] = location.hash.split("/");
  section = SECTIONS[name] ?? null;
  main.replaceChildren();
  main.className = name;
  notice("");
  for (const link of nav.children) {
    const isHere = link.getAttribute("href") === `#/${name}`;
    link.toggleAttribute("aria-current", isHere);
    if (isHere) {
      link.setAttribute("aria-current", "page");
    }
  }
  if (section === null) {
    main.append(element("p", { class: "empty" }, t("notFound")));
    return;
  }
  let argument = null;
  try {
    argument = chosen ? decodeURIComponent(chosen) : null;
  } catch {
    // An address that was typed by hand: no phone is chosen.
  }
  read = section.view(main, argument);
  await attempt(read);
}

listen(
  async (kinds) => {
    const all = kinds.has("reset");
    const readers = [];
    if (section !== null && (all || section.kinds.some((kind) => kinds.has(kind)))) {
      readers.push(read);
    }
    if (all || kinds.has("clock") || kinds.has("message") || kinds.has("status")) {
      readers.push(readClock);
    }
    await attempt(...readers);
  },
  (isOpen) => {
    connection.textContent = isOpen ? "" : t("disconnected");
  },
);
addEventListener("hashchange", show);
show();
attempt(readClock);
