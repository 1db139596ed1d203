// Shows /schema/openapi.json, and lets one try an operation. Everything is put in as text, never as HTML.
"use strict";

const METHODS = ["get", "post", "put", "patch", "delete"];
const PATTERN_SHOWN = 40;
const LIMITS = ["minLength", "maxLength", "minimum", "maximum", "pattern", "default"];

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// What stands between backticks is code.
function words(text) {
  const parts = (text || "").split("`");
  return parts.map((part, index) => (index % 2 && index < parts.length - 1 ? make("code", {}, part) : part));
}

function folded(title, ...children) {
  return make("details", {}, make("summary", {}, title), ...children);
}

function pretty(value) {
  return make("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

function resolve(api, schema) {
  return schema && schema.$ref ? schema.$ref.slice(2).split("/").reduce((at, key) => at[key], api) : schema;
}

function kind(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.oneOf || schema.anyOf) return (schema.oneOf || schema.anyOf).map(kind).join(" | ");
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (schema.type === "array") return "list of " + kind(schema.items);
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : schema.type || "anything";
  return schema.format ? `${type} (${schema.format})` : type;
}

// A long pattern reads worse than the refusal of what does not fit it.
function limits(schema) {
  const isShown = (key) => key in schema && !(key === "pattern" && schema.pattern.length > PATTERN_SHOWN);
  const told = (key) => `${key} ${key === "pattern" ? schema.pattern : JSON.stringify(schema[key])}`;
  return LIMITS.filter(isShown).map(told).join(", ");
}

function row(name, required, type, description, schema) {
  const told = limits(schema);
  return make("tr", {}, make("td", {}, make("code", {}, name), required ? " *" : ""), make("td", {}, type),
    make("td", {}, ...words(description), told ? make("div", { class: "limits" }, told) : null));
}

// The shapes that stand inside this one, each with the name of its field.
function inside(api, schema) {
  const own = resolve(api, schema);
  const held = [own, ...(own.oneOf || own.anyOf || [])].map((each) => resolve(api, each));
  const items = held.map((each) => (each.type === "array" ? resolve(api, each.items) : each));
  return items.find((each) => each.properties);
}

function fields(api, schema, above = "", depth = 0) {
  const shape = inside(api, schema);
  if (!shape) return [];
  return Object.entries(shape.properties).flatMap(([name, each]) => {
    const path = above + name;
    const more = resolve(api, each).type === "array" ? `${path}[].` : `${path}.`;
    const own = row(path, (shape.required || []).includes(name), kind(each), each.description, each);
    return [own, ...(depth < 4 ? fields(api, each, more, depth + 1) : [])];
  });
}

function table(api, schema) {
  const rows = fields(api, schema);
  return rows.length ? make("table", {}, ...rows) : make("p", {}, make("code", {}, kind(schema)));
}

function parameters(operation) {
  const rows = (operation.parameters || []).map((each) =>
    row(each.name, each.required, `${kind(each.schema)}, in the ${each.in}`, each.description, each.schema || {}));
  return rows.length ? [make("h4", {}, "Parameters"), make("table", {}, ...rows)] : [];
}

function answers(api, operation) {
  return Object.entries(operation.responses).map(([status, answer]) => {
    const [type, body] = Object.entries(answer.content || {})[0] || [];
    const title = make("span", {}, make("b", { class: "status" }, status), ...words(answer.description));
    if (!type) return folded(title, make("p", {}, "No body."));
    const examples = Object.entries(body.examples || {}).flatMap(([name, example]) =>
      [make("p", { class: "example" }, ...words(name)), pretty(example.value)]);
    const shape = folded("Fields", table(api, body.schema));
    return folded(title, make("p", {}, make("code", {}, type)), ...examples, shape);
  });
}

function requestBody(api, operation) {
  const content = operation.requestBody && operation.requestBody.content["application/json"];
  if (!content) return [];
  const example = (resolve(api, content.schema).examples || [])[0];
  const shown = example ? [folded("Example", pretty(example))] : [];
  return [make("h4", {}, "Body"), table(api, content.schema), ...shown];
}

function requested(path, inputs) {
  let url = path;
  const query = new URLSearchParams();
  const headers = {};
  for (const [each, input] of inputs) {
    if (each.in === "path") url = url.replace(`{${each.name}}`, encodeURIComponent(input.value));
    else if (input.value && each.in === "query") query.set(each.name, input.value);
    else if (input.value) headers[each.name] = input.value;
  }
  const token = document.getElementById("token").value.trim();
  if (token) headers.Authorization = `Bearer ${token}`;
  return [query.size ? `${url}?${query}` : url, headers];
}

// A stream is shown as it comes; JSON is laid out once all of it is there.
async function show(answer, shown) {
  const head = `${answer.status} ${answer.statusText}\n`;
  let text = "";
  const decoder = new TextDecoder();
  const reader = answer.body && answer.body.getReader();
  for (let part; reader && !(part = await reader.read()).done;) {
    text += decoder.decode(part.value, { stream: true });
    shown.textContent = head + text;
  }
  try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it is */ }
  shown.textContent = head + text;
}

