// Where play money is paid: from no key to a first paid call, then everything that is kept.
//   node devnet.mjs BASE CHROMIUM
import {execFileSync} from "node:child_process";
import {open} from "./page.mjs";

const [base, executablePath] = process.argv.slice(2);
const {page, seen, judge, text, press, go, close} = await open(base, executablePath);
const said = {};

// The first paid call needs no terminal.
await go("", "Sign in");
await judge("sign-in");
await page.getByRole("link", {name: "Open a wallet"}).click();
await press("Make a key");
said.address = await text("[data-address]");
await press(/Take play money/);
await page.locator("[data-chain=STX]", {hasText: "100"}).waitFor();
await press(/^Call/);
await page.getByText("Payment required").waitFor();
await judge("wallet");
await press("Pay from the wallet");
said.firstCharge = await text("[data-charge]:has-text('charged 0')");
await press("Deposit");
await page.getByRole("heading", {level: 1, name: "Account"}).waitFor();

const token = JSON.parse(await page.evaluate("sessionStorage.getItem('coffer.console')")).token;

/** Calls beside the page, as the worker of a queue would. */
async function beside(path, body) {
  const answer = await fetch(base + path, {
    method: "POST",
    headers: {"Content-Type": "application/json", Authorization: `Bearer ${token}`},
    body: JSON.stringify(body),
  });
  return answer.json();
}

/** Calls an endpoint in the page, and tells what it cost. */
async function call(path, body) {
  await go(`call${path}`, "Call an endpoint");
  await page.locator("h2", {hasText: path}).waitFor();
  const write = page.getByRole("button", {name: "Write the body"});
  if (await write.isVisible()) {
    await write.click();
  }
  await page.getByLabel("Body").fill(JSON.stringify(body));
  const button = page.locator(".try form").getByRole("button", {name: /^Call/});
  const before = await button.textContent();
  await button.click();
  return {before: before.trim(), after: await text("[data-charge]"), answer: JSON.parse(await text(".try .body"))};
}

said.set = await call("/api/kv/set", {key: "it's", value: {digits: 1.50}});
said.curl = await text(".shell pre");
try {
  const env = {...process.env, TOKEN: token};
  said.byCurl = execFileSync("sh", ["-c", `${said.curl} -s`], {env, encoding: "utf8"});
} catch (error) {
  said.byCurl = error.status === 127 ? "no curl here" : String(error);
}
await judge("call");
said.push = await call("/api/queue/push", {queue: "mail", payload: {to: "ann"}});
await beside("/api/sql/execute", {query: "create table person (id integer primary key, name text)"});
await beside("/api/sync/lock", {name: "leader"});
await beside("/api/counter/increment", {name: "visits"});
await beside("/api/links/create", {url: "https://example.com/"});
await beside("/api/memory/store", {key: "wish", content: "Ann dreams of a green bicycle."});

// A queue is seen to move.
const count = state => page.locator(`[data-queue=mail] [data-count=${state}]`);
await go("queues", "Queues");
await press(/^Watch/);
await count("pending").getByText("1").waitFor();
const {jobId, lease} = await beside("/api/queue/pop", {queue: "mail"});
await count("processing").getByText("1").waitFor();
await press("Stop watching");
await beside("/api/queue/complete", {jobId, lease});
await press(/^List queues/);
await count("completed").getByText("1").waitFor();
said.moved = await text("[data-queue=mail] dl");
await judge("queues");

for (const [place, title, row] of [
  ["keys", "Keys", "it's"],
  ["locks", "Locks", "leader"],
  ["counters", "Counters", "visits"],
  ["links", "Links", "example.com"],
  ["memories", "Memories", "wish"],
]) {
  await go(place, title);
  await press(/^List/);
  await page.locator("table", {hasText: row}).waitFor();
  await press(/^Open/, "table");
  await page.locator("section .body").waitFor();
  await judge(place);
}
await page.getByLabel("What do you look for?").fill("bicycle");
await press(/^Search/);
said.found = await text("td .text");
await go("databases", "Databases");
await press(/^Show tables/);
await page.locator(".columns", {hasText: "name"}).waitFor();
await page.getByLabel("One statement").fill("select 41 + 1 as answer");
await press(/^Run/);
said.row = await text("section[aria-label=Query] td");
await judge("databases");

// What it cost is seen as charts and lines.
await go("", "Account");
await page.getByText("Charges by endpoint").waitFor();
await page.locator(".chart canvas").nth(1).waitFor(); // Drawn once the page has shown itself.
said.charts = await page.locator(".chart canvas").count();
said.lines = await text("section:has(> h3:text('Credits and charges'))");
await judge("account");

// All of it without a mouse: past the menu, into a view, where the new heading has the focus.
await page.reload();
await page.getByRole("heading", {level: 1, name: "Account"}).waitFor();
await page.keyboard.press("Tab");
said.skip = await page.evaluate("document.activeElement.textContent");
await page.keyboard.press("Enter");
said.skipped = await page.evaluate("document.activeElement.id");
await page.getByRole("link", {name: "Counters"}).focus();
await page.keyboard.press("Enter");
await page.getByRole("heading", {level: 1, name: "Counters"}).waitFor();
said.heading = await page.evaluate("document.activeElement.textContent");
await page.getByRole("button", {name: "Sign out"}).click();
await page.getByLabel("Token").fill("cof_nonsense");
await press("Sign in");
said.refused = await text("[role=alert]");
await page.getByLabel("Token").fill(token);
await press("Sign in");
await page.getByRole("heading", {level: 1, name: "Account"}).waitFor();
said.kept = await page.evaluate("Object.entries(localStorage).length + document.cookie.length");
await close();
console.log(JSON.stringify({...said, ...seen}));
