// Who calls: by a token, by a wallet of the devnet, or by a name where payments are off.

import {html, useState} from "../vendor/htm-preact.js";
import {Refusal, Title, useCall} from "../parts.js";
import {send} from "../api.js";
import {go, to} from "../route.js";
import {devnet, trusting} from "../service.js";
import {change, session} from "../session.js";

export const SignIn = () => html`
  <${Title} says="The console makes the same calls as an agent does, at the same prices.">Sign in<//>
  <div class="grid two">
    ${trusting() ? html`<${ByName} />` : html`<${ByToken} />`}
    ${devnet() && html`<section class="card"><h2>With a wallet in this page</h2>
      <p>This server runs a chain of its own, with play money. Make a key here, take some
        money from the faucet, and pay for a first call: no terminal, no account.</p>
      <p><a class="button" href=${to("wallet")}>${session().key ? "Go to the wallet" : "Open a wallet"}</a></p>
    </section>`}
  </div>`;

/**
 * Keeps what was typed, if the account answers to it.
 *
 * @param field of the session
 * @param header what says so in a call: {name: value}
 */
function useEntry(field, header) {
  const [text, setText] = useState("");
  const call = useCall();
  const enter = async event => {
    event.preventDefault();
    const answer = await call.run(() => send({method: "GET", path: "/api/account"}, header(text.trim())));
    // A token that is good for less than this is good all the same.
    if (answer?.ok || answer?.status === 403) {
      const {account = "", balances = {}} = answer.body;
      change({[field]: text.trim(), account, balances});
      go("");
    }
  };
  return {text, typed: event => setText(event.target.value), call, enter};
}

function ByToken() {
  const {text, typed, call, enter} = useEntry("token", token => ({Authorization: `Bearer ${token}`}));
  return html`<section class="card"><h2>With a token</h2>
    <form onSubmit=${enter}>
      <label>Token <input type="password" class="mono" autocomplete="off" spellcheck="false" required
        pattern="\\s*[!-~]+\\s*" title="A token has no spaces and no letters beyond ASCII"
        placeholder="cof_…" value=${text} onInput=${typed} /></label>
      <p class="hint">It came with a deposit, or for a signature. It is kept in this tab until you sign out or
        close it.</p>
      <p><button disabled=${call.busy}>Sign in</button></p>
    </form>
    <${Refusal} call=${call} /></section>`;
}

function ByName() {
  const {text, typed, call, enter} = useEntry("name", name => ({"X-Payer": name}));
  return html`<section class="card"><h2>By a name</h2>
    <form onSubmit=${enter}>
      <label>Name <input autocomplete="off" spellcheck="false" required pattern="[ -~]+"
        title="Letters, digits and signs of ASCII" value=${text} onInput=${typed}
        placeholder="alice" /></label>
      <p class="hint">Payments are off here: any name is believed, and nothing is charged.</p>
      <p><button disabled=${call.busy}>Go on</button></p>
    </form>
    <${Refusal} call=${call} /></section>`;
}
