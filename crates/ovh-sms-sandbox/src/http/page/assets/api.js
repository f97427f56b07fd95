// Calls of the control API. A call that is refused throws an error with the sandbox's message.

async function call(method, path, body) {
  const options = { method, headers: {}, cache: "no-store" };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(`/_sandbox/${path}`, options);
  const text = await response.text();
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Not from the sandbox, such as the page of a proxy.
  }
  if (!response.ok) {
    throw new Error(value?.message ?? `${method} ${path}: ${response.status}`);
  }
  return value;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const remove = (path) => call("DELETE", path);

/** Encodes a part of a path or the value of a parameter. */
export const part = (value) => encodeURIComponent(value);
