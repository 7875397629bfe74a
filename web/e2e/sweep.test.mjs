// Sweeps: many runs on a pool of workers, the same numbers on any number of them, with progress, cancelled, and with the page at hand.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { serve } from "./site.mjs";
import { open, visit } from "./browser.mjs";

const TWELVE = await readFile(new URL("fixtures/sweep.txt", import.meta.url), "utf8");
const WAYS = [TWELVE, TWELVE.replace("Parallel", "OrderedReady")];
const LINE = "kubectl set image sts/db db=redis:7.4";
const RUNS = 30;

let browser, site;
before(async () => { [browser, site] = [await open(), await serve()]; });
after(async () => { await browser.close(); site.close(); });

/** A page on a machine of so many processors; `before` runs in it first. */
async function opened(processors, before = () => {}) {
  const visited = await visit(browser, { ...site, url: "about:blank" });
  const { page } = visited;
  await page.addInitScript((count) => Object.defineProperty(navigator, "hardwareConcurrency", { get: () => count }), processors);
  await page.addInitScript(before);
  await page.addInitScript(() => {
    const Made = window.Worker;
    window.made = [];
    window.Worker = class extends Made {
      constructor(...words) { super(...words); window.made.push(this); }
      terminate() { this.isEnded = true; super.terminate(); }
    };
  });
  await page.goto(site.url);
  await page.waitForSelector("html[data-boot=started]", { state: "attached" });
  // Sweeps are in the rest of the program. The first sign of a person brings it, here without a worker for the page.
  await page.evaluate(() => {
    window.own = window.Worker;
    window.Worker = class { constructor() { throw new DOMException("not yet", "SecurityError"); } };
  });
  await page.mouse.move(9, 9);
  await page.waitForFunction(() => document.documentElement.sweep);
  await page.evaluate(() => { window.Worker = window.own; });
  // It began elsewhere, so its own host counts as another.
  return { ...visited, wrongs: () => visited.wrongs.filter((it) => !it.startsWith(`request to another host: ${site.url}`)) };
}

/** Runs a sweep; what was heard of it, and its samples, each as [variant, seed, took, ready, available, at]. */
const swept = (page, texts = WAYS, runs = RUNS) => page.evaluate(([texts, line, runs]) => new Promise((done) => {
  const heard = [];
  document.documentElement.sweep(texts, line, "db", runs, (count, all, stage, numbers) => {
    heard.push([count, all, stage]);
    if (stage === "running") return;
    const samples = Array.from({ length: numbers.length / 6 }, (_, it) => [...numbers.slice(it * 6, it * 6 + 6)]);
    done({ heard, samples, workers: window.made.length, left: window.made.filter((it) => !it.isEnded).length });
  });
}), [texts, LINE, runs]);

test("the samples are the same on one worker or four, come with progress, and leave no worker behind", async () => {
  const results = [];
  for (const processors of [1, 2, 16]) {
    const { page, wrongs, close } = await opened(processors);
    results.push(await swept(page));
    assert.deepEqual(wrongs(), []);
    await close();
  }
  const [alone, ...others] = results;
  assert.deepEqual(results.map((it) => it.workers), [1, 2, 4]);
  for (const { samples, heard, left } of results) {
    assert.deepEqual(heard.at(-1), [2 * RUNS, 2 * RUNS, "whole"]);
    assert.ok(heard.every(([count], at) => at === 0 || count >= heard[at - 1][0]), JSON.stringify(heard));
    assert.equal(samples.length, 2 * RUNS);
    assert.equal(left, 0);
  }
  for (const other of others) assert.deepEqual(other.samples, alone.samples);
  const [parallel, ordered] = [0, 1].map((way) => alone.samples.filter(([variant]) => variant === way));
  assert.ok(new Set(parallel.map(([, , took]) => took)).size > RUNS / 2, "seeds differ");
  const mean = (all) => all.reduce((sum, [, , took]) => sum + took, 0) / all.length;
  assert.ok(parallel.every(([, , took, ready, , at]) => took > 60_000 && ready >= 9 && at === -1));
  assert.ok(mean(parallel) < mean(ordered), "three pods at a time are faster when they are made at once");
});

test("a rollout that stands still is found with its pod", async () => {
  const { page, wrongs, close } = await opened(2);
  const stuck = TWELVE.replace(": file", ": image redis:7.4 cannot be pulled\n: file").replace("Parallel", "OrderedReady");
  const { samples } = await swept(page, [stuck], 3);
  assert.deepEqual(samples.map(([, seed, took, , , at]) => [seed, took, at]), [0, 1, 2].map((seed) => [seed, -1, 9]));
  assert.deepEqual(wrongs(), []);
  await close();
});

test("a sweep is cancelled: nothing more is heard of it, and its workers are gone", async () => {
  const { page, wrongs, close } = await opened(2);
  const after = await page.evaluate(([texts, line]) => new Promise((done) => {
    let count = 0;
    const cancel = document.documentElement.sweep(texts, line, "db", 100_000, () => {
      count += 1;
      if (count > 1) return;
      cancel();
      setTimeout(() => done({ count, left: window.made.filter((it) => !it.isEnded).length }), 500);
    });
  }), [WAYS, LINE]);
  assert.deepEqual(after, { count: 1, left: 0 });
  assert.deepEqual(wrongs(), []);
  await close();
});

test("the runs of a worker that dies go to the others, and the samples are the same", async () => {
  const whole = await opened(2);
  const { samples } = await swept(whole.page);
  await whole.close();
  // The first worker hears nothing any more: it says that it has stopped as soon as it has replied.
  const { page, close } = await opened(2, () => {
    const { postMessage } = window.Worker.prototype;
    let first;
    window.Worker.prototype.postMessage = function (...words) {
      first ??= this;
      if (this === first && (this.sent = (this.sent ?? 0) + 1) === 2) {
        this.terminate();
        setTimeout(() => this.onmessage({ data: "it has stopped" }));
        return;
      }
      postMessage.apply(this, words);
    };
  });
  const after = await swept(page);
  assert.deepEqual(after.samples, samples);
  await close();
});

test("where no worker may be, a sweep runs on the page's own thread beside the page's service", async () => {
  const whole = await opened(1);
  const { samples } = await swept(whole.page, WAYS, 4);
  await whole.close();
  const { page, close } = await opened(4);
  await page.evaluate(() => { window.Worker = class { constructor() { throw new DOMException("no", "SecurityError"); } }; });
  const sweeping = swept(page, WAYS, 4);
  const line = page.getByRole("combobox", { name: /kubectl|terminal line/i }).first();
  await line.fill("kubectl scale sts web --replicas=3");
  await line.press("Enter");
  await page.getByText("statefulset.apps/web scaled").first().waitFor();
  assert.deepEqual((await sweeping).samples, samples);
  await close();
});
