// A form over JSON Schema, and the JSON that it stands for. Each input keeps the text that was
// typed, so that numbers of any length go out as they are.

import {html} from "./vendor/htm-preact.js";

/** A schema's one type, where null is allowed beside it too. */
function typeOf(schema) {
  const types = [schema.type ?? []].flat().filter(type => type !== "null");
  return types.length === 1 ? types[0] : "any";
}

const choices = schema =>
    schema.enum ?? (typeOf(schema) === "boolean" ? [true, false] : undefined);

const isText = schema => typeOf(schema) === "string";

const LONG_CHARS = 300;

/** A value as the input for a schema has it. */
export const typed = (value, schema) =>
    value === undefined ? "" : isText(schema) ? String(value) : JSON.stringify(value);

/** What was typed, as JSON; undefined where nothing was, an Error where it is none. */
function json(text, {name, schema}) {
  if (text === "") {
    return undefined;
  }
  if (isText(schema)) {
    return JSON.stringify(text);
  }
  try {
    JSON.parse(text);
    return text.trim();
  } catch {
    const type = typeOf(schema);
    return new Error(["integer", "number", "boolean"].includes(type)
        ? `${name} is no ${type}.`
        : `${name} is no JSON: text stands in "quotes".`);
  }
}

/** The fields that are filled in, as a JSON object's text. Throws what is wrong with one. */
export function bodyOf(fields, texts) {
  const parts = fields.map(field => [field.name, json(texts[field.name] ?? "", field)])
      .filter(([, value]) => value !== undefined);
  const wrong = parts.map(([, value]) => value).find(value => value instanceof Error);
  if (wrong) {
    throw wrong;
  }
  return `{${parts.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(", ")}}`;
}

export function Form({fields, texts, change}) {
  return html`<div class="fields">${fields.map(field => html`
    <${Field} key=${field.name} field=${field} text=${texts[field.name] ?? ""}
      change=${text => change({...texts, [field.name]: text})} />`)}</div>`;
}

function Field({field: {name, schema, required, says}, text, change}) {
  const id = `field-${name}`;
  const common = {
    id, required, value: text, "aria-describedby": `${id}-says`,
    onInput: event => change(event.target.value),
  };
  return html`<div class="field">
    <label for=${id}><span class="mono">${name}</span>
      <span class="faint"> ${kind(schema)}${required ? ", required" : ""}</span></label>
    ${input(schema, common, text)}
    <p class="hint" id=${`${id}-says`}>${says}</p></div>`;
}

function input(schema, common, text) {
  const among = choices(schema);
  if (among) {
    return html`<select ...${common}><option value="" selected=${text === ""}>–</option>
      ${among.map(each => typed(each, schema)).map(each => html`
        <option value=${each} selected=${text === each}>${each}</option>`)}</select>`;
  }
  const type = typeOf(schema);
  if (type === "integer" || type === "number") {
    return html`<input ...${common} inputmode="decimal" autocomplete="off" placeholder=${schema.default ?? ""} />`;
  }
  const long = type !== "string" || !(schema.maxLength <= LONG_CHARS);
  return long
      ? html`<textarea ...${common} rows="2" spellcheck="false"
          class=${type === "string" ? "" : "mono"} placeholder=${type === "string" ? "" : "JSON"}></textarea>`
      : html`<input ...${common} autocomplete="off" spellcheck="false" placeholder=${schema.default ?? ""} />`;
}

/** What a field takes, in words. */
function kind(schema) {
  const type = typeOf(schema);
  const {minimum, maximum} = schema;
  const bounds = minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
      ? ` ${minimum.toLocaleString("en")} to ${maximum.toLocaleString("en")}`
      : "";
  return type === "any" ? "any JSON" : type === "string" ? "text" : `${type}${bounds}`;
}
