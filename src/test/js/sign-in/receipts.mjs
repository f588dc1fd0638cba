// Has @x402/extensions judge a receipt, without a key and without a request, and prints what it says.
//
//   node receipts.mjs paid BASE_URL PRIVATE_KEY   a genuine client pays a call, and asks for one
//   node receipts.mjs told PAYMENT_RESPONSE OFFER PAYER   of what another client was told
import {
  extractReceiptFromResponse,
  verifyReceiptMatchesOffer,
  verifyReceiptSignatureJWS,
} from '@x402/extensions/offer-receipt';

async function judged(response, offer, payer) {
  const receipt = extractReceiptFromResponse(response);
  const says = await verifyReceiptSignatureJWS(receipt);
  const [head, payload, signature] = receipt.signature.split('.');
  const other = Buffer.from(JSON.stringify({ ...says, payer: 'another' })).toString('base64url');
  const forged = { format: 'jws', signature: `${head}.${other}.${signature}` };
  return {
    says,
    matches: verifyReceiptMatchesOffer(receipt, offer, [payer]),
    matchesOther: verifyReceiptMatchesOffer(receipt, { ...offer, network: 'stacks:1' }, [payer]),
    forged: await verifyReceiptSignatureJWS(forged).then(() => 'taken', () => 'refused'),
  };
}

async function paid(base, key) {
  const { privateKeyToAccount } = await import('viem/accounts');
  const { ExactEvmScheme } = await import('@x402/evm/exact/client');
  const { decodePaymentRequiredHeader } = await import('@x402/core/http');
  const { wrapFetchWithPayment, x402Client } = await import('@x402/fetch');
  const account = privateKeyToAccount(`0x${key}`);
  const client = new x402Client().register('eip155:*', new ExactEvmScheme(account));
  let required;
  const seen = async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 402) {
      required = decodePaymentRequiredHeader(response.headers.get('PAYMENT-REQUIRED'));
    }
    return response;
  };
  const response = await wrapFetchWithPayment(seen, client)(`${base}/api/kv/set`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Prefer: 'receipt' },
    body: JSON.stringify({ key: 'k', value: 7 }),
  });
  const offer = { resourceUrl: required.resource.url, network: required.accepts[0].network };
  return {
    status: response.status,
    receipt: response.headers.get('Coffer-Receipt'),
    ...(await judged(response, offer, account.address)),
  };
}

const [kind, ...args] = process.argv.slice(2);
const result =
  kind === 'paid'
    ? await paid(...args)
    : await judged(
        new Response('', { headers: { 'PAYMENT-RESPONSE': args[0] } }),
        JSON.parse(args[1]),
        args[2],
      );
console.log(JSON.stringify(result));
