// Has every genuine client pay one server, sign in there, and use it as a facilitator; prints one
// line of JSON with what each saw.
//
//   node --import ../devnet.mjs every-client.mjs BASE_URL STACKS_KEY EVM_KEY SHOP_STACKS SHOP_EVM
import { createRequire } from 'node:module';
import { makeSTXTokenTransfer } from '@stacks/transactions';
import { HTTPFacilitatorClient } from '@x402/core/http';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { appendPaymentIdentifierToExtensions, generatePaymentId } from '@x402/extensions';
import { createSIWxClientExtension, wrapFetchWithSIWx } from '@x402/extensions/sign-in-with-x';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { privateKeyToAccount } from 'viem/accounts';
import * as older from 'x402-fetch';

const [base, stacksKey, evmKey, shopStacks, shopEvm] = process.argv.slice(2);
process.env.COFFER = base; // For what is preloaded.
const newerRequire = createRequire(new URL('../', import.meta.url));
const olderRequire = createRequire(new URL('../v1/', import.meta.url));
const stacksV2 = newerRequire('x402-stacks');
const stacksV1 = olderRequire('x402-stacks');
const evm = privateKeyToAccount(`0x${evmKey}`);

const statuses = [];
async function seen(input, init) {
  const response = await fetch(input, init);
  statuses.push(response.status);
  return response;
}

const set = (key) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ key, value: 7 }),
});

async function told(response, receipt) {
  return {
    statuses: statuses.splice(0),
    body: await response.json(),
    charge: response.headers.get('coffer-charge'),
    replayed: response.headers.get('idempotent-replay'),
    receipt,
  };
}

async function byAxios(axios, client, wrap, receiptOf) {
  const instance = axios.create({ timeout: 60_000 });
  const account = client.privateKeyToAccount(stacksKey, 'testnet');
  const response = await wrap(instance, account).post(`${base}/api/kv/set`, { key: 'k', value: 7 });
  return {
    statuses: [response.status],
    body: response.data,
    charge: response.headers['coffer-charge'],
    receipt: receiptOf(response),
  };
}

function paying(...extensions) {
  const client = new x402Client().register('eip155:*', new ExactEvmScheme(evm));
  extensions.forEach((extension) => client.registerExtension(extension));
  return wrapFetchWithPayment(seen, client);
}

async function byFetch(send, path, init) {
  const response = await send(base + path, init);
  const header = response.headers.get('PAYMENT-RESPONSE');
  return told(response, header ? decodePaymentResponseHeader(header) : null);
}

const results = {};

// Who pays.
results.stacksV2 = await byAxios(
  newerRequire('axios'),
  stacksV2,
  stacksV2.wrapAxiosWithPayment,
  stacksV2.getPaymentResponseFromHeaders,
);
results.stacksV1 = await byAxios(
  olderRequire('axios'),
  stacksV1,
  stacksV1.withPaymentInterceptor,
  (response) => stacksV1.decodeXPaymentResponse(response.headers['x-payment-response']),
);
results.evmV2 = await byFetch(paying(), '/api/kv/set', set('k'));
const signer = await older.createSigner('base-sepolia', `0x${evmKey}`);
const olderAnswer = await older.wrapFetchWithPayment(seen, signer)(`${base}/api/kv/set`, set('k'));
results.evmV1 = await told(
  olderAnswer,
  older.decodeXPaymentResponse(olderAnswer.headers.get('X-PAYMENT-RESPONSE')),
);

// One operation by its identifier, twice: the second payment stays unspent.
const id = generatePaymentId();
const identified = paying({
  key: 'payment-identifier',
  enrichPaymentPayload: async (payload) => ({
    ...payload,
    extensions: appendPaymentIdentifierToExtensions(
      structuredClone(payload.extensions ?? {}),
      id,
    ),
  }),
});
results.identified = await byFetch(identified, '/api/kv/set', set('identified'));
results.identifiedAgain = await byFetch(identified, '/api/kv/set', set('identified'));

// Who has a balance signs in for a call.
results.deposit = await byFetch(paying(), '/api/account/deposit', {
  ...set(),
  body: JSON.stringify({ amount: 100_000, tokenType: 'USDC' }),
});
const both = paying(createSIWxClientExtension({ signers: [evm] }));
results.signedIn = await byFetch(both, '/api/kv/set', set('signed'));
results.onlySignedIn = await byFetch(wrapFetchWithSIWx(seen, evm), '/api/kv/get?key=signed', {});

// Who is paid elsewhere has this server settle it.
const facilitator = new HTTPFacilitatorClient({ url: base });
const supported = await facilitator.getSupported();
const network = supported.kinds.find((kind) => kind.network.startsWith('stacks:')).network;
const requirements = {
  scheme: 'exact',
  network,
  amount: '70000',
  asset: 'STX',
  payTo: shopStacks,
  maxTimeoutSeconds: 300,
};

async function transfer() {
  const { address } = stacksV2.privateKeyToAccount(stacksKey, 'testnet');
  const nonces = await fetch(`${base}/devnet/extended/v1/address/${address}/nonces`);
  const { possible_next_nonce: nonce } = await nonces.json();
  const signed = await makeSTXTokenTransfer({
    recipient: shopStacks,
    amount: 70_000n,
    senderKey: stacksKey,
    network: 'testnet',
    fee: 400n,
    nonce: BigInt(nonce),
  });
  return signed.serialize();
}

const core = { x402Version: 2, accepted: requirements };
const first = { ...core, payload: { transaction: await transfer() } };
results.coreStacks = {
  supported,
  verified: await facilitator.verify(first, requirements),
  settled: await facilitator.settle(first, requirements),
  again: await facilitator.settle(first, requirements),
  wrong: await facilitator.verify(first, { ...requirements, amount: '80000' }),
};
const usdc = {
  scheme: 'exact',
  network: 'eip155:84532',
  amount: '70000',
  asset: '0x036CbD53842c5426634e7929541eC2318f3dCF7e',
  payTo: shopEvm,
  maxTimeoutSeconds: 600,
  extra: { name: 'USDC', version: '2' },
};
const authorized = await new x402Client()
  .register('eip155:*', new ExactEvmScheme(evm))
  .createPaymentPayload({ x402Version: 2, resource: { url: base }, accepts: [usdc] });
results.coreEvm = {
  verified: await facilitator.verify(authorized, usdc),
  settled: await facilitator.settle(authorized, usdc),
};
const second = await transfer();
const verifier = new stacksV2.X402PaymentVerifier(base);
const payload = stacksV2.X402PaymentVerifier.createPaymentPayload(second, requirements);
results.verifierV2 = {
  supported: await verifier.isKindSupported(network),
  settled: await verifier.verifyAndSettle(payload, { paymentRequirements: requirements }),
  again: await verifier.settle(payload, { paymentRequirements: requirements }),
};
const old = new stacksV1.X402PaymentVerifier(base, 'testnet');
const expected = { expectedRecipient: shopStacks, minAmount: 70_000n, tokenType: 'STX' };
const settled = await old.settlePayment(await transfer(), { ...expected, resource: '/x' });
results.verifierV1 = {
  settled,
  verified: await old.verifyPayment(settled.txId, expected),
  tooLittle: await old.verifyPayment(settled.txId, { ...expected, minAmount: 70_001n }),
};

console.log(JSON.stringify(results, (_, value) => (typeof value === 'bigint' ? `${value}` : value)));
