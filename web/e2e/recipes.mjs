// The small sites of examples/embed, as somebody who has such a site would try the figure: each is built by its own generator, and
// pods move in it; then what Share gives is pasted into its page, changed in one value, and built again. GitHub runs no scripts: a
// README has a picture and a link.
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
import { PATIENCE, open, visit } from "./browser.mjs";
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

/** Built by its generator, with the playground in its folder `playground`, or where npm's package has it. */
async function built({ name, site, out, isPacked, playground, build: [program, ...words] }) {
  await rm(out, { recursive: true, force: true });
  const begun = Date.now();
  if (program) await run(program, words, { cwd: site });
  else await cp(site, out, { recursive: true });
  if (!isPacked) await cp(DIST, join(out, playground), { recursive: true });
  console.log(`${name}: built in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

/** HTML, Markdown and picture that the playground at this address gives for what it opens with. */
async function shared(url) {
  const playground = await Playground.open(browser, { url }, { permissions: ["clipboard-read", "clipboard-write"] });
  const { page } = playground;
  await playground.button("Share").click();
  const row = (name) => page.getByRole("listitem").filter({ has: page.locator("b", { hasText: new RegExp(`^${name}$`) }) });
  const copy = async (name) => {
    await page.evaluate(() => navigator.clipboard.writeText(""));
    await row(name).getByRole("button", { name: "Copy" }).click();
    return (await page.waitForFunction(() => navigator.clipboard.readText())).jsonValue();
  };
  const [saved] = await Promise.all([page.waitForEvent("download"), row("Picture").getByRole("button", { name: "SVG" }).click()]);
  const given = { html: await copy("HTML"), markdown: await copy("Markdown"), picture: await readFile(await saved.path()) };
  await playground.leave();
  return given;
}

/** Pastes at the end of a page's text, what may stand there. */
async function paste(file, { html, markdown }, { isPacked }) {
  // The package has defined the element. VitePress takes a script for a part of its page's own program.
  if (isPacked) html = html.replace(/<script.*<\/script>\n/, "");
  if (file.endsWith("README.md")) return appendFile(file, `\n${markdown}\n`);
  if (file.endsWith(".md") || file.endsWith(".mdx")) return appendFile(file, `\n${html}\n\n${markdown}\n`);
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

/** The example's own figure is there, and plays. */
async function podsMove(page) {
  const figure = page.frameLocator("statefulset-playground iframe");
  await figure.getByRole("button", { name: "Play" }).waitFor();
  await page.evaluate(() => document.querySelector("statefulset-playground").seek(0));
  await figure.locator(".clock b").filter({ hasText: "0:00" }).waitFor();
  const pods = () => figure.locator(".podlist").innerText();
  const before = await pods();
  await figure.getByRole("button", { name: "Play" }).click();
  for (const until = Date.now() + PATIENCE; (await pods()) === before; await page.waitForTimeout(100)) {
    assert.ok(Date.now() < until, "pods move");
  }
}

/** A picture that leads to the page; it is drawn, with nothing fetched for it. */
async function pictureStands(page) {
  const picture = page.locator('a[href*="#blog"] img');
  await picture.evaluate((it) => it.decode());
  assert.ok(await picture.evaluate((it) => it.naturalWidth > 400 && it.alt.length > 10));
  const text = await (await fetch(await picture.evaluate((it) => it.src))).text();
  assert.doesNotMatch(text, /(href|src)=|url\((?!#)|@import/);
}

const hasFigure = ({ written }) => written !== "README.md";
const picture = (page, name) => process.env.PICTURES && page.screenshot({ path: join(process.env.PICTURES, `${name}.png`), fullPage: true });

for (const recipe of RECIPES) {
  const { name, site, out, written, shown, playground } = recipe;

  test(`${name}: built by its generator, ${hasFigure(recipe) ? "and pods move in its figure" : "with its picture"}`, async () => {
    await copied(recipe);
    await built(recipe);
    const host = await serve(undefined, { folder: out, at: "/" });
    const { page, wrongs, close } = await visit(browser, host, { hash: shown });
    await (hasFigure(recipe) ? podsMove(page) : pictureStands(page));
    assert.deepEqual(wrongs.filter((it) => it.startsWith("error")), []);
    await picture(page, `recipe-${name}`);
    await close();
    host.close();
  });

  test(`${name}: what Share gives is pasted, changed in one value, built again, and shows that value`, async () => {
    const host = await serve(undefined, { folder: out, at: "/" });
    const given = await shared(host.url + playground);
    await paste(join(site, written), { html: withPartition(given.html), markdown: withPartition(given.markdown) }, recipe);
    if (!hasFigure(recipe)) await writeFile(join(site, "timeline.svg"), given.picture);
    await built(recipe);
    const { page, close } = await visit(browser, host, { hash: shown });
    if (hasFigure(recipe)) {
      const figures = page.locator("statefulset-playground");
      assert.equal(await revisionsAtEnd(page, figures.first()), "BBBBB", "the example's own figure");
      assert.equal(await revisionsAtEnd(page, figures.last()), "AAABB", "the pasted one");
    } else {
      await pictureStands(page);
    }
    await picture(page, `pasted-${name}`);
    if (!written.endsWith(".html")) {
      const opened = new Playground({ page: await followed(page, page.locator('a[href*="#v1"]').filter({ visible: true }).last()) });
      await opened.known();
      await opened.press("End");
      await opened.shows("a link with partition=3", (world) => Object.values(world).map((it) => it.revision).join("") === "AAABB");
    }
    await close();
    host.close();
  });
}
