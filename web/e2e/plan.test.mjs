// Every way to roll out a change: from a pasted cluster of twelve pods to the answer for a change request.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, PATIENCE, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";
import { cluster } from "./twelve.mjs";

const SIZES = [{ width: 1440, height: 790 }, { width: 768, height: 1024 }, { width: 390, height: 844 }, { width: 320, height: 640 }];
const HASH = "#plan.blog?runs=20";

let site, browser;
before(async () => { [site, browser] = [await serve(), await open()]; });
after(async () => { await browser?.close(); site?.close(); });

async function opened(options = {}) {
  const page = await Playground.open(browser, site, { hash: HASH, viewport: SIZES[0], reducedMotion: "reduce", ...options });
  await whole(page);
  return page;
}

/** Every run is done: there is nothing to stop. Thousands of them take a while on a busy machine. */
async function whole(page) {
  await page.page.locator(".planned .going").waitFor();
  await page.page.locator(".planned .going button").waitFor({ state: "detached", timeout: 5 * PATIENCE });
}

const answer = (page) => page.page.locator(".planned .why .line").innerText();
const question = (page) => page.page.locator(".planned h1").innerText();
const hash = (page) => page.page.evaluate(() => location.hash);
const slider = (page) => page.page.getByRole("slider", { name: "Pods that must stay Ready" });

