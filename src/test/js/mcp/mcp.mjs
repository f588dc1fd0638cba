// Speaks MCP to a running server with a genuine client, and prints one line of JSON about it.
//
//   node mcp.mjs sdk|client MODE URL TOKEN '[{"name": "kv", "arguments": {}, "_meta": {}}]'
//
// `sdk` is the client that hosts have used up to revision 2025-11-25, `client` the one after it, whose
// MODE is legacy, auto, or the revision that it insists on. Every tool's schema is compiled as JSON Schema
// 2020-12 by a validator that is not ours.
import Ajv2020 from 'ajv/dist/2020.js';
import * as old from '@modelcontextprotocol/sdk/client/index.js';
import * as oldHttp from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as next from '@modelcontextprotocol/client';

const [which, mode, url, token, calls] = process.argv.slice(2);
const info = { name: 'coffer-test', version: '1.0.0' };
const requests = [];
const options = {
  requestInit: { headers: token ? { Authorization: `Bearer ${token}` } : {} },
  fetch: async (resource, init) => {
    const response = await fetch(resource, init);
    requests.push(`${init.method} ${response.status}`);
    return response;
  },
};
const negotiation = mode === 'legacy' || mode === 'auto' ? mode : { pin: mode };
const client =
  which === 'sdk'
    ? new old.Client(info)
    : new next.Client(info, { versionNegotiation: { mode: negotiation } });
const transport =
  which === 'sdk'
    ? new oldHttp.StreamableHTTPClientTransport(new URL(url), options)
    : new next.StreamableHTTPClientTransport(new URL(url), options);

async function outcome(promise) {
  try {
    return await promise;
  } catch (error) {
    return { thrown: error.message, code: error.code };
  }
}

await client.connect(transport);
const { tools } = await client.listTools();
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
tools.forEach((tool) => ajv.compile(tool.inputSchema));
const { resources } = await client.listResources();
const { resourceTemplates } = await client.listResourceTemplates();
const results = [];
for (const call of JSON.parse(calls)) {
  results.push(await outcome(client.callTool(call)));
}
const prices = await client.readResource({ uri: 'coffer://api/prices' });
const unknown = await outcome(client.callTool({ name: 'unknown', arguments: {} }));
const version =
  which === 'sdk' ? transport.protocolVersion : client.getNegotiatedProtocolVersion();
const server = client.getServerVersion()?.name ?? null;
await client.close();
console.log(
  JSON.stringify({
    version,
    server,
    tools: tools.map((tool) => tool.name),
    resources: resources.map((resource) => resource.uri),
    templates: resourceTemplates.map((template) => template.uriTemplate),
    results,
    prices: prices.contents[0],
    unknown,
    requests,
  }),
);
