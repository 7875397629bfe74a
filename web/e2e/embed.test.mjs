// The figure in somebody's article: it comes when it is near, plays where it is seen, and speaks with its article.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { serve } from "./site.mjs";
import { axe, open, settles, visit } from "./browser.mjs";

let site, host, browser;
const ARTICLE = new URL("./fixtures/article.html", import.meta.url);

/** Another host, whose article embeds a figure of the site. */
async function article(text, headers = {}) {
  const server = createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html", ...headers }).end(text));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** The text of the article, with the site's address in it. */
const written = async () => (await readFile(ARTICLE, "utf8")).replaceAll('"./', `"${site.url}`);

before(async () => { site = await serve(); host = await article(await written()); browser = await open(); });
after(async () => { await browser?.close(); host?.close(); site?.close(); });

/** The article; the site's own requests are none to a stranger. */
async function read() {
  const visited = await visit(browser, host);
  visited.strange = () => visited.wrongs.filter((it) => !it.includes(site.url));
  return visited;
}

const figure = (page, id) => page.frameLocator(`#${id} iframe`);
const clock = (page, id) => figure(page, id).locator(".clock b");

test("a figure plays in another host's article, and one far away is not loaded", async () => {
  const { page, requests, strange, close } = await read();
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  await settles(async () => assert.equal(await page.locator("#far iframe").count(), 0));
  const program = requests.filter((it) => it.endsWith("_bg.wasm")).length;
  assert.equal(program, 1, "one program for the one figure that is near");
  const pods = () => figure(page, "first").locator(".podlist").innerText();
  await page.evaluate(() => document.querySelector("#first").seek(0));
  const before = await pods();
  await figure(page, "first").getByRole("button", { name: "Play" }).click();
  await page.waitForTimeout(2_500);
  await settles(async () => assert.notEqual(await pods(), before, "pods move"));
  assert.deepEqual(strange(), []);
  await close();
});

test("what is scrolled into view plays, and rests when it is scrolled away", async () => {
  const { page, close } = await read();
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  await page.locator("#far").scrollIntoViewIfNeeded();
  await figure(page, "far").getByRole("button", { name: "Pause" }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await figure(page, "far").getByRole("button", { name: "Play" }).waitFor();
  await close();
});

test("the article listens and commands; the figure has the height that it needs", async () => {
  const { page, close } = await read();
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  await page.evaluate(() => {
    window.heard = [];
    for (const type of ["frame", "settled"]) {
      addEventListener(`statefulset-playground:${type}`, (event) => window.heard.push([type, event.detail.at]));
    }
    document.querySelector("#first").seek(42);
  });
  await page.waitForFunction(() => window.heard.some(([type, at]) => type === "frame" && at === 42));
  await settles(async () => assert.equal(await clock(page, "first").innerText(), "0:42"));
  await page.evaluate(() => document.querySelector("#first").seek(4_000));
  await page.waitForFunction(() => window.heard.some(([type]) => type === "settled"));
  await page.evaluate(() => document.querySelector("#first").run("kubectl scale sts web --replicas=2"));
  await page.waitForFunction(() => window.heard.at(-1)[0] === "frame");
  const [given, needed] = await Promise.all([
    page.locator("#first iframe").evaluate((it) => it.clientHeight),
    figure(page, "first").locator(".em").evaluate((it) => Math.ceil(it.getBoundingClientRect().height)),
  ]);
  assert.ok(Math.abs(given - needed) <= 1, `${given} for ${needed}`);
  await close();
});

test("an attribute that changes is followed", async () => {
  const { page, close } = await read();
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  await page.evaluate(() => {
    const figure = document.querySelector("#first");
    figure.setAttribute("controls", "none");
    figure.setAttribute("scenario", "blog?replicas=3");
  });
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor({ state: "detached" });
  const pods = figure(page, "first").locator(".podlist .pod[data-rev]");
  await pods.nth(3).waitFor({ state: "detached" });
  await settles(async () => assert.equal(await pods.count(), 3));
  await close();
});

test("the figure follows the article's theme, whatever it is called", async () => {
  const { page, close } = await read();
  const theme = () => figure(page, "first").locator("html").getAttribute("data-theme");
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  await settles(async () => assert.equal(await theme(), "light"));
  await page.evaluate(() => { document.body.style.background = "#111"; document.body.className = "dark"; });
  await page.waitForTimeout(500);
  await settles(async () => assert.equal(await theme(), "dark"));
  // An article without a background is white, unless it says that it follows the system; then it changes no attribute with that.
  const styled = (text) => page.evaluate((text) => {
    for (const it of [document.body, document.documentElement]) it.removeAttribute("style");
    document.querySelector("style[data-theme-of-test]")?.remove();
    document.head.insertAdjacentHTML("beforeend", `<style data-theme-of-test>${text}</style>`);
    // An attribute of the root, as themes have them.
    document.documentElement.dataset.styled = text.length;
  }, text);
  // Messages keep their order: what is told of a theme has been heard once the figure has sought.
  let second = 10;
  const heard = async () => {
    await page.evaluate((second) => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(document.querySelector("#first").seek(second))))), second += 1);
    await settles(async () => assert.equal(await clock(page, "first").innerText(), `0:${second}`));
  };
  const systems = async (dark) => {
    for (const colorScheme of ["dark", "light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await heard();
      assert.equal(await theme(), colorScheme === "dark" ? dark : "light", colorScheme);
    }
  };
  await styled("");
  await page.emulateMedia({ colorScheme: "light" });
  await systems("light");
  await styled(":root { color-scheme: light dark }");
  await systems("dark");
  await styled("@media (prefers-color-scheme: dark) { body { background: #111 } }");
  await systems("dark");
  for (const [background, is] of [["oklch(0.97 0.01 250)", "light"], ["oklch(0.2 0.02 250)", "dark"], ["color(display-p3 1 1 1)", "light"], ["hsl(220 20% 12%)", "dark"], ["rgb(17 17 17 / 0.2)", "light"]]) {
    await styled(`body { background: ${background} }`);
    await settles(async () => assert.equal(await theme(), is, background));
  }
  await styled("body { background: #fff; transition: background-color .2s }");
  await settles(async () => assert.equal(await theme(), "light"));
  await page.evaluate(() => { document.body.style.background = "#111"; });
  await settles(async () => assert.equal(await theme(), "dark", "a background that changes slowly"));
  await close();
});

