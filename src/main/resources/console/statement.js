// What an account's statement says, as charts and lines need it. Credits have a time; charges are
// sums of whole hours.

import {ask} from "./api.js";

const DAY_MS = 86_400_000;
const PAGE = 1000;
const LEAST_SECONDS = 300;

/** Pages that are read at most; a statement is free, and a page has to end. */
const MOST_PAGES = 20;

/** A statement of the last so many days, all its pages as one. */
export async function statement(days) {
  const input = {from: new Date(Date.now() - days * DAY_MS).toISOString(), limit: PAGE};
  let all;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await ask("/api/account/statement", input);
    if (!answer.ok) {
      return {answer};
    }
    const {body} = answer;
    all = all === undefined ? body : {
      ...body,
      credits: [...all.credits, ...body.credits],
      charges: [...all.charges, ...body.charges],
    };
    if (body.complete) {
      break;
    }
    input.cursor = body.cursor;
  }
  return {answer: undefined, said: all};
}

const seconds = instant => Date.parse(instant) / 1000;

/** The balance of an asset after each change: [[seconds, smallest units], ...]. */
export function balances(said, asset) {
  const now = Date.now() / 1000;
  const changes = [
    ...said.credits.filter(each => each.tokenType === asset)
        .map(each => [seconds(each.at), each.amount]),
    // An hour's charges count from its end on, or from now on while it runs.
    ...said.charges.filter(each => each.tokenType === asset)
        .map(each => [Math.min(seconds(each.hour) + 3600, now), -each.amount]),
  ].sort((a, b) => a[0] - b[0]);
  let balance = said.opening[asset] ?? 0;
  // Before the first money there is nothing to see.
  const from = balance === 0 && changes.length > 0
      ? Math.min(changes[0][0] - 1, now - LEAST_SECONDS)
      : seconds(said.from);
  const points = [[from, balance]];
  for (const [time, amount] of changes) {
    balance += amount;
    if (points.at(-1)[0] === time) {
      points.at(-1)[1] = balance;
    } else {
      points.push([time, balance]);
    }
  }
  if (points.at(-1)[0] < now) {
    points.push([now, balance]);
  }
  return points;
}

/** Charges by day, days without any too: [[seconds, smallest units], ...]. */
export function byDay(said, asset, days) {
  const sums = new Map();
  const day = ms => Math.floor(ms / DAY_MS) * DAY_MS / 1000;
  for (let i = days - 1; i >= 0; i--) {
    sums.set(day(Date.now() - i * DAY_MS), 0);
  }
  for (const charge of said.charges.filter(each => each.tokenType === asset)) {
    const key = day(Date.parse(charge.hour));
    sums.set(key, (sums.get(key) ?? 0) + charge.amount);
  }
  return [...sums].sort((a, b) => a[0] - b[0]);
}

/** Charges by endpoint, the most first: [{endpoint, calls, amount}, ...]. */
export function byEndpoint(said, asset) {
  const sums = new Map();
  for (const charge of said.charges.filter(each => each.tokenType === asset)) {
    const sum = sums.get(charge.endpoint) ?? {endpoint: charge.endpoint, calls: 0, amount: 0};
    sum.calls += charge.calls;
    sum.amount += charge.amount;
    sums.set(charge.endpoint, sum);
  }
  return [...sums.values()].sort((a, b) => b.amount - a.amount);
}
