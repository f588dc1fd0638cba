// The owner's SQLite database: what is in it, and what a query finds.

import {html, useState} from "../vendor/htm-preact.js";
import {Empty, Receipt, Refusal, Table, Title, costs, useCall} from "../parts.js";
import {price} from "../service.js";
import {useSession} from "../session.js";

const SCHEMA = "/api/sql/schema";
const QUERY = "/api/sql/query";
const EXECUTE = "/api/sql/execute";

export function Databases() {
  const {asset} = useSession();
  const schema = useCall();
  const [tables, setTables] = useState();
  const [query, setQuery] = useState("select 1 as one");
  const take = answer => answer?.ok && setTables(answer.body.tables);
  return html`
    <${Title} says="An SQLite database of your own. Tables are there as soon as a statement makes one.">Databases<//>
    <div class="bar"><div class="row">
      <button disabled=${schema.busy} onClick=${async () => take(await schema.ask(SCHEMA))}>
        Show tables${costs(price(SCHEMA, asset))}</button></div></div>
    <${Receipt} answer=${schema.answer} /><${Refusal} call=${schema} again=${take} />
    ${tables?.length === 0 && html`<${Empty} path=${EXECUTE} action="Make a table">There are no tables yet.<//>`}
    ${tables?.length > 0 && html`<p class="faint">
      ${tables.length === 1 ? "One table" : `${tables.length} tables`} in
      ${" "}${schema.answer.body.bytes?.toLocaleString("en")} bytes</p>`}
    <div class="grid">${tables?.map(table => html`<section class="card" aria-label=${table.name}>
      <h2 class="mono">${table.name}</h2>
      <ul class="columns">${table.columns.map(column => html`<li><span class="mono">${column.name}</span>
        <span class="faint"> ${[column.type, column.key && "key", column.required && "required"]
          .filter(Boolean).join(", ").toLowerCase()}</span></li>`)}</ul>
      <button class="quiet" onClick=${() =>
        setQuery(`select * from "${table.name.replaceAll('"', '""')}" limit 50`)}>Query<span
        class="hidden"> ${table.name}</span></button>
    </section>`)}</div>
    <${Query} query=${query} setQuery=${setQuery} asset=${asset} />`;
}

function Query({query, setQuery, asset}) {
  const call = useCall();
  const found = call.answer?.ok ? call.answer.body : undefined;
  const columns = found?.columns?.map(name => ({title: name, cell: row => value(row[name])}));
  return html`<section class="card" aria-label="Query">
    <h2>Query</h2>
    <form onSubmit=${event => {
      event.preventDefault();
      call.ask(QUERY, {query});
    }}>
      <label>One statement of SQL that only reads
        <textarea class="mono" rows="3" spellcheck="false" value=${query}
          onInput=${event => setQuery(event.target.value)}></textarea></label>
      <p class="row"><button disabled=${call.busy}>Run${costs(price(QUERY, asset))}</button></p>
    </form>
    <${Receipt} answer=${call.answer} /><${Refusal} call=${call} />
    ${found && (found.rows.length > 0
      ? html`<${Table} label="Rows" columns=${columns} rows=${found.rows} />`
      : html`<p class="faint">No rows.</p>`)}
    ${found?.truncated && html`<p class="faint">There are more rows than one answer takes.</p>`}
  </section>`;
}

/** A value as SQLite has it: text, numbers, NULL, bytes in base 64. */
function value(of) {
  if (of === null) {
    return html`<span class="faint">NULL</span>`;
  }
  return typeof of === "object"
      ? html`<code class="long">${of.base64 ?? JSON.stringify(of)}</code>`
      : html`<span class="long">${String(of)}</span>`;
}
