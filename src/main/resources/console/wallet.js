// The devnet's wallet in this page: a key, play money from the faucet, and payments by x402 v2.

import {ask, send} from "./api.js";
import {devnet} from "./service.js";
import {change, session} from "./session.js";
import {NETWORK, addressOf, newKey, signText, transfer, unguessable} from "./stacks.js";

const STX_FEE = 300;
const TOKEN_FEE = 1000;
const TRIES = 20;

const OPEN = ["settlement_pending", "chain_unavailable", "payment_in_progress"];

export const address = () => (session().key ? addressOf(session().key) : "");

export function make() {
  change({key: newKey()});
}

export const forget = () => change({key: ""});

/** Asks the faucet for some of each asset. */
export const fund = () => ask("/devnet/faucet", {address: address()});

/** What the chain says of the wallet: {nonce, balances}. */
export async function account() {
  const {body} = await send({method: "GET", path: `/devnet/v2/accounts/${address()}`});
  return body?.balance === undefined
      ? undefined
      : {nonce: body.nonce, balances: {STX: Number(body.balance), ...body.devnet_tokens}};
}

/** Signs in by the key: a token for the wallet's balance, for nothing. */
export async function signIn() {
  const asked = await send(
      {method: "GET", path: `/api/account/sign-in?address=${address()}`});
  if (!asked.ok) {
    return asked;
  }
  const {nonce, message} = asked.body;
  const signature = signText(session().key, message);
  const entered = await ask("/api/account/sign-in", {address: address(), nonce, signature});
  if (entered.ok) {
    enter(entered.body);
  }
  return entered;
}

/** Calls by the token of an answer from now on. */
export function enter({token, account: name, balances}) {
  change({token, account: name, balances});
}

const decoded = text => JSON.parse(new TextDecoder().decode(
    Uint8Array.from(atob(text), character => character.charCodeAt(0))));

const encoded = object =>
    btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(object))));

/** What a 402 asks for in an offer that this wallet can pay; undefined if there is none. */
export function quote(answer) {
  if (answer?.status !== 402 || !answer.required || !session().key || !devnet()) {
    return undefined;
  }
  const {accepts, resource} = decoded(answer.required);
  const accepted = accepts.find(
      offer => offer.scheme === "exact" && offer.network === NETWORK);
  return accepted && {accepted, resource};
}

/**
 * Sends a request again with a payment for what its 402 asked. It is signed once: while its outcome
 * is open, the same one is sent again.
 */
export async function pay(request, {accepted, resource}) {
  const next = await send(
      {method: "GET", path: `/devnet/extended/v1/address/${address()}/nonces`});
  if (!next.ok) {
    return next;
  }
  const transaction = transfer(session().key, {
    ...accepted,
    nonce: next.body.possible_next_nonce,
    fee: accepted.asset === "STX" ? STX_FEE : TOKEN_FEE,
  });
  const payment = {
    "PAYMENT-SIGNATURE": encoded({x402Version: 2, resource, accepted, payload: {transaction}}),
    // The answer is given again to whoever has this, and a chain shows the rest to everybody.
    "Idempotency-Key": unguessable(16),
  };
  let answer;
  for (let i = 0; i < TRIES; i++) {
    answer = await send(request, payment);
    if (answer.status !== 0 && !OPEN.includes(answer.body?.code)) {
      return answer;
    }
    await new Promise(done => setTimeout(done, 1000 * (answer.retryAfter || 1)));
  }
  return answer;
}

/** Turns play money into balance, and signs in by the token that comes back. */
export async function deposit(amount) {
  const request = {path: "/api/account/deposit", body: JSON.stringify({amount})};
  const asked = await send(request);
  const offered = quote(asked);
  const answer = offered ? await pay(request, offered) : asked;
  if (answer.ok) {
    enter(answer.body);
  }
  return answer;
}
