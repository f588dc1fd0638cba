// The wallet of the devnet: from no key to a first paid call, step by step.

import {html, useEffect, useState} from "../vendor/htm-preact.js";
import {coins, units} from "../money.js";
import {Body, Copy, Receipt, Refusal, Title, costs, useCall} from "../parts.js";
import {go, to} from "../route.js";
import {price} from "../service.js";
import {useSession} from "../session.js";
import {account, address, deposit, forget, fund, make, signIn} from "../wallet.js";

const FIRST = {method: "POST", path: "/api/kv/set", body: '{"key": "greeting", "value": "hello"}'};

export function Wallet() {
  const {key, token} = useSession();
  const [chain, setChain] = useState();
  const refresh = async () => setChain(key ? await account() : undefined);
  useEffect(() => {
    refresh();
  }, [key]);
  const funded = chain !== undefined && chain.balances.STX > 0;
  return html`
    <${Title} says="Play money on this server's own chain; signatures, nonces and fees are real.">Wallet<//>
    <ol class="steps">
      <${Step} done=${key !== ""} title="Make a key">
        ${key ? html`<${Key} chain=${chain} />` : html`
          <p>A private key, made in this page by the browser's random numbers. It is kept in this tab only.</p>
          <p><button onClick=${make}>Make a key</button></p>`}
      <//>
      <${Step} done=${funded} title="Take some money" waits=${!key}>
        <${Faucet} funded=${funded} refresh=${refresh} /><//>
      <${Step} title="Pay for a first call" waits=${!funded}><${FirstCall} refresh=${refresh} /><//>
      <${Step} done=${token !== ""} title="Deposit, and call by token" waits=${!funded}>
        <${Deposit} refresh=${refresh} /><//>
    </ol>`;
}

const Step = ({title, done, waits, children}) => html`
  <li class=${`card step ${done ? "done" : ""}`}><h2>${title}${done && html`<span class="badge good">done</span>`}</h2>
    ${waits ? html`<p class="faint">After the step before.</p>` : children}</li>`;

function Key({chain}) {
  const {key} = useSession();
  return html`
    <p class="mono address" data-address>${address()}</p>
    <p class="row"><${Copy} text=${address()} label="Copy the address" />
      <${Copy} text=${key} label="Copy the private key" />
      <button class="quiet" onClick=${forget}>Forget the key</button></p>
    ${chain && html`<ul class="tiles">${Object.entries(chain.balances).map(([symbol, amount]) => html`
      <li><span class="faint">${symbol} on the chain</span>
        <span class="figure small" data-chain=${symbol}>${coins(amount, symbol)}</span></li>`)}</ul>`}`;
}

function Faucet({funded, refresh}) {
  const call = useCall();
  return html`
    <p>The faucet gives any address some of each asset, for nothing.</p>
    <p><button class=${funded ? "soft" : ""} disabled=${call.busy} onClick=${async () => {
      await call.run(fund);
      await refresh();
    }}>${funded ? "Take some more" : "Take play money"} · free</button></p>
    <${Refusal} call=${call} />`;
}

/** Asks, is told the price, signs, and asks again: what any x402 client does. */
function FirstCall({refresh}) {
  const {asset} = useSession();
  const call = useCall();
  return html`
    <p>A call without a token is answered with its price (402). The wallet signs a transfer of that much, and
      the call goes out again with it:</p>
    <pre class="body" tabindex="0" aria-label="The call">${`POST ${FIRST.path}\n${FIRST.body}`}</pre>
    <p><button disabled=${call.busy} onClick=${() => call.send(FIRST)}>Call${costs(price(FIRST.path, asset))}</button></p>
    <${Receipt} answer=${call.answer} /><${Refusal} call=${call} again=${refresh} /><${Body} answer=${call.answer} />
    <p><a href=${to("call")}>Call any other endpoint</a></p>`;
}

function Deposit({refresh}) {
  const {token, asset} = useSession();
  const [text, setText] = useState("1");
  const paid = useCall();
  const amount = units(text.trim(), asset);
  return html`
    <p>Thousands of calls want no signature each: deposit once, and every call debits the balance.</p>
    <form class="row" onSubmit=${async event => {
      event.preventDefault();
      const answer = await paid.run(() => deposit(amount));
      await refresh();
      if (answer?.ok && !token) {
        go("");
      }
    }}>
      <label>${asset} <input class="amount" inputmode="decimal" value=${text}
        onInput=${event => setText(event.target.value)} aria-invalid=${amount === undefined} /></label>
      <button disabled=${paid.busy || amount === undefined}>Deposit</button>
      <button type="button" class="soft" disabled=${paid.busy} onClick=${() => paid.run(signIn)}>
        Only sign in · free</button>
    </form>
    ${amount === undefined && html`<p class="hint">An amount of ${asset}, like 1 or 0.25.</p>`}
    <${Refusal} call=${paid} />
    ${paid.answer?.ok && html`<p class="note good" role="status">Signed in by token.
      ${" "}<a href=${to("")}>See the account</a></p>`}`;
}
