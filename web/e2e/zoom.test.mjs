// Magnified, or on a small phone: in every view nothing is lost, nothing is cut off, and nothing scrolls sideways (WCAG 1.4.4, 1.4.10).
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

/** Windows of 1,280 and 1,440 by 900 at 200 %, and the narrowest that WCAG asks for. */
const WINDOWS = [
  { name: "1,280 at 200 %", viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
  { name: "1,440 at 200 %", viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
  { name: "320 wide", viewport: { width: 320, height: 640 } },
];

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** Every view of the page: how one comes there from the page as it is, and how back. */
const VIEWS = {
  "the figure": [async () => {}],
  "a pod's menu": [(page) => page.page.locator("[data-ordinal='1']").click()],
  "a pod": [async (page) => {
    await page.page.locator("[data-ordinal='1']").click();
    await page.page.getByRole("menuitem").first().click();
  }, sheetDown],
  ...Object.fromEntries(["Terminal", "Change", "Objects", "Manifest", "Timing & faults"].map((name) =>
    [name, [async (page) => { await sheetUp(page); await page.tab(name).click(); }, sheetDown]])),
  "a value's control": [(page) => page.button("maxUnavailable 2").click()],
  "the keys": [async (page) => {
    await page.page.keyboard.press("?");
    await page.page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("to the pods").waitFor();
  }],
  "the menu": [async (page) => { if (await more(page).isVisible()) await more(page).click(); }],
  "Share": [async (page) => {
    if (await more(page).isVisible()) await more(page).click();
    await page.page.getByRole("button", { name: "Share", exact: true }).last().click();
    await page.page.getByRole("dialog", { name: "Share this rollout" }).getByText(/^http/).first().waitFor();
  }],
  "the releases": [async (page) => {
    await page.page.getByRole("button", { name: /^(Kubernetes )?1\.3/ }).click();
    await page.releasesDrawn();
  }],
  "the gallery": [async (page) => {
    await page.page.locator(".pick-scn").click();
    await page.page.locator(".gal").waitFor();
  }],
  "what is modelled": [async (page) => {
    await page.button("What is modelled, and what is not").click();
    await page.page.locator(".book h2").first().waitFor();
  }],
};

const more = (page) => page.button(/^Share, language, theme/);

async function sheetUp(page) {
  const terminal = page.button("Terminal");
  if (await terminal.isVisible() && !(await page.tab("Change").isVisible())) await terminal.click();
}

/** On a phone the tools are a sheet; Escape lets it down. */
async function sheetDown(page) {
  await page.page.evaluate(() => document.activeElement.blur());
  if (await page.page.locator(".has-sheet").count()) await page.page.keyboard.press("Escape");
}

/** Words that cannot be read: cut off by what is around them, or outside of the window where nothing scrolls there. */
function lost(page) {
  return page.page.evaluate(() => {
    const visible = (it) => it.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && !it.closest(".sr, .skip:not(:focus), option, [aria-hidden=true]");
    const says = (it) => [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const box = (it) => { const range = document.createRange(); range.selectNodeContents(it); return range.getBoundingClientRect(); };
    // What is fixed cannot be scrolled to.
    const found = [...document.querySelectorAll(".pop, .side.sheet-up")]
      .filter((it) => it.checkVisibility() && getComputedStyle(it).position === "fixed" && it.getBoundingClientRect().top < 0)
      .map((it) => `${it.className} begins above the window`);
    for (const it of document.querySelectorAll("body *")) {
      if (!says(it) || !visible(it)) continue;
      const words = box(it);
      if (words.width === 0) continue;
      for (let around = it; around && around !== document.documentElement; around = around.parentElement) {
        const style = getComputedStyle(around), edge = around.getBoundingClientRect();
        if (/auto|scroll/.test(style.overflowX)) break;
        const cuts = /hidden|clip/.test(style.overflowX) || around === document.body;
        const [left, right] = around === document.body ? [0, innerWidth] : [edge.left, edge.right];
        if (cuts && (words.left < left - 1 || words.right > right + 1)) found.push(`${around.className || around.tagName} cuts ${it.outerHTML.slice(0, 120)}`);
      }
    }
    return found;
  });
}

/** What nobody can press, wherever it is scrolled to. */
function unreachable(page) {
  return page.page.evaluate(() => {
    const top = document.querySelector(".pop, .side.sheet-up") ?? document.querySelector("main, .gal, .book");
    const isHit = (it, x, y) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (it.contains(hit) || hit.closest("label")?.contains(it));
    };
    const canBePressed = (it) => ["center", "start"].some((block) => {
      it.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
      // Of a link that takes several lines, the first; of a field that is larger than its window, the corner.
      const { left, top, width, height } = it.getClientRects()[0];
      return isHit(it, left + width / 2, top + height / 2) || isHit(it, left + 12, top + 12);
    });
    return [...top.querySelectorAll("button, a[href], input, select, textarea")]
      .filter((it) => it.checkVisibility() && !it.closest(".sr, [aria-hidden=true]") && !canBePressed(it))
      .map((it) => it.outerHTML.slice(0, 120));
  });
}

for (const { name, ...options } of WINDOWS) {
  test(`nothing is lost in any view, ${name}`, async () => {
    const page = await Playground.open(browser, site, options);
    await page.seek(30);
    for (const [view, [go, back]] of Object.entries(VIEWS)) {
      await go(page);
      await settles(async () => assert.deepEqual(await page.overhang(), [], `${view} scrolls sideways`));
      await settles(async () => assert.deepEqual(await lost(page), [], `${view} is cut off`));
      await settles(async () => assert.deepEqual(await unreachable(page), [], `${view} has what nobody can press`));
      await (back ?? ((it) => it.page.keyboard.press("Escape")))(page);
      await page.page.locator(".fig").waitFor();
      await page.page.evaluate(() => scrollTo(0, 0));
    }
    await page.leave();
  });
}
