// A browser on the console of a running server, watched: what it asks for, what its policy stops,
// what axe finds.
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";
import {chromium} from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Each view is judged wide by day and narrow by night, which are all colours and all widths. */
const LOOKS = [
  {width: 1280, height: 900, colorScheme: "light"},
  {width: 360, height: 740, colorScheme: "dark"},
];

export async function open(base, executablePath) {
  const browser = await chromium.launch({executablePath, args: ["--no-sandbox"]});
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  const seen = {violations: [], elsewhere: [], secrets: [], errors: [], wide: [], judged: []};
  page.on("request", request => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !url.startsWith("data:") && !url.startsWith("blob:")) {
      seen.elsewhere.push(url);
    }
    if (url.includes("cof_")) {
      seen.secrets.push(url);
    }
  });
  page.on("pageerror", error => seen.errors.push(String(error)));
  page.on("console", message => {
    // That an answer is a refusal is said too; what the policy stops is what is looked for.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      seen.errors.push(message.text());
    }
  });

  /** Has axe judge what is shown, and looks whether it is wider than the window. */
  async function judge(view) {
    for (const {width, height, colorScheme} of LOOKS) {
      await page.setViewportSize({width, height});
      await page.emulateMedia({colorScheme, reducedMotion: "reduce"});
      if (await page.evaluate("typeof axe") === "undefined") {
        await page.evaluate(AXE);
      }
      const found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})");
      seen.violations.push(...found.violations.flatMap(({id, nodes}) =>
        nodes.map(node => `${view} at ${width}: ${id}: ${node.html}: ${node.failureSummary}`)));
      if (await page.evaluate("document.documentElement.scrollWidth > innerWidth")) {
        seen.wide.push(`${view} at ${width}`);
      }
    }
    await page.setViewportSize(LOOKS[0]);
    seen.judged.push(view);
  }

  const text = selector => page.locator(selector).first().textContent();
  const press = (name, within = "main") =>
    page.locator(within).getByRole("button", {name}).first().click();
  const go = async (place, title) => {
    await page.goto(`${base}/console#/${place}`);
    await page.getByRole("heading", {level: 1, name: title}).waitFor();
  };
  return {page, seen, judge, text, press, go, close: () => browser.close()};
}
