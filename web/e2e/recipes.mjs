// The small sites of examples/embed, as somebody who has such a site would try the figure: each is built by its own generator, and
// pods move in it; then what Share gives is pasted into its page, changed in one value, and built again.
//
// `cargo xtask recipes` brings the generators and says in RECIPES which sites there are.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, cp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DIST, serve } from "./site.mjs";
import { open, visit } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const RECIPES = JSON.parse(process.env.RECIPES ?? "[]");
const run = promisify(execFile);

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser?.close(); });

/** A copy of the example, as somebody's own site. */
async function copied({ source, site, packages }) {
  await rm(site, { recursive: true, force: true });
  await cp(source, site, { recursive: true });
  // Docusaurus looks for its packages beside the site.
  if (existsSync(packages)) await symlink(packages, join(site, "node_modules"), "junction");
}

/** Built by its generator, with the playground in its folder `playground`. */
async function built({ name, site, out, build: [program, ...words] }) {
  await rm(out, { recursive: true, force: true });
  const begun = Date.now();
  if (program) await run(program, words, { cwd: site });
  else await cp(site, out, { recursive: true });
  await cp(DIST, join(out, "playground"), { recursive: true });
  console.log(`${name}: built in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

/** HTML and Markdown that the playground beside this site gives for what it opens with. */
async function shared(url) {
  const playground = await Playground.open(browser, { url: `${url}playground/` }, { permissions: ["clipboard-read", "clipboard-write"] });
  await playground.button("Share").click();
  const copy = async (name) => {
    const row = playground.page.getByRole("listitem").filter({ has: playground.page.locator("b", { hasText: new RegExp(`^${name}$`) }) });
    await row.getByRole("button", { name: "Copy" }).click();
    await row.getByText("Copied").waitFor();
    return playground.page.evaluate(() => navigator.clipboard.readText());
  };
  const given = { html: await copy("HTML"), markdown: await copy("Markdown") };
  await playground.leave();
  return given;
}

/** Pastes at the end of a page's text; Markdown only where Markdown is written. */
async function paste(file, { html, markdown }) {
  if (!file.endsWith(".html")) return appendFile(file, `\n${html}\n\n${markdown}\n`);
  const page = await readFile(file, "utf8");
  return writeFile(file, page.replace("</body>", `${html}\n</body>`));
}

/** The same, with one value changed by hand. */
const withPartition = (text) => text.replace(/(#|scenario=")(v1[\w.-]+)/g, "$1$2?partition=3");

/** Each pod's revision at the end of the figure's rollout. */
async function revisionsAtEnd(page, figure) {
  await figure.scrollIntoViewIfNeeded();
  const frame = figure.frameLocator("iframe");
  await frame.getByRole("button", { name: "Play" }).waitFor();
  const settled = figure.evaluate((it) => new Promise((done) => {
    it.addEventListener("statefulset-playground:settled", done, { once: true });
    it.seek(4_000);
  }).then(() => {}));
  await settled;
  return frame.locator(".podlist .pod").evaluateAll((all) => all.map((it) => it.dataset.rev).join(""));
}

/** The page that a link leads to. Docusaurus opens other sites' beside its own. */
async function followed(page, link) {
  const isBeside = (await link.getAttribute("target")) === "_blank";
  const [opened] = await Promise.all([isBeside ? page.waitForEvent("popup") : page, link.click()]);
  return opened;
}

for (const recipe of RECIPES) {
  const { name, site, out, written, shown } = recipe;

  test(`${name}: built by its generator, and pods move in its figure`, async () => {
    await copied(recipe);
    await built(recipe);
    const host = await serve(undefined, { folder: out, at: "/" });
    const { page, wrongs, close } = await visit(browser, host, { hash: shown });
    const figure = page.frameLocator("statefulset-playground iframe");
    await figure.getByRole("button", { name: "Play" }).waitFor();
    await page.evaluate(() => document.querySelector("statefulset-playground").seek(0));
    await figure.locator(".clock b").filter({ hasText: "0:00" }).waitFor();
    const pods = () => figure.locator(".podlist").innerText();
    const before = await pods();
    await figure.getByRole("button", { name: "Play" }).click();
    for (const until = Date.now() + 10_000; (await pods()) === before; await page.waitForTimeout(100)) {
      assert.ok(Date.now() < until, "pods move");
    }
    assert.deepEqual(wrongs.filter((it) => it.startsWith("error")), []);
    if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `recipe-${name}.png`) });
    await close();
    host.close();
  });

  test(`${name}: what Share gives is pasted, changed in one value, built again, and shows that value`, async () => {
    const host = await serve(undefined, { folder: out, at: "/" });
    const given = await shared(host.url);
    await paste(join(site, written), { html: withPartition(given.html), markdown: withPartition(given.markdown) });
    await built(recipe);
    const { page, close } = await visit(browser, host, { hash: shown });
    const figures = page.locator("statefulset-playground");
    assert.equal(await revisionsAtEnd(page, figures.first()), "BBBBB", "the example's own figure");
    assert.equal(await revisionsAtEnd(page, figures.last()), "AAABB", "the pasted one");
    if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `pasted-${name}.png`), fullPage: true });
    if (!written.endsWith(".html")) {
      const playground = new Playground({ page: await followed(page, page.locator('a[href*="#v1"]').filter({ visible: true }).last()) });
      await playground.press("End");
      await playground.shows("a link with partition=3", (world) => Object.values(world).map((it) => it.revision).join("") === "AAABB");
    }
    await close();
    host.close();
  });
}
