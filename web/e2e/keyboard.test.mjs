// The whole page by keyboard: every key of the list, none of them inside a field, an order that makes sense, a focus that is seen, and
// targets that a finger hits.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const DESKTOP = { width: 1440, height: 900 };

/** The page, paused at 30 s; nothing has the focus. */
async function opened(options = { viewport: DESKTOP }) {
  const page = await Playground.open(browser, site, options);
  await page.seek(30);
  return page;
}

const press = (page, key) => page.page.keyboard.press(key);
const number = async (page) => Number(/frame (\d+) of/.exec(await page.frame())[1]);
const has = (page, selector) => page.page.waitForFunction((it) => document.activeElement?.matches(it), selector);

test("every key of the list does what the list says", async () => {
  const page = await opened();
  const here = await number(page);
  await press(page, ".");
  await page.page.getByText(`frame ${here + 1} of`).waitFor();
  await press(page, ",");
  await page.page.getByText(`frame ${here} of`).waitFor();
  const change = async (key) => {
    const before = await page.frame();
    await press(page, key);
    await page.changed(before);
    return number(page);
  };
  const [next, later, back] = [await change("]"), await change("]"), await change("[")];
  assert.ok(here < next && next < later && back === next, `${here}, ${next}, ${later}, back to ${back}`);
  await press(page, " ");
  await page.button("Pause").waitFor();
  await press(page, " ");
  await page.button("Play").waitFor();
  await press(page, "End");
  await page.page.getByText(/^frame (\d+) of \1$/).waitFor();
  await press(page, "Home");
  await page.page.locator(".clock b").getByText("0:00", { exact: true }).waitFor();
  await press(page, "t");
  await has(page, "#time");
  await press(page, "p");
  await has(page, ".plate");
  await press(page, "/");
  await has(page, "#prompt");
  await press(page, "Escape");
  await has(page, "body");
  await press(page, "?");
  const list = page.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  const keys = await list.locator("dt").allInnerTexts();
  assert.deepEqual(keys, ["Space", ",  .", "[  ]", "Home  End", "S", "-  +", "z  Z", "Ctrl Z", "/", "P", "T", "?", "Esc"]);
  await press(page, "Escape");
  await list.waitFor({ state: "detached" });
  await page.leave();
});

test("no key acts inside a field, and single letters can be switched off for good", async () => {
  const page = await opened();
  const before = await page.frame();
  for (const field of [page.line(), page.manifest()]) {
    if (field === page.manifest() || !(await field.isVisible())) await page.tab("Manifest").click();
    await field.focus();
    await page.page.keyboard.type(".,[]s-+z/pt? ");
    await comes(() => field.inputValue(), /\.,\[\]s-\+z\/pt\? /);
  }
  await settles(async () => assert.equal(await page.frame(), before));
  await page.tab("Terminal").click();
  await page.page.evaluate(() => document.activeElement.blur());
  await press(page, "?");
  await page.page.getByRole("checkbox", { name: "Single letters act" }).uncheck();
  await press(page, "Escape");
  await page.page.evaluate(() => document.activeElement.blur());
  await press(page, ".");
  await press(page, "t");
  await settles(async () => assert.equal(await page.frame(), before));
  await has(page, "body");
  await page.page.reload();
  await page.page.waitForSelector("html[data-boot=started]", { state: "attached" });
  await page.pause();
  await page.page.evaluate(() => document.activeElement.blur());
  await press(page, "?");
  await settles(async () => assert.equal(await page.page.getByRole("dialog", { name: "Keyboard shortcuts" }).count(), 0, "it is remembered"));
  await page.leave();
});

