// The figure in a column of somebody's text: at every width it has the height that was kept for it, so that nothing moves when it comes;
// its plates stand side by side from 520 px on, and its legend is in every form.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { serve } from "./site.mjs";
import { open, settles, visit } from "./browser.mjs";

const WIDTHS = [390, 520, 700, 760, 1000];
const SCENARIOS = ["blog", "canary", "rolling-update"];

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** Another host's article: its column is so many pixels wide. */
async function article(width, figure, root = "") {
  const text = `<!doctype html><html ${root}><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Article</title>
    <body style="margin:0"><main style="width:${width}px"><p>Before.</p>${figure}<p id="below">Below.</p></main>
    <script src="${site.url}embed.js" async></script>
    <script>customElements.whenDefined("statefulset-playground").then(() => requestAnimationFrame(() => {
      const slot = document.querySelector("statefulset-playground a");
      window.atFirst = { top: document.querySelector("#below").getBoundingClientRect().top, slot: !!slot && slot.getClientRects().length > 0 };
    }));</script></body></html>`;
  const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(text));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  const host = { url: `http://127.0.0.1:${server.address().port}/` };
  const visited = await visit(browser, host, { viewport: { width: Math.max(width, 1100), height: 1200 } });
  return { ...visited, async leave() { await visited.close(); server.close(); } };
}

const figure = (page) => page.frameLocator("statefulset-playground iframe");
const runs = (page) => figure(page).getByRole("button", { name: /Play|播放/ }).waitFor();
const hasLetters = (page) => page.evaluate(() => {
  const width = (face) => Object.assign(document.createElement("canvas").getContext("2d"), { font: `20px ${face}` }).measureText("maxUnavailable").width;
  return width("P052, monospace") !== width("monospace");
});
const top = (page) => page.locator("#below").evaluate((it) => it.getBoundingClientRect().top);

for (const width of WIDTHS) {
  test(`in a column of ${width} px nothing moves when the figure comes`, async () => {
    for (const scenario of SCENARIOS) {
      const { page, leave } = await article(width, `<statefulset-playground scenario="${scenario}"><a href="x">A rollout</a></statefulset-playground>`);
      // The page itself measures, in the first frame of the element: a quick program is there before a test could look.
      const { top: before, slot } = await (await page.waitForFunction(() => window.atFirst)).jsonValue();
      assert.ok(slot, "what stands between the tags is in its place until then");
      await runs(page);
      await page.waitForTimeout(200);
      // Of wider letters than the stacks' a question may need a second row.
      const moved = Math.abs((await top(page)) - before), room = (await hasLetters(page)) ? 1 : 29;
      await settles(async () => assert.ok(moved <= room, `${scenario}: ${before} px, then ${await top(page)}`));
      await leave();
    }
  });
}

test("from 520 px on plates stand side by side; the legend is there at every width", async () => {
  for (const width of WIDTHS) {
    const { page, leave } = await article(width, "<statefulset-playground scenario=\"blog\"></statefulset-playground>");
    await runs(page);
    const tops = await figure(page).locator(".plate").evaluateAll((all) => new Set(all.map((it) => Math.round(it.getBoundingClientRect().top))).size);
    assert.equal(tops, width < 520 ? 5 : 1, `rows at ${width} px`);
    await settles(async () => assert.ok(await figure(page).locator(".legend").getByText("nginx-slim:0.9").isVisible(), `legend at ${width} px`));
    const over = await figure(page).locator(".em").evaluate((it) => it.scrollWidth - it.clientWidth);
    assert.ok(over <= 0, `${over} px too wide at ${width}`);
    await leave();
  }
});

test("a hundred pods are whole cells", async () => {
  for (const width of [390, 700]) {
    const { page, leave } = await article(width, "<statefulset-playground scenario=\"blog?replicas=100\"></statefulset-playground>");
    await runs(page);
    const cut = await figure(page).locator(".cell").evaluateAll((all) => all.filter((it) => {
      const box = it.getBoundingClientRect();
      return box.right > innerWidth - 1 || box.width < 9;
    }).length);
    assert.equal(cut, 0, `cells at ${width} px`);
    await leave();
  }
});

test("a figure speaks the language that is asked of it, else that of the page around it", async () => {
  for (const [root, own] of [["", "lang=\"zh-CN\""], ["lang=\"zh-CN\"", ""]]) {
    const { page, leave } = await article(760, `<statefulset-playground scenario="blog" ${own}></statefulset-playground>`, root);
    await figure(page).getByRole("button", { name: "播放" }).waitFor();
    await settles(async () => assert.match(await figure(page).locator("h1").innerText(), /同时替换/));
    await leave();
  }
});

test("at=42 is 42 seconds", async () => {
  const { page, leave } = await article(760, "<statefulset-playground scenario=\"blog?at=42\"></statefulset-playground>");
  await runs(page);
  await settles(async () => assert.equal(await figure(page).locator(".clock b").innerText(), "0:42"));
  await leave();
});

test("a damaged figure says why, and keeps what stands between the tags", async () => {
  const { page, leave } = await article(760, "<statefulset-playground scenario=\"v1.nonsense\"><a href=\"x\">A rollout</a></statefulset-playground>");
  await figure(page).getByRole("alert").waitFor();
  await page.getByText("A rollout").waitFor();
  await leave();
});
