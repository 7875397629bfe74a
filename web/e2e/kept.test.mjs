// Nothing is lost: letters of every script stop nothing; a reload, Back and a program that stops leave what was typed.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { serve } from "./site.mjs";
import { axe, open, settles, visit } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const CHINESE = await readFile(new URL("fixtures/chinese.yaml", import.meta.url), "utf8");
const trouble = (page) => page.locator("#trouble[role=alert]");
const texts = (page) => trouble(page).locator("textarea").evaluateAll((all) => all.map((it) => it.value));

async function reloaded(playground) {
  await playground.page.reload();
  await playground.page.waitForSelector("html[data-boot=started]", { state: "attached" });
}

/** What stands in the first terminal, lines and what they printed. */
const printed = (playground) => playground.page.locator(".term, [role=log]").first().innerText();

/**
 * Types into a field what stops the program: all of its memory is overwritten just before, so that it traps in a callback, where nobody
 * catches it. What is typed is in no state of the program.
 */
async function stopTyping(page, field, text) {
  await page.evaluate(async ([id, text]) => {
    const { default: load } = await import(document.querySelector("link[rel=modulepreload]").href);
    const program = await load();
    const field = document.getElementById(id);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    new Uint8Array(program.memory.buffer).fill(255);
    document.execCommand("insertText", false, text);
  }, [field, text]);
}

test("letters of every script are typed, pasted, applied, begun anew with, shared and reloaded", async () => {
  const playground = await Playground.open(browser, site);
  await playground.pause();
  for (const line of ["echo 你好 für 🙂 שלום", "kubectl annotate sts web note=ü"]) {
    await playground.line().fill(line);
    await playground.line().press("Tab");
    await playground.line().press("Escape");
    await playground.type(line);
  }
  await playground.page.getByText("你好 für 🙂 שלום").first().waitFor();
  await playground.tab("Manifest").click();
  await playground.manifest().fill(CHINESE);
  await playground.button("Apply").click();
  await playground.page.waitForFunction(() => location.hash.startsWith("#v1."));
  await playground.manifest().fill(CHINESE.replace("replicas: 3", "replicas: 2"));
  await playground.button(/Begin anew/).first().click();
  await playground.button("Share").click();
  const link = playground.page.getByRole("dialog").getByRole("listitem").first();
  await link.getByText(/^http.*#v1\./).waitFor();
  await playground.page.keyboard.press("Escape");
  const hash = new URL(playground.page.url()).hash;
  await reloaded(playground);
  assert.equal(new URL(playground.page.url()).hash, hash);
  await playground.tab("Manifest").click();
  await comes(() => playground.manifest().inputValue(), /^# 中文注释[^]*replicas: 2[^]*镜像/);
  await settles(async () => assert.equal(await trouble(playground.page).count(), 0));
  await playground.leave();
  // And the link alone opens it elsewhere.
  const other = await Playground.open(browser, site, { hash });
  await other.tab("Manifest").click();
  await comes(() => other.manifest().inputValue(), /^# 中文注释[^]*replicas: 2[^]*镜像/);
  await other.leave();
});

test("a reload brings back the half-typed line, the draft and the open tool; an untouched page opens as ever", async () => {
  const playground = await Playground.open(browser, site);
  await reloaded(playground);
  await settles(async () => assert.equal(await playground.page.evaluate(() => sessionStorage.length), 0, "nothing was done, so nothing is kept"));
  await playground.pause();
  await playground.line().fill("kubectl get po 你");
  await playground.tab("Manifest").click();
  await playground.manifest().fill("# half 半\nkind: ");
  await reloaded(playground);
  await settles(async () => assert.equal(await playground.manifest().inputValue(), "# half 半\nkind: ", "the tool is open"));
  await playground.tab("Terminal").click();
  await settles(async () => assert.equal(await playground.line().inputValue(), "kubectl get po 你"));
  await settles(async () => assert.equal(await playground.page.evaluate(() => localStorage.length - [...Object.keys(localStorage)].filter((it) => ["theme", "letter-keys", "language"].includes(it)).length), 0));
  await playground.leave();
});

test("Back brings back what another address took the place of, and what another site did", async () => {
  const playground = await Playground.open(browser, site);
  await playground.pause();
  await playground.type("kubectl scale sts web --replicas=7");
  await playground.line().fill("echo 半");
  await playground.page.waitForFunction(() => location.hash.startsWith("#v1."));
  await playground.page.evaluate(() => { location.hash = "#on-delete"; });
  await playground.page.getByRole("heading", { name: /OnDelete/ }).waitFor();
  await playground.page.goBack();
  await playground.page.waitForFunction(() => document.querySelectorAll(".podlist .pod").length >= 7);
  await settles(async () => assert.equal(await playground.line().inputValue(), "echo 半"));
  await playground.page.goto("about:blank");
  await playground.page.goBack();
  await playground.page.waitForSelector("html[data-boot=started]", { state: "attached" });
  await playground.page.waitForFunction(() => document.querySelectorAll(".podlist .pod").length >= 7);
  await settles(async () => assert.equal(await playground.line().inputValue(), "echo 半"));
  await playground.leave();
});

test("where storage is forbidden nothing is kept, and nothing is said", async () => {
  const { page, wrongs, close } = await visit(browser, site, { hash: "#blog?replicas=3" });
  await page.addInitScript(() => {
    Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("no", "SecurityError"); } });
  });
  const playground = new Playground({ page, wrongs, close });
  await reloaded(playground);
  await playground.pause();
  await playground.type("echo 你好");
  await playground.page.getByText("你好").first().waitFor();
  await stopTyping(page, "prompt", "echo 半");
  await trouble(page).getByText("this browser keeps nothing here").waitFor();
  await settles(async () => assert.deepEqual((await texts(page)).filter((it) => it === "echo 半"), ["echo 半"]));
  await close();
});

