// One call of the public interface, as anybody would make it, and what came of it.

import {balanceIs, session, signOut} from "./session.js";
import {ofHeader} from "./money.js";
import {trusting} from "./service.js";

/** The headers that say who calls and in which asset it is charged. */
export function headers() {
  const {token, name, asset} = session();
  return {
    ...(token && {Authorization: `Bearer ${token}`}),
    ...(trusting() && name && {"X-Payer": name}),
    ...(asset !== "STX" && {"X-PAYMENT-TOKEN-TYPE": asset}),
  };
}

/**
 * Sends a request.
 *
 * @param request {method, path, body}: a path with its query, the body as JSON text
 * @param more further headers
 * @returns what came: status, body (parsed if it is JSON), text, what it cost
 */
export async function send({method = "POST", path, body}, more = {}) {
  const began = performance.now();
  let answer;
  try {
    answer = await fetch(path.replace(/^\//, ""), {
      method,
      headers: {
        ...headers(),
        ...(body !== undefined && {"Content-Type": "application/json"}),
        ...more,
      },
      body,
      redirect: "manual",
      cache: "no-store",
    });
  } catch {
    return failed("unreachable", "The server did not answer. It may have stopped: start it, and call again.");
  }
  const blob = await answer.blob();
  const ms = performance.now() - began;
  if (answer.type === "opaqueredirect") {
    return {...failed("redirect", "It leads to another page, which this one does not open."), ms};
  }
  const type = answer.headers.get("Content-Type") ?? "";
  const text = /json|text|svg/.test(type) ? await blob.text() : "";
  const result = {
    status: answer.status,
    ok: answer.ok,
    type,
    blob,
    text,
    body: /json/.test(type) ? parsed(text) : undefined,
    ms,
    charge: ofHeader(answer.headers.get("Coffer-Charge")),
    balance: ofHeader(answer.headers.get("Coffer-Balance")),
    credited: ofHeader(answer.headers.get("Coffer-Credited")),
    requestId: answer.headers.get("X-Request-Id") ?? "",
    required: answer.headers.get("PAYMENT-REQUIRED"),
    retryAfter: Number(answer.headers.get("Retry-After") ?? 0),
  };
  if (result.balance) {
    balanceIs(result.balance.symbol, result.balance.amount);
  }
  if (result.status === 401 && session().token && result.body?.code !== "token_required") {
    signOut();
  }
  return result;
}

/** A call of an endpoint with an object for its input. */
export const ask = (path, input = {}) => send({path, body: JSON.stringify(input)});

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const failed = (code, detail) =>
    ({status: 0, ok: false, type: "", text: "", ms: 0, body: {code, title: "No answer", detail}});
