// The figure under the hand: values, partition, timeline, many pods, and the ways back, by mouse, touch and keyboard.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

const PATCHED = "statefulset.apps/web patched", SCALED = "statefulset.apps/web scaled";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The page at 1440, paused at a second. */
async function at(seconds, options = {}) {
  const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 }, ...options });
  await page.seek(seconds);
  return page;
}

const sub = (page) => page.page.locator(".ask .sub");
const typed = (page) => page.page.locator(".cmd").allInnerTexts();
const grip = (page) => page.page.getByRole("slider", { name: "partition" });

test("what was typed is undone and done again by keyboard and by mouse, and the beginning is one press away", async () => {
  const page = await at(22);
  await comes(() => sub(page).innerText(), /The image changes at 0:26/);
  await page.typeAndStay("kubectl scale sts web --replicas=7");
  await page.typeAndStay("kubectl delete pod web-0");
  await sub(page).getByText("2 lines typed").waitFor();
  await page.page.evaluate(() => document.activeElement.blur());
  await page.page.keyboard.press("Control+z");
  await sub(page).getByText("1 line typed").waitFor();
  await page.page.keyboard.press("Control+Shift+z");
  await sub(page).getByText("2 lines typed").waitFor();
  await page.button("Undo").click();
  await page.button("Redo").click();
  await page.button("Back to the beginning").click();
  await sub(page).getByText("5 replicas").waitFor();
  await settles(async () => assert.equal(await page.clock(), "0:00"));
  await page.page.keyboard.press("Control+z");
  await sub(page).getByText("2 lines typed").waitFor();
  await page.leave();
});

test("Ctrl-Z in a field is the field's own", async () => {
  const page = await at(22);
  await page.typeAndStay("kubectl scale sts web --replicas=7");
  await page.line().fill("kubectl get");
  await page.line().press("Control+z");
  await sub(page).getByText("1 line typed").waitFor();
  await page.leave();
});

test("a line typed in the past drops what was typed later, and says so", async () => {
  const page = await at(60);
  await page.typeAndStay("kubectl delete pod web-0");
  await page.seek(30);
  await page.typeAndStay("kubectl scale sts web --replicas=6");
  await sub(page).getByText("1 line typed; 1 later line dropped.").waitFor();
  await page.leave();
});

test("what the scenario itself goes on with can be dropped, and undo brings it back; by mouse and by keyboard", async () => {
  const page = await at(22);
  await page.typeAndStay("kubectl scale sts web --replicas=6");
  await sub(page).getByText("1 line typed. 3 later lines stay:").waitFor();
  const flag = page.page.locator(".flag").filter({ hasText: "set image" });
  await flag.waitFor();
  await page.button("drop them").click();
  await flag.waitFor({ state: "detached" });
  await page.button("drop them").waitFor({ state: "detached" });
  await settles(async () => assert.equal(await page.clock(), "0:22"));
  await page.press("End");
  await page.shows("six pods at A", (world) => [0, 1, 2, 3, 4, 5].every((it) => world[it]?.revision === "A"));
  await page.page.evaluate(() => document.activeElement.blur());
  await page.page.keyboard.press("Control+z");
  await flag.waitFor();
  await page.button("drop them").press("Enter");
  await flag.waitFor({ state: "detached" });
  await page.leave();
});

test("a value is changed where it stands: arrows draft it, the prompt shows the line, Enter runs it, Escape leaves it", async () => {
  const page = await at(22);
  const replicas = page.button("5 replicas");
  await replicas.focus();
  await replicas.press("ArrowUp");
  await page.button("6 replicas").waitFor();
  await page.page.getByText("kubectl scale sts web --replicas=6").first().waitFor();
  await page.page.keyboard.press("Escape");
  await replicas.waitFor();
  await replicas.press("ArrowDown");
  await page.page.keyboard.press("Enter");
  await page.page.getByText(SCALED).first().waitFor();
  await settles(async () => assert.ok((await typed(page)).some((line) => line.includes("--replicas=4")), "the line is in the terminal"));
  await page.leave();
});

