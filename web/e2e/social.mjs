// Makes web/social.png, the picture that a link to the page is shown with: the page's own figure, as it is embedded.
//   node web/e2e/social.mjs      after `cargo xtask build`; look at it, then commit it
import { fileURLToPath } from "node:url";
import { serve } from "./site.mjs";
import { open } from "./browser.mjs";

// 1200 × 630 pixels, the size that readers of previews expect.
const viewport = { width: 760, height: 399 };
const site = await serve();
const browser = await open();
const page = await browser.newPage({ viewport, deviceScaleFactor: 1200 / 760 });
await page.goto(`${site.url}embed.html#blog?start=42&theme=light`);
await page.locator(".em .plate").first().waitFor();
await page.screenshot({ path: fileURLToPath(new URL("../social.png", import.meta.url)) });
await browser.close();
site.close();