function trial(api, path, method, operation) {
  const inputs = (operation.parameters || []).map((each) =>
    [each, make("input", { "aria-label": each.name, placeholder: kind(each.schema) })]);
  const content = operation.requestBody && operation.requestBody.content["application/json"];
  const body = content && make("textarea", { "aria-label": "body", spellcheck: "false" });
  if (body) body.value = JSON.stringify((resolve(api, content.schema).examples || [{}])[0], null, 2);
  const shown = make("pre", { "aria-live": "polite", hidden: "" });
  const send = make("button", { type: "button" }, "Send");
  send.addEventListener("click", async () => {
    const [url, headers] = requested(path, inputs);
    if (body) headers["Content-Type"] = "application/json";
    shown.hidden = false;
    shown.textContent = "…";
    try {
      const request = { method: method.toUpperCase(), headers, body: body ? body.value : undefined };
      await show(await fetch(url, request), shown);
    } catch (error) {
      shown.textContent = String(error);
    }
  });
  const labels = inputs.map(([each, input]) =>
    make("label", {}, make("span", {}, make("code", {}, each.name), each.required ? " *" : ""), input));
  return folded("Try it", ...labels, body, send, shown);
}

function operationShown(api, path, method, operation) {
  return make("details", { id: operation.operationId },
    make("summary", {}, make("span", { class: `method ${method}` }, method.toUpperCase()),
      make("span", { class: "path" }, path), " — ", operation.summary || ""),
    make("p", {}, ...words(operation.description)),
    ...parameters(operation), ...requestBody(api, operation),
    make("h4", {}, "Answers"), ...answers(api, operation), trial(api, path, method, operation));
}

// By their first tag, in the order of their paths; what no version of the API has comes last.
function grouped(api) {
  const rank = (path) => (path.startsWith("/v") ? "0" : "1") + path;
  const groups = new Map();
  for (const path of Object.keys(api.paths).sort((one, other) => (rank(one) < rank(other) ? -1 : 1)))
    for (const method of METHODS.filter((each) => each in api.paths[path])) {
      const operation = api.paths[path][method];
      const tag = (operation.tags || ["other"])[0];
      groups.set(tag, [...(groups.get(tag) || []), [path, method, operation]]);
    }
  return groups;
}

function link([path, method, operation]) {
  return make("li", {}, make("a", { href: `#${operation.operationId}` },
    make("span", { class: `method ${method}` }, method.toUpperCase()), operation.summary || path));
}

async function main() {
  const api = await (await fetch("/schema/openapi.json")).json();
  document.getElementById("about").append(...words(api.info.description));
  const contents = document.getElementById("contents");
  const place = document.getElementById("operations");
  place.replaceChildren();
  for (const [tag, operations] of grouped(api)) {
    contents.append(make("section", {}, make("h3", {}, tag), make("ul", {}, ...operations.map(link))));
    place.append(make("h2", {}, tag), ...operations.map((each) => operationShown(api, ...each)));
  }
  addEventListener("hashchange", open);
  open();
}

function open() {
  const chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (chosen && chosen.matches("#operations > details")) { chosen.open = true; chosen.scrollIntoView(); }
}

main().catch((error) => {
  document.getElementById("operations").replaceChildren(make("p", {}, `The document cannot be shown: ${error}`));
});