/** Walks with Tab from the top to where it leaves the page: what had the focus, and whether that was seen. */
async function walk(page) {
  const stops = [];
  // There Tab begins.
  await page.page.evaluate(() => scrollTo(0, 0));
  await page.page.mouse.click(2, 2);
  for (let stop = 0; stop < 150; stop += 1) {
    await press(page, "Tab");
    const seen = await page.page.evaluate(() => {
      const it = document.activeElement;
      if (it === document.body) return null;
      const { left, right, top, bottom, width, height } = it.getBoundingClientRect();
      // An input that lies unseen over what it chooses shows its focus there.
      const shown = [it, ...(it.labels ?? []), it.parentElement, it.querySelector?.("circle")].filter(Boolean);
      const isRinged = shown.some((that) => {
        const style = getComputedStyle(that);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
      });
      // In a field it is the caret.
      const hasCaret = it.matches("input[role=combobox], input[type=text], textarea") && getComputedStyle(it).caretColor !== "transparent";
      const inside = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight && width > 0 && height > 0;
      return { name: it.getAttribute("aria-label") ?? it.textContent.trim().slice(0, 40), html: it.outerHTML.slice(0, 100), isRinged: isRinged || hasCaret, inside,
        region: it.closest(".top, .ask, .pods, .why, .time, .dock, .goal, .foot, .side")?.className.split(" ").find((name) => name !== "row") };
    });
    if (!seen || seen.html === stops[0]?.html) break;
    stops.push(seen);
  }
  return stops;
}

for (const viewport of [DESKTOP, { width: 390, height: 844 }]) {
  test(`Tab goes through all of the page from above to below, is seen everywhere, and is caught nowhere, ${viewport.width} wide`, async () => {
    const page = await opened({ viewport });
    const stops = await walk(page);
    assert.ok(stops.length < 150, `caught at ${stops.at(-1)?.html}`);
    assert.deepEqual(stops.filter((it) => !it.inside).map((it) => it.html), [], "outside of the window");
    assert.deepEqual(stops.filter((it) => !it.isRinged).map((it) => it.html), [], "the focus is not seen");
    const regions = stops.map((it) => it.region).filter((it, at, all) => it !== all[at - 1]);
    const wide = ["top", "ask", "pods", "why", "time", "dock", "goal", "foot", "side"];
    assert.deepEqual(regions, viewport.width < 720 ? wide.slice(0, -1) : wide);
    await page.leave();
  });
}

/** What takes a press on less than 24 by 24 px and is no word in a sentence, after WCAG 2.5.8 (a target in a line of text is exempt). */
function small(page) {
  return page.page.evaluate(() => {
    const shown = document.querySelector(".side.sheet-up") ?? document;
    const targets = [...shown.querySelectorAll("button, a[href], input, select, textarea, summary, [role=slider], [role=option], [role=tab]")];
    const inSentence = (it) => getComputedStyle(it).display === "inline" && it.parentElement.textContent.trim() !== it.textContent.trim();
    const isHit = (it, x, y) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (it.contains(hit) || hit.contains(it) && hit.matches("label, .speed") || hit.closest("label")?.contains(it));
    };
    const isSmall = (it) => {
      it.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const { left, top, width, height } = it.getClientRects()[0], [x, y] = [left + width / 2, top + height / 2];
      const reach = (dx, dy) => [...Array(49).keys()].filter((at) => isHit(it, x + (at - 24) * dx, y + (at - 24) * dy)).length;
      return reach(1, 0) < 24 || reach(0, 1) < 24;
    };
    return targets.filter((it) => it.checkVisibility({ checkVisibilityCSS: true }) && !it.closest(".sr, .skip:not(:focus), [inert]") && !inSentence(it) && isSmall(it))
      .map((it) => `${[it.getBoundingClientRect()].map(({ width, height }) => `${Math.round(width)}×${Math.round(height)}`)} ${it.outerHTML.slice(0, 110)}`);
  });
}

for (const viewport of [DESKTOP, { width: 390, height: 844 }]) {
  test(`targets are 24 px or words in a sentence, ${viewport.width} wide`, async () => {
    const page = await opened({ viewport });
    await settles(async () => assert.deepEqual(await small(page), [], "the figure"));
    const terminal = page.button("Terminal");
    if (await terminal.isVisible()) await terminal.click();
    for (const tool of ["Terminal", "Change", "Objects", "Manifest", "Timing & faults"]) {
      await page.tab(tool).click();
      await settles(async () => assert.deepEqual(await small(page), [], tool));
    }
    await page.leave();
  });
}