test("a press on a value opens its control in place; it steps, runs, and gives the focus back", async () => {
  const page = await at(22);
  await page.button("maxUnavailable 2").click();
  const control = page.page.getByRole("dialog", { name: "maxUnavailable" });
  await control.getByRole("button", { name: "more maxUnavailable" }).click();
  await control.getByText(`"maxUnavailable":3`).waitFor();
  await page.page.keyboard.press("Escape");
  await control.waitFor({ state: "detached" });
  await page.page.waitForFunction(() => document.activeElement.textContent === "maxUnavailable 2");
  await page.page.keyboard.press("Enter");
  await control.getByRole("textbox").fill("50%");
  await control.getByRole("textbox").press("Enter");
  await page.page.getByText(PATCHED).first().waitFor();
  await page.button("maxUnavailable 50%, 2").waitFor();
  await page.leave();
});

test("the partition is dragged by its grip and types the patch; Escape takes it back", async () => {
  const page = await at(24);
  const knob = await grip(page).boundingBox();
  const third = await page.page.locator(".plate").nth(3).boundingBox();
  await page.page.mouse.move(knob.x + 12, knob.y + 12);
  await page.page.mouse.down();
  await page.page.mouse.move(third.x - 4, knob.y + 12, { steps: 6 });
  await settles(async () => assert.equal(await grip(page).getAttribute("aria-valuenow"), "3"));
  await page.page.getByText(`{"partition":3}`).first().waitFor();
  await page.page.mouse.up();
  await page.page.getByText(PATCHED).first().waitFor();
  await grip(page).focus();
  for (const key of ["ArrowRight", "End", "Home", "PageUp"]) await page.page.keyboard.press(key);
  await settles(async () => assert.equal(await grip(page).getAttribute("aria-valuenow"), "5"));
  await page.page.keyboard.press("Escape");
  await settles(async () => assert.equal(await grip(page).getAttribute("aria-valuenow"), "3"));
  await settles(async () => assert.match(await grip(page).getAttribute("aria-valuetext"), /^partition 3/));
  await page.leave();
});

