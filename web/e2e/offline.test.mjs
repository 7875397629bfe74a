// After a first visit the page works without a network, and nothing was downloaded for that before the person acted.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser?.close(); });

/** Waits until the link is open: its sentence says when the image changes. */
const isUsed = (page) => page.locator(".ask .when").filter({ hasText: "0:26" }).waitFor();

test("the page starts again without its host, from the files of one build", async () => {
  const site = await serve();
  const playground = await Playground.open(browser, site);
  const { page } = playground;
  await settles(async () => assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0));
  await playground.pause();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const cache = await caches.open(names[0]);
    return { names, files: (await cache.keys()).map((it) => new URL(it.url).pathname.split("/").pop()) };
  });
  assert.equal(kept.names.length, 1);
  assert.ok(kept.files.some((it) => it.endsWith(".wasm")) && kept.files.includes("embed.html"), kept.files.join());
  await page.reload();
  // What this address needs beside the first files is kept once it has been used. The frame before that has plates too.
  await isUsed(page);
  const isKept = await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys())[0]);
    return (await cache.keys()).some((it) => /\/gallery-[^/]*$/.test(it.url));
  });
  assert.ok(isKept);
  site.close();
  await page.reload();
  await page.waitForSelector("html[data-boot=started]", { state: "attached" });
  await isUsed(page);
  await playground.close();
});

test("a browser that has no room to keep a file shows what is in it all the same", async () => {
  const site = await serve();
  const playground = await Playground.open(browser, site);
  const { page } = playground;
  await playground.pause();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const quota = await page.context().newCDPSession(page);
  await quota.send("Storage.overrideQuotaForOrigin", { origin: new URL(site.url).origin, quotaSize: 1 });
  await page.reload();
  await isUsed(page);
  const keys = await page.evaluate(async () => (await (await caches.open((await caches.keys())[0])).keys()).map((it) => it.url));
  assert.ok(!keys.some((it) => it.includes("/gallery-")), "there is no room for it");
  await playground.close();
  site.close();
});

test("a page that comes instead of a file is not kept, and the next press has the file", async () => {
  let isPortal = false;
  const site = await serve(undefined, { instead: (file) => isPortal && /^gallery-/.test(file) });
  const playground = await Playground.opening(browser, site);
  const { page } = playground;
  await playground.pause();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await page.waitForSelector("html[data-boot=started]", { state: "attached" });
  isPortal = true;
  await page.evaluate(() => { location.hash = "#blog.1"; });
  await page.getByText("could not be fetched").waitFor();
  isPortal = false;
  await page.keyboard.press("?");
  await isUsed(page);
  await playground.close();
  site.close();
});

test("nothing is kept at all of a visit for whose program a page came instead", async () => {
  let isPortal = true;
  const site = await serve(undefined, { instead: (file) => isPortal && /^service_bg/.test(file) });
  const playground = await Playground.opening(browser, site);
  const { page } = playground;
  await playground.pause();
  const became = await page.evaluate(async () => {
    const { installing, active } = await navigator.serviceWorker.register("./sw.js");
    if (!installing) return active?.state ?? "redundant";
    return new Promise((done) => { installing.onstatechange = () => done(installing.state); });
  });
  assert.equal(became, "redundant");
  isPortal = false;
  await playground.type("kubectl get pods -o name");
  await page.getByText("pod/web-0").first().waitFor();
  await playground.close();
  site.close();
});

test("a host that leads index.html to / has its page again after the first visit", async () => {
  const site = await serve(undefined, { led: "index.html" });
  const playground = await Playground.opening(browser, site);
  const { page } = playground;
  await playground.pause();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  for (const leave of [() => {}, () => site.close()]) {
    leave();
    await page.reload();
    await page.waitForSelector("html[data-boot=started]", { state: "attached" });
  }
  await playground.close();
});