test("a figure in a component has the theme of what the component lays behind it", async () => {
  const { page, close } = await read();
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  await page.evaluate(() => {
    const card = document.createElement("div"), first = document.querySelector("#first");
    card.attachShadow({ mode: "open" }).innerHTML = '<div style="background:#111"><slot></slot></div>';
    first.replaceWith(card);
    card.append(first);
  });
  await settles(async () => assert.equal(await figure(page, "first").locator("html").getAttribute("data-theme"), "dark"));
  await close();
});

test("a host whose policy forbids inline styles has the figure alone in its place", async () => {
  const policy = `default-src 'none'; script-src ${new URL(site.url).origin}; frame-src ${new URL(site.url).origin}; img-src data:`;
  const strict = await article(await written(), { "Content-Security-Policy": policy });
  const { page, close } = await visit(browser, strict);
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  await page.locator("#first iframe").waitFor({ state: "visible" });
  const seen = await page.locator("#first").evaluate((it) => [...it.shadowRoot.querySelectorAll(".stands, .address")].map((part) => getComputedStyle(part).display));
  assert.deepEqual(seen, ["none", "none"]);
  await close();
  strict.close();
});

test("a comparison embeds: side by side from 520 px on, one below the other under that, on one clock", async () => {
  const { page, close, strange } = await read();
  const pair = figure(page, "pair");
  await page.locator("#pair").scrollIntoViewIfNeeded();
  await pair.locator(".em.pair .boards").waitFor();
  await settles(async () => assert.deepEqual(await pair.locator(".board h2").allInnerTexts(), ["OrderedReady", "Parallel"]));
  await settles(async () => assert.match(await pair.locator(".say").innerText(), /^Parallel ends \d+ s sooner; both fall to 3 Ready, never lower\.$/));
  const stages = () => pair.locator(".board").evaluateAll((all) =>
    all.map((it) => [...it.querySelectorAll(".pod")].map((pod) => `${pod.dataset.rev} ${pod.dataset.s}`).join("|")));
  for (const width of [760, 540, 500, 320]) {
    await page.locator("#pair").evaluate((it, width) => { it.style.width = `${width}px`; }, width);
    const boxes = await pair.locator(".board").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().toJSON()));
    const isBeside = boxes[0].top === boxes[1].top;
    assert.equal(isBeside, width >= 520, `${width}`);
    await page.waitForFunction(() => {
      const frame = document.querySelector("#pair").shadowRoot.querySelector("iframe");
      return frame.contentWindow && frame.clientHeight < 700;
    });
    const wide = await pair.locator("html").evaluate((it) => it.scrollWidth - it.clientWidth);
    assert.ok(wide <= 0, `${width}: ${wide} px too wide`);
  }
  await page.locator("#pair").evaluate((it) => it.seek(0));
  const first = await stages();
  assert.equal(first.length, 2);
  await page.locator("#pair").evaluate((it) => it.seek(12));
  await pair.locator(".clock b").filter({ hasText: /^0:12$/ }).waitFor();
  const then = await stages();
  assert.ok(then[0] !== first[0] && then[1] !== first[1] && then[0] !== then[1], "both sides move, each as it does");
  await page.locator("#pair").evaluate((it) => it.run("kubectl scale sts web --replicas=3"));
  await pair.locator(".board .k").first().filter({ hasText: "/3" }).waitFor();
  await pair.locator(".board .k").last().filter({ hasText: "/3" }).waitFor();
  assert.deepEqual(strange(), []);
  await close();
});

