// A Chromium, and a page of it that reports everything a visitor's console would show.
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** The closed networks of build machines refuse Chromium's own calls, many at a time: it makes none. */
export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** How long a test waits for what comes in its own time, in ms: far longer than it takes, since a busy machine is no fault. */
export const PATIENCE = 60_000 * Number(process.env.PATIENCE ?? 1);

/** Asserts again until it holds: what a person does is seen a moment after it was done. What it reads must be readable again. */
export async function settles(assertion) {
  for (const until = Date.now() + PATIENCE; ; await new Promise((later) => setTimeout(later, 50))) {
    try {
      return await assertion();
    } catch (error) {
      if (error.code !== "ERR_ASSERTION" || Date.now() > until) throw error;
    }
  }
}

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/** Loads packages of `web/package.json`, or those of another folder. */
export const tool = (folder) => createRequire(folder ? join(folder, "here.js") : import.meta.url);

/** The text of axe-core, which looks for what keeps people with disabilities out. */
export function axe() {
  return readFile(tool(process.env.AXE).resolve("axe-core/axe.min.js"), "utf8");
}

export function chrome() {
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((it) => NAMES.map((name) => join(it, name)));
  return process.env.CHROME ?? places.find((it) => existsSync(it));
}

const playwright = () => tool(process.env.PLAYWRIGHT)("playwright-core");
const options = () => ({ executablePath: chrome(), headless: true, args: FLAGS });

export function open() {
  return playwright().chromium.launch(options());
}

/** A browser with a profile of its own, which keeps files as a visitor's does; `visit` takes it as well. */
export async function openWithProfile() {
  const folder = await mkdtemp(join(tmpdir(), "playground-profile-"));
  const profile = await playwright().chromium.launchPersistentContext(folder, { ...options(), viewport: { width: 1280, height: 900 } });
  profile.once("close", () => rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {}));
  return profile;
}

/**
 * A page, and what is wrong with it so far: errors, policy violations, requests to another host.
 * A test ends by asserting that `wrongs` is empty.
 */
export async function visit(browser, site, { hash = "", clock, ...options } = {}) {
  const context = await (browser.newContext?.({ viewport: { width: 1280, height: 900 }, ...options }) ?? browser);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const wrongs = [], requests = [];
  page.on("console", (it) => { if (it.type() === "error") wrongs.push(`console: ${it.text()}`); });
  page.on("pageerror", (it) => wrongs.push(`error: ${it.message}`));
  page.on("request", (it) => {
    requests.push(it.url());
    const isOwn = it.url().startsWith(new URL(site.url).origin) || it.url().startsWith("data:");
    if (!isOwn) wrongs.push(`request to another host: ${it.url()}`);
  });
  await page.exposeFunction("violated", (words) => wrongs.push(`policy: ${words}`));
  await page.addInitScript(() => addEventListener("securitypolicyviolation",
    (it) => window.violated(`${it.violatedDirective} forbids ${it.blockedURI} ${it.sample}`)));
  if (clock) await page.clock.install();
  await page.goto(site.url + hash);
  return { page, wrongs, requests, close: () => context.close() };
}
