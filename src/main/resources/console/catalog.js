// The endpoints with what each takes, out of the service's OpenAPI description.

import {service} from "./service.js";

let described;

/**
 * An endpoint's input: {methods, tag, says, inPath, fields, example}. A field is {name, schema,
 * required, says}; inPath are those of its path, fields the others. Undefined fields: it takes
 * whatever is sent.
 */
export async function catalog() {
  described ??= fetch("openapi.json").then(answer => (answer.ok ? answer.json() : {paths: {}}));
  const openapi = await described;
  return service.endpoints.map(offered => ({
    ...offered,
    ...input(openapi, offered),
    tag: group(openapi, offered),
  }));
}

/** A path as OpenAPI writes it: there the rest of a path is a name like any other. */
const itemOf = (openapi, path) =>
    resolved(openapi, openapi.paths[path] ?? openapi.paths[path.replaceAll("*}", "}")]);

const operationOf = (openapi, {path, methods}) => {
  const item = itemOf(openapi, path);
  return item && (item.post ?? item[methods[0].toLowerCase()]);
};

/** The room it is in; without a description, what its path begins with. */
function group(openapi, offered) {
  const [, first, second] = offered.path.split("/");
  const named = first === "api" && offered.path.split("/").length > 3;
  return operationOf(openapi, offered)?.tags?.[0] ?? (named ? second : "service");
}

function input(openapi, offered) {
  const names = [...offered.path.matchAll(/\{(\w+)\*?\}/g)].map(match => match[1]);
  const operation = operationOf(openapi, offered);
  const parameters = (operation?.parameters ?? []).map(each => resolved(openapi, each));
  const of = name => parameters.find(each => each.in === "path" && each.name === name);
  const inPath = names.map(name => field(openapi, name, of(name)?.schema ?? {type: "string"}, true, of(name)));
  const media = resolved(openapi, operation?.requestBody)?.content?.["application/json"];
  const schema = resolved(openapi, media?.schema);
  if (schema?.properties) {
    const required = schema.required ?? [];
    return {
      inPath,
      fields: Object.entries(schema.properties)
          .map(([name, each]) => field(openapi, name, each, required.includes(name))),
      example: example(openapi, media, schema),
    };
  }
  const query = parameters.filter(each => each.in === "query");
  return {
    inPath,
    fields: operation && !media
        ? query.map(each => field(openapi, each.name, each.schema, each.required === true, each))
        : undefined,
    example: Object.fromEntries(parameters.filter(each => each.example !== undefined)
        .map(each => [each.name, each.example])),
  };
}

function field(openapi, name, given, required, parameter) {
  const schema = resolved(openapi, given) ?? {};
  return {name, schema, required, says: schema.description ?? parameter?.description ?? ""};
}

function example(openapi, media, schema) {
  const named = Object.values(media.examples ?? {})[0];
  return media.example ?? resolved(openapi, named)?.value ?? schema.examples?.[0] ?? {};
}

/** What a reference within the description stands for. */
function resolved(openapi, of) {
  return of?.$ref?.startsWith("#/")
      ? resolved(openapi, of.$ref.slice(2).split("/")
          .reduce((at, name) => at?.[name.replaceAll("~1", "/").replaceAll("~0", "~")], openapi))
      : of;
}
