// What reads /openapi.json says of it: node read.mjs <url of the service>. Prints JSON.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import parsers from '@stoplight/spectral-parsers';
import rulesets from '@stoplight/spectral-rulesets';

const base = process.argv[2];
const text = await (await fetch(base + '/openapi.json')).text();

async function redocly() {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config });
  return problems
    .filter((each) => each.severity === 'error')
    .map((each) => `${each.ruleId}: ${each.message} ${each.location?.[0]?.pointer}`);
}

// Its schema of OpenAPI 3.1 knows no `$ref` in a path item, which the specification has (4.8.9.1):
// for it each stands where it is referred to.
function inPlace() {
  const document = JSON.parse(text);
  const items = document.components.pathItems;
  for (const [path, item] of Object.entries(document.paths)) {
    if (item.$ref) {
      document.paths[path] = items[item.$ref.split('/').pop()];
    }
  }
  delete document.components.pathItems;
  return JSON.stringify(document);
}

async function spectralErrors() {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [rulesets.oas] });
  const found = await linter.run(new spectral.Document(inPlace(), parsers.Json, '/openapi.json'));
  return found
    .filter((each) => each.severity === 0)
    .map((each) => `${each.code}: ${each.message} ${each.path.join('/')}`);
}

function discovery(...args) {
  const cli = fileURLToPath(import.meta.resolve('@agentcash/discovery')).replace(
    /dist\/.*/,
    'bin/discovery.js',
  );
  return JSON.parse(execFileSync(process.execPath, [cli, ...args, '--json']));
}

const discovered = discovery('discover', base);
const checked = discovery('check', base + '/api/kv/set');
console.log(
  JSON.stringify({
    redocly: await redocly(),
    spectral: await spectralErrors(),
    discover: { ok: discovered.ok, routes: discovered.resources.length, warnings: discovered.warnings },
    check: checked,
  }),
);
