// Makes calls with a genuine x402-stacks client and prints one line of JSON about each.
//
//   node pay.mjs v2|v1 BASE_URL PRIVATE_KEY '[{"method": "POST", "path": "/api/kv/set", "body": {}}]'
//
// The clients ask api.testnet.hiro.so for nonces and fees, and nothing can tell them otherwise: so
// what they fetch there is fetched from the server's own devnet. A call's `nonce` stands in for a
// chain that tells a wrong one; a call's `headers` go with it.
import { createRequire } from 'node:module';

const [version, base, key, calls] = process.argv.slice(2);
const require = createRequire(new URL(version === 'v1' ? './v1/' : './', import.meta.url));
const axios = require('axios');
const client = require('x402-stacks');

let call;
const realFetch = globalThis.fetch;
globalThis.fetch = (resource, init) => {
  const url = new URL(resource?.url ?? resource);
  if (!url.hostname.endsWith('hiro.so')) {
    return Promise.reject(new Error(`unexpected host ${url.hostname}`));
  }
  if (call.nonce !== undefined && url.pathname.endsWith('/nonces')) {
    return Promise.resolve(Response.json({ possible_next_nonce: call.nonce }));
  }
  return realFetch(`${base}/devnet${url.pathname}${url.search}`, init);
};

const account = client.privateKeyToAccount(key, 'testnet');
const statuses = [];
const instance = axios.create({ timeout: 60_000, maxBodyLength: Infinity });
// Before the client's own interceptor, so that it sees each answer that the client saw.
instance.interceptors.response.use(
  (response) => {
    statuses.push(response.status);
    return response;
  },
  (error) => {
    statuses.push(error.response?.status ?? String(error.message));
    return Promise.reject(error);
  },
);
const api =
  version === 'v1'
    ? client.withPaymentInterceptor(instance, account)
    : client.wrapAxiosWithPayment(instance, account);

function receipt(response) {
  return version === 'v1'
    ? client.decodeXPaymentResponse(response.headers['x-payment-response'])
    : client.getPaymentResponseFromHeaders(response);
}

const results = [];
for (call of JSON.parse(calls)) {
  statuses.length = 0;
  let response;
  let error = null;
  try {
    response = await api.request({
      method: call.method,
      url: base + call.path,
      data: call.method === 'GET' ? undefined : call.body,
      headers: call.headers ?? {},
    });
  } catch (thrown) {
    response = thrown.response;
    error = thrown.message;
  }
  results.push({
    statuses: [...statuses],
    error,
    status: response?.status ?? 0,
    body: response?.data ?? null,
    charge: response?.headers['coffer-charge'] ?? null,
    receipt: response ? receipt(response) : null,
  });
}
console.log(JSON.stringify({ payer: account.address, results }));
