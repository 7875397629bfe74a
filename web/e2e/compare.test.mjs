// Two rollouts on one clock: opened by a link and by a choice, walked through by key, exchanged, kept, read by everybody.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

const HASH = "#blog..?policy=Parallel";
const SIZES = [{ width: 1440, height: 790 }, { width: 768, height: 1024 }, { width: 390, height: 844 }, { width: 320, height: 640 }];

let site, browser;
before(async () => { [site, browser] = [await serve(), await open()]; });
after(async () => { await browser?.close(); site?.close(); });

async function opened(options = {}) {
  const page = await Playground.open(browser, site, { hash: HASH, viewport: SIZES[0], reducedMotion: "reduce", ...options });
  await page.page.locator(".cmp .boards").waitFor();
  return page;
}

const sides = (page) => page.page.locator(".board h2").allInnerTexts();
const verdict = (page) => page.page.locator(".verdict .line").innerText();
const told = (page) => page.page.locator(".verdict .first p").innerText();
const hash = (page) => page.page.evaluate(() => location.hash);

test("a link of two opens both sides, named by what differs, with the verdict and the first difference", async () => {
  const page = await opened();
  await settles(async () => assert.deepEqual(await sides(page), ["OrderedReady", "Parallel"]));
  await settles(async () => assert.match(await verdict(page), /^Parallel ends \d+ s sooner; both fall to 3 Ready, never lower\.$/));
  await settles(async () => assert.match(await told(page), /^The first difference is at 0:\d\d: Parallel creates web-4; OrderedReady waits for web-3 to be Ready\.$/));
  await settles(async () => assert.equal(await hash(page), HASH));
  await settles(async () => assert.equal(await page.page.locator(".end-mark").count(), 2));
  await page.leave();
});

test("Go there, Next difference and the keys move both sides to the moment that is told", async () => {
  const page = await opened();
  await page.press("Home");
  await comes(() => page.clock(), /^0:00$/);
  const at = /at (\d+:\d\d):/;
  const first = at.exec(await told(page))[1];
  await page.page.getByRole("button", { name: "Go there" }).click();
  await comes(() => page.clock(), new RegExp(`^${first}$`));
  await page.page.getByRole("button", { name: "Next difference" }).click();
  await comes(() => told(page), /^The second difference is at /);
  await settles(async () => assert.equal(await page.clock(), first, "the sentence alone goes on"));
  await page.page.locator("body").press("Shift+}");
  await comes(() => told(page), /^The third difference is at /);
  await comes(() => page.clock(), new RegExp(`^${at.exec(await told(page))[1]}$`));
  await page.page.locator("body").press("]");
  await settles(async () => assert.ok(await page.page.getByRole("slider", { name: "Time of both" }).getAttribute("aria-valuetext")));
  await page.leave();
});

