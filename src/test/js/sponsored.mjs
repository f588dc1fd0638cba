// Pays by a transfer that @stacks/transactions signs with its fee left to a sponsor, and prints one line
// of JSON about the answer.
//
//   node sponsored.mjs BASE_URL PRIVATE_KEY NONCE
import { createRequire } from 'node:module';

const [base, key, nonce] = process.argv.slice(2);
const require = createRequire(new URL('./', import.meta.url));
// It is x402-stacks' own copy.
const { makeSTXTokenTransfer } = createRequire(require.resolve('x402-stacks'))('@stacks/transactions');

const call = {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ key: 'k', value: 1 }),
};
const url = `${base}/api/kv/set`;
const asked = await fetch(url, call);
const required = JSON.parse(Buffer.from(asked.headers.get('payment-required'), 'base64'));
const accepted = required.accepts.find((offer) => offer.asset === 'STX');
const signed = await makeSTXTokenTransfer({
  recipient: accepted.payTo,
  amount: BigInt(accepted.amount),
  senderKey: key,
  network: 'testnet',
  anchorMode: 3,
  sponsored: true,
  fee: 0n,
  nonce: BigInt(nonce),
});
const payment = {
  x402Version: 2,
  resource: required.resource,
  accepted,
  payload: { transaction: Buffer.from(signed.serialize()).toString('hex') },
};
const answered = await fetch(url, {
  ...call,
  headers: {
    ...call.headers,
    'PAYMENT-SIGNATURE': Buffer.from(JSON.stringify(payment)).toString('base64'),
  },
});
console.log(
  JSON.stringify({
    feePayer: accepted.extra?.feePayer ?? null,
    status: answered.status,
    body: await answered.json(),
    receipt: JSON.parse(Buffer.from(answered.headers.get('payment-response'), 'base64')),
  }),
);
