// Shows /schema/openapi.json, and lets one try an operation. Everything is put in as text, never as HTML.
"use strict";

const METHODS = ["get", "post", "put", "patch", "delete"];

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function resolve(api, schema) {
  return schema && schema.$ref ? schema.$ref.slice(2).split("/").reduce((at, key) => at[key], api) : schema;
}

function kind(api, schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.oneOf || schema.anyOf) return (schema.oneOf || schema.anyOf).map((each) => kind(api, each)).join(" | ");
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (schema.type === "array") return "list of " + kind(api, schema.items);
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : schema.type || "anything";
  return schema.format ? `${type} (${schema.format})` : type;
}

function limits(schema) {
  const told = ["minLength", "maxLength", "minimum", "maximum", "pattern", "default"].filter((key) => key in schema);
  return told.map((key) => `${key} ${JSON.stringify(schema[key])}`).join(", ");
}

function fields(api, schema) {
  const shape = resolve(api, schema);
  if (!shape || !shape.properties) return make("p", {}, make("code", {}, kind(api, schema)));
  const rows = Object.entries(shape.properties).map(([name, each]) =>
    make("tr", {},
      make("td", {}, make("code", {}, name), (shape.required || []).includes(name) ? " *" : ""),
      make("td", {}, kind(api, each)),
      make("td", {}, [each.description || "", limits(each)].filter(Boolean).join(" — "))));
  return make("table", {}, ...rows);
}

function parameters(operation) {
  return operation.parameters && operation.parameters.length
    ? make("table", {}, ...operation.parameters.map((each) => make("tr", {},
        make("td", {}, make("code", {}, each.name), each.required ? " *" : ""),
        make("td", {}, each.in),
        make("td", {}, kind({}, each.schema)),
        make("td", {}, [each.description || "", limits(each.schema || {})].filter(Boolean).join(" — ")))))
    : null;
}

function answers(api, operation) {
  return Object.entries(operation.responses).map(([status, answer]) => {
    const [type, body] = Object.entries(answer.content || {})[0] || [];
    return make("details", {},
      make("summary", {}, make("b", {}, status), " ", answer.description || ""),
      type ? make("p", {}, make("code", {}, type)) : null,
      body ? fields(api, body.schema) : null);
  });
}

function trial(api, path, method, operation) {
  const inputs = (operation.parameters || []).map((each) =>
    [each, make("input", { "aria-label": each.name, placeholder: each.name })]);
  const content = operation.requestBody && operation.requestBody.content["application/json"];
  const shape = content && resolve(api, content.schema);
  const body = content && make("textarea", { "aria-label": "body" });
  if (body) body.value = JSON.stringify((shape.examples || [{}])[0], null, 2);
  const shown = make("pre", {});
  const send = make("button", { type: "button" }, "Send");
  send.addEventListener("click", async () => {
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
    if (body) headers["Content-Type"] = "application/json";
    shown.textContent = "…";
    try {
      const answer = await fetch(query.size ? `${url}?${query}` : url,
        { method: method.toUpperCase(), headers, body: body ? body.value : undefined });
      const text = await answer.text();
      let readable = text;
      try { readable = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it is */ }
      shown.textContent = `${answer.status} ${answer.statusText}\n${readable}`;
    } catch (error) {
      shown.textContent = String(error);
    }
  });
  return make("details", {}, make("summary", {}, "Try it"),
    ...inputs.map(([each, input]) => make("p", {}, make("label", {}, each.name + " ", input))), body, send, shown);
}

function shown(api, path, method, operation) {
  const content = operation.requestBody && operation.requestBody.content["application/json"];
  return make("details", { id: operation.operationId },
    make("summary", {}, make("span", { class: `method ${method}` }, method.toUpperCase()),
      make("span", { class: "path" }, path), " — ", operation.summary || ""),
    make("p", {}, operation.description || ""),
    parameters(operation),
    content ? make("h4", {}, "Body") : null, content ? fields(api, content.schema) : null,
    make("h4", {}, "Answers"), ...answers(api, operation),
    trial(api, path, method, operation));
}

async function main() {
  const api = await (await fetch("/schema/openapi.json")).json();
  document.getElementById("about").textContent = api.info.description;
  const groups = new Map();
  const links = [];
  for (const [path, item] of Object.entries(api.paths))
    for (const method of METHODS.filter((each) => each in item)) {
      const operation = item[method];
      const tag = (operation.tags || ["other"])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(shown(api, path, method, operation));
      links.push(make("li", {}, make("a", { href: `#${operation.operationId}` },
        make("span", { class: `method ${method}` }, method.toUpperCase()), operation.summary || path)));
    }
  document.getElementById("contents").append(make("ul", {}, ...links));
  const main = document.getElementById("operations");
  main.replaceChildren();
  for (const [tag, operations] of groups) main.append(make("h2", {}, tag), ...operations);
  addEventListener("hashchange", open);
  open();
}

function open() {
  const chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (chosen) { chosen.open = true; chosen.scrollIntoView(); }
}

main();
