// Ten figures in one article: each file comes once for all of them, only what is seen plays, and on paper each is a picture or a link.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { serve } from "./site.mjs";
import { openWithProfile, PATIENCE, settles, visit } from "./browser.mjs";

const SCENARIOS = ["blog", "blog?replicas=4", "blog?partition=3", "blog?replicas=7", "blog?maxUnavailable=1", "blog?policy=Parallel",
  "blog?minReadySeconds=5", "blog?replicas=6", "canary", "rolling-update"];

let site, host;

/** The figure with a poster between its tags. */
const POSTED = 1;
const POSTER = "<img alt='A poster' width=300 height=100 src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>'>";

/** An article of another host, a window's height between two figures. */
function article() {
  const figure = (scenario, at) => `<p>Figure ${at}</p><statefulset-playground id="f${at}" scenario="${scenario}" autoplay="true" width="760">
    <a href="${site.url}#${scenario}">${at === POSTED ? POSTER : ""}What figure ${at} shows</a></statefulset-playground><div style="height: 1000px"></div>`;
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
  for (const until = Date.now() + PATIENCE; Date.now() < until; await page.waitForTimeout(50)) {
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
  await settles(async () => assert.match(await playing(page), /^P[r-]-{8}$/, "those far away are not loaded"));
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
  const hashed = site.asked.map((it) => it.split("/").at(-1)).filter((it) => /-[0-9a-f]{12,16}[._]/.test(it)).sort();
  assert.deepEqual(hashed, [...new Set(hashed)], "the ten share one download");
  assert.equal(site.asked.filter((it) => it.endsWith("/embed.js")).length, 1);
  const { took, long } = await page.evaluate(() => ({ took: window.took.sort((a, b) => a - b), long: window.long }));
  const part = (share) => took[Math.floor(took.length * share)];
  t.diagnostic(`${took.length} frames: median ${part(0.5)} ms, 95 of 100 within ${part(0.95)} ms, longest ${took.at(-1)} ms; long tasks: ${long.join(", ") || "none"}`);
  assert.deepEqual(strange(), []);
  await close();
});

test("on paper a figure is its poster, else as it stands, else its link; with its address", async () => {
  const { page, close } = await read();
  for (const at of [POSTED, 0]) {
    await page.locator(`#f${at}`).scrollIntoViewIfNeeded();
    await figure(page, at).getByRole("button", { name: /Play|Pause/ }).first().waitFor();
  }
  const link = (at) => page.getByRole("link", { name: `What figure ${at} shows` });
  const isFrame = (at) => page.locator(`#f${at} iframe`).isVisible();
  const address = (at) => page.locator(`#f${at} .address`);
  await settles(async () => assert.equal(await link(0).isVisible() || await address(0).isVisible(), false, "on the screen the figure stands there"));
  await page.emulateMedia({ media: "print" });
  const seen = async (at) => [await isFrame(at), await link(at).isVisible(), await address(at).isVisible()];
  await settles(async () => assert.deepEqual(await seen(0), [true, false, true]));
  await settles(async () => assert.deepEqual(await seen(POSTED), [false, true, false]));
  await settles(async () => assert.deepEqual(await seen(9), [false, true, true]));
  await settles(async () => assert.equal(await address(9).innerText(), `${site.url}#rolling-update`));
  // On dark pages too, ink is printed on paper, pods are filled, the legend is there, and nothing that is pressed.
  await page.evaluate(() => document.querySelector("#f0").setAttribute("theme", "dark"));
  await figure(page, 0).locator("html[data-theme=dark] .plate").first().waitFor();
  const own = figure(page, 0).locator("html");
  const drawn = await own.evaluate(() => ({ paper: getComputedStyle(document.querySelector(".em")).backgroundColor, fills: getComputedStyle(document.querySelector(".plate")).printColorAdjust }));
  assert.deepEqual(drawn, { paper: "rgb(255, 255, 255)", fills: "exact" });
  await settles(async () => assert.ok(await figure(page, 0).locator(".legend").isVisible()));
  await settles(async () => assert.equal(await figure(page, 0).getByRole("button", { name: /Play|Pause/ }).isVisible(), false));
  // A page of paper is narrower than the window: the figure is scaled, and nothing of it is cut.
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.setViewportSize({ width: 500, height: 900 });
  const { laid, taken } = await page.locator("#f0 iframe").evaluate((it) => ({ laid: it.clientWidth, taken: it.getBoundingClientRect() }));
  assert.ok(laid === 760 && taken.right <= 500 && taken.width > 450, `laid out in ${laid} px, ${taken.width} px of paper`);
  const below = await address(0).evaluate((it) => it.getBoundingClientRect().top);
  assert.ok(Math.abs(below - taken.bottom) <= 1, "the address is right below it");
  const paper = (await page.pdf()).toString("latin1");
  for (const scenario of SCENARIOS.slice(1)) assert.ok(paper.includes(`/URI (${site.url}#${scenario})`), scenario);
  await page.emulateMedia({ media: "screen" });
  await settles(async () => assert.ok(await isFrame(0) && await isFrame(POSTED)));
  await close();
});
