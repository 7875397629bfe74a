// More pods than there is room for: 3,000 of them, which the timeline alone draws, and a pod found by its name at every density.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

const DESKTOP = { width: 1440, height: 900 }, PHONE = { width: 390, height: 844 };

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The page paused at 22 s, when five pods run, with so many of them asked for, at the end of what is known. */
async function scaled(replicas, viewport = DESKTOP) {
  const page = await Playground.open(browser, site, { viewport });
  await page.seek(22);
  await page.typeAndStay(`kubectl scale sts web --replicas=${replicas}`);
  await page.seek("end");
  return page;
}

/** Waits until the one pod in words is such a one. */
const shown = (page, words) => page.page.locator(".lone button").getByText(words).waitFor();
/** As fast as a person: a name goes on from what is drawn of it. */
const typeSlowly = (page, text) => page.page.keyboard.type(text, { delay: 80 });

/** Presses P, which gives the focus to a pod a moment later. */
async function toPods(page) {
  await page.page.evaluate(() => document.activeElement.blur());
  await page.page.keyboard.press("p");
  await page.page.waitForFunction(() => document.activeElement.dataset?.ordinal !== undefined);
  await page.page.waitForTimeout(200);
}

const focused = (page) => page.page.evaluate(() => document.activeElement.dataset?.ordinal ?? document.activeElement.tagName);
/** Waits until a pod has the focus. */
const hasFocus = (page, ordinal) =>
  page.page.waitForFunction((it) => document.activeElement.dataset?.ordinal === it, String(ordinal));

test("3,000 pods are worked out, and can be read", async () => {
  const page = await scaled(3_000);
  await page.page.getByText("3,000 pods: the timeline has a line for each few of them.").waitFor();
  await page.page.locator(".ends").getByText(/^Not done 59 min \d+ s after the change\. There the playground stops looking\.$/).waitFor();
  await settles(async () => assert.equal(await page.page.locator(".cell, .plate").count(), 0, "no pod is drawn too small to be read"));
  await comes(() => page.page.locator(".why .line").innerText(), /^web-\d{3} is not Ready yet, so web-\d{3}, web-\d{3} and 9\d more are not created yet\.$/);
  await comes(() => page.tab(/^Unavailable/).innerText(), /^Unavailable [\d,]+$/);
  await page.leave();
});

test("of 3,000 pods one is shown in words: that under the pointer, and the one that was named; its menu opens there", async () => {
  const page = await scaled(3_000);
  const raster = await page.page.locator("svg.raster").boundingBox();
  await page.page.mouse.move(raster.x + 400, raster.y + 100);
  await shown(page, /^web-2\d\d\s+1\/1\s+Running/);
  await page.page.mouse.move(0, 0);
  await toPods(page);
  await typeSlowly(page, "web-123");
  await hasFocus(page, 123);
  await shown(page, /^web-123\s+1\/1\s+Running/);
  await page.page.keyboard.press("ArrowRight");
  await hasFocus(page, 124);
  // The focus is given once more after an arrow, and would take it from the menu.
  await page.page.waitForTimeout(200);
  await page.page.keyboard.press("Enter");
  await page.page.getByRole("menu").getByText("kubectl delete pod web-124").waitFor();
  await page.page.keyboard.press("Escape");
  await hasFocus(page, 124);
  await page.leave();
});

test("the partition of 3,000 pods is moved by keys, and types the patch", async () => {
  const page = await scaled(3_000);
  const grip = page.page.getByRole("slider", { name: "partition" });
  await grip.focus();
  for (const key of ["PageUp", "PageUp", "ArrowRight"]) await page.page.keyboard.press(key);
  await comes(() => grip.getAttribute("aria-valuenow"), /^21$/);
  await page.page.keyboard.press("Enter");
  await page.page.getByText("statefulset.apps/web patched").first().waitFor();
  await page.leave();
});

for (const viewport of [DESKTOP, PHONE]) {
  test(`3,000 pods keep nobody out, and nothing scrolls sideways, ${viewport.width} wide`, async () => {
    const page = await scaled(3_000, viewport);
    await page.page.evaluate(await axe());
    const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 160)]), []);
    await settles(async () => assert.deepEqual(await page.overhang(), []));
    await page.leave();
  });
}

for (const [replicas, ordinal] of [[5, 3], [40, 37], [300, 214]]) {
  test(`P and a pod's name lead to it, of ${replicas}; a digit alone as well, other letters act as ever`, async () => {
    const page = await scaled(replicas);
    await page.page.keyboard.press("p");
    await typeSlowly(page, `web-${ordinal}`);
    await hasFocus(page, ordinal);
    await page.page.keyboard.press("Home");
    await hasFocus(page, 0);
    await typeSlowly(page, String(ordinal));
    await hasFocus(page, ordinal);
    const before = await page.frame();
    await page.page.keyboard.press(",");
    await page.changed(before);
    await settles(async () => assert.equal(await focused(page), String(ordinal)));
    await page.leave();
  });
}

test("a pointer that rests over the pods takes none from the keyboard", async () => {
  const page = await scaled(500, { width: 1440, height: 560 });
  await page.page.mouse.move(400, 300);
  await page.page.mouse.move(410, 310);
  await toPods(page);
  for (const key of ["End", "ArrowUp", "Home", "ArrowDown", "PageDown", "End"]) {
    await page.page.keyboard.press(key);
    await page.page.waitForTimeout(300);
    const reached = () => page.page.locator(".cell[tabindex='0']").getAttribute("data-ordinal");
    await settles(async () => assert.equal(await focused(page), await reached(), `after ${key}`));
  }
  await page.leave();
});

test("beside the figure six tabs are whole", async () => {
  for (const width of [1200, 1366, 1440]) {
    const page = await scaled(100, { width, height: 900 });
    const tabs = page.page.locator(".tabs .inner").first();
    await settles(async () => assert.equal(await tabs.locator("[role=tab]").count(), 6));
    await settles(async () => assert.equal(await tabs.evaluate((it) => it.scrollWidth - it.clientWidth), 0, `at ${width}`));
    await page.close();
  }
});

test("P finds a pod also where the one that had the focus is gone", async () => {
  const page = await scaled(10);
  await toPods(page);
  await typeSlowly(page, "9");
  await hasFocus(page, 9);
  await page.press("Home");
  await toPods(page);
  await hasFocus(page, 4);
  await page.leave();
});

for (const replicas of [5, 40]) {
  test(`a focus that comes late takes nothing from the next arrow, of ${replicas}`, async () => {
    const page = await scaled(replicas);
    const stop = page.page.locator(".podlist [tabindex='0'], .cells [tabindex='0']");
    await stop.waitFor();
    // In one task, so that nothing is drawn in between: what was drawn before the arrow gets the focus after it.
    await stop.evaluate((it) => {
      it.focus();
      it.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
      it.blur();
      it.focus();
    });
    await hasFocus(page, 1);
    await page.page.waitForTimeout(200);
    await hasFocus(page, 1);
    await page.leave();
  });
}
