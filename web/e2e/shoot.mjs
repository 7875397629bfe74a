// Pictures of the built page, for a developer's eyes:
//   node web/e2e/shoot.mjs FOLDER [--widths=390,1280] [--themes=light,dark,forced] [--at=42] [--hash=…] [--full]
//     [--name=stuck] [--type='kubectl scale sts web --replicas=40'] … [--then=60]
// FOLDER lies outside the repository; `--at` goes to that second first, `--type` types a line there, `--then` goes on to
// another second (or `end`). `cargo xtask build` goes before.
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
    name: { type: "string", default: "page" },
    type: { type: "string", multiple: true, default: [] },
    then: { type: "string" },
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
    const colours = colorScheme === "forced" ? { forcedColors: "active" } : { colorScheme };
    const page = await Playground.open(browser, site, { viewport, ...colours, hash: values.hash });
    if (values.at === undefined) await page.page.waitForTimeout(1_000);
    else await page.seek(values.at);
    for (const line of values.type) await page.typeAndStay(line);
    if (values.then !== undefined) await page.seek(values.then);
    const path = join(folder, `${values.name}-${width}-${colorScheme}.png`);
    await page.page.screenshot({ path, fullPage: values.full });
    console.log([path, ...page.wrongs].join("\n  "));
    await page.close();
  }
}
await browser.close();
site.close();
