// What is photographed: for each mock-up its counterpart on the page, how one comes there, and in which windows and themes.
import { Playground } from "./playground.mjs";
import { visit } from "./browser.mjs";

const WINDOWS = { 390: 844, 768: 1024, 1024: 768, 1280: 900, 1440: 900, 2560: 1440 };
const ALL = views("1440 768 390", "light dark");

/** Every width in every theme; `forced` is a dark system's own colours. Widest first: what is a sheet on a phone opens last. */
function views(widths, themes = "light") {
  return widths.split(" ").map(Number).flatMap((width) => themes.split(" ").map((theme) => ({ width, height: WINDOWS[width], theme })));
}

const IMAGE = "kubectl set image sts/web nginx=nginx:bad";
const BAD = [": image nginx:bad cannot be pulled", IMAGE];
const scale = (replicas) => [`kubectl scale sts web --replicas=${replicas}`];
/** So many pods that are replaced a tenth at a time, and what else differs. */
const many = (replicas, ...others) => ({ fixture: "many.txt", others: [["replicas: 40", `replicas: ${replicas}`], ...others] });
/** So many pods of a set whose name has forty letters, in the middle of a rollout. */
const long = (replicas) => ({ fixture: "long-names.txt", others: [["replicas: 3", `replicas: ${replicas}`], ...(replicas > 3 ? [["OrderedReady", "Parallel"]] : [])], then: 5 });
const LONG = "elasticsearch-master-nodes-of-production";
const BOTH = views("1440 390", "light dark");
/** Opens one of the tools and looks at it alone; on a phone that is the sheet with what is above it. */
const tool = (name, more = async () => {}) => async (page) => { await page.tab(name).click(); await more(page); };
const SIDE = { of: ".side", views: [...views("1440", "light dark"), ...views("768 390")] };

async function menu(page, ordinal) {
  await page.page.locator(`[data-ordinal='${ordinal}']`).click();
  await page.page.getByRole("menu").waitFor();
}

async function pod(page, ordinal) {
  await menu(page, ordinal);
  await page.page.getByRole("menuitem").first().click();
  await page.page.locator(".own").waitFor();
}

const edit = (page, change) => page.manifest().inputValue().then((text) => page.manifest().fill(change(text)));

/** What Apply will do is worked out bit by bit. */
const outlook = (page) => page.page.locator(".will").getByText(/Done .* after the change/).first().waitFor();

/** Types without Enter, and presses keys. */
const half = (text, ...keys) => async (page) => {
  await page.line().fill(text);
  for (const key of keys) await page.line().press(key);
};

/**
 * Each: `name`; `at`, the second where it begins; `lines` typed there; `then`, the second (or `end`) that is shown; `fixture`, a scenario
 * instead of the opening one, with `others` in place of some of its words; `hash`, the address; `go`, what is opened; `of`, the one
 * element that is looked at, else the window; `whole`, all of the page; `views`.
 */
