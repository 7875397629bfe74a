// Lighthouse's scores of the built site, by its profile of a phone: of three runs the one in the middle, and what keeps a score below 100.
import { execFile } from "node:child_process";
import { loadavg } from "node:os";
import { promisify } from "node:util";
import { serve } from "./site.mjs";
import { FLAGS, chrome, tool } from "./browser.mjs";

const PROGRAM = tool().resolve("lighthouse/cli/index.js");
const PAGES = ["", "#canary", "embed.html#canary"];
const RUNS = 3;
const run = promisify(execFile);

async function report(url) {
  const words = [PROGRAM, url, "--quiet", "--output=json", "--no-enable-error-reporting", `--chrome-flags=--headless=new ${FLAGS.join(" ")}`];
  const { stdout } = await run(process.execPath, words, { env: { ...process.env, CHROME_PATH: chrome() }, maxBuffer: 1 << 28 });
  return JSON.parse(stdout);
}

const percent = (score) => Math.round(score * 100);
const performance = (report) => report.categories.performance.score;

/** What costs a category something, each with its part of it and its value. */
const costs = ({ categories, audits }) => Object.values(categories).flatMap(({ title, auditRefs }) => auditRefs
  .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
  .map(({ id, weight }) => `  ${title}: ${audits[id].title}, ${audits[id].displayValue ?? "not so"} (${percent(audits[id].score)} of 100, weight ${weight})`));

const site = await serve(undefined, { hosted: true });
for (const page of PAGES) {
  const reports = [];
  for (let at = 0; at < RUNS; at += 1) reports.push(await report(site.url + page));
  reports.sort((a, b) => performance(a) - performance(b));
  const middle = reports[Math.floor(RUNS / 2)];
  const scores = Object.values(middle.categories).map(({ title, score }) => `${title} ${percent(score)}`);
  console.log(`${page || "index.html"}: ${scores.join(", ")}; performance in all runs ${reports.map((it) => percent(performance(it))).join(", ")}`);
  console.log([...costs(middle), `  this machine is worth ${middle.environment.benchmarkIndex} to it, with a load of ${loadavg()[0].toFixed(1)}`].join("\n"));
}
site.close();
