// What stands around the figure: the gallery, the goal, the releases, the pages about the model, the phone's menu;
// by mouse and by keyboard.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

const DESKTOP = { width: 1440, height: 900 }, PHONE = { width: 390, height: 844 };

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

async function complaints(page) {
  await page.page.evaluate(await axe());
  const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.html.slice(0, 120)}`));
}

/** The focus goes a moment after what had it has gone. */
const hasFocus = (page, selector) => page.page.waitForFunction((it) => document.activeElement?.matches(it), selector);
const question = (page) => page.page.locator("h1").innerText();
const gallery = (page) => page.page.locator(".pick-scn");
const release = (page) => page.page.getByRole("button", { name: /^(Kubernetes )?1\.3/ });
const option = (page, name) => page.page.getByRole("option").filter({ hasText: name });

/** Opens the gallery and waits until every preview is drawn. */
async function openGallery(page) {
  await gallery(page).click();
  await page.page.waitForFunction(() => {
    // A comparison has two.
    const all = [...document.querySelectorAll(".gal .mini")];
    return all.length > 0 && all.every((it) => it.querySelectorAll("svg.shape").length === (it.matches(".of-two") ? 2 : 1));
  });
}

test("a first visit fetches neither gallery nor pages", async () => {
  const page = await Playground.opening(browser, site);
  await page.page.waitForTimeout(300);
  assert.deepEqual(page.requests.filter((it) => /gallery|model/.test(it)), []);
  await page.leave();
});

test("a question of the gallery is opened by mouse; Back leads to the gallery, and to the scenario before it", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.pause();
  const before = await question(page);
  await openGallery(page);
  const entries = page.page.locator(".gal li button");
  await settles(async () => assert.ok(await entries.count() >= 24));
  assert.deepEqual(await complaints(page), []);
  const asked = await entries.nth(2).locator(".q").innerText();
  await entries.nth(2).click();
  await page.page.locator(".fig").waitFor();
  await settles(async () => assert.equal((await question(page)).replace(/\s+/g, " "), asked.replace(/\s+/g, " ")));
  await comes(() => page.page.locator(".ask .head").innerText(), /^3 of \d+/);
  await page.pause();
  await settles(async () => assert.equal(await page.button("Undo").count(), 0, "of this scenario there is nothing to undo"));
  await page.page.goBack();
  await page.page.locator(".gal h1").waitFor();
  await page.page.goBack();
  await page.page.locator(".fig").waitFor();
  await settles(async () => assert.equal(await question(page), before));
  await page.page.goForward();
  await page.page.goForward();
  await page.page.waitForFunction((was) => document.querySelector("h1").textContent !== was, before);
  await settles(async () => assert.equal((await question(page)).replace(/\s+/g, " "), asked.replace(/\s+/g, " ")));
  await page.leave();
});

test("the gallery by keyboard: Enter opens it, Tab reaches a question, Escape goes back", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.pause();
  await gallery(page).focus();
  await page.page.keyboard.press("Enter");
  await page.page.locator(".gal h1").waitFor();
  await hasFocus(page, "h1");
  await page.page.keyboard.press("Escape");
  await page.page.locator(".fig").waitFor();
  await hasFocus(page, ".pick-scn");
  await page.page.keyboard.press("Enter");
  await page.page.locator(".gal h1").waitFor();
  await hasFocus(page, "h1");
  await page.page.keyboard.press("Tab");
  await page.page.keyboard.press("Tab");
  await page.page.keyboard.press("Enter");
  await page.page.locator(".fig").waitFor();
  await comes(() => page.page.locator(".ask .head").innerText(), /^1 of \d+/);
  await page.leave();
});

test("next and previous scenario", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  const first = await question(page);
  await page.button("Next scenario").click();
  await page.page.waitForFunction((old) => document.querySelector("h1").innerText !== old, first);
  await page.button("Previous scenario").click();
  await page.page.waitForFunction((old) => document.querySelector("h1").innerText === old, first);
  await page.leave();
});

test("the hint is shown when it is asked for, and the goal is said to be reached", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.pause();
  await page.press("End");
  const goal = page.page.locator(".goal");
  await comes(() => goal.innerText(), /Kubernetes 1\.24/);
  await page.button("Hint").click();
  await goal.locator(".hint-says").waitFor();
  await page.type(`kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'`);
  await page.type("kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.8");
  await settles(async () => assert.equal(await page.page.locator(".reached").innerText(), ""));
  await page.pause();
  await page.press("End");
  await page.page.locator(".reached").filter({ hasText: "Reached." }).waitFor();
  await page.leave();
});