test("who hears the page gets the pods as a list of sentences and the timeline as a table", async () => {
  const page = await opened();
  const list = page.page.getByRole("list", { name: "Pods of StatefulSet web" });
  await settles(async () => assert.equal(await list.locator(":scope > li:not([aria-hidden])").count(), 5));
  const table = page.page.getByRole("table", { name: "Timeline" });
  await settles(async () => assert.deepEqual(await table.getByRole("rowheader").allInnerTexts(), ["web-0", "web-1", "web-2", "web-3", "web-4"]));
  await comes(() => table.getByRole("row").last().innerText(), /revision A: Pending 0:16, ContainerCreating 0:16, Running, Ready 0:20, Terminating 0:26/);
  await page.leave();
});

/** Presses keys on what has the focus, all before the page is drawn again, as a busy machine hears them. */
const atOnce = (page, keys) => page.page.evaluate((keys) => {
  for (const key of keys) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}, keys);

test("of a pod's name no letter is lost that comes before the one before it is drawn", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.seek(22);
  await page.typeAndStay("kubectl scale sts web --replicas=40");
  await page.seek("end");
  await page.page.evaluate(() => document.activeElement.blur());
  await press(page, "p");
  await page.page.waitForFunction(() => document.activeElement.dataset?.ordinal !== undefined);
  await atOnce(page, ["w", "e", "b", "-", "1", "2"]);
  await page.page.waitForFunction(() => document.activeElement.dataset?.ordinal === "12");
  await atOnce(page, ["3", "7"]);
  await page.page.waitForFunction(() => document.activeElement.dataset?.ordinal === "37");
  await page.leave();
});

/** What arrows move: sliders, edges, lists. Each with the arrow that has room, and the one back. */
const MOVED = {
  "the playhead": ["#time", "aria-valuenow", "ArrowRight", "ArrowLeft"],
  "the partition": [".partition .grip", "aria-valuenow", "ArrowRight", "ArrowLeft"],
  "the pods": [".podlist li:nth-child(2) .plate", undefined, "ArrowRight", "ArrowLeft"],
  "the list of releases": ["[role=listbox]", "aria-activedescendant", "ArrowUp", "ArrowDown"],
  "the splitter": ["[role=separator]", "aria-valuenow", "ArrowDown", "ArrowUp"],
  "the sheet": [".pull", "aria-valuenow", "ArrowUp", "ArrowDown"],
  "the floor": [".field .grip", "aria-valuenow", "ArrowDown", "ArrowUp"],
};

/** Opens what is moved. */
const OPENS = {
  "the list of releases": async (page) => { await page.page.getByRole("button", { name: /^(Kubernetes )?1\.3/ }).click(); },
  "the splitter": async (page) => { await page.button("Two panes").click(); },
  "the sheet": async (page) => { await page.button("Terminal").click(); },
};
const ASKED = {
  "the sheet": { viewport: { width: 390, height: 844 } },
  "the floor": { viewport: DESKTOP, hash: "#plan.blog?runs=20&floor=3" },
};

for (const [name, [selector, attribute, key, back]] of Object.entries(MOVED)) {
  test(`no key is lost that comes before the one before it is drawn: ${name}`, async () => {
    const page = await Playground.open(browser, site, ASKED[name] ?? { viewport: DESKTOP });
    if (!ASKED[name]?.hash) await page.seek(30);
    await OPENS[name]?.(page);
    const moved = page.page.locator(selector).first();
    await moved.waitFor();
    await moved.focus();
    const where = () => page.page.evaluate((it) => (it ? document.activeElement.getAttribute(it) : document.activeElement.textContent), attribute);
    const begins = await where();
    assert.ok(begins, "it has the focus");
    // One key after the other, each drawn.
    await press(page, key);
    await settles(async () => assert.notEqual(await where(), begins));
    const first = await where();
    await press(page, key);
    await settles(async () => assert.notEqual(await where(), first));
    const second = await where();
    await atOnce(page, [back, back]);
    await settles(async () => assert.equal(await where(), begins));
    await atOnce(page, [key, key]);
    await settles(async () => assert.equal(await where(), second));
    await page.leave();
  });
}
