// After a first visit the page works without a network, and nothing was downloaded for that before the person acted.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser?.close(); });

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
  // What this address needs beside the first files is kept once it has been used.
  await page.locator(".podlist .plate").first().waitFor();
  await page.waitForFunction(async () => {
    const cache = await caches.open((await caches.keys())[0]);
    return (await cache.keys()).some((it) => /\/gallery-[^/]*$/.test(it.url));
  });
  site.close();
  await page.reload();
  await page.waitForSelector("html[data-boot=started]", { state: "attached" });
  await page.locator(".podlist .plate").first().waitFor();
  await playground.close();
});
