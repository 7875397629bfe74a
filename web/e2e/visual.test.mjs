// The figure looks as it did: fixed moments beside the pictures in web/e2e/visual, at half size, with a tolerance.
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

/** A pixel differs if a channel is further off than this, and a picture if more than this share of its pixels does. */
const CHANNEL = 48, SHARE = 0.004;
const UPDATE = process.env.UPDATE_VISUAL === "1";
const FOLDER = new URL("visual/", import.meta.url);

const BAD_IMAGE = [": image nginx:bad cannot be pulled", "kubectl set image sts/web nginx=nginx:bad"];
const WIDE = { width: 1440, height: 900 };
const SHOTS = [
  ...[WIDE, { width: 768, height: 1024 }, { width: 390, height: 844 }].flatMap((viewport) =>
    ["light", "dark"].map((colorScheme) => ({ name: `page-${viewport.width}-${colorScheme}`, viewport, colorScheme, at: 42 }))),
  { name: "page-forced", viewport: WIDE, forcedColors: "active", at: 42 },
  { name: "stuck", viewport: WIDE, at: 27, lines: BAD_IMAGE, then: "end" },
  { name: "condemned", viewport: WIDE, at: 60, lines: ["kubectl scale sts web --replicas=3"], then: 61 },
  { name: "tight", viewport: WIDE, at: 22, lines: ["kubectl scale sts web --replicas=10"], then: 70 },
  { name: "forty", viewport: WIDE, at: 22, lines: ["kubectl scale sts web --replicas=40"], then: 100 },
  { name: "hundred", viewport: WIDE, at: 22, lines: ["kubectl scale sts web --replicas=100"], then: 300 },
];

let site, browser, blank, fonts;
before(async () => {
  site = await serve();
  browser = await open();
  blank = await browser.newPage();
  fonts = await blank.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d");
    const wide = (font) => { context.font = font; return context.measureText("web-4 is not Ready, Ag 0123").width.toFixed(1); };
    return ["400 34px Palatino, P052, Georgia, serif", "400 14px Inter, Roboto, Arial, sans-serif", "400 13px monospace"].map(wide).join(" ");
  });
  if (UPDATE) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(new URL("fonts.txt", FOLDER), `${fonts}\n`);
  }
});
after(async () => { await browser?.close(); site?.close(); });

for (const shot of SHOTS) {
  test(`the figure looks as it did: ${shot.name}`, async (t) => {
    const made = await readFile(new URL("fonts.txt", FOLDER), "utf8").catch(() => "none");
    if (made.trim() !== fonts) return t.skip(`the pictures were made with other fonts (${made.trim()}; here ${fonts})`);
    const { name, at, lines = [], then, ...options } = shot;
    const page = await Playground.open(browser, site, options);
    await page.seek(at);
    for (const line of lines) await page.typeAndStay(line);
    if (then !== undefined) await page.seek(then);
    await page.page.mouse.move(0, 0);
    await page.page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
    await page.page.waitForTimeout(300);
    const seen = await halved(await page.page.locator(".fig").screenshot({ animations: "disabled" }));
    await page.leave();
    const file = new URL(`${name}.png`, FOLDER);
    if (UPDATE) return writeFile(file, Buffer.from(seen, "base64"));
    const differs = await difference((await readFile(file)).toString("base64"), seen);
    const kept = join(tmpdir(), `visual-${name}.png`);
    if (differs > SHARE) await writeFile(kept, Buffer.from(seen, "base64"));
    assert.ok(differs <= SHARE, `${(differs * 100).toFixed(2)} % of the pixels differ; what was seen is ${kept}`);
  });
}

/** A picture at half its size in few colours, as PNG in base64: small to keep, and a pixel's shift of a letter weighs little. */
function halved(png) {
  return blank.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.ceil(image.width / 2), Math.ceil(image.height / 2)];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    // Eight steps for each colour: letters' edges are most of a picture's bytes.
    pixels.data.forEach((value, at) => { if (at % 4 < 3) pixels.data[at] = Math.round(value / 36) * 36; });
    context.putImageData(pixels, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  }, png.toString("base64"));
}

/** The share of pixels that differ; all of them if the sizes do. */
function difference(before, after) {
  return blank.evaluate(async ([before, after, most]) => {
    const pixels = async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [a, b] = [await pixels(before), await pixels(after)];
    if (a.width !== b.width || Math.abs(a.height - b.height) > 1) return 1;
    const length = Math.min(a.data.length, b.data.length);
    let differ = 0;
    for (let at = 0; at < length; at += 4) {
      if ([0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > most)) differ += 1;
    }
    return differ / (length / 4);
  }, [before, after, CHANNEL]);
}
