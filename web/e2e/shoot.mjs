// Pictures of the built page, for a developer's eyes:
//   node web/e2e/shoot.mjs FOLDER [--widths=390,1280] [--themes=light,dark] [--at=42] [--hash=…] [--full]
// FOLDER lies outside the repository; `--at` steps to that second first. `cargo xtask build` goes before.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "./site.mjs";
import { open } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    widths: { type: "string", default: "1280" },
    themes: { type: "string", default: "light" },
    at: { type: "string" },
    hash: { type: "string", default: "" },
    full: { type: "boolean", default: false },
  },
});
const folder = positionals[0] ?? "/tmp/playground";
const HEIGHTS = { 390: 844, 768: 1024, 1024: 768, 1280: 900, 1440: 900, 2560: 1440 };

await mkdir(folder, { recursive: true });
const site = await serve();
const browser = await open();
for (const width of values.widths.split(",").map(Number)) {
  for (const colorScheme of values.themes.split(",")) {
    const viewport = { width, height: HEIGHTS[width] ?? 900 };
    const page = await Playground.open(browser, site, { viewport, colorScheme, hash: values.hash });
    if (values.at === undefined) await page.page.waitForTimeout(1_000);
    else await page.goTo(Number(values.at));
    const path = join(folder, `page-${width}-${colorScheme}.png`);
    await page.page.screenshot({ path, fullPage: values.full });
    console.log([path, ...page.wrongs].join("\n  "));
    await page.close();
  }
}
await browser.close();
site.close();
