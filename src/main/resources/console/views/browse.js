// A list of what an owner keeps. Reading costs, so nothing is read before somebody says so.

import {html, useState} from "../vendor/htm-preact.js";
import {Body, Empty, Receipt, Refusal, Table, Title, costs, useCall} from "../parts.js";
import {price} from "../service.js";
import {useSession} from "../session.js";

export function Browse({list}) {
  const {asset} = useSession();
  const listing = useCall();
  const one = useCall();
  const [shown, setShown] = useState({rows: undefined, columns: list.columns, cursor: undefined});
  const [input, setInput] = useState({prefix: "", query: ""});
  const [opened, setOpened] = useState("");

  const take = (answer, before, of, columns) => answer?.ok && setShown({
    rows: [...before, ...of(answer.body)],
    columns,
    cursor: answer.body.cursor,
  });

  /** Reads the list, or goes on where it ended. */
  async function read(cursor) {
    const asked = {...(input.prefix && {prefix: input.prefix}), ...(cursor && {cursor})};
    const before = cursor ? shown.rows : [];
    take(await listing.ask(list.list, asked), before, list.of, list.columns);
  }

  async function search() {
    const found = await listing.ask(list.search.path, {query: input.query});
    take(found, [], list.search.of, list.search.columns);
  }

  async function open(row) {
    setOpened(list.name(row));
    one.clear();
    await one.ask(list.one.path, list.one.input(row));
  }

  const submitted = action => event => {
    event.preventDefault();
    action();
  };
  const typed = field => event => setInput({...input, [field]: event.target.value});
  const look = {
    title: html`<span class="hidden">Open</span>`,
    cell: row => html`<button class="quiet" disabled=${one.busy} onClick=${() => open(row)}>Open<span
      class="hidden"> ${list.name(row)}</span>${costs(price(list.one.path, asset))}</button>`,
  };
  return html`
    <${Title} says=${list.says}>${list.title}<//>
    <div class="bar">
      <form class="row" onSubmit=${submitted(() => read())}>
        ${list.prefix && html`<label>Beginning with
          <input value=${input.prefix} onInput=${typed("prefix")} placeholder="anything" /></label>`}
        <button disabled=${listing.busy}>List ${list.rows}${costs(price(list.list, asset))}</button>
      </form>
      ${list.search && html`<form class="row" onSubmit=${submitted(search)}>
        <label>${list.search.says}<input value=${input.query} onInput=${typed("query")} required /></label>
        <button class="soft" disabled=${listing.busy}>Search${costs(price(list.search.path, asset))}</button>
      </form>`}
    </div>
    <${Receipt} answer=${listing.answer} />
    <${Refusal} call=${listing} again=${answer => take(answer, [], list.of, list.columns)} />
    ${shown.rows?.length > 0 && html`<${Table} label=${list.title}
      columns=${[...shown.columns, look]} rows=${shown.rows} />`}
    ${shown.rows?.length === 0 && html`<${Empty} path=${list.make.path} action=${list.make.says}>
      ${input.prefix || input.query ? "Nothing matches." : `There are no ${list.rows} yet.`}<//>`}
    ${shown.rows === undefined && !listing.answer && html`<${Empty} path=${list.make.path} action=${list.make.says}>
      Nothing is read until you ask for it: what each button costs stands on it.<//>`}
    ${shown.cursor && html`<p><button class="soft" disabled=${listing.busy}
      onClick=${() => read(shown.cursor)}>More${costs(price(list.list, asset))}</button></p>`}
    ${opened && html`<section class="card" aria-label=${opened}>
      <h2 class="mono">${opened}</h2>
      <${Receipt} answer=${one.answer} /><${Refusal} call=${one} /><${Body} answer=${one.answer} />
    </section>`}`;
}
