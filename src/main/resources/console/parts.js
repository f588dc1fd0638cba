// Small pieces that the views are made of.

import {html, useEffect, useRef, useState} from "./vendor/htm-preact.js";
import {send} from "./api.js";
import {show} from "./money.js";
import {pretty} from "./pretty.js";
import {to} from "./route.js";
import {devnet, trusting} from "./service.js";
import {session} from "./session.js";
import {pay, quote} from "./wallet.js";

export function Title({children, says}) {
  return html`<h1 tabindex="-1">${children}</h1>${says && html`<p class="lead">${says}</p>`}`;
}

/** A long name by its ends; whole to whoever points at it, or copies. */
export const Short = ({text}) => html`<span class="mono" title=${text}>${
  text.length > 16 ? `${text.slice(0, 7)}…${text.slice(-5)}` : text}</span>`;

/** An instant as people read it, exactly to whoever points at it. */
export function When({at}) {
  if (!at) {
    return html`<span class="faint">–</span>`;
  }
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const text = today
      ? date.toLocaleTimeString("en-GB")
      : date.toLocaleDateString("en-GB", {day: "numeric", month: "short", year: "numeric"});
  return html`<time datetime=${at} title=${at}>${text}</time>`;
}

export function Copy({text, label = "Copy"}) {
  const [done, set] = useState(false);
  if (!navigator.clipboard) {
    return null; // Browsers have none for pages by plain HTTP from other machines.
  }
  return html`<button type="button" class="quiet" onClick=${async () => {
    await navigator.clipboard.writeText(text);
    set(true);
  }} onBlur=${() => set(false)}>${done ? "Copied" : label}</button>`;
}

/** What a call costs, beside the button that makes it. */
export const costs = text => (text === "" ? "" : ` · ${trusting() && text !== "free" ? "free here" : text}`);

/**
 * A call that a view makes: the answer that came last, whether one is on its way, and how to send.
 * Calls come one after the other; what is asked meanwhile is not sent.
 */
export function useCall() {
  const [state, set] = useState({busy: false, answer: undefined, request: undefined});
  const running = useRef(false);
  const alive = useRef(true);
  useEffect(() => () => {
    alive.current = false;
  }, []);
  async function run(request, sending) {
    if (running.current) {
      return undefined;
    }
    running.current = true;
    set(before => ({...before, busy: true}));
    const answer = await sending();
    running.current = false;
    if (alive.current) {
      set({busy: false, answer, request});
    }
    return answer;
  }
  return {
    ...state,
    send: request => run(request, () => send(request)),
    ask: (path, input = {}) => {
      const request = {path, body: JSON.stringify(input)};
      return run(request, () => send(request));
    },
    pay: () => run(state.request, () => pay(state.request, quote(state.answer))),
    run: sending => run(undefined, sending),
    clear: () => set({busy: false, answer: undefined, request: undefined}),
  };
}

/** What a call cost, beside its status and its id. */
export function Receipt({answer}) {
  if (!answer || answer.status === 0) {
    return null;
  }
  const {status, ok, charge, balance, ms, requestId} = answer;
  return html`<p class="receipt" role="status">
    <span class=${ok ? "badge good" : "badge bad"}>${status}</span>
    <span data-charge>${charge ? `charged ${show(charge.amount, charge.symbol)}` : "not charged"}</span>
    ${balance && html`<span>balance ${show(balance.amount, balance.symbol)}</span>`}
    <span>${ms.toFixed(ms < 10 ? 1 : 0)} ms</span>
    ${requestId && html`<span class="mono" title="Request id">${requestId}</span>`}</p>`;
}

/** Why a call was refused, and what to do: in the service's own words. */
export function Refusal({call, again}) {
  const {answer, busy} = call;
  if (!answer || answer.ok) {
    return null;
  }
  if (answer.status === 402) {
    return html`<${Unpaid} call=${call} again=${again} busy=${busy} />`;
  }
  const {title, detail, error, code} = answer.body ?? {};
  return html`<div class="note bad" role="alert">
    <p><strong>${title ?? `Refused with ${answer.status}`}</strong>${code && html` <code>${code}</code>`}</p>
    <p>${detail ?? error ?? answer.text.slice(0, 500)}</p></div>`;
}

function Unpaid({call, again, busy}) {
  const offer = quote(call.answer);
  const {token} = session();
  return html`<div class="note" role="alert">
    <p><strong>Payment required</strong></p>
    <p>${token ? "The balance does not cover this call." : "Nobody is signed in, so this call wants a payment."}
      ${" "}Nothing was charged.</p>
    <p class="row">
      ${offer && html`<button disabled=${busy} onClick=${async () => {
        const paid = await call.pay();
        if (paid?.ok) {
          again?.(paid);
        }
      }}>Pay from the wallet</button>`}
      ${devnet()
        ? html`<a href=${to("wallet")}>${offer ? "Deposit for many calls" : "Open a wallet"}</a>`
        : html`<a href=${to("sign-in")}>Sign in</a>`}</p></div>`;
}

/** A body, as it came. */
export function Body({answer}) {
  const [link, set] = useState("");
  useEffect(() => {
    const url = answer?.blob ? URL.createObjectURL(answer.blob) : "";
    set(url);
    return () => URL.revokeObjectURL(url);
  }, [answer]);
  if (!answer || answer.status === 0 || answer.status === 402) {
    return null;
  }
  if (answer.text === "" && answer.blob.size > 0) {
    return html`<p>${answer.blob.size.toLocaleString("en")} bytes of ${answer.type}.
      ${" "}<a href=${link} download="answer">Save</a></p>`;
  }
  const body = html`<pre class="body" tabindex="0" aria-label="The answer's body">${
    answer.body === undefined ? answer.text : pretty(answer.text)}</pre>`;
  return answer.ok ? body : html`<details class="answer"><summary>The whole answer</summary>${body}</details>`;
}

/** Where there is nothing yet: what would make something, and the way there. */
export const Empty = ({children, path, action}) => html`<div class="empty"><p>${children}</p>
  ${path && html`<a class="button soft" href=${to(`call${path}`)}>${action}</a>`}</div>`;

/** Rows under heads; wide ones scroll within themselves. */
export function Table({label, columns, rows}) {
  return html`<div class="wide" tabindex="0" role="region" aria-label=${label}><table>
    <thead><tr>${columns.map(each => html`<th scope="col" class=${each.kind ?? ""}>${each.title}</th>`)}</tr></thead>
    <tbody>${rows.map(row => html`<tr>${columns.map(each => html`
      <td class=${each.kind ?? ""}>${each.cell(row)}</td>`)}</tr>`)}</tbody></table></div>`;
}
