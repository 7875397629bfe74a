// Which marks of a marked program are set when the opening scenario is at its end and nobody has acted: a 0 or 1 each.
// For `cargo xtask build`, which then leaves everything else out of the first load.
import { serve } from "./site.mjs";
import { open, visit } from "./browser.mjs";

const VISITS = [320, 390, 768, 1024, 1280, 1440, 2560].map((width) => ({ viewport: { width, height: 900 } }))
  .concat([{ colorScheme: "dark" }, { reducedMotion: "reduce" }, { locale: "zh-CN" }]);
/** Milliseconds of the page's own clock: more than the opening scenario takes. */
const LONG = 180_000;

const site = await serve();
const browser = await open();
const ran = [];
for (const options of VISITS) {
  const { page, wrongs, close } = await visit(browser, site, { ...options, clock: true });
  await page.waitForSelector("html[data-boot=started]", { state: "attached" });
  await page.clock.runFor(LONG);
  const marks = await page.evaluate(() => new Uint8Array(globalThis.marked.buffer).join(""));
  [...marks].forEach((mark, at) => { ran[at] ||= mark === "1"; });
  if (wrongs.length) throw new Error(wrongs.join("\n"));
  await close();
}
console.log(ran.map(Number).join(""));
await browser.close();
site.close();
