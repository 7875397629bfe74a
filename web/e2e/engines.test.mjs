// Visitors come with Firefox and Safari too: each engine sees the page, a gallery link, a typed line, a drag, Share, a figure in
// somebody's article, and understands every line of the style sheet. Nothing goes wrong on the way that a console would show.
//   PICTURES=FOLDER keeps a picture of each step
// An engine that is not on this machine is skipped, and the test says so.
import test from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { settles } from "./browser.mjs";
import { DIST, serve } from "./site.mjs";
import { ENGINES, WATCH, reported } from "./engines.mjs";

const PATIENCE = 30_000 * Number(process.env.PATIENCE ?? 1);

/**
 * What an engine may drop, since nothing is lost with it: the names of another engine, and conveniences. An engine without forced
 * colours needs nothing about them.
 */
const MISSED = /^(-webkit-|-moz-|overflow-anchor|forced-color-adjust|field-sizing|text-wrap: pretty)/;

/** One engine with the page, seen through what it shows. */
class Visitor {
  constructor(engine, path) { Object.assign(this, { engine, path }); }

  /** Inside a frame: the selectors that lead there, through shadow roots. */
  within(...path) { return new Visitor(this.engine, path); }

  run(script, ...words) { return this.engine.run(script, words, this.path); }

  async until(what, script, ...words) {
    for (const end = Date.now() + PATIENCE; ; await new Promise((later) => setTimeout(later, 100))) {
      const found = await this.run(script, ...words).catch((why) => (Date.now() > end ? Promise.reject(why) : undefined));
      if (found) return found;
      if (Date.now() > end) assert.fail(`${what}: it did not come`);
    }
  }

  /** Where an element is, once it is there: the first that is seen and has these words, in its text or its name. */
  async place(selector, words = "") {
    const own = await this.until(`${selector} ${words}`, (selector, words) => {
      const has = (it) => `${it.textContent} ${it.getAttribute("aria-label") ?? ""}`.includes(words);
      const it = [...document.querySelectorAll(selector)].find((it) => has(it) && it.getClientRects().length > 0);
      it?.scrollIntoView({ block: "nearest" });
      const { x, y, width, height } = it?.getBoundingClientRect() ?? {};
      return it && { x, y, width, height };
    }, selector, words);
    if (!this.path) return own;
    const frame = await this.engine.run((path) => {
      const { x, y } = path.reduce((at, it) => (at.shadowRoot ?? at).querySelector(it), document).getBoundingClientRect();
      return { x, y };
    }, [this.path]);
    return { ...own, x: own.x + frame.x, y: own.y + frame.y };
  }

  async click(selector, words) {
    const { x, y, width, height } = await this.place(selector, words);
    await this.engine.click({ x: x + width / 2, y: y + height / 2 });
  }

  shows(selector, words) {
    return this.until(`${selector} shows ${words}`, (selector, words) => [...document.querySelectorAll(selector)]
      .some((it) => it.textContent.includes(words) && it.getClientRects().length > 0), selector, words);
  }

  text(selector) { return this.run((selector) => document.querySelector(selector)?.textContent ?? "", selector); }

  /** Opens the page and waits until its program runs. */
  async open(site, hash = "") {
    await this.engine.go("about:blank");
    await this.engine.go(site.url + hash);
    await this.until("the program", () => document.documentElement.dataset.boot === "started");
  }

  async pause() {
    await this.click("button", "Pause");
    await this.place("button", "Play");
  }

  /** Time runs, and the picture changes with it. */
  async moves(selector) {
    const before = await this.text(selector);
    await this.until(`${selector} moves`, (selector, before) => document.querySelector(selector).textContent !== before, selector, before);
  }

  async picture(name) {
    if (process.env.PICTURES) await writeFile(join(process.env.PICTURES, `${name}.png`), await this.engine.picture());
  }
}

