// Queues and the jobs in them, watched while they move: each look costs a read, and says so.

import {html, useEffect, useRef, useState} from "../vendor/htm-preact.js";
import {coins} from "../money.js";
import {Empty, Receipt, Refusal, Table, Title, When, costs, useCall} from "../parts.js";
import {price} from "../service.js";
import {useSession} from "../session.js";

const LIST = "/api/queue/queues";
const JOBS = "/api/queue/list";
const PUSH = "/api/queue/push";
const EVERY_MS = 2000;

/** Where a job can be, in the order in which it goes. */
const STATES = ["pending", "delayed", "processing", "completed", "failed", "dead"];

export function Queues() {
  const {asset} = useSession();
  const listing = useCall();
  const [queues, setQueues] = useState();
  const [watching, watch] = useState(false);
  const [spent, setSpent] = useState(0);
  const [opened, setOpened] = useState("");

  function take(answer) {
    if (answer?.ok) {
      setQueues(answer.body.queues);
      setSpent(before => before + (answer.charge?.amount ?? 0));
    } else if (answer) {
      watch(false);
    }
  }
  const look = async () => take(await listing.ask(LIST, {limit: 100}));
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    if (!watching) {
      return undefined;
    }
    latest.current();
    // Nobody pays for what nobody sees.
    const timer = setInterval(() => document.hidden || latest.current(), EVERY_MS);
    return () => clearInterval(timer);
  }, [watching]);

  const cost = price(LIST, asset);
  return html`
    <${Title} says="Jobs by priority, under leases, with retries.">Queues<//>
    <div class="bar"><div class="row">
      <button disabled=${listing.busy || watching} onClick=${look}>List queues${costs(cost)}</button>
      <button class="soft" aria-pressed=${watching} onClick=${() => watch(!watching)}>
        ${watching ? "Stop watching" : `Watch${costs(cost)} every ${EVERY_MS / 1000} s`}</button>
      ${spent > 0 && html`<span class="faint">looking cost ${coins(spent, asset)} ${asset} so far</span>`}
    </div></div>
    <${Receipt} answer=${listing.answer} />
    <${Refusal} call=${listing} again=${take} />
    ${queues === undefined && !listing.answer && html`<${Empty} path=${PUSH} action="Push a job">
      Nothing is read until you ask for it: what each button costs stands on it.<//>`}
    ${queues?.length === 0 && html`<${Empty} path=${PUSH} action="Push a job">There are no queues yet.<//>`}
    <div class="grid">${queues?.map(queue => html`<${Queue} key=${queue.queue} counts=${queue}
      open=${() => setOpened(queue.queue)} />`)}</div>
    ${opened && html`<${Jobs} key=${opened} queue=${opened} asset=${asset} />`}`;
}

/** One queue: how many jobs are where, as a bar and as numbers. */
function Queue({counts, open}) {
  const there = STATES.filter(state => counts[state] > 0);
  return html`<section class="card queue" data-queue=${counts.queue} aria-label=${`Queue ${counts.queue}`}>
    <h2 class="mono">${counts.queue}</h2>
    <div class="split" aria-hidden="true">${there.map(state => html`
      <span class=${`part ${state}`} style=${{flexGrow: counts[state]}}></span>`)}</div>
    <dl class="counts">${STATES.map(state => html`<div class=${counts[state] ? "" : "none"}>
      <dt><span class=${`dot ${state}`}></span>${state}</dt>
      <dd data-count=${state}>${counts[state].toLocaleString("en")}</dd></div>`)}</dl>
    <button class="quiet" onClick=${open}>Jobs<span class="hidden"> of ${counts.queue}</span></button>
  </section>`;
}

/** The jobs of one queue that are in one state. */
function Jobs({queue, asset}) {
  const listing = useCall();
  const [status, setStatus] = useState("pending");
  const jobs = listing.answer?.ok ? listing.answer.body.jobs : undefined;
  const columns = [
    {title: "Job", cell: job => html`<span class="mono">${job.jobId}</span>`},
    {title: "Payload", cell: job => html`<code class="long">${JSON.stringify(job.payload)}</code>`},
    {title: "Priority", kind: "number", cell: job => job.priority},
    {title: "Attempts", kind: "number", cell: job => `${job.attempts} of ${job.maxAttempts}`},
    {title: "Pushed", cell: job => html`<${When} at=${job.pushedAt} />`},
    {title: "Error", cell: job => job.error ?? "–"},
  ];
  return html`<section class="card" aria-label=${`Jobs of ${queue}`}>
    <h2>Jobs of <span class="mono">${queue}</span></h2>
    <form class="row" onSubmit=${event => {
      event.preventDefault();
      listing.ask(JOBS, {queue, status});
    }}>
      <label>That are
        <select value=${status} onChange=${event => setStatus(event.target.value)}>
          ${STATES.map(state => html`<option value=${state} selected=${state === status}>${state}</option>`)}</select></label>
      <button disabled=${listing.busy}>List jobs${costs(price(JOBS, asset))}</button>
    </form>
    <${Receipt} answer=${listing.answer} /><${Refusal} call=${listing} />
    ${jobs && (jobs.length > 0
      ? html`<${Table} label="Jobs" columns=${columns} rows=${jobs} />`
      : html`<p class="faint">None is.</p>`)}
  </section>`;
}
