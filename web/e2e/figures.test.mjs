// Ten figures in one article: each file comes once for all of them, only what is seen plays, and on paper each is a link.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { serve } from "./site.mjs";
import { openWithProfile, visit } from "./browser.mjs";

const SCENARIOS = ["blog", "blog?replicas=4", "blog?partition=3", "blog?replicas=7", "blog?maxUnavailable=1", "blog?policy=Parallel",
  "blog?minReadySeconds=5", "blog?replicas=6", "canary", "rolling-update"];

let site, host;

/** An article of another host, a window's height between two figures. */
function article() {
  const figure = (scenario, at) => `<p>Figure ${at}</p><statefulset-playground id="f${at}" scenario="${scenario}" autoplay="true" width="760">
    <a href="${site.url}#${scenario}">What figure ${at} shows</a></statefulset-playground><div style="height: 1000px"></div>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An article</title><link rel="icon" href="data:,"></head>
    <body style="background:#fff"><script src="${site.url}embed.js" async></script>${SCENARIOS.map(figure).join("")}</body></html>`;
}

before(async () => {
  site = await serve(undefined, { hosted: true });
  const text = article();
  const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(text));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  host = { url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.closeAllConnections(); server.close(); } };
});
after(() => { host?.close(); site?.close(); });

async function read() {
  site.asked.length = 0;
  const { page, wrongs, close } = await visit(await openWithProfile(), host);
  return { page, strange: () => wrongs.filter((it) => !it.includes(site.url)), close };
}

const figure = (page, at) => page.frameLocator(`#f${at} iframe`);
const each = (tell) => Promise.all(SCENARIOS.map((_, at) => tell(at)));

/** Which figures play: `P`; which rest: `r`; which are not loaded: `-`. */
const playing = async (page) => (await each(async (at) => {
  if (!(await page.locator(`#f${at} iframe`).count())) return "-";
  return (await figure(page, at).getByRole("button", { name: "Pause" }).count()) ? "P" : "r";
})).join("");

/** Waits until exactly this figure plays. */
async function onlyPlays(page, at) {
  let now = "";
  for (const until = Date.now() + 10_000; Date.now() < until; await page.waitForTimeout(50)) {
    now = await playing(page);
    if (now[at] === "P" && now.lastIndexOf("P") === now.indexOf("P")) return;
  }
  assert.fail(`only figure ${at} is seen, and there play ${now}`);
}

/** From now on: how long the article's own frames take, and its long tasks. Figures of one site share its thread. */
const measure = (page) => page.evaluate(() => {
  window.took = []; window.long = [];
  new PerformanceObserver((list) => window.long.push(...list.getEntries().map((it) => Math.round(it.duration)))).observe({ type: "longtask" });
  let last;
  const frame = (now) => {
    if (last) window.took.push(Math.round(now - last));
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});

test("ten figures: each file is fetched once, and only what is seen plays", async (t) => {
  const { page, strange, close } = await read();
  await measure(page);
  await onlyPlays(page, 0);
  assert.match(await playing(page), /^P[r-]-{8}$/, "those far away are not loaded");
  const end = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.mouse.move(600, 400);
  for (let y = 0; y < end; y += 100) {
    await page.mouse.wheel(0, 100);
    await page.waitForTimeout(30);
  }
  for (const at of [9, 4, 0]) {
    await page.locator(`#f${at}`).scrollIntoViewIfNeeded();
    await onlyPlays(page, at);
  }
  const heard = await page.evaluate(() => new Promise((done) => {
    const tellers = new Set();
    addEventListener("statefulset-playground:frame", (event) => tellers.add(event.target.id));
    setTimeout(() => done([...tellers]), 2_000);
  }));
  assert.deepEqual(heard, ["f0"], "what is not seen does nothing");
  const hashed = site.asked.map((it) => it.split("/").at(-1)).filter((it) => /-[0-9a-f]{16}[._]/.test(it)).sort();
  assert.deepEqual(hashed, [...new Set(hashed)], "the ten share one download");
  assert.equal(site.asked.filter((it) => it.endsWith("/embed.js")).length, 1);
  const { took, long } = await page.evaluate(() => ({ took: window.took.sort((a, b) => a - b), long: window.long }));
  const part = (share) => took[Math.floor(took.length * share)];
  t.diagnostic(`${took.length} frames: median ${part(0.5)} ms, 95 of 100 within ${part(0.95)} ms, longest ${took.at(-1)} ms; long tasks: ${long.join(", ") || "none"}`);
  assert.deepEqual(strange(), []);
  await close();
});

test("on paper each figure is the link that stands in it", async () => {
  const { page, close } = await read();
  await figure(page, 0).getByRole("button", { name: /Play|Pause/ }).first().waitFor();
  const link = (at) => page.getByRole("link", { name: `What figure ${at} shows` });
  assert.equal(await link(0).isVisible(), false, "on the screen the figure stands there");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#f0 iframe").isVisible(), false);
  for (const at of [0, 9]) assert.ok(await link(at).isVisible(), `${at}`);
  const paper = (await page.pdf()).toString("latin1");
  for (const scenario of SCENARIOS) assert.ok(paper.includes(`/URI (${site.url}#${scenario})`), scenario);
  await page.emulateMedia({ media: "screen" });
  assert.ok(await page.locator("#f0 iframe").isVisible());
  await close();
});
