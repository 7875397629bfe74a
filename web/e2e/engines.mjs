// Firefox and WebKitGTK, each driven by the library that knows it, under one small interface: an address, a script, a mouse, keys, a
// picture. Chromium is driven by `browser.mjs`. What a page reports comes from a script of the site's server (`WATCH`), since WebKit's
// driver tells nothing of its console.
//
// `cargo xtask test` says where the engines and libraries are; by hand those in PATH are taken. An engine that is not here is none.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { tool } from "./browser.mjs";

const WINDOW = { width: 1440, height: 900 };
/** How long an engine may take to start, or to load a page: a machine that builds beside it is slow. */
const SLOW = 120_000 * Number(process.env.PATIENCE ?? 1);

/**
 * Sends what a console would show as a request `wrong?WORDS`: errors, refused promises, policy violations, files that are missing.
 * Nothing of a page that is being left: what is on its way then ends, and Firefox calls that a network error.
 */
export const WATCH = `{
  let isLeft = false;
  addEventListener("beforeunload", () => { isLeft = true; });
  addEventListener("pageshow", () => { isLeft = false; });
  const tell = (words) => { if (!isLeft) navigator.sendBeacon(new URL("wrong?" + encodeURIComponent(words), location.href.split("#")[0])); };
  const { error } = console;
  console.error = (...words) => { if (!isLeft) { tell("console: " + words.join(" ")); error.apply(console, words); } };
  addEventListener("error", (it) => tell("error: " + (it.message ?? it.target?.src ?? it.target?.href)), true);
  addEventListener("unhandledrejection", (it) => tell("error: " + it.reason));
  addEventListener("securitypolicyviolation", (it) => tell("policy: " + it.violatedDirective + " forbids " + it.blockedURI));
}`;

/** What pages with WATCH have reported to a server of \`site.mjs\`. */
export const reported = ({ asked }) => asked.flatMap((it) => /\/wrong\?(.*)$/.exec(it)?.slice(1) ?? []).map(decodeURIComponent);

function program(chosen, ...names) {
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((it) => names.map((name) => join(it, name)));
  return chosen ?? places.find((it) => existsSync(it));
}

/** A library of npm, or nothing where it is not installed. */
function library(name, chosen) {
  try { return tool(chosen)(name); } catch { return undefined; }
}

/** A program that ends with this one, and does not keep it from ending. */
function beside(program, words, options) {
  const child = spawn(program, words, options);
  child.unref();
  process.once("exit", () => child.kill());
  return child;
}

const gone = (child) => new Promise((ended) => {
  if (child.exitCode !== null || child.signalCode !== null) return ended();
  child.ref();
  child.once("exit", ended);
  return child.kill();
});

/** Firefox, over WebDriver BiDi. */
async function firefox() {
  const executablePath = program(process.env.FIREFOX, "firefox-esr", "firefox");
  const puppeteer = library("puppeteer-core", process.env.PUPPETEER);
  if (!executablePath || !puppeteer) return undefined;
  // It keeps its state in the home folder, which must be its user's own.
  const home = await mkdtemp(join(tmpdir(), "playground-firefox-"));
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, timeout: SLOW, protocolTimeout: SLOW, defaultViewport: WINDOW, env: { ...process.env, HOME: home } });
  const page = await browser.newPage(), own = [];
  page.setDefaultTimeout(SLOW);
  page.on("console", (it) => { if (it.type() === "error") own.push(`console: ${it.text()}`); });
  page.on("pageerror", (it) => own.push(`error: ${it.message}`));
  const framed = (path) => page.evaluateHandle((path) => path.reduce((at, it) => (at.shadowRoot ?? at).querySelector(it), document), path).then((it) => it.contentFrame());
  return {
    name: await browser.version(),
    own,
    go: (address) => page.goto(address),
    run: (script, words, path) => (path ? framed(path) : Promise.resolve(page)).then((it) => it.evaluate(script, ...words)),
    async drag(from, to) {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      for (let step = 1; step <= 6; step += 1) await page.mouse.move(from.x + ((to.x - from.x) * step) / 6, from.y + ((to.y - from.y) * step) / 6);
    },
    drop: () => page.mouse.up(),
    click: ({ x, y }) => page.mouse.click(x, y),
    write: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    picture: () => page.screenshot(),
    async close() {
      await browser.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A port that is free at this moment. */
function freePort() {
  return new Promise((known) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => known(port));
    });
  });
}

