// In view: on a laptop's screen the pods, the reason, the clock and Play are seen without scrolling, at every moment and in every
// font of the stacks; on any screen the transport stays at the window's bottom edge while the page is scrolled.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const LAPTOPS = [[1440, 790], [1366, 768], [1536, 730], [1280, 720], [1440, 846], [1920, 969], [1920, 970]];
/** Faces that stand for the stacks: the narrow and the wide of each voice. */
const FACES = { "the machine's": "", "wide ones": ":root { --serif: 'DejaVu Serif', serif !important; --sans: 'DejaVu Sans', sans-serif !important; }" };

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const visit = (width, height, options) => Playground.opening(browser, site, { viewport: { width, height }, bypassCSP: true, ...options });

/** What of these parts is not wholly between the window's upper edge and what lies over its lower one. */
function hidden(parts) {
  const dock = document.querySelector(".transport").getBoundingClientRect();
  scrollTo(0, 0);
  return parts.flatMap(([name, selector]) => {
    const drawn = [...document.querySelectorAll(selector)].map((it) => [it, it.getBoundingClientRect()]).filter(([, box]) => box.height > 0);
    const outside = drawn.flatMap(([it, box]) => {
      const low = it.closest(".transport") ? innerHeight : Math.min(innerHeight, dock.top);
      return box.top >= 0 && box.bottom <= low + 0.5 ? [] : [`${name}: ${box.top.toFixed()} to ${box.bottom.toFixed()} of ${low.toFixed()}`];
    });
    // Between two looks of the controller there are no facts.
    return drawn.length > 0 || name === "its facts" ? outside : [`${name} is not there`];
  });
}

/** Whether the letters are those of the page's stacks. */
const hasLetters = (page) => page.evaluate(() => {
  const width = (face) => Object.assign(document.createElement("canvas").getContext("2d"), { font: `20px ${face}` }).measureText("maxUnavailable").width;
  return width("P052, monospace") !== width("monospace");
});

const PARTS = [["a pod", ".plate"], ["kubectl's words", ".cap li:not(:empty)"], ["the reason", ".why .line"], ["its facts", ".why dl"], ["how it ends", ".ends"], ["Play", ".transport .full"], ["the clock", ".clock b"]];
const AXIS = [["the axis", ".tl"]];

for (const [width, height] of LAPTOPS) {
  for (const [faces, style] of Object.entries(FACES)) {
    test(`at ${width} × ${height} pods, reason, clock and Play are in view at every change of the opening, in ${faces}`, async () => {
      const page = await visit(width, height);
      if (style) await page.page.addStyleTag({ content: style });
      await page.pause();
      await page.press("Home");
      // The axis too, in the letters of the stacks: of wider ones a question or a reason may take two rows.
      const drawn = !style && (await hasLetters(page.page));
      const wrong = [];
      for (let before = ""; before !== (before = await page.frame());) {
        const found = await page.page.evaluate(hidden, drawn ? [...PARTS, ...AXIS] : PARTS);
        wrong.push(...found.map((it) => `${before}: ${it}`));
        await page.button("Next change").first().click();
        await page.page.waitForTimeout(60);
        if (before === (await page.frame())) break;
      }
      assert.deepEqual(wrong, []);
      await page.leave();
    });
  }
}

for (const [width, height] of [...LAPTOPS, [1920, 1080], [1024, 768], [768, 1024], [390, 844]]) {
  test(`the transport stays at the lower edge of a window of ${width} × ${height}, wherever the page is scrolled, and covers no focus`, async () => {
    const page = await visit(width, height);
    await page.pause();
    for (const to of [0, 0.5, 1]) {
      const edge = await page.page.evaluate(async (to) => {
        scrollTo(0, to * (document.documentElement.scrollHeight - innerHeight));
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        const bar = document.querySelector(".dock"), box = (getComputedStyle(bar).position === "sticky" ? bar : bar.querySelector(".transport")).getBoundingClientRect();
        return innerHeight - box.bottom;
      }, to);
      assert.ok(Math.abs(edge) < 1, `${edge} px above the edge, scrolled by ${to}`);
    }
    await page.leave();
  });
}