test("a line typed acts on both sides, a value of what differs on one, and undo undoes on both", async () => {
  const page = await opened();
  const sums = () => page.page.locator(".of-side .k").allInnerTexts();
  await page.type("kubectl scale sts web --replicas=3");
  await comes(async () => (await sums()).join(" "), /\/3 ready.*\/3 ready/);
  await comes(() => page.page.locator(".answers").innerText(), /statefulset\.apps\/web scaled/);
  await settles(async () => assert.equal(await page.page.locator(".answers > div").count(), 1, "both sides print the same"));
  await page.page.getByRole("button", { name: "Undo", exact: true }).click();
  await comes(async () => (await sums()).join(" "), /\/5 ready.*\/5 ready/);
  await settles(async () => assert.equal(await hash(page), HASH));
  await page.leave();
  const other = await opened({ hash: "#blog..?partition=2" });
  await other.page.locator("#board-1 .pick-side select").selectOption("4");
  await comes(async () => (await sides(other)).join(), /^partition 0.*,partition 4/);
  await comes(() => hash(other), /^#blog\.\.\?partition=4$/);
  await other.leave();
});

test("scrubbing shows the same instant on both sides, wherever the pointer goes", async () => {
  const page = await opened();
  const box = await page.page.locator(".tl").boundingBox();
  let apart;
  await page.page.mouse.move(box.x + 5, box.y + 60);
  await page.page.mouse.down();
  for (let step = 0; step < 12; step += 1) {
    // As long as web-0 is the pod of the beginning on both sides, their ages are always as far apart.
    await page.page.mouse.move(box.x + 5 + 0.35 * box.width * ((step * 5) % 12) / 12, box.y + 60);
    await page.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const ages = await page.page.locator(".board").evaluateAll((all) => all.map((it) => it.querySelector(".pod .age")?.textContent));
    const [left, right] = ages.map((age) => parseInt(age));
    apart ??= left - right;
    assert.ok(Math.abs(left - right - apart) <= 1, `step ${step}: ${ages}, ${apart} s apart at first`);
  }
  await page.page.mouse.up();
  await page.leave();
});

test("Swap exchanges the sides and stays in the address; a kept side is the figure, and Back leads out", async () => {
  const page = await opened();
  await page.page.getByRole("button", { name: "Swap" }).click();
  await comes(async () => (await sides(page)).join(), /^Parallel,OrderedReady$/);
  await page.page.waitForFunction(() => /^#v1\..*\.\.v1\./.test(location.hash));
  const swapped = await hash(page);
  await page.page.getByRole("button", { name: "Keep left" }).click();
  await page.page.locator(".fig .question, .fig h1").first().waitFor();
  await comes(() => page.page.locator(".ask .sub").innerText(), /Parallel/);
  await page.leave();
  const again = await opened({ hash: swapped });
  await settles(async () => assert.deepEqual(await sides(again), ["Parallel", "OrderedReady"]));
  await again.leave();
});

test("from the header, a setting is chosen and compared; Back leads to the figure", async () => {
  const page = await Playground.open(browser, site, { hash: "#blog", viewport: SIZES[0], reducedMotion: "reduce" });
  await page.page.locator(".of-compare").click();
  await page.page.getByRole("button", { name: "maxUnavailable 1" }).click();
  await page.page.locator(".cmp .boards").waitFor();
  await settles(async () => assert.deepEqual(await sides(page), ["maxUnavailable 2", "maxUnavailable 1"]));
  await comes(() => hash(page), /^#blog\.\.\?maxUnavailable=1$/);
  await page.page.goBack();
  await page.page.locator(".fig").waitFor();
  await comes(() => hash(page), /^#blog$/);
  await page.leave();
});

test("playing moves one clock to the later end", async () => {
  const page = await opened({ reducedMotion: "no-preference" });
  await page.page.getByRole("combobox", { name: "Speed" }).selectOption({ label: "100×" });
  await comes(() => page.button("Play").count().then(String), /^1$/);
  await settles(async () => assert.equal(`of ${await page.clock()}`, await page.frame()));
  await page.leave();
});

test("at every width, in both themes and languages, nothing scrolls sideways and axe finds nothing", async () => {
  const script = await axe();
  for (const viewport of SIZES) {
    for (const [colorScheme, locale, at] of [["light", "en", HASH], ["dark", "zh-CN", HASH], ["light", "en", "#blog?replicas=40..?policy=Parallel"]]) {
      const page = await opened({ viewport, colorScheme, locale, hash: at });
      const wide = await page.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${viewport.width} ${locale}: ${wide}`);
      await page.page.evaluate(script);
      const found = await page.page.evaluate(() => window.axe.run());
      assert.deepEqual(found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).slice(0, 3).join(" ")}`), [], `${viewport.width} ${locale}`);
      await page.leave();
    }
  }
});

test("at 1440 × 790 five pods are seen down to the axis without scrolling", async () => {
  const page = await opened();
  const seen = await page.page.evaluate(() => {
    const axis = document.querySelector(".cmp .tl").getBoundingClientRect().bottom;
    return axis - document.querySelector(".dock").getBoundingClientRect().top;
  });
  assert.ok(seen <= 0, `${seen} px of the timeline lie below the transport`);
  await page.leave();
});