export const SHOTS = [
  { name: "page", at: 42, whole: true, views: [...ALL, ...views("2560 1280 1024"), ...views("1440", "forced")] },
  { name: "change", at: 42, go: tool("Change"), ...SIDE },
  { name: "faults", at: 42, go: tool("Timing & faults"), ...SIDE },
  { name: "objects", at: 42, go: tool("Objects"), ...SIDE },
  { name: "watch", at: 42, go: (page) => page.page.getByRole("tab", { name: /get pods -w/ }).click(), ...SIDE },
  { name: "manifest", at: 42, go: tool("Manifest", outlook), ...SIDE },
  { name: "manifest-problems", at: 21, go: tool("Manifest", async (page) => {
    await edit(page, (text) => text.replace("maxUnavailable: 2", "maxUnavailble: 2").replace("replicas: 5", "replicas: -1"));
    await page.problem().waitFor();
  }), ...SIDE },
  { name: "manifest-will", at: 21, go: tool("Manifest", async (page) => {
    await edit(page, (text) => text.replace("nginx-slim:0.8", "nginx-slim:0.7"));
    await outlook(page);
  }), ...SIDE },
  { name: "terminal-completion", at: 42, go: half("kubectl delete pod w", "Tab"), ...SIDE },
  { name: "terminal-search", at: 42, lines: ["kubectl describe sts web"], go: half("", "Control+r", "g", "e", "t"), ...SIDE },
  { name: "terminal-busy", at: 42, lines: ["kubectl get pods -w", "kubectl get sts"], ...SIDE },
  { name: "terminal-two", at: 42, go: (page) => page.button("Two panes").click(), of: ".side", views: views("1440 1024", "light dark") },
  { name: "pod", at: 42, go: (page) => pod(page, 3), ...SIDE },
  { name: "pod-yaml", at: 42, go: async (page) => { await pod(page, 3); await page.tab("YAML").click(); }, ...SIDE },
  { name: "pod-menu", at: 42, go: (page) => menu(page, 3), of: ".fig", views: views("1440 390", "light dark") },
  { name: "share", at: 42, go: async (page) => {
    await page.button("Share").click();
    await page.page.frameLocator(".share iframe").locator(".em .plate").first().waitFor();
  // The Han letters of the button beside it are as wide as the machine's: by half a pixel that moves the popover.
  }, of: ".share", views: ALL, han: true },
  { name: "release", at: 42, go: async (page) => {
    await page.page.getByRole("button", { name: /^Kubernetes 1\.3/ }).click();
    await page.releasesDrawn();
  }, of: ".rel", views: ALL },
  { name: "gallery", at: 42, go: async (page) => {
    await page.page.locator(".pick-scn").click();
    await page.page.waitForFunction(() => {
      const all = [...document.querySelectorAll(".gal .mini")];
      return all.length > 0 && all.every((it) => it.querySelector("svg.shape"));
    });
  }, views: ALL },
  { name: "model", at: 42, go: (page) => page.button("What is modelled, and what is not").click(), views: views("1440 390") },
  { name: "stuck", hash: "#undo-does-not-unstick", then: "end", whole: true, views: ALL },
  { name: "stuck-image", at: 27, lines: BAD, then: "end", of: ".fig", views: views("1440") },
  { name: "condemned", at: 60, lines: scale(3), then: 61, of: ".fig", views: views("1440", "light") },
  { name: "states-healthy", fixture: "healthy.txt", then: 28, of: ".pods", views: [...ALL, ...views("1440", "forced")] },
  { name: "states-troubled", fixture: "troubled.txt", then: 112, of: ".pods", views: [...ALL, ...views("1440", "forced")] },
  { name: "states-empty", fixture: "troubled.txt", then: 125, of: ".pods", views: views("1440 390") },
  { name: "states-revisions", fixture: "revisions.txt", then: "end", whole: true, views: ALL },
  { name: "states-partition", at: 22, lines: [`kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'`], then: 42, of: ".pods", views: ALL },
  { name: "tight", at: 22, lines: scale(10), then: 70, of: ".fig", views: views("1440", "light dark") },
  { name: "lanes-24", ...many(24, ["minReadySeconds: 0", "minReadySeconds: 15"], ["10%", "3"]), then: 78, whole: true, views: views("1440", "light dark") },
  { name: "lanes-40", ...many(40), then: 76, whole: true, views: ALL },
  { name: "many-100", ...many(100), then: 72, whole: true, views: ALL },
  { name: "many-1000", ...many(1_000, ["10%", "3%"], ["partition: 0", "partition: 300"]), then: 180, whole: true, views: [...ALL, ...views("1440", "forced")] },
  { name: "many-3000", at: 22, lines: scale(3_000), then: 600, of: ".fig", views: views("1440") },
  { name: "names-3", ...long(3), whole: true, views: BOTH },
  { name: "names-8", ...long(8), of: ".fig", views: BOTH },
  { name: "names-50", ...long(50), of: ".fig", views: BOTH },
  { name: "names-500", ...long(500), of: ".fig", views: BOTH },
  { name: "names-2100", ...long(2_100), of: ".fig", views: BOTH },
  { name: "names-lanes", ...long(20), of: ".fig", views: BOTH },
  { name: "names-menu", ...long(3), go: (page) => menu(page, 2), of: ".fig", views: BOTH },
  { name: "names-pod", ...long(3), go: (page) => pod(page, 2), ...SIDE },
  { name: "embed", open: embedded, at: 42, of: ".em", views: [{ width: 760, height: 400, theme: "light" }, { width: 760, height: 400, theme: "dark" }, ...views("390")] },
  { name: "names-embed", open: embeddedLong, at: 5, of: ".em", views: [{ width: 760, height: 400, theme: "light" }, { width: 760, height: 400, theme: "dark" }, ...views("390", "light dark")] },
  { name: "zh", han: true, at: 42, go: chinese, views: [...views("1440 390", "light dark"), ...views("768")] },
];

async function chinese(page) {
  await page.button("中文").click();
  await page.page.waitForSelector('html[lang="zh-CN"]');
}

/** The figure alone, as an article's frame has it. */
async function embedded(browser, site, options) {
  const page = new Playground(await visit(browser, { url: `${site.url}embed.html` }, { hash: "#blog", ...options }));
  await page.page.locator(".em .plate").first().waitFor();
  return page;
}

/** The same of the scenario with the long name: its link is the address of the page on which it was opened. */
async function embeddedLong(browser, site, options) {
  const whole = await Playground.open(browser, site, options);
  await whole.openFixture("long-names.txt");
  await whole.page.waitForFunction(() => location.hash.length > 100);
  const hash = await whole.page.evaluate(() => location.hash);
  await whole.leave();
  return embedded(browser, site, { ...options, hash });
}
