// The terminal under the hand: completion, search, Ctrl-C, panes, what is scrolled, what is copied; nothing typed is lost.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The page, paused at 20 s, when the fifth pod has become Ready. */
async function opened(options) {
  const page = await Playground.open(browser, site, options);
  await page.goTo(21);
  return page;
}

const options = (page) => page.page.getByRole("listbox").getByRole("option");
/** What Tab takes is an answer of the service. */
const says = (page, text) => page.page.waitForFunction((it) => document.activeElement.value === it, text);
const log = (page) => page.page.getByRole("log").first();

test("Tab takes a single candidate, lists several, and Escape leaves first the list and then the field", async () => {
  const page = await opened();
  await page.line().fill("ku");
  await page.line().press("Tab");
  await says(page, "kubectl ");
  await page.page.keyboard.type("delete pod w");
  await page.page.keyboard.press("Tab");
  await says(page, "kubectl delete pod web-");
  await settles(async () => assert.deepEqual(await options(page).allInnerTexts(), [0, 1, 2, 3, 4].map((it) => `web-${it}\n1/1 Running`)));
  await page.line().press("ArrowDown");
  await settles(async () => assert.equal(await options(page).and(page.page.locator("[aria-selected=true]")).innerText(), "web-1\n1/1 Running"));
  await settles(async () => assert.equal(await page.line().getAttribute("aria-activedescendant"),
    await options(page).nth(1).getAttribute("id")));
  await page.line().press("Tab");
  await says(page, "kubectl delete pod web-1 ");
  await page.line().fill("kubectl get po");
  await page.line().press("Tab");
  await options(page).first().waitFor();
  await page.line().press("Escape");
  await options(page).first().waitFor({ state: "detached" });
  await page.line().press("Escape");
  await page.page.waitForFunction(() => document.activeElement.id !== "prompt");
  await comes(() => page.line().inputValue(), /^kubectl get po/);
  await page.leave();
});

test("our own lines are completed after a colon, and a candidate can be pressed", async () => {
  const page = await opened();
  await page.line().fill(": node of web-1 ");
  await page.line().press("Tab");
  await options(page).filter({ hasText: "is lost" }).click();
  await settles(async () => assert.equal(await page.line().inputValue(), ": node of web-1 is lost "));
  await page.leave();
});

test("Ctrl-R finds what was typed, → takes it to change it, Enter types it", async () => {
  const page = await opened();
  await page.type("kubectl describe sts web");
  await page.type("kubectl get pods");
  await page.line().fill("half");
  await page.line().press("Control+r");
  await page.line().fill("desc");
  await comes(() => options(page).first().innerText(), /kubectl describe sts web\s+0:20/);
  await page.line().press("Escape");
  await settles(async () => assert.equal(await page.line().inputValue(), "half"));
  await page.line().press("Control+r");
  await page.line().fill("desc");
  await page.line().press("ArrowRight");
  await settles(async () => assert.equal(await page.line().inputValue(), "kubectl describe sts web"));
  await page.line().fill("");
  await page.line().press("Control+r");
  await page.line().fill("get pods");
  await page.line().press("Enter");
  await page.page.locator(".cmd").filter({ hasText: "kubectl get pods" }).nth(1).waitFor();
  await page.leave();
});

test("a half-typed line comes back behind the history", async () => {
  const page = await opened();
  await page.line().fill("kubectl ann");
  await page.line().press("ArrowUp");
  await comes(() => page.line().inputValue(), /^kubectl (get|apply)/);
  await page.line().press("ArrowDown");
  await settles(async () => assert.equal(await page.line().inputValue(), "kubectl ann"));
  await page.leave();
});

test("a watch keeps its terminal busy, a line waits for it, Ctrl-C frees it", async () => {
  const page = await opened();
  await page.type("kubectl get pods -w");
  await page.pause();
  await page.page.getByText(/Runs since 0:20/).waitFor();
  await page.type("kubectl get sts");
  await page.pause();
  await settles(async () => assert.equal(await page.page.locator(".cmd.queued").innerText(), "kubectl get sts"));
  await page.line().press("Control+c");
  await page.page.locator(".cmd.queued").waitFor({ state: "detached" });
  await comes(() => log(page).innerText(), /\^C[^]*kubectl get sts[^]*NAME\s+READY\s+AGE/);
  await page.leave();
});

