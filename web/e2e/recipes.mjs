// Every small site of examples/embed that was built: its figure is there, and pods move in it.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { open } from "./browser.mjs";

const BUILT = process.env.RECIPES;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".json": "application/json" };
/** Where the figure stands, if not on the first page. */
const PAGES = { mdbook: "two-at-a-time.html" };

async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const body = await readFile(file);
      response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.closeAllConnections(); server.close(); } };
}

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser?.close(); });

for (const name of (process.env.NAMES ?? "").split(",").filter(Boolean)) {
  test(`pods move in the figure of ${name}`, async () => {
    const site = await serve(join(BUILT, name));
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(20_000);
    await page.goto(site.url + (PAGES[name] ?? ""));
    const figure = page.frameLocator("statefulset-playground iframe");
    await figure.getByRole("button", { name: "Play" }).waitFor();
    await page.evaluate(() => document.querySelector("statefulset-playground").seek(0));
    await figure.locator(".clock b").filter({ hasText: "0:00" }).waitFor();
    const pods = () => figure.locator(".podlist").innerText();
    const before = await pods();
    await figure.getByRole("button", { name: "Play" }).click();
    await page.waitForTimeout(3_000);
    assert.notEqual(await pods(), before);
    if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `recipe-${name}.png`) });
    await page.close();
    site.close();
  });
}