for (const viewport of [DESKTOP, PHONE]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the releases side by side, ${viewport.width} wide, ${colorScheme}`, async () => {
      const page = await Playground.open(browser, site, { viewport, colorScheme });
      await page.pause();
      await page.press("End");
      await release(page).click();
      const list = page.page.getByRole("listbox", { name: "Kubernetes release" });
      await list.waitFor();
      await settles(async () => assert.equal(await list.getByRole("option").count(), 14));
      await page.releasesDrawn();
      await comes(() => option(page, /^1\.33/).innerText(), /One at a time: maxUnavailable is dropped/);
      await comes(() => option(page, /^1\.34/).innerText(), /As 1\.33/);
      await comes(() => option(page, /^1\.35\.3/).innerText(), /Two at a time\s+52 s, at least 3 of 5 Ready; under Parallel a broken pod blocks all/);
      await list.getByText("with it all five go at once: 44 s, at least 0 of 5 Ready").waitFor();
      await comes(() => option(page, /^1\.38 beta 0/).innerText(), /As 1\.35\.3|As 1\.37/);
      await comes(() => option(page, /^with Recreate/).innerText(), /As 1\.37: this scenario does not use Recreate/);
      assert.deepEqual(await complaints(page), []);
      await page.page.keyboard.press("Escape");
      await list.waitFor({ state: "detached" });
      await hasFocus(page, ".btn");
      await page.leave();
    });
  }
}

test("where kubectl alone differs between two releases the list quotes it", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.seek("end");
  await page.typeAndStay("kubectl delete pod web-0");
  await release(page).click();
  await option(page, /^1\.34/).getByText('pod "web-0" deleted from default namespace').waitFor();
  await page.leave();
});

test("a release is chosen by keyboard: the scenario runs again, the cursor stays", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.goTo(42);
  const clock = await page.clock();
  await release(page).focus();
  await page.page.keyboard.press("Enter");
  await page.page.getByRole("listbox").waitFor();
  await hasFocus(page, ".pop *");
  await page.page.keyboard.press("Home");
  await comes(() => option(page, ": release 1.33").innerText(), /1\.33/);
  await page.page.keyboard.press("ArrowDown");
  await page.page.keyboard.press("ArrowDown");
  await page.page.keyboard.press("Enter");
  await page.page.getByRole("button", { name: /1\.34/ }).waitFor();
  await settles(async () => assert.equal(await page.clock(), clock));
  await comes(() => page.page.locator(".ends").innerText(), /at least 4 of 5 Ready/);
  await page.button("Undo").click();
  await comes(() => page.page.locator(".ends").innerText(), /at least 3 of 5 Ready/);
  await page.type(": release 1.36");
  await page.page.getByRole("button", { name: /1\.36/ }).waitFor();
  await page.leave();
});

test("a pointer that rests over the list of releases takes no row from the keyboard", async () => {
  const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 560 } });
  await page.pause();
  await release(page).focus();
  await page.page.keyboard.press("Enter");
  const list = page.page.getByRole("listbox");
  await list.waitFor();
  await hasFocus(page, ".pop *");
  const box = await page.page.locator(".rel").boundingBox();
  await page.page.mouse.move(box.x + 200, box.y + 200);
  await page.page.mouse.move(box.x + 200, box.y + 220);
  const reached = () => list.getAttribute("aria-activedescendant");
  // Each row that the keys reach is scrolled to, so others pass under the pointer.
  for (const [key, row] of [["Home", 0], ["End", 13], ["ArrowUp", 12], ["Home", 0], ["ArrowDown", 1], ["ArrowDown", 2]]) {
    await page.page.keyboard.press(key);
    await comes(reached, new RegExp(`^release-${row}$`));
    await page.page.waitForTimeout(300);
    assert.equal(await reached(), `release-${row}`, `after ${key}`);
  }
  await page.page.mouse.move(box.x + 200, box.y + 420);
  await settles(async () => assert.notEqual(await reached(), "release-2", "a pointer that moves does"));
  await page.leave();
});

test("a press outside closes the list of releases", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.pause();
  await release(page).click();
  await page.page.getByRole("listbox").waitFor();
  await page.page.mouse.click(300, 520);
  await page.page.getByRole("listbox").waitFor({ state: "detached" });
  await page.leave();
});

test("the rule leads to its page, and the foot to what is modelled", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.goTo(42);
  await page.page.locator(".why dd a").first().click();
  await page.page.locator(".book h2.asked").waitFor();
  await settles(async () => assert.equal(await page.page.locator(".book h2.asked").innerText(), "OrderedReady"));
  await hasFocus(page, ".book .asked");
  assert.deepEqual(await complaints(page), []);
  await page.page.keyboard.press("Escape");
  await page.page.locator(".fig").waitFor();
  await page.button("What is modelled, and what is not").click();
  await settles(async () => assert.equal(await question(page), "What is modelled, and what is not"));
  await comes(() => page.page.locator(".book").innerText(), /Kubernetes 1\.37/);
  await page.button("中文").click();
  await page.page.getByRole("heading", { name: "没有模拟什么", exact: true }).waitFor();
  await page.leave();
});

test("without a connection the figure stays, and the page says so", async () => {
  const page = await Playground.opening(browser, site, { viewport: DESKTOP });
  await page.pause();
  await page.press("End");
  await page.page.route("**/gallery-*", (route) => route.abort());
  await gallery(page).click();
  await page.page.getByRole("status").filter({ hasText: "could not be fetched" }).waitFor();
  await settles(async () => assert.equal(await page.page.locator(".fig").count(), 1));
  await page.page.unroute("**/gallery-*");
  await openGallery(page);
  await page.close();
});

test("on a phone language and theme are in the menu", async () => {
  const page = await Playground.open(browser, site, { viewport: PHONE });
  await page.pause();
  await page.press("End");
  const more = page.button(/^Share, language, theme/);
  await more.click();
  assert.deepEqual(await complaints(page), []);
  await page.button("Dark theme").click();
  await page.page.waitForSelector("html[data-theme=dark]", { state: "attached" });
  if (!await page.button("中文").isVisible()) await more.click();
  await page.button("中文").click();
  await page.page.waitForSelector('html[lang="zh-CN"]', { state: "attached" });
  await page.leave();
});

for (const width of [320, 390, 768, 1280]) {
  test(`nothing around the figure scrolls sideways at ${width}`, async () => {
    const page = await Playground.open(browser, site, { viewport: { width, height: 844 } });
    await page.pause();
    await page.press("End");
    const over = () => page.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await release(page).click();
    await settles(async () => assert.equal(await over(), 0, "the releases"));
    await page.page.keyboard.press("Escape");
    await gallery(page).click();
    await page.page.locator(".gal").waitFor();
    await settles(async () => assert.equal(await over(), 0, "the gallery"));
    await page.leave();
  });
}