/** What a promise comes to, unless it takes too long: an engine that never answers is told, not waited for. */
async function soon(what, promise) {
  let timer;
  const late = new Promise((_, failed) => { timer = setTimeout(() => failed(new Error(`${what} does not answer`)), SLOW); });
  try { return await Promise.race([promise, late]); } finally { clearTimeout(timer); }
}

/**
 * A screen of its own: WebKitGTK has no headless form. The server itself chooses the number. It writes the number and the end of its
 * line one after the other, and ends where nobody reads the second.
 */
async function screen(server) {
  const child = beside(server, ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await soon("Xvfb", new Promise((known, failed) => {
    let told = "";
    child.stdio[3].on("data", (data) => {
      told += data;
      if (told.endsWith("\n")) known(told.trim());
    });
    child.once("exit", (code, signal) => failed(new Error(`Xvfb ended with ${code ?? signal}`)));
  }));
  child.stdio[3].unref();
  return { child, display: `:${number}` };
}

/** WebKitGTK's small browser, over WebDriver, on a screen that nobody sees. */
async function webkit() {
  const driver = program(process.env.WEBKIT_DRIVER, "WebKitWebDriver"), server = program(undefined, "Xvfb");
  const selenium = library("selenium-webdriver", process.env.SELENIUM);
  if (!driver || !server || !selenium) return undefined;
  const { child: xvfb, display } = await screen(server);
  const home = await mkdtemp(join(tmpdir(), "playground-webkit-")), port = await freePort();
  const child = beside(driver, [`--port=${port}`], { stdio: "ignore", env: { ...process.env, DISPLAY: display, HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home } });
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + SLOW; !(await fetch(`${url}/status`).then((it) => it.ok, () => false));) {
    if (Date.now() > until) throw new Error("WebKitWebDriver does not answer");
    await new Promise((later) => setTimeout(later, 100));
  }
  const { Builder, Capabilities, Key } = selenium;
  const session = await soon("MiniBrowser", new Builder().usingServer(url).withCapabilities(new Capabilities({ browserName: "MiniBrowser" })).build())
    .catch((why) => { child.kill(); xvfb.kill(); throw why; });
  await session.manage().window().setRect({ x: 0, y: 0, ...WINDOW });
  const at = ({ x, y }) => ({ x: Math.round(x), y: Math.round(y), duration: 50 });
  const mouse = () => session.actions({ async: true });
  return {
    name: `WebKitGTK ${(await session.getCapabilities()).get("browserVersion")}`,
    own: [],
    go: (address) => session.get(address),
    async run(script, words, path) {
      if (!path) return session.executeScript(script, ...words);
      await session.switchTo().frame(await session.executeScript((path) => path.reduce((at, it) => (at.shadowRoot ?? at).querySelector(it), document), path));
      try { return await session.executeScript(script, ...words); } finally { await session.switchTo().defaultContent(); }
    },
    async drag(from, to) {
      await mouse().move(at(from)).press().perform();
      for (let step = 1; step <= 6; step += 1) await mouse().move(at({ x: from.x + ((to.x - from.x) * step) / 6, y: from.y + ((to.y - from.y) * step) / 6 })).perform();
    },
    drop: () => mouse().release().perform(),
    click: (point) => mouse().move(at(point)).press().release().perform(),
    write: (text) => mouse().sendKeys(text).perform(),
    press: (key) => mouse().sendKeys(Key[key.toUpperCase()]).perform(),
    picture: async () => Buffer.from(await session.takeScreenshot(), "base64"),
    async close() {
      await session.quit();
      await gone(child);
      await gone(xvfb);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Each engine by its name, and what opens it: nothing where it, or what drives it, is not on this machine. */
export const ENGINES = { firefox, webkit };