test("a pasted cluster of twelve pods: the floor, the answer, the worst run, the Markdown", async () => {
  const page = await Playground.open(browser, site, { viewport: SIZES[0], reducedMotion: "reduce" });
  await page.page.locator(".of-yours").click();
  await page.page.locator(".yours textarea").fill(cluster());
  await page.page.locator(".yours .full:focus").waitFor();
  await page.button("Show it").press("Enter");
  await page.page.locator(".why").waitFor();
  await page.page.locator(".of-plan").click();
  await whole(page);
  await page.page.getByLabel("Change", { exact: true }).fill("postgres:17.6");
  await page.page.getByLabel("Change", { exact: true }).press("Enter");
  await comes(() => page.page.locator(".planned .sub").innerText(), /postgres 17\.5 → 17\.6\. 200 runs/);
  await whole(page);
  await settles(async () => assert.equal(await question(page), "How fast, if at least 9 of 12 must stay Ready?"));
  await comes(() => answer(page), /^Parallel, maxUnavailable 3: \d min \d+ s, never below 9 of 12\.$/);
  await settles(async () => assert.match(await page.page.locator(".rests").innerText(), /Assumed\s+postgres:17\.6: as postgres:17\.5: start 24 s to 36 s[^]*Not evaluated/));
  // Above it all but one stay.
  await slider(page).focus();
  for (const floor of [10, 11]) {
    await page.page.keyboard.press("ArrowUp");
    await comes(() => question(page), new RegExp(`at least ${floor} of 12`));
  }
  await comes(() => answer(page), /never below 11 of 12\.$/);
  await page.page.keyboard.press("ArrowDown");
  await page.page.keyboard.press("ArrowDown");
  await comes(() => answer(page), /^Parallel, maxUnavailable 3/);
  // The answer, once it is decided that the names may go.
  await page.page.locator(".sharing > .btn").click();
  await page.button("Keep them").click();
  const request = page.page.locator(".share li").filter({ hasText: "For a change request" });
  await comes(() => request.locator("code").innerText(), /^\*\*db: postgres 17\.5 → 17\.6\*\* on Kubernetes 1\.\d+/);
  const text = await request.locator("code").innerText();
  for (const part of [/never below 9 of 12/, /kubectl set image sts\/db db=postgres:17\.6/, /Assumed: /, /Not evaluated: /, /#plan\.v1\./]) assert.match(text, part);
  await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await request.getByRole("button", { name: "Copy" }).click();
  await comes(() => request.innerText(), /✓ Copied/);
  await settles(async () => assert.equal(await page.page.evaluate(() => navigator.clipboard.readText()), text.endsWith("\n") ? text : `${text}\n`));
  await request.getByRole("button", { name: "plain text" }).click();
  await comes(() => request.locator("code").innerText(), /^db: postgres/);
  await page.page.keyboard.press("Escape");
  const link = await hash(page);
  // The worst run, and back.
  const worst = page.page.locator(".runs li").first();
  await worst.locator("svg.shape").waitFor();
  await worst.getByRole("link", { name: "Worst" }).click();
  await page.page.locator(".fig .pods").first().waitFor();
  await comes(() => page.page.locator("header").innerText(), /Plan/);
  await page.page.goBack();
  await page.page.locator(".planned").waitFor();
  await comes(() => answer(page), /^Parallel, maxUnavailable 3/);
  await page.leave();
  const there = await opened({ hash: link });
  await settles(async () => assert.equal(await question(there), "How fast, if at least 9 of 12 must stay Ready?"));
  await settles(async () => assert.match(await answer(there), /^Parallel, maxUnavailable 3/));
  await there.leave();
});

test("a plan's link opens the same plan, and what is set goes into the address", async () => {
  const page = await opened({ hash: "#plan.blog?runs=20&floor=2" });
  await settles(async () => assert.match(await question(page), /at least 2 of 5/));
  const says = await answer(page);
  await page.tab(/^All ways/).click();
  const rows = page.page.locator(".all-ways tbody tr");
  await settles(async () => assert.ok(await rows.count() > 6));
  await page.page.locator(".all-ways").getByRole("button", { name: "Parallel 1" }).click();
  await comes(() => hash(page), /way=Parallel\.1/);
  await comes(() => answer(page), /^Parallel, maxUnavailable 1/);
  const link = await hash(page);
  await page.leave();
  const there = await opened({ hash: link });
  await settles(async () => assert.match(await answer(there), /^Parallel, maxUnavailable 1/));
  await there.page.reload();
  await whole(there);
  await settles(async () => assert.match(await answer(there), /^Parallel, maxUnavailable 1/));
  await settles(async () => assert.notEqual(await answer(there), says));
  await there.leave();
});

test("the grip is dragged, a mark is pressed, a time is a range", async () => {
  const page = await opened();
  const box = await slider(page).boundingBox();
  await page.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.page.mouse.down();
  await page.page.mouse.move(box.x + box.width / 2, box.y + 400, { steps: 5 });
  await page.page.mouse.up();
  await comes(() => slider(page).getAttribute("aria-valuenow"), /^0$/);
  await comes(() => question(page), /no pod has to stay Ready/);
  await page.page.locator(".field .mark .reach").first().click({ force: true });
  await comes(() => hash(page), /way=/);
  await page.tab("Times").click();
  const start = page.page.getByLabel("start").first();
  await start.fill("18s..40s");
  await start.press("Enter");
  await comes(() => page.page.locator(".rests").innerText(), /start 18 s to 40 s/);
  await whole(page);
  await comes(() => page.page.locator(".planned .sub").innerText(), /20 runs of every way/);
  await start.fill("soon");
  await start.press("Enter");
  await page.page.locator(".planned .diag").waitFor();
  await page.leave();
});

test("it is opened and left by the header, and by Back", async () => {
  const page = await Playground.open(browser, site, { hash: "#blog", viewport: SIZES[0], reducedMotion: "reduce" });
  await page.page.locator(".of-plan").click();
  await whole(page);
  await comes(() => hash(page), /^#plan\.blog/);
  await page.page.goBack();
  await page.page.locator(".fig .pods").first().waitFor();
  await comes(() => hash(page), /^#blog$/);
  await page.leave();
});

test("a plan of the gallery is opened by its card; Back leads to the gallery", async () => {
  const page = await Playground.open(browser, site, { viewport: SIZES[0], reducedMotion: "reduce" });
  await page.page.locator(".pick-scn").click();
  await page.page.getByRole("button", { name: /How fast can twelve be/ }).click();
  await page.page.getByRole("heading", { level: 1, name: /at least 9 of 12/ }).waitFor();
  await comes(() => hash(page), /^#plan\.twelve\?floor=9/);
  await page.page.goBack();
  await page.page.locator(".gal h1").waitFor();
  await page.leave();
});

test("at every width, in both themes and languages, nothing scrolls sideways and axe finds nothing", async () => {
  const script = await axe();
  for (const viewport of SIZES) {
    for (const [colorScheme, locale] of [["light", "en"], ["dark", "zh-CN"]]) {
      const page = await opened({ viewport, colorScheme, locale });
      for (let tab = 0; tab < 3; tab += 1) {
        await page.page.locator(".planned [role=tab]").nth(tab).click();
        await settles(async () => assert.deepEqual(await page.overhang(), [], `${viewport.width} ${locale} tab ${tab}`));
        await page.page.evaluate(script);
        const found = await page.page.evaluate(() => window.axe.run());
        assert.deepEqual(found.violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).slice(0, 3).join(" ")}`), [], `${viewport.width} ${locale} tab ${tab}`);
      }
      await page.leave();
    }
  }
});

test("on a phone the floor is a stepper and the ways are a list, the fastest first", async () => {
  const page = await opened({ viewport: SIZES[2] });
  await settles(async () => assert.equal(await page.page.locator(".field > svg").isVisible(), false));
  const before = await question(page);
  await page.page.locator(".floor-row").getByRole("button", { name: "one fewer" }).click();
  await page.page.waitForFunction((old) => document.querySelector(".planned h1").innerText !== old, before);
  await settles(async () => assert.ok(await page.page.locator(".ways button").count() > 6));
  await page.page.locator(".ways button").nth(1).click();
  await comes(() => hash(page), /way=/);
  await page.leave();
});
