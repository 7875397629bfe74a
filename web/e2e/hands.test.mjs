// With the other hand: by mouse what other tests do by keyboard, and by keyboard what they do by mouse.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The page, paused at a second. */
async function at(seconds, options = { viewport: { width: 1440, height: 900 } }) {
  const page = await Playground.open(browser, site, options);
  await page.seek(seconds);
  return page;
}

/** What was typed, in the terminal. */
async function typed(page) {
  await page.tab("Terminal").click();
  const all = await page.page.locator(".cmd").allInnerTexts();
  return all.map((it) => it.split("\n")[0].trim());
}
const control = (page, name) => page.page.locator(".ctl li").filter({ has: page.page.getByText(new RegExp(`^${name}`)) });
const key = (page, name) => page.page.keyboard.press(name);
/** Until so many stops of Tab lead there. */
async function tabTo(page, locator) {
  for (let stop = 0; stop < 80; stop += 1) {
    if (await locator.evaluate((it) => it === document.activeElement)) return;
    await key(page, "Tab");
  }
  assert.fail("Tab does not lead there");
}

test("a first visit asks for nothing: no dialog, no cookie, nothing has the focus", async () => {
  const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
  await settles(async () => assert.equal(await page.page.getByRole("dialog").count() + await page.page.getByRole("alertdialog").count(), 0));
  await settles(async () => assert.equal((await page.page.context().cookies()).length, 0));
  await settles(async () => assert.equal(await page.page.evaluate(() => document.activeElement.tagName), "BODY"));
  await page.leave();
});

test("by mouse: a flag leads to its moment, Next stall to the next one, a name in the reason to its pod", async () => {
  const page = await at(60);
  await page.page.locator(".flag").filter({ hasText: "set image" }).click();
  await page.page.locator(".clock b").getByText("0:26").waitFor();
  await page.seek(0);
  await page.button("Next stall").click();
  const stalled = page.seconds(await page.clock());
  assert.ok(stalled > 0);
  await page.seek(42);
  await page.page.locator(".why .line a").filter({ hasText: "web-4" }).click();
  await page.page.waitForFunction(() => document.activeElement.dataset?.ordinal === "4");
  await page.leave();
});

test("at a hundred times the speed the whole rollout passes, and rests at its end", async () => {
  const page = await at(0);
  await page.page.getByRole("combobox", { name: "Speed" }).selectOption("100×");
  await page.button("Play").click();
  await page.page.getByText(/^frame (\d+) of \1$/).waitFor();
  await page.button("Play").waitFor();
  await page.leave();
});

test("a stuck rollout is freed by keyboard", async () => {
  const page = await at(27);
  await page.typeAndStay(": image nginx:bad cannot be pulled");
  await page.typeAndStay("kubectl set image sts/web nginx=nginx:bad");
  await page.seek("end");
  await page.button("Type it").focus();
  await key(page, "Enter");
  await page.pause();
  await page.seek("end");
  await page.page.getByText(/^All five pods run revision/).first().waitFor();
  await page.leave();
});

test("by mouse: replicas by its stepper, the image by its field, each with the line that it types", async () => {
  const page = await at(22);
  await page.tab("Change").click();
  await page.button("more replicas").click();
  await control(page, "replicas").getByRole("button", { name: "Enter types it" }).click();
  await page.page.getByRole("textbox", { name: /^image/ }).fill("registry.k8s.io/nginx-slim:0.7");
  await control(page, "image").getByRole("button", { name: "Enter types it" }).click();
  await settles(async () => assert.deepEqual((await typed(page)).slice(-2), ["kubectl scale sts web --replicas=6", "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.7"]));
  await page.leave();
});

