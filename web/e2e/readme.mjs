// Takes the README's two pictures of the page: docs/page-light.png and docs/page-dark.png.
//   node web/e2e/readme.mjs      after `cargo xtask build`; look at them, then commit them
// Not here: the picture that a link to the page is shown with (social.mjs).
import { fileURLToPath } from "node:url";
import { serve } from "./site.mjs";
import { open } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const viewport = { width: 1280, height: 800 };
const site = await serve();
const browser = await open();
for (const colorScheme of ["light", "dark"]) {
  const page = await Playground.open(browser, site, { viewport, colorScheme, hash: "#blog" });
  await page.seek("18");
  await page.page.evaluate(() => scrollTo(0, 0));
  await page.page.screenshot({ path: fileURLToPath(new URL(`../../docs/page-${colorScheme}.png`, import.meta.url)) });
  if (page.wrongs.length > 0) throw new Error(page.wrongs.join("\n"));
  await page.close();
}
await browser.close();
site.close();