test("a finger drags the partition between rows on a phone", async () => {
  const page = await at(24, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const knob = await grip(page).boundingBox(), row = await page.page.locator(".plate").nth(2).boundingBox();
  const touch = await page.page.context().newCDPSession(page.page);
  const point = (type, y) => touch.send("Input.dispatchTouchEvent",
    { type, touchPoints: type === "touchEnd" ? [] : [{ x: knob.x + 12, y }] });
  await point("touchStart", knob.y + 12);
  for (let step = 1; step <= 5; step += 1) await point("touchMove", knob.y + 12 + ((row.y - 2 - knob.y - 12) * step) / 5);
  await page.page.waitForFunction(() => document.querySelector(".grip").getAttribute("aria-valuenow") === "2");
  await point("touchEnd");
  await sub(page).getByText("1 line typed").waitFor();
  await page.leave();
});

test("the timeline shows a stretch: Shift and drag, two presses, keys and words", async () => {
  const page = await at(40);
  const last = async () => page.seconds(await page.page.locator(".tick").last().textContent());
  const whole = await last();
  const box = await page.page.locator(".tl").boundingBox();
  const drag = async (from, to) => {
    await page.page.keyboard.down("Shift");
    await page.page.mouse.move(box.x + box.width * from, box.y + 120);
    await page.page.mouse.down();
    await page.page.mouse.move(box.x + box.width * to, box.y + 120, { steps: 4 });
    await page.page.locator(".marked").waitFor();
    await page.page.mouse.up();
    await page.page.keyboard.up("Shift");
  };
  await drag(0.6, 0.3);
  await settles(async () => assert.ok(await last() < whole * 0.7, "the axis ends where the stretch does"));
  await page.button("Whole time").click();
  await settles(async () => assert.equal(await last(), whole));
  await page.page.keyboard.press("z");
  await page.button("Whole time").waitFor();
  await page.page.keyboard.press("Shift+Z");
  await page.button("Whole time").waitFor({ state: "detached" });
  await page.page.mouse.dblclick(box.x + box.width / 2, box.y + 120);
  await page.button("Whole time").waitFor();
  await page.leave();
});

test("the next stall is sought until there is none, and steps are read out at once", async () => {
  const page = await at(22);
  const stall = page.button("Next stall");
  let before = -1;
  // It keeps its place, dimmed, where there is none.
  while ((await stall.getAttribute("aria-disabled")) !== "true") {
    await page.page.keyboard.press("s");
    let now;
    await settles(async () => assert.ok((now = page.seconds(await page.clock())) > before, `${now} after ${before}`));
    before = now;
  }
  await page.seek(42);
  const heard = page.page.locator(".why [aria-live=polite]");
  await settles(async () => assert.equal(await heard.textContent(), "web-4 is not Ready yet, so the next batch (web-2, web-1) waits."));
  await page.leave();
});

test("speeds from 0.1 to 100 times are in the list and on the keys", async () => {
  const page = await at(0);
  const list = page.page.getByRole("combobox", { name: "Speed" });
  const names = await list.locator("option").allTextContents();
  assert.deepEqual([names[0], names.at(-1)], ["0.1×", "100×"]);
  await page.page.keyboard.press("+");
  await settles(async () => assert.equal(await list.inputValue(), "2000"));
  for (let press = 0; press < 9; press += 1) await page.page.keyboard.press("-");
  await settles(async () => assert.equal(await list.inputValue(), "100"));
  await page.leave();
});

test("forty pods are a grid of cells: arrows by row and column, words under it, a menu for each", async () => {
  const page = await at(22);
  await page.typeAndStay("kubectl scale sts web --replicas=40");
  await page.seek("end");
  const grid = page.page.getByRole("grid", { name: "Pods of StatefulSet web" });
  await settles(async () => assert.equal(await grid.getByRole("gridcell", { name: /^web-\d+,/ }).count(), 40));
  await settles(async () => assert.equal(await grid.locator(".cell[tabindex='0']").count(), 1, "one tab stop"));
  await grid.locator(".cell[tabindex='0']").focus();
  for (const key of ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft"]) await page.page.keyboard.press(key);
  await page.page.locator(".chosen").getByText(/^web-21\s+1\/1\s+Running/).waitFor();
  await page.page.waitForFunction(() => document.activeElement.dataset.ordinal === "21");
  await page.page.keyboard.press("Enter");
  const menu = page.page.getByRole("menu");
  await menu.getByText("kubectl delete pod web-21").waitFor();
  await page.page.keyboard.press("Escape");
  await grid.locator("[data-ordinal='7']").click();
  await menu.getByText("kubectl delete pod web-7").waitFor();
  await page.page.keyboard.press("Escape");
  const cut = await grip(page).boundingBox(), cell = await grid.locator("[data-ordinal='20']").boundingBox();
  await page.page.mouse.move(cut.x + 12, cut.y + 12);
  await page.page.mouse.down();
  await page.page.mouse.move(cell.x + 8, cell.y + 8, { steps: 4 });
  await page.page.mouse.up();
  await page.page.getByText(PATCHED).first().waitFor();
  await page.page.waitForFunction(() => document.querySelector(".grip").getAttribute("aria-valuenow") === "20");
  await page.leave();
});

test("sixty pods have a raster in the colours of the page: theme, system, forced colours and paper, with nothing pressed", async () => {
  const page = await at(22);
  await page.typeAndStay("kubectl scale sts web --replicas=60");
  await page.seek("end");
  const fills = () => page.page.locator(".raster .solid").evaluateAll((paths) => paths.map((it) => `${it.dataset.rev} ${getComputedStyle(it).fill}`));
  const are = (a, b) => settles(async () => assert.deepEqual(await fills(), [`A ${a}`, `B ${b}`]));
  const [light, dark] = [["rgb(61, 100, 145)", "rgb(173, 98, 0)"], ["rgb(118, 159, 208)", "rgb(226, 153, 58)"]];
  await page.page.emulateMedia({ colorScheme: "light" });
  await are(...light);
  // What follows the system must follow it where nobody acts, too: the switch offers the other theme.
  await page.page.emulateMedia({ colorScheme: "dark" });
  await are(...dark);
  await page.button("Light theme").waitFor();
  await page.page.emulateMedia({ colorScheme: "dark", media: "print" });
  await are(...light);
  await page.page.emulateMedia({ colorScheme: "dark", media: "screen", forcedColors: "active" });
  const text = await page.page.evaluate(() => getComputedStyle(document.body).color);
  await are(text, text);
  const masks = await page.page.locator(".raster .solid").evaluateAll((paths) => paths.map((it) => getComputedStyle(it).maskImage !== "none"));
  assert.deepEqual(masks, [false, true], "one of two revisions is hatched");
  await page.page.emulateMedia({ colorScheme: "dark", forcedColors: "none" });
  await page.button("Light theme").click();
  await are(...light);
  await page.page.emulateMedia({ colorScheme: "light" });
  await page.button("Dark theme").click();
  await are(...dark);
  await page.leave();
});

test("a page that nobody has touched follows the system's theme", async () => {
  const page = await Playground.opening(browser, site);
  for (const [colorScheme, other] of [["dark", "Light theme"], ["light", "Dark theme"]]) {
    await page.page.emulateMedia({ colorScheme });
    await page.button(other).waitFor();
  }
  await page.leave();
});

test("in forced colours trouble among many pods has a colour of its own, and no hatch cuts it", async () => {
  const page = await at(22, { forcedColors: "active" });
  await page.typeAndStay("kubectl scale sts web --replicas=60");
  await page.seek("end");
  await page.typeAndStay(": image nginx:bad cannot be pulled");
  await page.typeAndStay("kubectl set image sts/web nginx=nginx:bad");
  await page.seek("end");
  const [solid, alarm] = await Promise.all([".solid", ".alarm"].map((tone) => page.page.locator(`.raster ${tone}`).first().evaluate((it) => [getComputedStyle(it).fill, getComputedStyle(it).maskImage])));
  assert.notEqual(alarm[0], solid[0]);
  assert.equal(alarm[1], "none");
  await page.leave();
});

test("a stuck rollout is unmistakable, and its line frees it", async () => {
  const page = await at(27);
  await page.typeAndStay(": image nginx:bad cannot be pulled");
  await page.typeAndStay("kubectl set image sts/web nginx=nginx:bad");
  await page.seek("end");
  await page.page.getByRole("status").locator("b", { hasText: "Stuck:" }).waitFor();
  await page.page.getByText(/no pod changes from 0:\d\d on/).waitFor();
  await page.page.getByText("everything waits for web-3").waitFor();
  await page.button("Type it").click();
  await page.pause();
  await page.seek("end");
  await page.page.getByText(/^All five pods run revision/).first().waitFor();
  await page.leave();
});

test("with less motion nothing plays by itself, and Play goes from change to change, one a second", async () => {
  const page = await Playground.open(browser, site, { reducedMotion: "reduce", clock: true });
  await page.button("Play").waitFor();
  // From here on the page's time is the test's, however busy the machine is.
  await page.page.clock.pauseAt("2100-01-01");
  const { clock } = page.page, frames = [await page.frame()];
  await clock.runFor(2_000);
  await settles(async () => assert.equal(await page.frame(), frames[0], "nothing plays by itself"));
  await page.button("Play").click();
  for (const milliseconds of [900, 200, 800, 200]) {
    await clock.runFor(milliseconds);
    frames.push(await page.frame());
  }
  const [began, soon, first, still, second] = frames;
  assert.deepEqual([soon, still], [began, first], "the next change takes a second");
  assert.equal(new Set([began, first, second]).size, 3, frames.join(" | "));
  await page.leave();
});

test("in forced colours the levels, marks and letters stay", async () => {
  const page = await at(30, { forcedColors: "active" });
  const plate = page.page.locator(".pod[data-s=ready] .plate").first();
  const fill = await plate.evaluate((it) => getComputedStyle(it, "::before").backgroundColor);
  const paper = await page.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  assert.notEqual(fill, paper);
  await settles(async () => assert.ok(await plate.locator(".rd svg").isVisible() && await plate.locator(".chip").isVisible()));
  await page.leave();
});
