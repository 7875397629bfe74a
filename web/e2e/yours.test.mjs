// A pasted cluster: read without a request, shown, and answered; what cannot be read says what to run instead.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

const RECORDED = new URL("../../crates/scenario/tests/snapshots/recorded/e-p09-stuck-then-freed.txt", import.meta.url);
const SIZES = [{ width: 1440, height: 790 }, { width: 700, height: 900 }, { width: 390, height: 844 }];

let site, browser, pasted;
before(async () => {
  [site, browser] = [await serve(), await open()];
  pasted = /-o yaml\n([^]*?)\n: watch/.exec(await readFile(RECORDED, "utf8"))[1];
});
after(async () => { await browser?.close(); site?.close(); });

/** The same with long names, and names of other scripts. */
const foreign = () => pasted.replaceAll("namespace: default", "namespace: 数据库-生产").replaceAll("name: nginx", "name: \"שלום\"")
  .replaceAll("nginx:1.25", "registry.例子.cn/团队/网站🙂/a-repository-whose-name-goes-on-and-on-and-on-and-on:1.25.3-alpine-build.20261128");

const text = (page) => page.page.locator(".yours textarea");
const main = (page) => page.page.locator("main.yours");

async function openYours(options) {
  const page = await Playground.open(browser, site, options);
  if (options.viewport.width < 720) {
    await page.page.locator(".only-phone > .btn").click();
    await page.page.locator(".more-list").getByRole("button", { name: /Yours|你的集群/ }).click();
  } else {
    await page.page.locator(".of-yours").click();
  }
  await main(page).waitFor();
  return page;
}

test("a stuck cluster is pasted without a connection, shown, and answered with the line that frees it", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  // The service comes with the first sign of a person; from here on nothing is fetched.
  await page.page.waitForFunction(() => document.querySelector("html[data-boot=started]"));
  await page.page.waitForTimeout(1_000);
  const before = page.requests.length;
  await page.page.context().setOffline(true);
  await text(page).fill(pasted);
  await page.page.getByRole("heading", { name: "What I understood" }).waitFor();
  const row = page.page.getByRole("row", { name: /^-3/ });
  await comes(() => row.innerText(), /ImagePullBackOff\s+0\/1/);
  await comes(() => main(page).innerText(), /nginx:1\.25[^]*start[^]*become Ready/);
  // The recording is of a day in 2026: within a week of it the page takes the paste as printed now.
  await page.page.locator(".yours .full:focus").waitFor();
  const earlier = page.button("It was printed earlier");
  if (await earlier.count()) await earlier.click();
  await comes(() => main(page).innerText(), /0:00 is 2026-11-28 04:22:21 UTC[^]*It was printed just now/);
  assert.deepEqual(page.requests.slice(before), [], "nothing leaves the page");
  await page.page.context().setOffline(false);
  await page.button("Show it").press("Enter");
  await page.page.locator(".why").waitFor();
  await page.pause();
  await page.press("End");
  await comes(() => page.page.locator(".why").innerText(), /Stuck[^]*3[^]*kubectl delete pod web-3/);
  // Chromium asks for the tab's icon again.
  const asked = page.requests.slice(before).filter((it) => !it.endsWith("favicon.svg"));
  assert.deepEqual(asked, [], "nor when it is shown");
  await page.leave();
});

