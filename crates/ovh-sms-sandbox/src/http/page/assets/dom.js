// Elements. Texts of messages and requests become text nodes only, never markup.

/** Creates an element. A property that is a function listens to the event of its name. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (typeof value === "function") {
      node.addEventListener(key, value);
    } else if (key === "value") {
      node.value = value;
    } else {
      node.setAttribute(key, value === true ? "" : value);
    }
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Creates a button that runs an action; while the action runs, the button is disabled. */
export function button(label, action, properties = {}) {
  const node = element("button", { type: "button", ...properties }, label);
  node.addEventListener("click", () => busy(node, action));
  return node;
}

/** Creates a form whose button runs an action with the form's values. */
export function form(properties, action, ...children) {
  const node = element("form", properties, ...children);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    const submit = node.querySelector("button[type=submit]");
    busy(submit, () => action(Object.fromEntries(new FormData(node)), node));
  });
  return node;
}

export const submit = (label, properties = {}) =>
  element("button", { type: "submit", ...properties }, label);

/** Creates a label around its field. */
export const field = (label, node, properties = {}) =>
  element("label", { class: "field", ...properties }, element("span", {}, label), node);

async function busy(node, action) {
  node.disabled = true;
  try {
    await action();
    notice("");
  } catch (error) {
    notice(error.message);
  } finally {
    node.disabled = false;
  }
}

/** Shows why something failed; an empty text hides the last one. */
export function notice(text) {
  document.getElementById("notice").textContent = text;
}

/**
 * Shows one node per item in a container, in this order. A node whose item has not changed stays, with
 * its focus and its open parts.
 */
export function keyed(container, items, key, render) {
  const known = container.known ?? new Map();
  const now = new Map();
  const nodes = items.map((item) => {
    const id = String(key(item));
    const state = JSON.stringify(item);
    const before = known.get(id);
    const entry = before?.state === state ? before : { state, node: render(item, before?.node) };
    now.set(id, entry);
    return entry.node;
  });
  container.known = now;
  for (const [id, entry] of known) {
    if (now.get(id)?.node !== entry.node) {
      entry.node.remove();
    }
  }
  nodes.forEach((node, place) => {
    if (container.children[place] !== node) {
      container.insertBefore(node, container.children[place] ?? null);
    }
  });
}

/** Creates a row that opens: below its summary are its facts, pairs of a name and a text or a node. */
export function row(summary, facts, ...below) {
  const terms = facts.flatMap(([name, fact]) => [element("dt", {}, name), element("dd", { dir: "auto" }, fact)]);
  const details = element("details", {}, element("summary", {}, ...summary), element("dl", {}, ...terms), ...below);
  return element("li", {}, details);
}

/** Creates a status in the color of a status of messages. */
export const badge = (status, text) => element("span", { class: `badge ${status}` }, text);

/** Creates a table with the rows' cells; nothing without rows. */
export function table(caption, head, rows) {
  if (rows.length === 0) {
    return null;
  }
  const cells = (name, values) => values.map((value) => element(name, {}, value));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells("td", row)))),
    ),
  );
}

/** Replaces control characters, which would be invisible, with their pictures. */
export function visible(text) {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, (one) => {
    const code = one.codePointAt(0);
    if (code < 0x20) {
      return String.fromCodePoint(0x2400 + code);
    }
    return code === 0x7f ? "\u2421" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** Creates a text in which some characters are marked. */
export function marked(text, costly) {
  const marks = new Set(costly);
  const nodes = [];
  let plain = "";
  for (const one of text) {
    if (marks.has(one)) {
      nodes.push(visible(plain), element("mark", {}, visible(one)));
      plain = "";
    } else {
      plain += one;
    }
  }
  return [...nodes, visible(plain)];
}
