// The page: a menu, who calls and with what balance, and one view at a time.

import {html, render, useEffect, useRef, useState} from "./vendor/htm-preact.js";
import {coins} from "./money.js";
import {Short} from "./parts.js";
import {go, to, useRoute} from "./route.js";
import {assets, devnet, load, service, trusting} from "./service.js";
import {change, session, signOut, signedIn, useSession} from "./session.js";
import {Account} from "./views/account.js";
import {Browse} from "./views/browse.js";
import {Call} from "./views/call.js";
import {Databases} from "./views/databases.js";
import {Queues} from "./views/queues.js";
import {SignIn} from "./views/sign-in.js";
import {Wallet} from "./views/wallet.js";
import {LISTS} from "./views/lists.js";

const PLACES = [
  {title: "You", views: [
    {place: "", title: "Account", view: Account},
    {place: "wallet", title: "Wallet", view: Wallet, shown: devnet},
  ]},
  {title: "What you keep", views: [
    ...LISTS.slice(0, 1).map(browsed),
    {place: "queues", title: "Queues", view: Queues},
    ...LISTS.slice(1, 4).map(browsed),
    {place: "databases", title: "Databases", view: Databases},
    ...LISTS.slice(4).map(browsed),
  ]},
  {title: "Everything", views: [{place: "call", title: "Call an endpoint", view: Call, open: true}]},
];

function browsed(list) {
  return {place: list.place, title: list.title, view: () => html`<${Browse} list=${list} />`};
}

const SIGN_IN = {place: "sign-in", title: "Sign in", view: SignIn, open: true};

function found(place) {
  const first = place.split("/")[0];
  return [...PLACES.flatMap(group => group.views), SIGN_IN]
      .find(each => each.place === first && (each.shown?.() ?? true));
}

function App() {
  const place = useRoute();
  useSession();
  const [menu, setMenu] = useState(false);
  const main = useRef();
  const first = useRef(true);
  const known = found(place) ?? PLACES[0].views[0];
  const here = known.open || known.view === Wallet || signedIn() ? known : SIGN_IN;
  useEffect(() => {
    document.title = `${here.title} · Coffer`;
    setMenu(false);
    // Whoever comes by keyboard or hears the page goes on where the new view begins.
    if (!first.current) {
      main.current.querySelector("h1")?.focus();
      scrollTo(0, 0);
    }
    first.current = false;
  }, [place, here]);
  return html`
    <a class="skip" href="#main" onClick=${event => {
      event.preventDefault();
      main.current.focus();
    }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href=${to("")}><img src="console/icon.svg" alt="" width="28" height="28" />Coffer</a>
      ${service.playMoney && html`<span class="play">${trusting() ? "payments off" : "play money"}</span>`}
      <button class="menu quiet" aria-expanded=${menu} aria-controls="places"
          onClick=${() => setMenu(!menu)}>Menu</button>
    </header>
    <nav id="places" class=${menu ? "places shown" : "places"} aria-label="Console">
      ${PLACES.map(group => html`
        <p class="group">${group.title}</p>
        <ul>${group.views.filter(each => each.shown?.() ?? true).map(each => html`
          <li><a href=${to(each.place)} aria-current=${each === here ? "page" : null}>${each.title}</a></li>`)}
        </ul>`)}
      <${Who} />
    </nav>
    <main id="main" tabindex="-1" ref=${main}><${here.view} place=${place} key=${here.place} /></main>`;
}

/** Who calls, what there is to spend, and in which asset. */
function Who() {
  const {token, name, account, balances, asset} = useSession();
  if (!token && !name) {
    return html`<div class="who"><a class="button" href=${to("sign-in")}>Sign in</a></div>`;
  }
  return html`
    <div class="who">
      <p class="as">${account ? html`<${Short} text=${account} />` : name}</p>
      ${!trusting() && html`
        <p class="figure small" data-balance>${coins(balances[asset] ?? 0, asset)}
          <label class="asset"><span class="hidden">Asset that calls are charged in</span>
            <select value=${asset} onChange=${event => change({asset: event.target.value})}>
              ${assets().map(each => html`<option value=${each} selected=${each === asset}>${each}</option>`)}
            </select></label></p>`}
      <button class="quiet" onClick=${() => {
        signOut();
        go("sign-in");
      }}>Sign out</button>
    </div>`;
}

const root = document.getElementById("app");
try {
  await load();
  if (!trusting() && session().name) {
    signOut();
  }
  root.replaceChildren();
  render(html`<${App} />`, root);
} catch (problem) {
  root.innerHTML = "";
  render(html`<main class="alone"><h1>Coffer does not answer</h1>
    <p>${problem.message}. Load the page again once the server runs.</p></main>`, root);
}
