// Who calls: by a token, or by a name where payments are off; and the key of a wallet made in this
// page. All of it lives as long as the tab (sessionStorage), and none of it is ever in a URL.

import {useEffect, useState} from "./vendor/htm-preact.js";

const KEY = "coffer.console";
const NOBODY = {token: "", name: "", key: "", asset: "STX", balances: {}, account: ""};

let current = {...NOBODY, ...kept()};
const listeners = new Set();

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

export const session = () => current;

export const signedIn = () => current.token !== "" || current.name !== "";

export function change(patch) {
  current = {...current, ...patch};
  try {
    sessionStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage is full or forbidden: the page goes on, and forgets when it is loaded again.
  }
  listeners.forEach(listener => listener(current));
}

/** Forgets who calls. The wallet stays: with its key its balance would be out of reach. */
export const signOut = () => change({...NOBODY, key: current.key, asset: current.asset});

/** The balance of an asset, as an answer just told it. */
export function balanceIs(symbol, amount) {
  change({balances: {...current.balances, [symbol]: amount}});
}

/** The session, in a component that is drawn again when it changes. */
export function useSession() {
  const [shown, show] = useState(current);
  useEffect(() => {
    listeners.add(show);
    show(current);
    return () => listeners.delete(show);
  }, []);
  return shown;
}
