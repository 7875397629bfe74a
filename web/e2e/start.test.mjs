// The page arrives: it starts by itself, obeys its policy, and says in words when it cannot.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DIST, serve } from "./site.mjs";
import { open, visit } from "./browser.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const started = (page) => page.waitForSelector("html[data-boot=started]", { state: "attached" });
const trouble = (page) => page.locator("#trouble[role=alert]");

test("the program starts, and nothing is wrong", async () => {
  const { page, wrongs, close } = await visit(browser, site);
  await started(page);
  assert.equal(await trouble(page).count(), 0);
  assert.deepEqual(wrongs, []);
  await close();
});

test("a first visit downloads what index.html names and nothing else", async () => {
  const html = await readFile(join(DIST, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:href|src)=["']?\.\/([^"' >]+)/g)].map((it) => site.url + it[1]);
  const { page, requests, close } = await visit(browser, site);
  await started(page);
  await page.waitForTimeout(500);
  assert.deepEqual(requests.filter((it) => it !== site.url && !named.includes(it)), []);
  await close();
});

test("what stands there before the program is what the program shows first", async () => {
  const words = (page) => page.evaluate(() => [".ask h1", ".ask .sub", ".why .line"].map((it) => document.querySelector(it).textContent));
  const lame = await serve((file) => file.endsWith(".wasm"));
  const before = await visit(browser, lame);
  await trouble(before.page).waitFor();
  const still = await visit(browser, site, { reducedMotion: "reduce" });
  await started(still.page);
  await still.page.waitForFunction(() => !document.querySelector("main.opening"));
  assert.deepEqual(await words(before.page), await words(still.page));
  await Promise.all([before.close(), still.close()]);
  lame.close();
});

test("no element has a style attribute or an inline handler", async () => {
  const { page, close } = await visit(browser, site);
  await started(page);
  const marked = await page.evaluate(() => [...document.querySelectorAll("*")]
    .filter((it) => [...it.attributes].some((at) => at.name === "style" || at.name.startsWith("on")))
    .map((it) => it.outerHTML.slice(0, 80)));
  assert.deepEqual(marked, []);
  await close();
});

test("the policy is in force", async () => {
  const { page, wrongs, close } = await visit(browser, site);
  await started(page);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'broken in'";
    document.body.append(script);
  });
  assert.notEqual(await page.title(), "broken in");
  assert.ok(wrongs.some((it) => it.startsWith("policy: script-src")), wrongs.join("\n"));
  await close();
});

test("a program that does not arrive is told, and the link is kept", async () => {
  const lame = await serve((file) => file.endsWith(".wasm"));
  const { page, close } = await visit(browser, lame, { hash: "#an-experiment" });
  await trouble(page).getByText("could not start").waitFor();
  const link = trouble(page).getByRole("link");
  assert.equal(await link.getAttribute("href"), `${lame.url}#an-experiment`);
  assert.equal(page.url(), `${lame.url}#an-experiment`);
  await close();
  lame.close();
});

test("a program that stops is told, and the link is kept", async () => {
  const { page, close } = await visit(browser, site, { hash: "#an-experiment" });
  await started(page);
  // All of its memory is overwritten: the next key makes it trap in a callback, where nobody catches it.
  await page.evaluate(async () => {
    const { default: load } = await import(document.querySelector("link[rel=modulepreload]").href);
    const program = await load();
    new Uint8Array(program.memory.buffer).fill(255);
  });
  await page.keyboard.press("?");
  await trouble(page).getByText("has stopped").waitFor();
  assert.equal(await trouble(page).getByRole("link").getAttribute("href"), page.url());
  await close();
});

test("without scripts the page says what it needs", async () => {
  const { page, close } = await visit(browser, site, { javaScriptEnabled: false });
  assert.match(await page.locator("noscript #trouble").innerText(), /needs JavaScript and WebAssembly/);
  await close();
});