/** Another host, whose article embeds a figure of the site. */
async function article(site) {
  const written = await readFile(new URL("./fixtures/article.html", import.meta.url), "utf8");
  const text = written.replaceAll('"./', `"${site.url}`).replace("</head>", `<script>${WATCH}</script></head>`), asked = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(200, { "Content-Type": "text/html" }).end(text);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}/`, asked, close: () => server.close() };
}

/** Waits until a page has reported such words. */
async function heard(site, words) {
  for (const end = Date.now() + PATIENCE; !reported(site).some((it) => words.test(it)); await new Promise((later) => setTimeout(later, 100))) {
    assert.ok(Date.now() < end, `${words} is not among ${JSON.stringify(reported(site))}`);
  }
}

/** Each line of the style sheet, `PROPERTY: VALUE in SELECTOR`, and each selector, that this engine drops. Runs in the page. */
function dropped(sheet) {
  const blocks = [...sheet.replace(/\/\*[^]*?\*\//g, "").matchAll(/([^{}]*)\{([^{}]*)\}/g)].map(([, selector, block]) => ({
    selector: selector.replace(/^[^]*;/, "").trim(),
    lines: [...block.matchAll(/([\w-]+)\s*:([^;]*)/g)].map(([, name, value]) => [name, value.replace(/!\s*important/, "").trim()]),
  }));
  const known = new Map(blocks.flatMap((it) => it.lines).filter(([name]) => name.startsWith("--")).reverse());
  const filled = (value, unknown) => {
    for (let turn = 0; turn < 9 && value.includes("var("); turn += 1) {
      value = value.replace(/var\(\s*(--[\w-]+)\s*(?:,[^()]*)?\)/g, (_, name) => known.get(name) ?? unknown);
    }
    return value;
  };
  // A value that only the program sets is a number, a length or a colour.
  const does = (name, value) => ["1", "1px", "red"].some((it) => CSS.supports(name, filled(value, it)));
  const isUnderstood = ([name, value], lines) => name.startsWith("--") || does(name, value)
    || lines.some(([other, its]) => other === `-webkit-${name}` && does(other, its));
  const isRead = (selector) => { try { document.querySelector(selector); return true; } catch { return false; } };
  const isStep = (selector) => selector.startsWith("@") || /^(from|to|[\d.%,\s]+)$/.test(selector);
  return blocks.flatMap(({ selector, lines }) => [
    ...(isStep(selector) || isRead(selector) ? [] : [selector]),
    ...lines.filter((it) => !isUnderstood(it, lines)).map((it) => `${it.join(": ")} in ${selector}`),
  ]);
}

/** The steps of a visit, in order; each leaves the page to the next. */
const STEPS = [
  ["what goes wrong is told", async (visitor, { site }) => {
    await visitor.open(site);
    await visitor.run(() => {
      setTimeout(() => { throw new Error("on purpose"); });
      new Image().src = "https://on-purpose.invalid/";
    });
    for (const words of [/^error: .*on purpose/, /^policy: img-src forbids .*on-purpose/]) await heard(site, words);
  }],
  ["the page plays without a click, and values and names have their lines", async (visitor, { site }) => {
    await visitor.open(site);
    await visitor.shows("h1", "Does maxUnavailable 2 replace two pods at once?");
    await visitor.moves(".podlist");
    await visitor.pause();
    const styles = await visitor.run(() => [".adj", ".why .line a"].map((it) => getComputedStyle(document.querySelector(it)))
      .map((it) => `${it.textDecorationLine} ${it.textDecorationStyle}`));
    assert.deepEqual(styles, ["underline dashed", "underline dotted"]);
  }],
  ["a gallery link opens its scenario", async (visitor, { site }) => {
    await visitor.open(site, "#canary");
    await visitor.until("canary", () => /canary|partition/i.test(document.querySelector("h1").textContent));
    await visitor.moves(".podlist");
    await visitor.pause();
  }],
  ["a typed line runs", async (visitor, { site }) => {
    await visitor.open(site);
    await visitor.pause();
    await visitor.click("input.line, [role=combobox][aria-label*=kubectl], [role=combobox][aria-label*='terminal line' i]");
    await visitor.engine.write("kubectl scale sts web --replicas=7");
    await visitor.engine.press("Enter");
    await visitor.shows(".side", "statefulset.apps/web scaled");
    await visitor.shows(".ask .sub", "7 replicas");
    await visitor.shows(".podlist .pod", "web-6");
  }],
  ["the partition is dragged, and types its line", async (visitor, { site }) => {
    await visitor.open(site);
    await visitor.pause();
    const grip = await visitor.place(".grip[role=slider]"), third = await visitor.place("[data-ordinal='3']");
    const from = { x: grip.x + grip.width / 2, y: grip.y + grip.height / 2 };
    await visitor.engine.drag(from, { x: third.x - 4, y: from.y });
    await visitor.until("the grip follows", () => document.querySelector(".grip").getAttribute("aria-valuenow") === "3");
    await settles(async () => assert.equal(await visitor.run(() => String(getSelection())), "", "no text is selected on the way"));
    await visitor.engine.drop();
    await visitor.shows(".side", "statefulset.apps/web patched");
    await visitor.shows(".ask .sub", "1 line typed");
  }],
  ["Share gives a link, and copies it", async (visitor, { site }) => {
    await visitor.open(site);
    await visitor.pause();
    await visitor.click("button", "Share");
    await visitor.until("a link", () => /http\S+#/.test(document.querySelector("[role=dialog]")?.textContent));
    await visitor.click("[role=dialog] li button", "Copy");
    await visitor.shows("[role=dialog] li", "Copied");
    await visitor.until("the preview", () => Boolean(document.querySelector(".share iframe")?.contentDocument?.querySelector(".em .plate")));
  }],
  ["a figure plays in another host's article", async (visitor, { host }) => {
    await visitor.engine.go(host.url);
    const figure = visitor.within("#first", "iframe");
    await figure.place("button", "Play");
    await figure.click("button", "Play");
    await figure.moves(".podlist");
    const [given, needed] = [
      await visitor.run(() => document.querySelector("#first").shadowRoot.querySelector("iframe").clientHeight),
      await figure.run(() => Math.ceil(document.querySelector(".em").getBoundingClientRect().height)),
    ];
    assert.ok(Math.abs(given - needed) <= 1, `${given} px for ${needed}`);
  }],
  ["a page that is left while more of it is on its way reports nothing", async (visitor) => {
    const slow = await serve(undefined, { watch: WATCH, held: (file) => (/^rest-/.test(file) ? new Promise(() => {}) : undefined) });
    await visitor.open(slow);
    await visitor.click("button", "Pause");
    await settles(() => assert.ok(slow.asked.some((it) => /rest-/.test(it))));
    await visitor.open({ url: slow.url, asked: [] });
    await new Promise((later) => setTimeout(later, 500));
    slow.close();
    assert.deepEqual(reported(slow), []);
  }],
  ["no line of the style sheet is dropped", async (visitor, { site }) => {
    const name = (await readdir(DIST)).find((it) => /^style.*\.css$/.test(it));
    await visitor.open(site);
    const lost = await visitor.run(dropped, await readFile(join(DIST, name), "utf8"));
    assert.deepEqual(lost.filter((it) => !MISSED.test(it)), []);
  }],
];

for (const [kind, open] of Object.entries(ENGINES)) {
  test(`${kind}`, { timeout: 30 * PATIENCE }, async (t) => {
    const engine = await open();
    if (!engine) return t.skip(`${kind} or what drives it is not on this machine; \`cargo xtask setup\` brings both where Debian's packages are`);
    t.diagnostic(engine.name);
    const site = await serve(undefined, { watch: WATCH }), host = await article(site);
    const visitor = new Visitor(engine);
    let told = [0, 0, 0];
    for (const [at, [says, step]] of STEPS.entries()) {
      await t.test(says, { timeout: 6 * PATIENCE }, async () => {
        try { await step(visitor, { site, host }); } finally { await visitor.picture(`${kind}-${at + 1}`); }
        const all = [reported(site), reported(host), engine.own], wrong = all.flatMap((it, at) => it.slice(told[at]));
        told = all.map((it) => it.length);
        assert.deepEqual(wrong.filter((it) => !/on.purpose/.test(it)), []);
      });
    }
    await engine.close();
    host.close();
    site.close();
  });
}
