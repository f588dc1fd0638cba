// Where payments are off: a name in place of a token, and nothing is charged.
//   node off.mjs BASE CHROMIUM
import {open} from "./page.mjs";

const [base, executablePath] = process.argv.slice(2);
const {page, seen, judge, text, press, go, close} = await open(base, executablePath);
await go("", "Sign in");
await judge("sign-in");
await page.getByLabel("Name").fill("ann");
await page.keyboard.press("Enter");
await page.getByRole("heading", {level: 2, name: "Usage"}).waitFor();
await judge("account");
await go("keys", "Keys");
const before = await page.getByRole("button", {name: /^List/}).textContent();
await press(/^List/);
await page.getByText("There are no keys yet.").waitFor();
const after = await text("[data-charge]");
const links = await page.locator("nav a").allTextContents();
await judge("keys");
// The page of the API shows all of what the service says of itself.
await page.goto(`${base}/docs`);
await page.locator(".opblock-tag").first().waitFor();
const rooms = await page.locator(".opblock-tag").count();
await close();
console.log(JSON.stringify({before, after, links, rooms, ...seen}));
