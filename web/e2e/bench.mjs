// What a frame, a seek and an input cost in a browser, whether memory grows, 10,000 pods, and sweeps: `cargo xtask bench`, its last part.
//   node web/e2e/bench.mjs [--pods=5,100,1000] [--minutes=10] [--only=frames,compared,many,sweeps,plans]
// Costs are processor time of the page's main thread, scripting and rendering together, from Chromium's tracing: what other
// programs take from the machine meanwhile is not counted.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { serve } from "./site.mjs";
import { open } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const { values } = parseArgs({
  options: { pods: { type: "string", default: "5,100,1000" }, minutes: { type: "string", default: "10" },
    only: { type: "string", default: "frames,compared,many,sweeps,plans" } },
});
const PLAYED_MS = 4_000;
const CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"];

const manifest = (pods) => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  podManagementPolicy: Parallel
  replicas: ${pods}
  serviceName: web
  selector:
    matchLabels:
      app: web
  updateStrategy:
    rollingUpdate:
      maxUnavailable: 10%
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: redis
        image: redis:7.2
`;

/** A rollout of so many pods, a tenth of them at a time: its frames, seeks and inputs, and for the most pods the memory. */
async function measure(pods, isLast) {
  const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
  await page.pause();
  await page.tab("Manifest").click();
  await page.manifest().fill(manifest(pods));
  await page.button("Begin anew with it").click();
  await page.pause();
  await page.press("End");
  await page.tab("Terminal").click();
  await page.type("kubectl set image sts/web redis=redis:7.4");
  await page.pause();
  const [frames, seeks] = [await played(page), await sought(page)];
  const typed = await input(page, () => page.line().press("a"));
  const late = await lateLine(page);
  say(`${pods} pods`, [
    `a frame ${ms(middle(frames))} (95 %: ${ms(share(frames, 0.95))}, ${frames.length} frames)`,
    `a seek ${ms(middle(seeks))}, at most ${ms(Math.max(...seeks))}`,
    `a key to the next paint ${ms(typed)}`,
    `a line typed at the end: the longest the page stands still is ${ms(late)}`,
  ]);
  if (isLast) say(`memory, ${pods} pods`, [await grown(page, Number(values.minutes))]);
  if (page.wrongs.length) throw new Error(page.wrongs.join("\n"));
  await page.close();
}

/** A comparison of two rollouts of 100 pods: a frame and a seek, against those of one of them. */
async function compared() {
  const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
  await page.pause();
  await page.tab("Manifest").click();
  await page.manifest().fill(manifest(100));
  await page.button("Begin anew with it").click();
  await page.pause();
  await page.press("End");
  await page.tab("Terminal").click();
  await page.type("kubectl set image sts/web redis=redis:7.4");
  await page.pause();
  const one = [await played(page), await sought(page)];
  await page.button("Compare").click();
  await page.button("podManagementPolicy OrderedReady").click();
  await page.page.locator(".cmp .boards").waitFor();
  await page.pause();
  await page.page.locator("body").press("Shift+}");
  const both = [await played(page), await sought(page)];
  const [frame, seek] = [0, 1].map((it) => `${ms(middle(both[it]))} against ${ms(middle(one[it]))}: ${(middle(both[it]) / middle(one[it])).toFixed(2)} times`);
  say("2 × 100 pods compared", [`a frame ${frame}`, `a seek ${seek}`]);
  if (page.wrongs.length) throw new Error(page.wrongs.join("\n"));
  await page.close();
}

/** Ten thousand pods: how long until they are made, and until their update is known. */
async function many() {
  const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
  page.page.setDefaultTimeout(300_000);
  await page.pause();
  await page.tab("Manifest").click();
  await page.manifest().fill(manifest(10_000));
  const whole = () => page.page.waitForFunction(() => !document.querySelector("main[aria-busy]"), null, { timeout: 300_000 });
  const begun = Date.now();
  await page.button("Begin anew with it").click();
  await whole();
  const made = Date.now() - begun;
  await page.pause();
  await page.press("End");
  await page.tab("Terminal").click();
  await page.line().fill("kubectl set image sts/web redis=redis:7.4");
  await watchTasks(page);
  const typed = Date.now();
  await page.line().press("Enter");
  await whole();
  say("10000 pods", [`shown after ${ms(made)}`, `an update is shown after ${ms(Date.now() - typed)}`,
    `the longest the page stands still meanwhile is ${ms(await longestTask(page))}`]);
  await page.close();
}

/** Many runs on a pool of workers: how long they take, and how long they hold the page. */
async function sweeps() {
  const twelve = await readFile(new URL("fixtures/sweep.txt", import.meta.url), "utf8");
  const line = "kubectl set image sts/db db=redis:7.4";
  for (const [pods, ways, runs] of [[12, 10, 200], [100, 20, 100]]) {
    const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
    await page.pause();
    await watchTasks(page);
    // As in crates/scenario/benches/sweep.rs.
    const texts = Array.from({ length: ways }, (_, way) => twelve.replace("replicas: 12", `replicas: ${pods}`)
      .replaceAll("Parallel", way % 2 ? "Parallel" : "OrderedReady").replace("maxUnavailable: 3", `maxUnavailable: ${way + 1}`));
    await page.page.waitForFunction(() => document.documentElement.sweep);
    const took = await page.page.evaluate(([texts, line, runs]) => new Promise((done) => {
      const begun = performance.now();
      document.documentElement.sweep(texts, line, "db", runs, (count, all, stage) => {
        if (stage !== "running") done({ ms: performance.now() - begun, stage });
      });
    }), [texts, line, runs]);
    say(`a sweep of ${ways} ways × ${runs} runs of ${pods} pods`, [`${took.stage} after ${(took.ms / 1000).toFixed(2)} s`,
      `the longest the page stands still is ${ms(await longestTask(page))}`]);
    await page.close();
  }
}

/** A plan as a person asks for it: from the press on its button until every run is drawn, and how long it holds the page. */
async function plans() {
  const fixture = await readFile(new URL("fixtures/sweep.txt", import.meta.url), "utf8");
  for (const [pods, limit] of [[12, "2 s for 10 ways × 200 runs"], [100, "30 s for 20 ways × 100 runs"]]) {
    const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
    await page.drop("plan.txt", fixture.replace("replicas: 12", `replicas: ${pods}`));
    await page.page.locator("h1").getByText("How fast can twelve be replaced?").waitFor();
    await page.pause();
    await watchTasks(page);
    const begun = Date.now();
    await page.page.locator(".of-plan").click();
    await page.page.locator(".planned .going button").waitFor();
    await page.page.locator(".planned .going button").waitFor({ state: "detached", timeout: 300_000 });
    const took = Date.now() - begun;
    say(`a plan of ${pods} pods (${limit})`, [`${await page.page.locator(".planned .going").innerText()}`,
      `${ms(took)} from the press on Plan`, `the longest the page stands still is ${ms(await longestTask(page))}`]);
    await page.close();
  }
}

/** Has the page note its tasks of 50 ms and more. */
const watchTasks = (page) => page.page.evaluate(() => {
  window.tasks = [];
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((it) => it.duration))).observe({ type: "longtask" });
});
const longestTask = async (page) => Math.max(0, ...(await page.page.evaluate(() => window.tasks)));

/** What each frame costs while it plays. */
async function played(page) {
  await page.button("Play").click();
  const costs = await traced(page, () => page.page.waitForTimeout(PLAYED_MS), "TimerFire");
  await page.pause();
  return costs;
}

/** What it costs to go to twenty moments all over the axis. */
async function sought(page) {
  const box = await page.page.locator(".tl").boundingBox();
  const costs = [];
  for (let seek = 0; seek < 20; seek += 1) {
    const x = box.x + (box.width * ((seek * 7) % 20 + 0.5)) / 20;
    const cost = await traced(page, async () => {
      await page.page.mouse.click(x, box.y + box.height - 40);
      await painted(page);
    });
    costs.push(cost[0]);
  }
  return costs;
}

/** How long after an input the next paint is, as the browser itself reports it. */
async function input(page, act) {
  await page.line().focus();
  await page.page.evaluate(() => {
    window.paints = [];
    new PerformanceObserver((list) => window.paints.push(...list.getEntries().map((it) => it.duration)))
      .observe({ type: "event", durationThreshold: 16, buffered: false });
  });
  for (let press = 0; press < 10; press += 1) await act();
  await page.page.waitForTimeout(200);
  const paints = await page.page.evaluate(() => window.paints);
  return paints.length ? Math.max(...paints) : 16;
}

/** The longest task of the main thread, of 50 ms and more, from a line that is typed at the end until its outcome is known. */
async function lateLine(page) {
  await page.line().fill("");
  await page.press("End");
  await watchTasks(page);
  await page.type("kubectl set image sts/web redis=redis:7.6");
  await page.page.waitForTimeout(PLAYED_MS);
  await page.pause();
  return longestTask(page);
}

/** The memory of the program and of JavaScript after so many minutes of playing at 100×, again and again. */
async function grown(page, minutes) {
  await page.page.locator(".speed select").first().selectOption("100000");
  const sizes = [await size(page)];
  const until = Date.now() + minutes * 60_000;
  while (Date.now() < until) {
    const play = page.button("Play");
    if (await play.count()) await play.click();
    await page.page.waitForTimeout(1_000);
    if (sizes.length < 2) sizes.push(await size(page));
  }
  sizes.push(await size(page));
  const said = ({ wasm, heap }) => `${mb(wasm)} + ${mb(heap)}`;
  return `${said(sizes[0])} at first, ${said(sizes[1] ?? sizes[0])} once played, ${said(sizes.at(-1))} after ${minutes} min at 100×`;
}

async function size(page) {
  const session = await page.page.context().newCDPSession(page.page);
  await session.send("HeapProfiler.collectGarbage");
  const wasm = await page.page.evaluate(async () => {
    const { default: load } = await import(document.querySelector("link[rel=modulepreload]").href);
    return (await load()).memory.buffer.byteLength;
  });
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return { wasm, heap: usedSize };
}

const painted = (page) => page.page.evaluate(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done))));

/** The main thread's milliseconds while something is done; where a kind of event begins each frame, one number a frame. */
async function traced(page, act, begins) {
  const session = await page.page.context().newCDPSession(page.page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES } });
  await act();
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const main = thread(events);
  const tasks = events.filter((it) => it.name === "RunTask" && it.ph === "X" && it.tid === main.tid && it.pid === main.pid);
  const starts = events.filter((it) => it.name === begins && it.tid === main.tid && it.pid === main.pid)
    .map((it) => it.ts).sort((a, b) => a - b);
  const costs = begins ? starts.map(() => 0) : [0];
  for (const task of tasks) {
    const frame = begins ? starts.findLastIndex((ts) => ts <= task.ts + task.dur) : 0;
    if (frame >= 0) costs[frame] += (task.tdur ?? task.dur) / 1_000;
  }
  return costs.slice(0, begins ? -1 : 1);
}

/** The main thread of the page: the one that ran most. */
function thread(events) {
  const mains = events.filter((it) => it.name === "thread_name" && it.args.name === "CrRendererMain");
  const ran = (main) => events.filter((it) => it.pid === main.pid && it.tid === main.tid).length;
  return mains.sort((a, b) => ran(b) - ran(a))[0];
}

const share = (costs, part) => costs.toSorted((a, b) => a - b)[Math.min(costs.length - 1, Math.floor(costs.length * part))];
const middle = (costs) => share(costs, 0.5);
const ms = (cost) => `${cost.toFixed(1)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const say = (what, lines) => process.stdout.write(`${what}\n${lines.map((it) => `  ${it}\n`).join("")}`);

const site = await serve();
const browser = await open();
try {
  const all = values.pods.split(",").map(Number), only = values.only.split(",");
  if (only.includes("frames")) for (const pods of all) await measure(pods, pods === all.at(-1));
  if (only.includes("compared")) await compared();
  if (only.includes("many")) await many();
  if (only.includes("sweeps")) await sweeps();
  if (only.includes("plans")) await plans();
} finally {
  await browser.close();
  site.close();
}
