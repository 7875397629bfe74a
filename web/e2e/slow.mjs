// The slow setting: 1.6 Mbit/s, 150 ms, a processor four times slower. How long each way in takes until something right stands there, and
// until pods move. Prints a table, in seconds; fails at nothing, for a machine that does something else is slower still.
//   DIST=dist node web/e2e/slow.mjs
import { open, visit } from "./browser.mjs";
import { serve } from "./site.mjs";

const WAYS = [
  ["the page", ""],
  ["#canary", "#canary"],
  ["embed.html#canary", "embed.html#canary?autoplay=true"],
  ["a link with its own script", "#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA"],
];

/** Notes when the first frame, the question and a change of pods are painted, in the page's own clock. */
function watch() {
  window.seen = {};
  const note = (name) => { window.seen[name] ??= performance.now(); };
  let first;
  const look = () => {
    const isSeen = (it) => it?.checkVisibility({ visibilityProperty: true }) && it.getBoundingClientRect().height > 0;
    if (isSeen(document.querySelector(".plate, .cells, .em"))) note("frame");
    // Before the program is here, the question of another scenario than the opening is a heading of its own.
    const isOther = document.documentElement.dataset.address && document.querySelector("main.opening");
    const question = document.querySelector(isOther ? "h1.own" : "h1, .em-ask, .em h2");
    if (isSeen(question) && question.textContent.trim()) note("question");
    if (document.documentElement.dataset.boot === "started") {
      const pods = document.querySelector(".podlist")?.innerText + document.querySelector(".clock")?.innerText;
      first ??= pods;
      if (pods !== first) note("moves");
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function measured(browser, path) {
  const site = await serve(undefined, { hosted: true });
  const blank = await visit(browser, { ...site, url: "about:blank" });
  const { page } = blank;
  await page.addInitScript(watch);
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto(site.url + path, { waitUntil: "commit", timeout: 60_000 });
  await page.waitForFunction(() => window.seen?.moves, null, { timeout: 90_000 }).catch(() => {});
  const seen = await page.evaluate(() => window.seen);
  await blank.close();
  site.close();
  return seen;
}

const browser = await open();
const inSeconds = (time) => (time === undefined ? "–" : (time / 1000).toFixed(1)).padStart(10);
process.stdout.write(`${"".padEnd(28)}     frame  question     moves\n`);
for (const [name, path] of WAYS) {
  const seen = await measured(browser, path);
  process.stdout.write(`${name.padEnd(28)}${["frame", "question", "moves"].map((it) => inSeconds(seen[it])).join("")}\n`);
}
await browser.close();
