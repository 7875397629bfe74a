// Names of every length: nothing that is drawn of a set's name lies over something else, at any density and width; and whoever
// hears the page, or points at a name, gets the whole one.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const WRITTEN = "elasticsearch-master-nodes-of-production";
const SETS = ["web", "cassandra", "elasticsearch-master-nodes", WRITTEN];
const REPLICAS = [1, 3, 6, 8, 12, 50, 500, 2_100];
const WIDTHS = [2560, 1440, 1280, 768, 390, 320];

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The fixture with so many pods of a set, in the middle of its rollout. */
async function opened(set, replicas, viewport = { width: 1440, height: 900 }) {
  const page = await Playground.open(browser, site, { viewport });
  await begin(page, set, replicas);
  return page;
}

async function begin(page, set, replicas) {
  await page.openFixture("long-names.txt", [[new RegExp(WRITTEN, "g"), set], ["replicas: 3", `replicas: ${replicas}`], ["OrderedReady", "Parallel"]]);
  await page.page.getByText(new RegExp(`(${replicas}|${replicas.toLocaleString("en")})\\s+replica`)).first().waitFor();
  await page.seek(4);
}

/** What of the names, and of the words beside them, lies over something else, or sticks out of its place. */
function collisions() {
  const wrong = [];
  const box = (it) => { const range = document.createRange(); range.selectNodeContents(it); return range.getBoundingClientRect(); };
  // What is only heard has a pixel's box of its own.
  const seen = (it) => it.querySelector("[aria-hidden]") ?? it;
  const shown = (selector, within = document) => [...within.querySelectorAll(selector)].filter((it) => it.checkVisibility() && it.textContent !== "");
  const note = (it, why, by) => wrong.push(`${it.textContent}: ${why} by ${by.toFixed(1)} px`);
  const left = (it, edge, why, most) => { const by = box(seen(it)).right - edge; if (by > most) note(it, why, by); };
  const isPhone = innerWidth < 720;
  for (const plate of shown(".plate")) {
    const name = plate.querySelector(".name"), rect = plate.getBoundingClientRect(), mark = plate.querySelector(".rd")?.getBoundingClientRect();
    if (isPhone) left(name, rect.left + 132, "reaches the words", 2);
    else left(name, mark && mark.top < box(seen(name)).bottom && mark.bottom > box(seen(name)).top ? mark.left : rect.right, "reaches the mark or the plate's edge", 0);
  }
  for (const claim of shown(".cap .cl")) left(claim, claim.closest(".pod").getBoundingClientRect().right, "sticks out of the column", 1);
  for (const head of shown(".rl")) left(head, head.nextElementSibling.getBoundingClientRect().left, "reaches the cells", 3);
  const axis = document.querySelector(".tl")?.getBoundingClientRect().left;
  for (const name of shown(".tl .lane-name")) { const by = name.getBoundingClientRect().right - axis; if (by > 3) note(name, "reaches the lanes", by); }
  // In one column the figure's parts are laid out by the page, and it has no box of its own.
  const figure = document.querySelector(".fig, .em"), frame = getComputedStyle(figure).display === "contents" ? figure.parentElement : figure;
  for (const words of shown(".note, .sub, .why .line, .why dl, .ends, .say")) left(words, frame.getBoundingClientRect().right, "sticks out of the figure", 1);
  // Its spaces hang behind the line's end, where nobody sees them.
  for (const row of shown(".chosen")) if (row.scrollWidth > row.clientWidth + 1) note(row, "sticks out of the figure", row.scrollWidth - row.clientWidth);
  return wrong;
}

for (const set of SETS) {
  test(`nothing lies over a name of ${set.length} letters, however many pods and however wide the window`, async () => {
    const wrong = [], page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
    for (const replicas of REPLICAS) {
      await begin(page, set, replicas);
      for (const width of WIDTHS) {
        await page.page.setViewportSize({ width, height: 900 });
        await page.page.waitForTimeout(150);
        const found = [...await page.page.evaluate(collisions), ...await page.overhang()];
        wrong.push(...found.slice(0, 3).map((it) => `${replicas} pods, ${width} wide: ${it}`));
      }
    }
    await page.leave();
    assert.deepEqual(wrong, []);
  });
}

test("a name that has room is drawn whole, and one that has none by its ordinal, with the set's name once at the head", async () => {
  for (const [set, drawn] of [["web", "web-2"], [WRITTEN, "-2"]]) {
    const page = await opened(set, 3);
    const name = page.page.locator(".plate .name").last();
    await settles(async () => assert.equal(await name.evaluate((it) => (it.querySelector("[aria-hidden]") ?? it).textContent), drawn));
    await settles(async () => assert.equal(await page.page.locator(".ask .set").count(), drawn === "-2" ? 1 : 0));
    await page.leave();
  }
  const page = await opened(WRITTEN, 3);
  await settles(async () => assert.equal(await page.page.locator(".ask .set").innerText(), WRITTEN));
  await page.leave();
});

test("whoever hears the page gets whole names: plates, cells, links, the reason; and whoever points at one", async () => {
  const page = await opened(WRITTEN, 3);
  const list = page.page.getByRole("list", { name: `Pods of StatefulSet ${WRITTEN}` });
  const plate = list.getByRole("button", { name: new RegExp(`^${WRITTEN}-2.*data-${WRITTEN}-2 Bound, logs-${WRITTEN}-2 Bound`) });
  await settles(async () => assert.equal(await plate.getAttribute("title"), `${WRITTEN}-2`));
  const link = page.page.locator(".why .line a").first();
  await settles(async () => assert.match(await link.getAttribute("title"), new RegExp(`^${WRITTEN}-\\d$`)));
  await page.page.getByRole("link", { name: new RegExp(`^${WRITTEN}-\\d$`) }).first().waitFor();
  await settles(async () => assert.match(await page.page.locator(".tl .lane-name title").last().innerHTML(), new RegExp(`^${WRITTEN}-2$`)));
  await plate.click();
  await page.page.getByRole("menu").getByText(`kubectl delete pod ${WRITTEN}-2`).waitFor();
  await page.page.getByRole("menuitem").first().click();
  await page.page.getByRole("tab", { name: `${WRITTEN}-2` }).waitFor();
  await page.leave();
  const many = await opened(WRITTEN, 50);
  await many.page.getByRole("gridcell", { name: new RegExp(`^${WRITTEN}-49, revision`) }).waitFor();
  await many.leave();
});

test("a page of long names keeps nobody out", async () => {
  for (const [replicas, width] of [[3, 1440], [8, 1440], [50, 1440], [3, 390]]) {
    const page = await opened(WRITTEN, replicas, { width, height: 900 });
    await page.page.evaluate(await axe());
    const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 160)]), []);
    await page.leave();
  }
});
