// The page looks as it did: fixed moments (`visual.shots.mjs`) beside the pictures in web/e2e/visual, at half size, with a tolerance.
//   UPDATE_VISUAL=1 node --test web/e2e/visual.test.mjs     takes the pictures anew; look at them before keeping them
// Letters differ from machine to machine, so where the fonts are not those of the pictures the test is skipped.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "./site.mjs";
import { open } from "./browser.mjs";
import { Playground } from "./playground.mjs";
import { difference, fontsOf, halved } from "./visual.mjs";
import { SHOTS } from "./visual.shots.mjs";

/** A picture differs if more than this share of its pixels does. */
const SHARE = 0.004;
const UPDATE = process.env.UPDATE_VISUAL === "1";
const FOLDER = new URL("visual/", import.meta.url);

let site, browser, blank, fonts, made;
before(async () => {
  site = await serve();
  browser = await open();
  blank = await browser.newPage();
  fonts = await fontsOf(blank);
  made = await readFile(new URL("fonts.txt", FOLDER), "utf8").then((it) => it.trim().split("\n"), () => []);
});
after(async () => { await browser?.close(); site?.close(); });

for (const shot of SHOTS) {
  test(`it looks as it did: ${shot.name}`, async (t) => {
    // The second line of fonts.txt is about Han letters, which many machines lack.
    const [here, there] = shot.han ? [fonts.join(), made.join()] : [fonts[0], made[0]];
    if (here !== there && !UPDATE) return t.skip(`the pictures were made with other fonts (${there}; here ${here})`);
    const page = await opened(shot);
    const wrong = [];
    for (const view of shot.views) wrong.push(...await compared(`${shot.name}-${view.width}-${view.theme}`, await seen(page, shot, view)));
    await page.leave();
    assert.deepEqual(wrong, []);
  });
}

/** The page as the shot wants it, in its first window. */
async function opened({ open: how = Playground.open, hash, fixture, others, at, lines = [], then, go, views: [{ width, height }] }) {
  const page = await how.call(Playground, browser, site, { viewport: { width, height }, hash });
  await page.pause();
  if (fixture) await page.openFixture(fixture, others);
  if (at !== undefined) await page.seek(at);
  for (const line of lines) await page.typeAndStay(line);
  if (then !== undefined) await page.seek(then);
  await go?.(page);
  return page;
}

/** A picture of it in one window and theme, at half size. */
async function seen({ page }, { of, whole }, { width, height, theme }) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia(theme === "forced" ? { colorScheme: "dark", forcedColors: "active" } : { colorScheme: theme, forcedColors: "none" });
  // On a phone the tools are a sheet.
  const isPhone = width < 720, sheet = page.getByRole("button", { name: "Terminal", exact: true });
  if (isPhone && of === ".side" && !(await page.locator(of).isVisible())) await sheet.click();
  await page.mouse.move(0, 0);
  await page.evaluate(rested);
  // What is fixed on a phone would lie over a part that is looked at alone, and over all of a page.
  const fullPage = !isPhone && Boolean(whole || of);
  const clip = !of || (isPhone && [".fig", ".side"].includes(of)) ? undefined : await around(page.locator(of), width);
  return halved(blank, await page.screenshot({ animations: "disabled", fullPage, clip }));
}

/** An element with a little of the page around it. */
async function around(element, width) {
  const { x, y, width: wide, height } = await element.boundingBox();
  const left = Math.max(0, Math.floor(x) - 12), top = Math.max(0, Math.floor(y) - 12);
  return { x: left, y: top, width: Math.min(width, Math.ceil(x + wide) + 12) - left, height: Math.ceil(y + height) + 12 - top };
}

/** Nothing is about this machine, nothing scrolled away, and what follows the window's size has followed. */
async function rested() {
  scrollTo(0, 0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent;
    if (text.includes(location.origin)) walker.currentNode.textContent = text.replaceAll(location.origin, "https://example.org");
  }
  await document.fonts.ready;
  await new Promise((drawn) => setTimeout(drawn, 120));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}

/** What is wrong with a picture: nothing, or how much of it differs. */
async function compared(name, picture) {
  const file = new URL(`${name}.png`, FOLDER);
  if (UPDATE) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(new URL("fonts.txt", FOLDER), `${fonts.join("\n")}\n`);
    await writeFile(file, picture);
    return [];
  }
  const differs = await difference(blank, await readFile(file), picture);
  if (differs <= SHARE) return [];
  const kept = join(tmpdir(), `visual-${name}.png`);
  await writeFile(kept, picture);
  return [`${name}: ${(differs * 100).toFixed(2)} % of the pixels differ; what was seen is ${kept}`];
}
