// Nobody is kept out: every part has a name and a role, colours can be told apart, and nothing scrolls sideways.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const DESKTOP = { width: 1280, height: 900 }, PHONE = { width: 390, height: 844 };

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** What axe-core has against the page as it stands: rule, why, and where. */
async function complaints(page) {
  await page.page.evaluate(await axe());
  const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.html.slice(0, 120)}`));
}

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [DESKTOP, PHONE]) {
    test(`axe finds nothing in the middle of a rollout, ${colorScheme}, ${viewport.width} wide`, async () => {
      const page = await Playground.open(browser, site, { viewport, colorScheme });
      await page.goTo(30);
      assert.deepEqual(await complaints(page), []);
      await page.leave();
    });
  }
}

test("axe finds nothing beside a broken manifest", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.pause();
  await page.tab("Manifest").click();
  await page.manifest().fill("kind: StatefulSet\nspec:\n  replicas: [5\n");
  await page.problem().waitFor();
  assert.deepEqual(await complaints(page), []);
  await page.leave();
});

test("whatever takes the keyboard has a name", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.pause();
  const nameless = await page.page.evaluate(() => {
    const words = (it) => [it.getAttribute("aria-label"), it.getAttribute("title"), it.textContent,
      ...(it.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent),
      ...[...(it.labels ?? [])].map((label) => label.textContent)];
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
      .filter((it) => it.getClientRects().length > 0 && !words(it).some((text) => text?.trim()))
      .map((it) => it.outerHTML.slice(0, 120));
  });
  assert.deepEqual(nameless, []);
  await page.leave();
});

test("the pods' names say what is seen: name, revision, image, status, readiness", async () => {
  const page = await Playground.open(browser, site, { viewport: DESKTOP });
  await page.goTo(20);
  const names = await page.pods();
  assert.equal(names.length, 5, names.join("\n"));
  names.forEach((name, ordinal) =>
    assert.match(name, new RegExp(`^web-${ordinal}\\b.*revision A\\b.*0\\.8.*Running.*\\bReady\\b`)));
  await page.leave();
});

for (const width of [320, 390, 768, 1280]) {
  test(`nothing scrolls sideways at ${width}`, async () => {
    const page = await Playground.open(browser, site, { viewport: { width, height: 844 } });
    await settles(async () => assert.deepEqual(await page.overhang(), [], "while it plays"));
    await page.pause();
    await page.press("End");
    await settles(async () => assert.deepEqual(await page.overhang(), [], "at the end"));
    await page.leave();
  });
}