test("a program that stops gives back what is in no link, in view, and the next start has it", async () => {
  for (const options of [{ viewport: { width: 1440, height: 790 } }, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }]) {
    const { page, close } = await Playground.open(browser, site, options);
    const playground = new Playground({ page });
    await playground.pause();
    if (options.isMobile) await playground.button("Terminal").click();
    await playground.line().fill("kubectl get po 你");
    await playground.tab("Manifest").click();
    await playground.manifest().fill(CHINESE);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await stopTyping(page, "manifest", "# the last words\n");
    await trouble(page).getByText("has stopped").waitFor();
    await settles(async () => assert.ok((await trouble(page).boundingBox()).y >= 0 && await trouble(page).evaluate((it) => it.contains(document.elementFromPoint(innerWidth / 2, it.getBoundingClientRect().top + 20))), "it is in view, over all else"));
    await settles(async () => assert.deepEqual((await texts(page)).sort(), [`${CHINESE}# the last words\n`, "kubectl get po 你"].sort()));
    await settles(async () => assert.equal(await trouble(page).getByRole("link").getAttribute("href"), page.url(), "the link holds the scenario, which nobody changed"));
    await page.evaluate(await axe());
    const { violations } = await page.evaluate(() => window.axe.run("#trouble"));
    assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes[0].html.slice(0, 160)}`), []);
    await Promise.all([page.waitForNavigation(), trouble(page).getByRole("button", { name: "Reload" }).click()]);
    await page.waitForSelector("html[data-boot=started]", { state: "attached" });
    if (options.isMobile && !(await playground.tab("Manifest").isVisible())) await playground.button("Terminal").click();
    await playground.tab("Terminal").click();
    await settles(async () => assert.equal(await playground.line().inputValue(), "kubectl get po 你"));
    await playground.tab("Manifest").click();
    await settles(async () => assert.equal(await playground.manifest().inputValue(), `${CHINESE}# the last words\n`));
    await close();
  }
});

test("a page that was kept and cannot be opened says so, gives its texts back and can begin anew", async () => {
  const { page, close } = await Playground.open(browser, site, { serviceWorkers: "block" });
  const playground = new Playground({ page });
  await playground.pause();
  await playground.line().fill("echo 半");
  await page.waitForFunction(() => sessionStorage.length > 0);
  // The program cannot start any more: a part of it is gone.
  await page.route("**/*.wasm", (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]) }));
  await page.reload();
  await trouble(page).waitFor();
  await settles(async () => assert.deepEqual(await texts(page), ["echo 半"]));
  await close();
});