test("by mouse: another release, and the same without its gate", async () => {
  const page = await at(42);
  const ends = (words) => page.page.locator(".ends").getByText(words).waitFor();
  await page.page.getByRole("button", { name: /^Kubernetes 1\.3/ }).click();
  await page.page.getByRole("option").filter({ hasText: /^gate off/ }).first().click();
  await ends("at least 4 of 5 Ready");
  await page.page.getByRole("button", { name: /^Kubernetes 1\.3/ }).click();
  await page.page.getByRole("option").filter({ hasText: /^1\.35\.3/ }).click();
  await page.page.getByRole("button", { name: /^Kubernetes 1\.35/ }).waitFor();
  await ends("at least 3 of 5 Ready");
  await page.leave();
});

test("from the tile: readiness fails and is mended, the pod is evicted, its node is lost and comes back", async () => {
  const page = await at(22);
  const does = async (word) => {
    await page.page.locator("[data-ordinal='2']").click();
    await page.page.getByRole("menuitem").filter({ hasText: word }).click();
    await page.pause();
  };
  for (const word of [/^Fail readiness/, /^Pass readiness/, /^Lose its node/]) await does(word);
  // Its silence is noticed after 40 s.
  await page.seek(70);
  await does(/^Bring its node back/);
  await page.seek(90);
  await does(/^Evict/);
  await settles(async () => assert.deepEqual((await typed(page)).filter((it) => it.startsWith(":")), [": pod web-2 is not ready", ": pod web-2 is ready", ": node of web-2 is lost", ": node of web-2 returns", ": pod web-2 is evicted"]));
  await page.leave();
});

test("from the panel, by keyboard: an image that crashes again and again, and one that starts slowly", async () => {
  const page = await at(24);
  await page.tab("Timing & faults").focus();
  await key(page, "Enter");
  const field = page.page.getByRole("textbox", { name: "start", exact: true });
  await tabTo(page, field);
  await page.page.keyboard.press("Control+a");
  await page.page.keyboard.type("20s");
  await key(page, "Enter");
  await page.pause();
  await page.tab("Timing & faults").focus();
  await key(page, "Enter");
  const exits = control(page, "image").getByRole("radio", { name: "exits" });
  await exits.focus();
  await key(page, " ");
  await tabTo(page, control(page, "image").getByRole("button"));
  await key(page, "Enter");
  await page.pause();
  await settles(async () => assert.deepEqual((await typed(page)).slice(-2).map((it) => it.replace(/nginx-slim:0\.\d/, "IMAGE")), [": timing IMAGE start=20s", ": image IMAGE exits 1 after 5s"]));
  await page.leave();
});

test("by keyboard: a manifest is changed and applied", async () => {
  const page = await at(22);
  await page.tab("Manifest").focus();
  await key(page, "Enter");
  await page.manifest().focus();
  await key(page, "Control+a");
  const text = (await page.manifest().inputValue()).replace("replicas: 5", "replicas: 6");
  await page.page.keyboard.insertText(text);
  await page.page.locator(".will").getByText("Nothing is replaced: only replicas changes.").waitFor();
  await tabTo(page, page.button("Apply"));
  await key(page, "Enter");
  await page.pause();
  await page.seek("end");
  await page.shows("web-5 Ready", (world) => world[5]?.ready);
  await page.leave();
});

test("by keyboard: what is modelled, and back", async () => {
  const page = await at(22);
  await page.button("What is modelled, and what is not").focus();
  await key(page, "Enter");
  await page.page.locator(".book").waitFor();
  await key(page, "Escape");
  await page.page.locator(".fig").waitFor();
  await page.leave();
});

test("a finger goes along the timeline, and opens a pod's menu", async () => {
  const page = await at(20, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const lanes = await page.page.locator(".tl").boundingBox();
  await page.page.locator(".tl").evaluate((it) => it.scrollIntoView({ block: "center" }));
  const box = await page.page.locator(".tl").boundingBox();
  await page.page.touchscreen.tap(box.x + lanes.width * 0.8, box.y + 60);
  await page.page.waitForFunction(() => document.querySelector(".clock b").textContent > "0:50");
  await page.page.locator("[data-ordinal='1']").tap();
  await page.page.getByRole("menu").getByText("kubectl delete pod web-1").waitFor();
  await page.leave();
});
