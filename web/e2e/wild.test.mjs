// Every recorded file of the wild that runs on a real control plane runs here: pasted, begun anew with, and looked at at its end.
// The recordings are transcripts (`crates/scenario/tests`); what each command prints is compared there. Here it is the page.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { serve } from "./site.mjs";
import { open } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const WILD = process.env.WILD ? new URL(`file://${process.env.WILD}/`) : new URL("../../crates/scenario/tests/transcripts/recorded/wild/", import.meta.url);

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The file of a recording, and the sets that it made: `namespace name replicas`. */
async function recorded(name) {
  const lines = (await readFile(new URL(name, WILD), "utf8")).split("\n");
  const from = lines.findIndex((it) => it.startsWith(": file "));
  const file = lines.slice(from + 1, lines.indexOf(": end", from)).join("\n");
  return { name, file, sets: setsOf(printed(lines, "kubectl get sts -A")), pods: printed(lines, "kubectl get pods -A").length };
}

function printed(lines, command) {
  const at = lines.indexOf(`$ ${command}`);
  const rest = lines.slice(at + 1);
  const rows = rest.slice(0, rest.findIndex((it) => /^[$:] /.test(it)));
  return rows.filter((it) => !/^(NAMESPACE|No resources)/.test(it));
}

/** A row of `get sts -A`. */
const ROW = /^\S+\s+\S+\s+\d+\/\d+\s/;

/** `n4 n2 2`: the replicas that are wanted, for a recording may have been caught in mid-start. */
const setsOf = (rows) => rows.filter((it) => ROW.test(it)).map((it) => it.trim().split(/\s+/))
  .map(([namespace, name, ready]) => `${namespace} ${name} ${ready.split("/")[1]}`).sort();

/** Pastes a file, begins anew with it, and reads at its end what `get sts -A` prints. */
async function run(page, file) {
  await page.tab("Manifest").click();
  await page.manifest().fill(file);
  await page.button("Begin anew with it").click();
  await page.known();
  await page.rest();
  // Where nothing is drawn there is no time to go to the end of.
  if (await page.slider().count()) await page.press("End");
  await page.tab("Terminal").click();
  await page.type("kubectl get sts -A");
  await page.known();
  const entry = page.page.getByRole("log").first();
  await entry.getByText("kubectl get sts -A").last().waitFor();
  const text = await entry.innerText();
  return text.slice(text.lastIndexOf("kubectl get sts -A")).split("\n").slice(1).filter((it) => it.trim() && !it.includes("NAMESPACE"));
}

test("what runs on a real control plane runs on the page, and nothing stops it", { skip: !existsSync(WILD) && "the recordings are not here" }, async () => {
  const page = await Playground.open(browser, site);
  // A draft of the program takes a minute for the link of the longest.
  page.page.setDefaultTimeout(180_000);
  const files = (await readdir(WILD)).filter((it) => /^w\d+\.txt$/.test(it)).sort();
  const wrong = [];
  let real = 0, here = 0;
  for (const name of files) {
    const { file, sets, pods } = await recorded(name);
    const rows = await run(page, file);
    const found = setsOf(rows);
    const ready = rows.filter((it) => ROW.test(it)).map((it) => /(\d+)\/(\d+)/.exec(it)).every((it) => !it || it[1] === it[2]);
    // Names are masked in these files, those of node labels too, and the recorder's scheduler did not ask for them.
    const isForOtherNodes = /^ *nodeSelector:\s+kubernetes\.io\/os: "?n\d+/m.test(file) || /^ *nodeSelector:\s+\S+: "?n\d+/m.test(file);
    const runs = pods > 0 && sets.length > 0 && !(isForOtherNodes && !ready);
    const same = JSON.stringify(found) === JSON.stringify(sets);
    real += runs;
    here += runs && same && ready;
    if (!same || (runs && !ready)) wrong.push(`${name}: ${JSON.stringify(rows)}, recorded ${JSON.stringify(sets)}`);
    assert.deepEqual(page.wrongs, [], name);
  }
  console.log(`${files.length} files: ${real} run on a real control plane, ${here} of them here`);
  assert.deepEqual(wrong, []);
  assert.ok(real >= 50, "the recordings are there");
  assert.equal(here, real);
  await page.leave();
});