test("messages of strangers and of a wrong shape do nothing", async () => {
  const { page, strange, close } = await read();
  await figure(page, "first").getByRole("button", { name: "Play" }).waitFor();
  const before = await clock(page, "first").innerText();
  await page.evaluate((origin) => {
    const frame = document.querySelector("#first").shadowRoot.querySelector("iframe").contentWindow;
    for (const message of [
      { type: "statefulset-playground:seek", at: "7" }, { type: "statefulset-playground:seek", at: NaN },
      { type: "statefulset-playground:run", line: {} }, { type: "statefulset-playground:" }, { type: 7 }, null, "x",
      { type: "play" }, { type: "statefulset-playground:run", line: "x".repeat(5_000) },
    ]) frame.postMessage(message, origin);
    // The article is spoken to by its own frame only.
    postMessage({ type: "statefulset-playground:height", height: 3_000 }, "*");
  }, new URL(site.url).origin);
  // A frame beside it is not the article.
  await page.evaluate((origin) => {
    const stranger = document.createElement("iframe");
    stranger.srcdoc = `<script>parent.document.querySelector("#first").shadowRoot.querySelector("iframe").contentWindow
      .postMessage({ type: "statefulset-playground:seek", at: 3 }, "${origin}")</script>`;
    document.body.prepend(stranger);
  }, new URL(site.url).origin);
  await page.waitForTimeout(500);
  await settles(async () => assert.equal(await clock(page, "first").innerText(), before));
  await settles(async () => assert.ok(await page.locator("#first iframe").evaluate((it) => it.clientHeight) < 1_000));
  assert.deepEqual(strange(), []);
  await close();
});

test("a link that cannot be read is told, and no other rollout is shown for it", async () => {
  // A scenario is its film or, without one, its text in the gallery.
  const lame = await serve((file) => /^(gallery|films)/.test(file));
  for (const [hash, says] of [["#nonsense?autoplay=true", /no scenario nonsense/], ["#canary?autoplay=true", /could not be fetched/]]) {
    const { page, close } = await visit(browser, { url: `${lame.url}embed.html` }, { hash });
    await page.getByRole("alert").filter({ hasText: says }).waitFor();
    await page.waitForTimeout(300);
    await settles(async () => assert.equal(await page.locator(".plate").count(), 0));
    await close();
  }
  lame.close();
});

for (const [file, scenario] of [["gallery-", "blog.1"], ["service_bg", "canary?replicas=6"]]) {
  test(`a figure that cannot be fetched says so in its article, and stands there once it can be: ${file}`, async () => {
    let isGone = true;
    const lame = await serve((it) => isGone && it.startsWith(file));
    const own = await article(`<!doctype html><script src="${lame.url}embed.js"></script><statefulset-playground id="one" scenario="${scenario}"><a href="#else">What stands there</a></statefulset-playground>`);
    const { page, close } = await visit(browser, own);
    await figure(page, "one").getByRole("alert").getByText("could not be fetched").waitFor();
    await page.locator("#one iframe").waitFor({ state: "visible" });
    await page.getByRole("link", { name: "What stands there" }).waitFor();
    isGone = false;
    await figure(page, "one").getByRole("button", { name: "Try again" }).click();
    await figure(page, "one").locator(".plate").first().waitFor();
    await page.locator("#one iframe").waitFor({ state: "visible" });
    await page.getByRole("link", { name: "What stands there" }).waitFor({ state: "hidden" });
    await settles(async () => assert.ok(await page.locator("#one iframe").evaluate((it) => it.clientHeight) > 300));
    await close();
    own.close();
    lame.close();
  });
}

test("without scripts a link stands there", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(host.url);
  await settles(async () => assert.ok(await page.getByRole("link", { name: /replace two pods at once/ }).isVisible()));
  await context.close();
});

test("nothing keeps people with disabilities out of the figure", async () => {
  for (const hash of ["#blog", "#blog?theme=dark&controls=none", "#blog?controls=terminal"]) {
    const { page, wrongs, close } = await visit(browser, { url: `${site.url}embed.html` }, { hash });
    await page.locator(".em .plate").first().waitFor();
    await page.evaluate(await axe());
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map((it) => `${hash} ${it.id}: ${it.nodes[0].html.slice(0, 160)}`), []);
    assert.deepEqual(wrongs, []);
    await close();
  }
});