test("a paste from the clipboard is read, into the empty field or beside it, and a field with a text keeps its own paste", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
  await text(page).focus();
  await page.page.keyboard.press("Control+V");
  await page.page.getByRole("heading", { name: "What I understood" }).waitFor();
  await page.button("Paste something else").click();
  await settles(async () => assert.equal(await text(page).inputValue(), pasted, "what was pasted can be had again"));
  await text(page).focus();
  await page.page.keyboard.press("Control+End");
  await page.page.evaluate(() => navigator.clipboard.writeText("\n# 你好"));
  await page.page.keyboard.press("Control+V");
  await page.page.getByRole("heading", { name: "What I understood" }).waitFor();
  await page.button("Paste something else").click();
  await settles(async () => assert.match(await text(page).inputValue(), /# 你好\n?$/));
  await page.leave();
});

test("names are listed before anything is taken away, and can be left out; Undo has them again", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  await text(page).fill(pasted);
  await page.button("Show it").click();
  await page.page.locator(".why").waitFor();
  await page.pause();
  const hash = () => page.page.evaluate(() => location.hash);
  await settles(async () => assert.equal(await hash(), "", "the address has no names either"));
  await page.button("Share").click();
  const names = page.page.locator(".of-names li");
  await settles(async () => assert.deepEqual(await names.allInnerTexts(), ["nginx", "nginx:1.25", "nginx:bad"]));
  const copies = page.page.locator(".share").getByRole("button", { name: /^(Copy|Save|SVG|PNG)$/ });
  for (const it of await copies.all()) assert.equal(await it.getAttribute("aria-disabled"), "true");
  await page.button("Without names").click();
  await names.first().waitFor({ state: "detached" });
  const link = page.page.locator(".share li").first().locator("code");
  await comes(() => link.innerText(), /#.{100}/);
  await settles(async () => assert.match(await hash(), /^#.{100}/));
  await page.page.keyboard.press("Escape");
  await comes(() => page.page.locator(".pods-head").innerText(), /app:\d/);
  await page.leave();
});

test("of several sets one is chosen; what is not used is said by kind", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  const more = ["StatefulSet", "Secret"].map((kind) => `---\napiVersion: ${kind === "Secret" ? "v1" : "apps/v1"}\nkind: ${kind}\nmetadata:\n  name: 数据库\n  namespace: default\nspec:\n  replicas: 2\n`);
  await text(page).fill([pasted, ...more].join("\n"));
  const other = main(page).getByRole("radio", { name: /数据库 2 replicas/ });
  await other.click();
  await page.page.getByRole("row", { name: /^-3/ }).waitFor({ state: "detached" });
  await settles(async () => assert.ok(await other.isChecked()));
  await comes(() => main(page).innerText(), /Not read\s+Secret: 1/);
  await page.leave();
});

test("what cannot be read says what to run instead, and stays in the field", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  for (const [paste, says] of [
    ["Name:  web\nNamespace:  default\nSelector: app=web", /describe[^]*-o yaml/],
    ["NAME  READY  AGE\nweb   1/3    5m", /table[^]*-o yaml/],
    ["你好 🙂 שלום", /No Kubernetes object/],
    ["apiVersion: v1\nkind: Pod\nmetadata:\n  name: web-0\n", /no StatefulSet/],
    ["apiVersion: v1\nitems: []\nkind: List\n", /found nothing[^]*namespace/],
    ["Error from server (Forbidden): pods is forbidden", /refused[^]*may list/],
  ]) {
    await text(page).fill(paste);
    await page.page.locator("#paste-problem").filter({ hasText: says }).waitFor();
    await settles(async () => assert.equal(await text(page).inputValue(), paste));
  }
  await page.leave();
});

test("whatever stands around the objects, or is cut from them, the rest is read", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  const html = pasted.split("\n").map((it) => `<div class="line">${it.replaceAll("\"", "&quot;")}</div>`).join("");
  const half = pasted.slice(0, pasted.indexOf("name: web-2"));
  const list = pasted.replace(/^/gm, "> ");
  for (const [paste, pods] of [
    [`me@laptop:~$ kubectl get sts -o yaml\r\n${pasted.replaceAll("\n", "\r\n")}\r\nme@laptop:~$ `, 4],
    [pasted.replaceAll("kind:", "\u001b[1;34mkind\u001b[0m:"), 4],
    [`<pre>${html}</pre>`, 4],
    [list, 4],
    [half, 2],
    [pasted.slice(pasted.indexOf("  status:")), 0],
  ]) {
    await text(page).fill(paste);
    if (pods === 0) {
      await page.page.locator("#paste-problem").filter({ hasText: /no StatefulSet/ }).waitFor();
      continue;
    }
    await page.page.locator(".yours table").waitFor();
    await comes(async () => `${await page.page.locator(".yours tbody tr").count()}`, new RegExp(`^${pods}$`));
    await page.button("Paste something else").click();
  }
  // A file of a Windows shell.
  const units = Buffer.from(`\ufeff${pasted}`, "utf16le");
  await page.page.locator(".yours input[type=file]").setInputFiles({ name: "cluster.yaml", mimeType: "text/yaml", buffer: units });
  await page.page.locator(".yours table").waitFor();
  await page.leave();
});

test("the line that frees it is copied with the namespace of the cluster", async () => {
  const page = await openYours({ viewport: SIZES[0], permissions: ["clipboard-read", "clipboard-write"] });
  await text(page).fill(pasted.replaceAll("namespace: default", "namespace: search"));
  await page.button("Show it").click();
  await page.button("Copy with -n search").click();
  await page.page.locator(".fix").getByRole("button", { name: "Copied" }).waitFor();
  await settles(async () => assert.equal(await page.page.evaluate(() => navigator.clipboard.readText()), "kubectl delete pod web-3 -n search"));
  await page.leave();
});

test("the two scenarios that begin so are shown as shapes, and open", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  await page.page.locator(".look svg.shape").nth(1).waitFor();
  await page.page.locator(".look button").first().click();
  await comes(() => page.page.locator(".ask h1").innerText(), /Pasted while stuck/);
  await page.leave();
});

test("what was pasted can be had again; Back leads to the figure", async () => {
  const page = await openYours({ viewport: SIZES[0] });
  await text(page).fill(pasted);
  await page.button("Paste something else").click();
  await settles(async () => assert.equal(await text(page).inputValue(), pasted));
  await page.page.goBack();
  await page.page.locator(".ask h1").filter({ hasNotText: /rollout not move/ }).waitFor();
  await page.leave();
});

for (const viewport of SIZES) {
  for (const [colorScheme, locale] of [["light", "en"], ["dark", "zh-CN"]]) {
    test(`axe finds nothing in the page for a pasted cluster, ${viewport.width} wide, ${colorScheme}, ${locale}`, async () => {
      const page = await openYours({ viewport, colorScheme, locale });
      const check = async (step) => {
        await page.page.evaluate(await axe());
        const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes[0].html.slice(0, 100)}`), [], step);
        const wide = await page.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${step}: ${wide} px wider than the window`);
        const hidden = await page.page.evaluate(() => {
          const table = document.querySelector(".yours .scroll");
          return table ? table.scrollWidth - table.clientWidth : 0;
        });
        assert.ok(hidden <= 0 || step === "foreign", `${step}: the table hides ${hidden} px`);
        const folder = process.env.PICTURES;
        if (folder) await page.page.screenshot({ path: `${folder}/yours-${step}-${viewport.width}-${colorScheme}.png`, fullPage: true });
      };
      await check("empty");
      await text(page).fill(pasted);
      await page.page.locator(".yours table").waitFor();
      await check("read");
      await page.page.locator(".yours .acts .btn").nth(1).click();
      await text(page).fill(foreign());
      await page.page.locator(".yours table").waitFor();
      await check("foreign");
      await page.leave();
    });
  }
}
