// Makes calls with a genuine client that signs in, and prints one line of JSON about each.
//
//   node sign-in.mjs KIND BASE_URL PRIVATE_KEY '[{"method": "POST", "path": "/api/kv/set", "body": {}}]'
//
// KIND: extension, of a client that pays if that does not let it in; siwx, which only signs in;
// text or data, a Stacks wallet that signs the one or the other, and calls by the token.
const [kind, base, key, calls] = process.argv.slice(2);

const statuses = [];
async function seen(input, init) {
  const response = await fetch(input, init);
  statuses.push(response.status);
  return response;
}

async function evm() {
  const { privateKeyToAccount } = await import('viem/accounts');
  const { createSIWxClientExtension, wrapFetchWithSIWx } = await import(
    '@x402/extensions/sign-in-with-x'
  );
  const account = privateKeyToAccount(`0x${key}`);
  if (kind === 'siwx') {
    return { address: account.address, send: wrapFetchWithSIWx(seen, account) };
  }
  const { wrapFetchWithPayment, x402Client } = await import('@x402/fetch');
  const client = new x402Client();
  client.registerExtension(createSIWxClientExtension({ signers: [account] }));
  return { address: account.address, send: wrapFetchWithPayment(seen, client) };
}

async function stacks() {
  const tx = await import('@stacks/transactions');
  const { hashMessage } = await import('@stacks/encryption');
  const address = tx.getAddressFromPrivateKey(key, 'testnet');
  const asked = await (await fetch(`${base}/api/account/sign-in?address=${address}`)).json();
  const { domain, message } = asked.structured;
  const signature =
    kind === 'text'
      ? tx.signMessageHashRsv({
          messageHash: Buffer.from(hashMessage(asked.message)).toString('hex'),
          privateKey: key,
        })
      : tx.signStructuredData({
          domain: tx.Cl.deserialize(domain),
          message: tx.Cl.deserialize(message),
          privateKey: key,
        });
  const entered = await seen(`${base}/api/account/sign-in`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ address, nonce: asked.nonce, signature }),
  });
  const { token } = await entered.json();
  const send = (url, init) =>
    seen(url, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
  return { address, send };
}

const { address, send } = await (kind === 'text' || kind === 'data' ? stacks() : evm());
const results = [];
for (const call of JSON.parse(calls)) {
  let response;
  let error = null;
  try {
    response = await send(base + call.path, {
      method: call.method,
      headers: { 'Content-Type': 'application/json', ...call.headers },
      body: call.method === 'GET' ? undefined : JSON.stringify(call.body),
    });
  } catch (thrown) {
    error = thrown.message;
  }
  results.push({
    statuses: statuses.splice(0),
    error,
    body: response ? await response.json() : null,
    charge: response?.headers.get('coffer-charge') ?? null,
  });
}
console.log(JSON.stringify({ address, results }));
