// Any endpoint, tried out: what it takes as a form, its price before, its charge after, and the
// same call for a shell.

import {html, useEffect, useState} from "../vendor/htm-preact.js";
import {catalog} from "../catalog.js";
import {curl} from "../curl.js";
import {Form, bodyOf, typed} from "../form.js";
import {Body, Copy, Receipt, Refusal, Title, costs, useCall} from "../parts.js";
import {to} from "../route.js";
import {price} from "../service.js";
import {useSession} from "../session.js";

export function Call({place}) {
  const [all, setAll] = useState([]);
  useEffect(() => {
    catalog().then(setAll);
  }, []);
  const path = place.slice("call".length);
  const chosen = all.find(each => each.path === path);
  return html`<${Title}>Call an endpoint<//>
    <div class=${`call ${path ? "chosen" : ""}`}>
    <section class="choose"><${Choose} all=${all} path=${path} /></section>
    <section class="try">${chosen
      ? html`<${Try} key=${path} endpoint=${chosen} />`
      : html`<p class="faint pick">${path && all.length > 0
        ? `There is no endpoint ${path}.` : "Choose an endpoint."}</p>`}</section>
  </div>`;
}

/** All endpoints by room, narrowed by what is typed. */
function Choose({all, path}) {
  const {asset} = useSession();
  const [wanted, want] = useState("");
  const words = wanted.toLowerCase().split(/\s+/);
  const matching = all.filter(each =>
    words.every(word => `${each.path} ${each.summary}`.toLowerCase().includes(word)));
  const tags = [...new Set(matching.map(each => each.tag))];
  return html`
    <label>Find <input type="search" value=${wanted} onInput=${event => want(event.target.value)}
      placeholder="set, queue, hash …" /></label>
    <div class="endpoints">${tags.map(tag => html`
      <details open=${wanted !== "" || matching.some(each => each.tag === tag && each.path === path)}>
        <summary>${tag} <span class="faint">${matching.filter(each => each.tag === tag).length}</span></summary>
        <ul>${matching.filter(each => each.tag === tag).map(each => html`
          <li><a href=${to(`call${each.path}`)} aria-current=${each.path === path ? "page" : null}>
            <span class="mono">${each.path}</span>
            <span class="faint">${each.unavailable ? "not here" : price(each.path, asset)}</span></a></li>`)}</ul>
      </details>`)}
      ${all.length > 0 && tags.length === 0 && html`<p class="faint">No endpoint has that.</p>`}</div>`;
}

function Try({endpoint}) {
  const {asset} = useSession();
  const {path, methods, inPath, fields, example, summary, unavailable} = endpoint;
  const call = useCall();
  const [texts, setTexts] = useState(() => Object.fromEntries([...inPath, ...(fields ?? [])]
      .map(field => [field.name, typed(example[field.name], field.schema)])));
  const [raw, setRaw] = useState(fields ? undefined : JSON.stringify(example, null, 2));
  const method = methods.includes("POST") ? "POST" : methods[0];
  const {request, wrong} = made();

  /** The request that the form stands for, or what is wrong with it. */
  function made() {
    const filled = path.replaceAll(/\{(\w+)(\*?)\}/g, (_, name, rest) => rest
        ? (texts[name] ?? "").split("/").map(encodeURIComponent).join("/")
        : encodeURIComponent(texts[name] ?? ""));
    try {
      if (method === "GET") {
        const query = new URLSearchParams((fields ?? []).filter(each => texts[each.name])
            .map(each => [each.name, texts[each.name]])).toString();
        return {request: {method, path: query ? `${filled}?${query}` : filled}};
      }
      const body = raw ?? bodyOf(fields, texts);
      return {request: {method, path: filled, body}};
    } catch (problem) {
      return {wrong: problem.message};
    }
  }

  return html`
    <a class="back" href=${to("call")}>All endpoints</a>
    <h2><span class="method">${method}</span> <span class="mono">${path}</span></h2>
    <p class="lead">${summary}</p>
    ${unavailable && html`<p class="note">Not to be had here: the operator would have to give
      ${" "}<code>${unavailable}</code>. Each call is refused, and nothing is charged.</p>`}
    <form onSubmit=${event => {
      event.preventDefault();
      call.send(request);
    }} novalidate>
      <${Form} fields=${inPath} texts=${texts} change=${setTexts} />
      ${raw === undefined
        ? html`<${Form} fields=${fields} texts=${texts} change=${setTexts} />`
        : method !== "GET" && html`<label>Body <textarea class="mono" rows="8" spellcheck="false" value=${raw}
            onInput=${event => setRaw(event.target.value)}></textarea></label>`}
      ${wrong && html`<p class="note bad" role="alert">${wrong}</p>`}
      <p class="row"><button disabled=${call.busy || wrong !== undefined}>
          Call${costs(price(path, asset))}</button>
        ${fields && method !== "GET" && html`<button type="button" class="quiet" disabled=${wrong !== undefined}
          onClick=${() => setRaw(raw === undefined ? request.body : undefined)}>
          ${raw === undefined ? "Write the body" : "Back to the form"}</button>`}</p>
    </form>
    <${Receipt} answer=${call.answer} /><${Refusal} call=${call} /><${Body} answer=${call.answer} />
    ${request && html`<section class="card shell" aria-label="The same call by curl">
      <div class="row between"><h3>By curl</h3><${Copy} text=${curl(request)} /></div>
      <pre class="body" tabindex="0" aria-label="curl">${curl(request)}</pre></section>`}`;
}
