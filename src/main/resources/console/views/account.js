// What there is to spend, what was spent and for what, and how much is kept. All of it is free.

import {html, useEffect, useMemo, useState} from "../vendor/htm-preact.js";
import {ask} from "../api.js";
import {Chart} from "../chart.js";
import {coins, show} from "../money.js";
import {Empty, Refusal, Table, Title, When} from "../parts.js";
import {assets, trusting} from "../service.js";
import {change, useSession} from "../session.js";
import {balances, byDay, byEndpoint, statement} from "../statement.js";

const RANGES = [[1, "Day"], [7, "Week"], [30, "Month"]];
const LINES = 100;

export function Account() {
  const {asset, account, balances: held} = useSession();
  const [days, setDays] = useState(7);
  const [seen, see] = useState({});
  const [round, again] = useState(0);
  useEffect(() => {
    let current = true;
    Promise.all([ask("/api/account"), statement(days)]).then(([own, {answer, said}]) => {
      if (own.ok) {
        change({account: own.body.account, balances: own.body.balances});
      }
      if (current) {
        see({own: own.body, said, answer: own.ok ? answer : own});
      }
    });
    return () => {
      current = false;
    };
  }, [days, round]);
  return html`
    <${Title}>Account<//>
    ${account && html`<p class="lead mono address">${account}</p>`}
    ${!trusting() && html`<ul class="tiles">${assets().map(symbol => html`
      <li class="card"><span class="faint">${symbol}</span>
        <span class="figure">${coins(held[symbol] ?? 0, symbol)}</span></li>`)}</ul>`}
    <${Refusal} call=${{answer: seen.answer}} />
    ${!trusting() && html`<div class="row between"><h2>Statement</h2>
      <div class="row"><div class="row segments" role="group" aria-label="Period">${RANGES.map(([many, title]) => html`
        <button class="quiet" aria-pressed=${many === days} onClick=${() => setDays(many)}>${title}</button>`)}</div>
        <button class="quiet" onClick=${() => again(round + 1)}>Refresh</button></div></div>`}
    ${!trusting() && seen.said && html`<${Spending} said=${seen.said} asset=${asset} days=${days} />`}
    ${seen.own?.usage && html`<${Usage} own=${seen.own} />`}`;
}

function Spending({said, asset, days}) {
  const balance = useMemo(() => balances(said, asset), [said, asset]);
  const spent = useMemo(() => byDay(said, asset, days), [said, asset, days]);
  const endpoints = byEndpoint(said, asset);
  const most = Math.max(1, ...endpoints.map(each => each.amount));
  const total = endpoints.reduce((sum, each) => sum + each.amount, 0);
  const shown = amount => coins(amount, asset);
  if (said.credits.length === 0 && said.charges.length === 0) {
    return html`<${Empty} path="/api/kv/set" action="Make a call">Nothing was paid and nothing charged in this time.<//>`;
  }
  return html`
    <div class="grid two">
      <section class="card"><h3>Balance</h3>
        <${Chart} points=${balance} kind="steps" show=${shown}
          label=${`${asset} over time, now ${shown(balance.at(-1)[1])}`} /></section>
      <section class="card"><h3>Charges by day</h3>
        <${Chart} points=${spent} kind="bars" show=${shown}
          label=${`${shown(total)} ${asset} in all`} /></section>
    </div>
    ${endpoints.length > 0 && html`<section class="card"><h3>Charges by endpoint</h3>
      <ol class="bars">${endpoints.slice(0, 12).map(each => html`<li>
        <span class="mono">${each.endpoint}</span>
        <span class="number">${shown(each.amount)} ${asset}</span>
        <span class="track" aria-hidden="true"><span style=${{width: `${100 * each.amount / most}%`}}></span></span>
        <span class="faint">${each.calls.toLocaleString("en")} ${each.calls === 1 ? "call" : "calls"}</span></li>`)}
      </ol></section>`}
    <${Lines} said=${said} />`;
}

/** Credits and charges as one list, the newest first. */
function Lines({said}) {
  const lines = [
    ...said.credits.map(each => ({at: each.at, symbol: each.tokenType, amount: each.amount, what: "Paid in"})),
    ...said.charges.map(each => ({
      at: each.hour, symbol: each.tokenType, amount: -each.amount,
      what: `${each.endpoint}, ${each.calls.toLocaleString("en")} × ${show(each.price, each.tokenType)}`,
    })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const columns = [
    {title: "When", cell: line => html`<${When} at=${line.at} />`},
    {title: "What", cell: line => line.what},
    {title: "Amount", kind: "number", cell: line => html`<span class=${line.amount > 0 ? "in" : ""}>${
      line.amount > 0 ? "+" : "−"}${show(Math.abs(line.amount), line.symbol)}</span>`},
  ];
  return html`<section class="card"><h3>Credits and charges</h3>
    <${Table} label="Credits and charges" columns=${columns} rows=${lines.slice(0, LINES)} />
    <p class="faint">Charges stand under the hour in which they were made.
      ${lines.length > LINES && ` The newest ${LINES} of ${lines.length.toLocaleString("en")} lines.`}</p>
  </section>`;
}

function Usage({own: {usage, quotas}}) {
  const columns = [
    {title: "Kept", cell: row => row.capability},
    {title: "Rows", kind: "number", cell: row => row.rows.toLocaleString("en")},
    {title: "Bytes", kind: "number", cell: row => row.bytes.toLocaleString("en")},
    {title: "Of the quota", kind: "number", cell: row => html`${
      share(Math.max(row.rows / quotas.rowsPerCapability, row.bytes / quotas.bytesPerCapability))}`},
  ];
  return html`<section class="card"><h2>Usage</h2>
    ${usage.length > 0
      ? html`<${Table} label="Usage" columns=${columns} rows=${usage} />`
      : html`<p class="faint">Nothing is kept yet.</p>`}</section>`;
}

const share = of => (of > 0 && of < 0.001 ? "under 0.1 %" : `${(100 * of).toFixed(1)} %`);