test("→ ends a selection and replaces nothing", async () => {
  const page = await opened();
  await page.line().pressSequentially("kubectl get po");
  await page.line().press("Control+a");
  await page.line().press("ArrowRight");
  await page.line().pressSequentially("ds");
  await settles(async () => assert.equal(await page.line().inputValue(), "kubectl get pods"));
  await page.leave();
});

test("two panes stand beside each other, each with its own prompt; × closes the second", async () => {
  const page = await opened();
  await page.line().fill("kubectl g");
  await page.button("Two panes").click();
  await settles(async () => assert.equal(await page.page.getByRole("log").count(), 2));
  const prompts = page.lines();
  await prompts.nth(1).fill("kubectl get sts web -o name");
  await prompts.nth(1).press("Enter");
  await page.page.getByRole("log").nth(1).getByText("statefulset.apps/web").waitFor();
  await settles(async () => assert.equal(await prompts.nth(0).inputValue(), "kubectl g"));
  const splitter = page.page.getByRole("separator");
  await splitter.press("ArrowUp");
  await settles(async () => assert.equal(await splitter.getAttribute("aria-valuenow"), "2"));
  await page.button("Close this pane").click();
  await settles(async () => assert.equal(await page.page.getByRole("log").count(), 1));
  await page.leave();
});

test("what is being read does not move; a button leads to the newer rows", async () => {
  const page = await opened();
  await page.type("kubectl explain sts.spec");
  await page.type("kubectl get sts,pods -o yaml");
  const scroll = log(page);
  await scroll.evaluate((it) => { it.scrollTop = 40; });
  await page.tab("Terminal").focus();
  await page.page.waitForTimeout(100);
  await page.type("kubectl get pods -w");
  await page.pause();
  await scroll.evaluate((it) => { it.scrollTop = 40; });
  await page.page.waitForTimeout(100);
  for (let steps = 0; steps < 12; steps += 1) await page.button("Next change").click();
  await settles(async () => assert.equal(await scroll.evaluate((it) => it.scrollTop), 40));
  await page.button(/newer rows? ↓/).click();
  await page.page.waitForTimeout(100);
  const below = await scroll.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight);
  assert.ok(below < 4, `${below} px below`);
  await settles(async () => assert.equal(await page.button(/newer rows?/).count(), 0));
  await page.leave();
});

test("a terminal is copied as text, and a typed line leads to its moment", async () => {
  const page = await opened({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.button("Copy").click();
  await page.button("✓ Copied").waitFor();
  const text = await page.page.evaluate(() => navigator.clipboard.readText());
  assert.match(text, /^\$ kubectl apply -f web.yaml\nstatefulset.apps\/web created\n/);
  await log(page).getByRole("button", { name: "0:00" }).first().click();
  await settles(async () => assert.equal(await page.clock(), "0:00"));
  await page.leave();
});

test("what could be tried next is typed, not run", async () => {
  const page = await opened();
  const first = page.page.locator(".try button").first();
  const line = await first.innerText();
  await first.click();
  await settles(async () => assert.equal(await page.line().inputValue(), line));
  await page.leave();
});

test("on a phone the keys that it lacks stand in a row, and the sheet's height is a slider", async () => {
  const page = await opened({ viewport: { width: 390, height: 844 } });
  await page.button("Terminal").click();
  const key = (name) => page.page.getByRole("toolbar", { name: "Keys" }).getByRole("button", { name, exact: true });
  await page.line().fill("kubectl delete pod w");
  await key("Tab").click();
  await options(page).first().waitFor();
  await page.page.waitForFunction(() => document.activeElement.id === "prompt");
  await key("Tab").click();
  await key("|").click();
  await settles(async () => assert.equal(await page.line().inputValue(), "kubectl delete pod web-0  | "));
  await key("Ctrl-C").click();
  await settles(async () => assert.equal(await page.line().inputValue(), ""));
  const grip = page.page.getByRole("slider", { name: "Height of the tools" });
  const tall = (await page.page.locator(".side").boundingBox()).height;
  await grip.press("ArrowUp");
  await grip.press("ArrowUp");
  await settles(async () => assert.ok((await page.page.locator(".side").boundingBox()).height > tall));
  await page.leave();
});
