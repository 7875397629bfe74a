// What a visitor can do: watch, pause, step, scrub, type a line, change the manifest.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

const IMAGE_CHANGES_AT = 26;
const HOLD = `kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'`;

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const opened = () => Playground.open(browser, site);
const ordinals = (world) => Object.keys(world).map(Number);

test("without a click, there are pods and the clock runs", async () => {
  const page = await opened();
  const first = await page.clock();
  await page.page.waitForFunction((old) => document.querySelector(".clock b")?.textContent !== old, first);
  await page.shows("a pod named web-0", (world) => 0 in world);
  await page.leave();
});

test("it pauses, steps forward and back by one frame, and plays again", async () => {
  const page = await opened();
  await page.pause();
  const frame = async () => Number(/frame (\d+) of \d+/.exec(await page.frame())[1]);
  const here = await frame();
  await page.button("Step forward").click();
  await page.page.getByText(`frame ${here + 1} of`).waitFor();
  await page.button("Step back").click();
  await page.page.getByText(`frame ${here} of`).waitFor();
  await page.button("Play").click();
  await page.button("Pause").waitFor();
  await page.leave();
});

test("the time is a slider for the keyboard and the mouse", async () => {
  const page = await opened();
  await page.pause();
  const now = async () => Number(await page.slider().getAttribute("aria-valuenow"));
  await page.press("End");
  const end = await now();
  await page.press("Home");
  await settles(async () => assert.ok(await now() < end, "Home is before End"));
  const box = await page.page.locator(".lanes, .tl").first().boundingBox();
  const knob = await page.slider().boundingBox();
  await page.page.mouse.move(knob.x + knob.width / 2, knob.y + knob.height / 2);
  await page.page.mouse.down();
  await page.page.mouse.move(box.x + box.width / 2, knob.y + knob.height / 2, { steps: 5 });
  await page.page.mouse.up();
  const middle = await now();
  assert.ok(middle > 0 && middle < end, `dragged to the middle, the time is ${middle} of ${end}`);
  await page.leave();
});

test("a typed line takes effect: seven replicas, and web-6 becomes Ready", async () => {
  const page = await opened();
  await page.pause();
  await page.type("kubectl scale sts web --replicas=7");
  await page.page.getByText("statefulset.apps/web scaled").first().waitFor();
  await page.pause();
  await page.press("End");
  await page.shows("web-6 Ready", (world) => world[6]?.ready);
  await page.leave();
});

test("the rollout takes the blog's order: 4 and 3 together, 3 back before 4, then 2 and 1, then 0", async () => {
  const page = await opened();
  await page.goTo(IMAGE_CHANGES_AT);
  const seen = await followed(page);
  const together = (a, b) => seen.some((world) => world[a]?.terminating && world[b]?.terminating);
  const first = (say, is) => {
    const at = seen.findIndex(is);
    assert.notEqual(at, -1, say);
    return at;
  };
  const back = (ordinal) => first(`web-${ordinal} at revision B`, (world) => world[ordinal]?.revision === "B");
  const leaves = (ordinal) => first(`web-${ordinal} Terminating`, (world) => world[ordinal]?.terminating);
  assert.ok(together(4, 3), "web-4 and web-3 are Terminating together");
  assert.ok(back(3) < back(4), "web-3 is back before web-4 is created");
  const readyAgain = first("web-4 Ready at B", (world) => world[4]?.revision === "B" && world[4].ready);
  assert.ok(readyAgain <= leaves(2), "web-2 leaves only once web-4 is Ready");
  assert.ok(together(2, 1), "web-2 and web-1 are Terminating together");
  assert.ok(back(1) < back(2) && back(2) < leaves(0), "then web-0");
  assert.ok(seen.every((world) => ordinals(world).filter((it) => world[it].ready).length >= 3), "three stay Ready");
  assert.ok(Object.values(seen.at(-1)).every((pod) => pod.revision === "B" && pod.ready), "all end Ready at B");
  await page.leave();
});

/** The world at every change from here to the end. */
async function followed(page) {
  const seen = [await page.world()];
  for (let steps = 0; steps < 300; steps += 1) {
    const next = page.button("Next change");
    if (await next.getAttribute("aria-disabled") === "true" || await next.isDisabled()) break;
    const before = await page.frame();
    await next.click();
    await page.page.waitForTimeout(30);
    if (await page.frame() === before) break;
    seen.push(await page.world());
  }
  return seen;
}

test("a partition typed before the image changes holds web-0 to web-2 back", async () => {
  const page = await opened();
  await page.goTo(IMAGE_CHANGES_AT - 1);
  await page.type(HOLD);
  await page.page.getByText("statefulset.apps/web patched").first().waitFor();
  await page.pause();
  await page.press("End");
  const held = (world) => [0, 1, 2].every((it) => world[it]?.revision === "A" && world[it].ready);
  const moved = (world) => [3, 4].every((it) => world[it]?.revision === "B" && world[it].ready);
  await page.shows("web-0 to web-2 at A, web-3 and web-4 at B", (world) => held(world) && moved(world));
  await page.leave();
});

test("the tutorial's manifest can be pasted in; the API refuses it for the blog's set, and anew its two pods appear", async () => {
  const page = await opened();
  await page.pause();
  await page.tab("Manifest").click();
  await page.manifest().fill(await readFile(new URL("fixtures/tutorial.yaml", import.meta.url), "utf8"));
  await page.button("Apply").click();
  await page.page.getByRole("alert").getByText("spec.serviceName: Invalid value").waitFor();
  await page.button("Begin anew with it").click();
  await page.pause();
  await page.press("End");
  await page.shows("web-0 and web-1, Ready", (world) => ordinals(world).length === 2 && world[0].ready && world[1].ready);
  await page.leave();
});

test("a broken manifest gets its message, and the last good pods stay", async () => {
  const page = await opened();
  await page.pause();
  await page.press("End");
  const good = await page.pods();
  await page.tab("Manifest").click();
  await page.manifest().fill("apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  replicas: [5\n");
  await page.problem().waitFor();
  await comes(() => page.page.locator("#problems").innerText(), /line \d+\s[^]*yaml: line \d+: did not find expected/);
  await settles(async () => assert.deepEqual(await page.pods(), good));
  await page.leave();
});
