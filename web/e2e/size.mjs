// What each way in downloads until it plays, with nobody acting: `cargo xtask size` prints what this prints, and fails where a limit is
// passed. Counted is what a browser really asks for, each file at brotli's best setting, as static hosts keep it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { DIST, serve } from "./site.mjs";
import { open, visit } from "./browser.mjs";

/** A scenario of one's own: the address of a page on which a line was typed. */
async function ownLink(browser, site) {
  const { page, close } = await visit(browser, site);
  await page.waitForSelector("html[data-boot=started]", { state: "attached" });
  const line = page.getByRole("combobox", { name: /kubectl|terminal line/i }).first();
  await line.fill("kubectl scale sts web --replicas=3");
  await line.press("Enter");
  await page.waitForFunction(() => location.hash.startsWith("#v1."));
  const hash = await page.evaluate(() => location.hash);
  await close();
  return hash;
}

/** The files that one way in asks for until pods are shown and time has passed. */
async function askedBy(browser, path) {
  const site = await serve();
  const { page, close } = await visit(browser, { ...site, url: site.url + path });
  await page.waitForSelector("html[data-boot=started]", { state: "attached", timeout: 60_000 });
  await page.locator(".pod:not([data-s=empty]), .cells").first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1_500);
  await close();
  site.close();
  const files = site.asked.map((it) => new URL(it, site.url).href.slice(site.url.length).split(/[?#]/)[0] || "index.html");
  return [...new Set(files)].filter((it) => !/favicon|webmanifest/.test(it));
}

const site = await serve();
const browser = await open();
const own = await ownLink(browser, site);
site.close();
// In kB. These hold what there is, so that nothing is added unseen; the aim is 300, 310, 310 and
// 640. A comparison needs all parts of the program at once, one's own script that of links (web/src/part.rs).
const ways = [
  ["the page", "", 350],
  ["#canary", "#canary", 350],
  ["embed.html#canary", "embed.html#canary?autoplay=true", 350],
  ["embedded, two on one clock", "embed.html#blog..?policy=Parallel&autoplay=true", 625],
  ["a link with its own script", own, 995],
];
const kilo = (bytes) => Math.ceil(bytes / 1000);
let isAbove = false;
const sizes = new Map();
for (const [name, path, limit] of ways) {
  const files = await askedBy(browser, path);
  let sum = 0;
  for (const file of files) {
    if (!sizes.has(file)) {
      const body = await readFile(join(DIST, file)).catch(() => Buffer.alloc(0));
      sizes.set(file, [body.length, brotliCompressSync(body).length]);
    }
    sum += sizes.get(file)[1];
  }
  isAbove ||= kilo(sum) > limit;
  process.stdout.write(`${name.padEnd(28)} ${String(kilo(sum)).padStart(4)} kB brotli of at most ${limit}${kilo(sum) > limit ? "  ABOVE" : ""}\n`);
  for (const file of files) process.stdout.write(`    ${file.padEnd(40)} ${sizes.get(file).map((it) => String(it).padStart(9)).join("")}\n`);
}
await browser.close();
process.exitCode = isAbove ? 1 : 0;
