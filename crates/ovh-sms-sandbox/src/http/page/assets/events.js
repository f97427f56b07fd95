// The stream of changes. After each event, the views that show this kind read again.

/** How long changes are collected before a view reads again, in milliseconds. */
const PAUSE = 60;

/**
 * Listens to changes.
 *
 * `changed` gets the kinds of the changes since its last call; it is called again only after it has
 * ended. `connected` gets whether the stream is open.
 */
export function listen(changed, connected) {
  const kinds = new Set();
  let timer = 0;
  let busy = false;

  async function report() {
    timer = 0;
    if (busy) {
      return;
    }
    busy = true;
    const now = new Set(kinds);
    kinds.clear();
    await changed(now);
    busy = false;
    if (kinds.size > 0) {
      plan();
    }
  }

  function plan() {
    if (timer === 0) {
      timer = setTimeout(report, PAUSE);
    }
  }

  const source = new EventSource("/_sandbox/events");
  source.addEventListener("open", () => {
    connected(true);
    // What happened before the stream was open is unknown.
    kinds.add("reset");
    plan();
  });
  source.addEventListener("error", () => connected(false));
  source.addEventListener("message", (event) => {
    kinds.add(JSON.parse(event.data).kind);
    plan();
  });
}
