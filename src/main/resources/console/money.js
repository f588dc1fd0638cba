// Amounts as people read them. How many smallest units a coin has, the service says.

import {service} from "./service.js";

const digitsOf = per => Math.round(Math.log10(per));

/** 1500000 of STX: "1.5". Never rounded: a smallest unit is shown if there is one. */
export function coins(amount, symbol) {
  const digits = digitsOf(service.units[symbol]?.per ?? 1);
  return (amount / 10 ** digits).toLocaleString("en", {maximumFractionDigits: digits});
}

export const show = (amount, symbol) => `${coins(amount, symbol)} ${symbol}`;

/** "1.5" of STX: 1500000; undefined if it is no amount of it. */
export function units(text, symbol) {
  const amount = Number(text) * service.units[symbol].per;
  return /^\d+(\.\d+)?$/.test(text) && amount >= 1 ? Math.round(amount) : undefined;
}

/** "500 uSTX", as headers say it: {symbol, amount}; undefined if there is none. */
export function ofHeader(text) {
  const [, amount, unit] = /^(\d+) (\S+)$/.exec(text ?? "") ?? [];
  const symbol = Object.keys(service.units).find(each => service.units[each].unit === unit);
  return symbol && {symbol, amount: Number(amount)};
}
