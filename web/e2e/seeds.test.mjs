// The two documents that the playground is for, typed from top to bottom into the page's terminal. The commands are read from the
// documents' own text, and so is what they must print: the same pods in the same order through the same states. How often a row
// repeats, ages, and the words of later releases follow the release.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

const SEEDS = new URL("../../crates/scenario/tests/seeds/", import.meta.url);
const TUTORIAL = "tutorial.txt", BLOG = "blog.txt";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** Applies a manifest to an empty cluster, and goes to the end of that. */
async function begin(manifest) {
  const page = await Playground.open(browser, site);
  await page.pause();
  await page.tab("Manifest").click();
  await page.manifest().fill(manifest);
  await page.button("Begin anew with it").click();
  await page.tab("Terminal").click();
  await page.button("Two panes").click();
  await rest(page);
  return page;
}

/** Everything that happens by itself happens. */
async function rest(page) {
  await page.pause();
  await page.press("End");
}

const isWatch = (command) => /\s(-w|--watch)\b/.test(command);
const pane = (page, watch) => page.page.getByRole("log").nth(watch ? 1 : 0);

/** Types a line into the first pane, or the second one for a watch, which may still be busy with the last. */
async function type(page, command) {
  const prompt = page.lines().nth(isWatch(command) ? 1 : 0);
  if (isWatch(command)) await prompt.press("Control+c");
  await prompt.fill(command);
  await prompt.press("Enter");
  await page.pause();
}

/** What the last line of a pane printed. */
async function printed(page, watch) {
  return (await pane(page, watch).locator("pre").last().innerText()).trim();
}

/** Pods and their states in a table of pods, in order: `web-0 Running`. */
function states(text) {
  const rows = [...text.matchAll(/^(\S+-\d+)\s+\d+\/\d+\s+([A-Za-z]+)/gm)].map((row) => [row[1], row[2]]);
  return rows.map(([pod, state]) => ({ pod, state }));
}

/** The rows after the list with which a watch begins: that tells when it was opened, of which a document says nothing. */
function changes(rows) {
  const again = rows.findIndex((row, at) => rows.slice(0, at).some((it) => it.pod === row.pod));
  return rows.slice(again === -1 ? rows.length : again);
}

/** Each pod came through these states, in this order; others may lie between. Pods appear and begin to leave in this order. */
function agrees(theirs, ours, what) {
  assert.ok(theirs.length > 0, `${what} tells of a change`);
  const pods = [...new Set(theirs.map((it) => it.pod))];
  for (const pod of pods) {
    const distinct = (all) => all.filter((it) => it.pod === pod).map((it) => it.state)
      .filter((it, at, list) => it !== list[at - 1]);
    const rest = distinct(ours);
    for (const state of distinct(theirs)) {
      const at = rest.indexOf(state);
      assert.notEqual(at, -1, `${what}: ${pod} comes to ${state}; the page has ${distinct(ours).join(", ")}`);
      rest.splice(0, at + 1);
    }
  }
  for (const state of ["Pending", "Terminating"]) {
    const order = (all) => [...new Set(all.filter((it) => it.state === state).map((it) => it.pod))];
    const there = order(theirs);
    assert.deepEqual(order(ours).filter((pod) => there.includes(pod)), there, `${what}: order of ${state}`);
  }
}

/** The fenced blocks of the tutorial: the command, and what the document prints below it. */
function blocks(text) {
  return [...text.matchAll(/^```\w*\n([^]*?)^```/gm)].map(([, block]) => {
    const [command, ...output] = block.trimEnd().split("\n");
    return { command: command.trim(), output: output.join("\n") };
  });
}

/** What one block prints agrees with what the page prints. */
function check({ command, output }, ours) {
  const words = (text) => text.trim().split(/\s+/).join(" ");
  if (!command.startsWith("kubectl") && !command.startsWith("for ")) {
    assert.match(ours, /command not found/, command);
  } else if (/jsonpath|--template/.test(command)) {
    assert.equal(words(ours), words(output), command);
  } else if (/get pvc/.test(command)) {
    const claims = (text) => [...text.matchAll(/^(www-\S+)\s+(\w+).*?\s(1Gi)\s+(RWO)/gm)].map((row) => row.slice(1).join(" "));
    assert.deepEqual(claims(ours), claims(output), command);
  } else {
    const verb = /(scaled|patched|deleted)/.exec(output)[1];
    const names = [...output.matchAll(/"([^"]+)"/g)].map((name) => name[1]).filter((it) => it !== "statefulset");
    assert.match(ours, new RegExp(verb), command);
    names.forEach((name) => assert.ok(ours.includes(name), `${command}: ${name} in ${ours}`));
  }
}

test("the tutorial's commands, as printed, in the order printed", async () => {
  const text = await readFile(new URL(TUTORIAL, SEEDS), "utf8");
  const fixture = await readFile(new URL("fixtures/tutorial.yaml", import.meta.url), "utf8");
  // The tutorial takes OnDelete for the default, which it was before apps/v1.
  const page = await begin(fixture.replace("  replicas: 2\n", "  replicas: 2\n  updateStrategy: {type: OnDelete}\n"));
  const all = blocks(text);
  assert.ok(all.length > 30, `${all.length} blocks`);
  for (const [at, block] of all.entries()) {
    if (isWatch(block.command)) {
      // Without output it is opened; with output it tells what the terminal that watches has printed meanwhile.
      if (block.output) agrees(changes(states(block.output)), states(await printed(page, true)), `block ${at + 1}`);
      else await type(page, block.command);
      continue;
    }
    // A terminal that is to show what a line does watches before it is typed.
    const shown = all[at + 1];
    const isOpen = at > 0 && isWatch(all[at - 1].command) && !all[at - 1].output;
    if (shown && isWatch(shown.command) && !isOpen) await type(page, shown.command);
    await type(page, block.command);
    await rest(page);
    check(block, await printed(page, false));
  }
  await page.leave();
});

test("the blog's manifest and rollout: two at a time, batch by batch", async () => {
  const text = await readFile(new URL(BLOG, SEEDS), "utf8");
  const manifest = /^apiVersion: apps\/v1\n[^]*?^    type: RollingUpdate\n/m.exec(text)[0];
  const image = /registry\.k8s\.io\/nginx-slim:0\.9/.exec(text)[0];
  const [, command, output] = /^(kubectl get pods --watch)\s*\n((?:NAME|web-).*\n(?:web-.*\n)*)/m.exec(text);
  const page = await begin(manifest);
  await type(page, command);
  await type(page, `kubectl set image sts/web nginx=${image}`);
  await settles(async () => assert.match(await printed(page, false), /statefulset\.apps\/web image updated/));
  await rest(page);
  const theirs = states(output);
  assert.ok(theirs.length > 30, `${theirs.length} rows`);
  agrees(changes(theirs), states(await printed(page, true)), command);
  await page.leave();
});
