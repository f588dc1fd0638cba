// What is kept in lists, and how each is shown: which endpoint lists it, and which shows one.

import {html} from "../vendor/htm-preact.js";
import {When} from "../parts.js";

const mono = value => html`<span class="mono long" title=${value}>${value}</span>`;
const number = value => (value === null || value === undefined ? "–" : value.toLocaleString("en"));
const column = (title, cell, kind) => ({title, cell, kind});
const when = (title, field) => column(title, row => html`<${When} at=${row[field]} />`);

const KEYS = {
  place: "keys",
  title: "Keys",
  says: "Values under keys, in the order of their bytes.",
  rows: "keys",
  list: "/api/kv/list",
  of: body => body.entries,
  prefix: true,
  name: row => row.key,
  columns: [
    column("Key", row => mono(row.key)),
    column("Seen by", row => row.visibility),
    column("Bytes", row => number(row.bytes), "number"),
    column("Revision", row => number(row.revision), "number"),
    when("Until", "expiresAt"),
  ],
  one: {path: "/api/kv/get", input: row => ({key: row.key})},
  make: {path: "/api/kv/set", says: "Store a value"},
};

const LOCKS = {
  place: "locks",
  title: "Locks",
  says: "Who holds what, and for how long. A fence is a number that only grows.",
  rows: "locks",
  list: "/api/sync/list",
  of: body => body.locks,
  name: row => row.name,
  columns: [
    column("Name", row => mono(row.name)),
    column("Holder", row => row.holder ?? "–"),
    column("Fence", row => number(row.fence), "number"),
    when("Since", "acquiredAt"),
    when("Until", "expiresAt"),
  ],
  one: {path: "/api/sync/check", input: row => ({name: row.name})},
  make: {path: "/api/sync/lock", says: "Take a lock"},
};

const COUNTERS = {
  place: "counters",
  title: "Counters",
  says: "Whole numbers of 64 bits, within bounds if they have any.",
  rows: "counters",
  list: "/api/counter/list",
  of: body => body.counters,
  prefix: true,
  name: row => row.name,
  columns: [
    column("Name", row => mono(row.name)),
    column("Value", row => number(row.value), "number"),
    column("Least", row => number(row.min), "number"),
    column("Most", row => number(row.max), "number"),
    when("Changed", "updatedAt"),
  ],
  one: {path: "/api/counter/get", input: row => ({name: row.name})},
  make: {path: "/api/counter/increment", says: "Count something"},
};

const LINKS = {
  place: "links",
  title: "Links",
  says: "Short links, the newest first. Clicks are people's.",
  rows: "links",
  list: "/api/links/list",
  of: body => body.links,
  name: row => row.slug,
  columns: [
    column("Link", row => html`<a href=${row.shortUrl} rel="noreferrer" target="_blank">${row.slug}</a>`),
    column("Leads to", row => html`<span class="long">${row.title ?? row.url}</span>`),
    column("Clicks", row => number(row.clicks), "number"),
    column("State", row => row.state),
    when("Until", "expiresAt"),
  ],
  one: {path: "/api/links/stats", input: row => ({slug: row.slug})},
  make: {path: "/api/links/create", says: "Shorten a link"},
};

const MEMORIES = {
  place: "memories",
  title: "Memories",
  says: "Texts, found by what they mean and by their words.",
  rows: "memories",
  list: "/api/memory/list",
  of: body => body.memories,
  prefix: true,
  name: row => row.key,
  columns: [
    column("Key", row => mono(row.key)),
    column("Type", row => row.type),
    column("Tags", row => row.tags.join(", ") || "–"),
    column("Importance", row => number(row.importance), "number"),
    when("Changed", "updatedAt"),
  ],
  one: {path: "/api/memory/recall", input: row => ({key: row.key})},
  make: {path: "/api/memory/store", says: "Store a memory"},
  search: {
    path: "/api/memory/search",
    says: "What do you look for?",
    of: body => body.results,
    columns: [
      column("Key", row => mono(row.key)),
      column("Content", row => html`<span class="text">${row.passage ?? row.summary ?? row.content}</span>`),
      column("Similarity", row => row.similarity.toFixed(2), "number"),
    ],
  },
};

export const LISTS = [KEYS, LOCKS, COUNTERS, LINKS, MEMORIES];
