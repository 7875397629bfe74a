// Every state of a pod as its tile shows it: how full it is, which mark it bears, in which words; eight revisions; claims, empty and
// condemned ordinals. What a state looks like is in the pictures (`visual.test.mjs`).
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

async function opened(fixture, options = { viewport: { width: 1440, height: 900 } }) {
  const page = await Playground.open(browser, site, options);
  await page.openFixture(fixture);
  return page;
}

/** Of each tile: the state that its looks follow, how far it is filled in hundredths, and STATUS below it. */
async function tiles(page) {
  // A level rises within a quarter of a second.
  await page.page.waitForFunction(() => document.getAnimations().every((it) => it.playState !== "running"));
  return page.page.locator(".podlist .pod:not([aria-hidden])").evaluateAll((all) => all.map((pod) => {
    const plate = pod.querySelector(".plate"), level = getComputedStyle(plate, "::before");
    return [
      [pod.dataset.s, pod.dataset.t].filter(Boolean).join(" "),
      Math.round((100 * parseFloat(level.height)) / plate.clientHeight),
      pod.querySelector(".cap .status")?.innerText.trim() ?? "",
    ];
  }));
}

const names = async (page) => (await page.pods()).map((name) => name.split(", ").slice(3, 5).join(", "));
const struck = (page, ordinal) => page.page.locator(`[data-ordinal='${ordinal}'] .name`)
  .evaluate((it) => getComputedStyle(it).textDecorationLine === "line-through");

test("how far a pod has come is told by level and words; only Ready is full", async () => {
  const page = await opened("healthy.txt");
  await page.seek(28);
  await settles(async () => assert.deepEqual(await tiles(page), [
    ["pending", 0, "Pending"], ["creating", 26, "ContainerCreating"], ["running", 54, "Running"],
    ["ready", 100, "Running"], ["settling", 91, "Running"], ["term", 54, "Terminating"],
  ]));
  await settles(async () => assert.deepEqual(await names(page), ["Pending, not Ready", "ContainerCreating, not Ready", "Running, not Ready",
    "Running, Ready", "Running, Ready", "Terminating, leaving"]));
  await page.page.locator("[data-ordinal='4']").getByText(/^, revision/).waitFor({ state: "attached" });
  await page.page.getByText(/^available in \d s$/).waitFor();
  await settles(async () => assert.equal(await page.page.locator(".claim:not(.none)").count(), 6, "a claim stands under each pod"));
  await page.page.getByText("www-web-0 Bound").last().waitFor({ state: "attached" });
  await page.leave();
});

test("each trouble has its own tile and kubectl's own word; condemned and empty ordinals are told", async () => {
  const page = await opened("troubled.txt");
  await page.seek(24);
  await settles(async () => assert.deepEqual((await tiles(page))[5], ["trouble image", 26, "ErrImagePull"]));
  await page.seek(112);
  await settles(async () => assert.deepEqual(await tiles(page), [
    ["trouble lost", 54, "Running"], ["gone", 26, "Completed"], ["trouble failed", 26, "Error"],
    ["trouble lost", 54, "Running"], ["running", 54, "Running"], ["trouble image", 26, "ImagePullBackOff"],
  ]));
  await settles(async () => assert.equal((await names(page))[3], "Running, node NotReady"));
  await settles(async () => assert.deepEqual([await struck(page, 4), await struck(page, 5)], [false, true], "web-5 is condemned"));
  await settles(async () => assert.equal(await page.page.locator(".note").innerText(), "condemned: replicas is 5"));
  await page.seek(125);
  await settles(async () => assert.deepEqual((await tiles(page)).slice(4), [["trouble", 26, "CrashLoopBackOff"], ["empty", 0, ""]]));
  await settles(async () => assert.equal(await page.page.locator(".claim:not(.none)").count(), 6, "the claim of web-5 stays"));
  await page.leave();
});

test("what is wrong is marked by more than colour, also where colours are forced", async () => {
  const page = await opened("troubled.txt", { viewport: { width: 1440, height: 900 }, forcedColors: "active" });
  await page.seek(125);
  const marks = await page.page.locator(".plate").evaluateAll((all) => all.map((it) => it.querySelector(".rd svg")?.innerHTML ?? ""));
  assert.equal(new Set(marks).size, 4, "a node that is lost, leaving, trouble, none");
  await page.leave();
});

test("eight revisions have eight letters and eight colours, in the legend as on the tiles", async () => {
  const page = await opened("revisions.txt");
  await page.seek("end");
  const letters = (await page.pods()).map((name) => /revision ([A-H])/.exec(name)[1]).join("");
  assert.equal(letters, "ABCDEFGHAA");
  const fills = await page.page.locator(".plate").evaluateAll((all) => all.map((it) => getComputedStyle(it, "::before").backgroundColor));
  assert.equal(new Set(fills.slice(0, 8)).size, 8);
  assert.equal(fills[8], fills[0]);
  const legend = (await page.page.locator(".revs").innerText()).replace(/\s+/g, " ");
  assert.match(legend, /^A nginx:1\.0 current B nginx:1\.1 left on web-1 .* G nginx:1\.6 left on web-6 H nginx:1\.7 update$/);
  await page.leave();
});
