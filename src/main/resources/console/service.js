// What the service says of itself: its money, its prices, its endpoints. Asked once; the page has
// no list of its own of any of them.

export const service = {money: "", playMoney: true, version: "", endpoints: [], tiers: {}, units: {}};

async function json(path) {
  const answer = await fetch(path);
  if (!answer.ok) {
    throw new Error(`GET /${path} answered ${answer.status}`);
  }
  return answer.json();
}

export async function load() {
  // Health is 503 where the store can't be written, and says the rest all the same.
  const [root, prices, health] = await Promise.all(
      [json("."), json("api/prices"), fetch("api/health").then(answer => answer.json())]);
  service.money = health.money.facilitator;
  service.playMoney = health.money.playMoney;
  service.version = root.version;
  service.endpoints = root.endpoints;
  service.tiers = prices.tiers;
  for (const [symbol, text] of Object.entries(prices.units)) {
    const [, per, unit] = /^1 = ([\d,]+) (\S+)$/.exec(text);
    service.units[symbol] = {unit, per: Number(per.replaceAll(",", ""))};
  }
}

/** Whether callers are believed by name: payments are off, and nothing is charged. */
export const trusting = () => service.money === "off";

/** Whether there is a chain with play money, which a key made in this page may use. */
export const devnet = () => service.money === "devnet";

export const assets = () => Object.keys(service.units);

export const endpoint = path => service.endpoints.find(each => each.path === path);

/**
 * What a call of an endpoint costs, in words: "0.001 STX", "free". Where it depends on the call,
 * all that it can be.
 */
export function price(path, asset) {
  const tier = endpoint(path)?.tier ?? "";
  const parts = tier.split(" or ").map(name => service.tiers[name]?.[asset]);
  if (tier === "free") {
    return "free";
  }
  if (parts.some(part => part === undefined)) {
    return tier === "" ? "" : tier.replaceAll("_", " ");
  }
  const known = [...new Set(parts)].join(" or ");
  return known === "0" ? "free" : `${known} ${asset}`;
}
