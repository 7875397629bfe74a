// What a person holds stays: while frames pass, no control that is still there is made anew, so no focus, open menu or movement is lost.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** Notes every control. The links of a sentence are its words: another sentence has others. */
function note() {
  const said = (it) => it.dataset.ordinal ?? `${it.name ?? ""} ${it.type === "radio" ? it.value : ""} ${it.getAttribute("aria-label") ?? it.textContent.trim()}`;
  window.controls = () => [...document.querySelectorAll("button, input, select, textarea, [tabindex]")]
    .filter((it) => !it.closest(".why, .ends")).map((it) => [it, `${it.tagName} ${it.id} ${said(it)}`]);
  window.noted = window.controls();
}

/** The noted controls that are gone although others stand in their place. */
function replaced() {
  const now = new Set(window.controls().map(([, name]) => name));
  return window.noted.filter(([it, name]) => !it.isConnected && now.has(name)).map(([, name]) => name);
}

const VISITS = [
  ["", 1440], ["", 390], ["", 1440, "Timing & faults"], ["", 1440, "Change"],
  ["#scale-down", 1440], ["#undo-does-not-unstick", 1440], ["#pasted-while-stuck", 700],
];

for (const [hash, width, tab] of VISITS) {
  test(`no control is made anew while frames pass: ${hash || "the opening"}, ${width} wide${tab ? `, ${tab}` : ""}`, async () => {
    const page = await Playground.open(browser, site, { viewport: { width, height: 846 }, hash });
    await page.pause();
    await page.press("Home");
    if (tab) await page.tab(tab).click();
    const wrong = new Set();
    for (let before = "", frames = 0; before !== (before = await page.frame()) && frames < 80; frames++) {
      await page.page.evaluate(note);
      await page.page.evaluate(() => document.activeElement.blur());
      await page.page.keyboard.press(".");
      await page.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      for (const name of await page.page.evaluate(replaced)) wrong.add(name);
    }
    assert.deepEqual([...wrong], []);
    await page.leave();
  });
}

test("a pod's menu stays open while the rollout goes on", async () => {
  const page = await Playground.opening(browser, site);
  await page.page.locator("[data-ordinal='2']").first().click();
  await page.page.waitForFunction(() => document.querySelector(".clock b")?.textContent >= "0:03");
  await settles(async () => assert.ok(await page.page.getByRole("menuitem").count() > 5));
  await page.leave();
});
