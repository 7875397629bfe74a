// The manifest before it is applied: problems at their line, what Apply will do, where the live object differs, several documents.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The page, paused at 20 s, when five pods are Ready; the manifest is open. */
async function opened() {
  const page = await Playground.open(browser, site);
  await page.goTo(21);
  await page.tab("Manifest").click();
  return page;
}

const edit = async (page, change) => page.manifest().fill(change(await page.manifest().inputValue()));
const will = (page) => page.page.locator(".will");

test("problems stand at their lines; links and F8 lead there; the count is told once nobody types", async () => {
  const page = await opened();
  await edit(page, (text) => text.replace("maxUnavailable: 2", "maxUnavailble: 2").replace("replicas: 5", "replicas: -1"));
  const problems = page.page.locator("#problems");
  assert.match(await problems.innerText(), /^2 problems\s+line 8: spec\.replicas: Invalid value: -1[^]*line 24: unknown field "spec\.updateStrategy\.rollingUpdate\.maxUnavailble"/);
  assert.match(await page.page.locator(".yaml .bad em").first().innerText(), /spec\.replicas: Invalid value: -1/);
  assert.equal(await page.manifest().getAttribute("aria-describedby"), "problems");
  await page.page.getByRole("status").filter({ hasText: "2 problems" }).waitFor({ state: "attached" });
  const caretLine = () => page.manifest().evaluate((it) => it.value.slice(0, it.selectionStart).split("\n").length);
  await page.manifest().evaluate((it) => it.setSelectionRange(0, 0));
  await page.manifest().press("F8");
  assert.equal(await caretLine(), 8);
  await page.manifest().press("F8");
  assert.equal(await caretLine(), 24);
  await page.manifest().press("F8");
  assert.equal(await caretLine(), 8);
  await page.page.getByRole("link", { name: "line 24" }).click();
  assert.equal(await caretLine(), 24);
  assert.equal(await will(page).count(), 0, "nothing is promised of what cannot be applied");
  assert.equal(await page.button("Apply").getAttribute("aria-disabled"), "true");
  await page.leave();
});

test("what Apply will do is said before it is done, and is what it does", async () => {
  const page = await opened();
  await edit(page, (text) => text.replace("nginx-slim:0.8", "nginx-slim:0.7"));
  await will(page).getByText("New revision: all 5 pods will be replaced.").waitFor();
  assert.match(await will(page).innerText(), /Done \d+ s after the change; at least 3 of 5 Ready throughout\.[^]*containers\[nginx\]\.image[^]*nginx-slim:0\.8[^]*nginx-slim:0\.7/);
  await page.button("Apply").click();
  await page.pause();
  await page.press("End");
  await page.shows("five pods at B", (world) => [0, 1, 2, 3, 4].every((it) => world[it]?.revision !== "A"));
  await page.leave();
});

test("it says why nothing moves, that only replicas change, and what the API refuses", async () => {
  const page = await opened();
  const whole = await page.manifest().inputValue();
  const says = async (change, words) => {
    await page.manifest().fill(change(whole));
    await will(page).getByText(words).waitFor();
  };
  await says((text) => text.replace("replicas: 5", "replicas: 7"), "Nothing is replaced: only replicas changes.");
  await says((text) => text.replace("nginx-slim:0.8", "nginx-slim:0.7").replace("partition: 0", "partition: 5"),
    "A new revision, but nothing moves: partition is 5.");
  await says((text) => text.replace("nginx-slim:0.8", "nginx-slim:0.7").replace("partition: 0", "partition: 3"),
    "New revision: 2 of 5 pods will be replaced.");
  await says((text) => text.replace("OrderedReady", "Parallel"), /Refused: podManagementPolicy is immutable\./);
  assert.match(await will(page).innerText(), /field is immutable[^]*delete --cascade=orphan/);
  await says((text) => text, "Nothing changes: the cluster is as this file says.");
  await page.leave();
});

test("where the live object differs it is said, and can be taken over", async () => {
  const page = await opened();
  await page.tab("Terminal").click();
  await page.type("kubectl scale sts web --replicas=6");
  await page.pause();
  await page.tab("Manifest").click();
  const note = page.page.locator(".differ");
  assert.match(await note.innerText(), /The live object differs[^]*replicas\s+6\s+5\s+scale, 0:2\d[^]*loses the \d comments/);
  await page.button("Take over the live object").click();
  assert.match(await page.manifest().inputValue(), /replicas: 6/);
  assert.doesNotMatch(await page.manifest().inputValue(), /status:|# you must set/);
  await page.leave();
});

test("of several StatefulSets one is drawn and another can be chosen; other kinds are kept", async () => {
  const page = await opened();
  const set = (name, replicas) => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}}
spec:
  serviceName: ${name}
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "x:1"}]}
`;
  const deployment = set("api", 1).replace("StatefulSet", "Deployment").replace("  serviceName: api\n", "");
  const service = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: None, selector: {app: db}, ports: [{port: 1}]}\n";
  await page.manifest().fill([set("db", 3), set("cache", 2), service, deployment].join("---\n"));
  await page.button("Begin anew with it").click();
  await page.pause();
  await page.press("End");
  const documents = page.page.getByRole("group", { name: /4 documents/ });
  assert.match(await documents.innerText(), /StatefulSet\/db[^]*3 replicas, line 2[^]*StatefulSet\/cache[^]*2 replicas, line 13[^]*Service\/db[^]*kept[^]*Deployment\/api[^]*kept, not simulated/);
  const drawn = (name) => page.page.getByRole("list", { name: `Pods of StatefulSet ${name}` });
  await documents.getByRole("radio", { name: "StatefulSet/db" }).check();
  await drawn("db").waitFor();
  await documents.getByRole("radio", { name: "StatefulSet/cache" }).check();
  await drawn("cache").waitFor();
  await page.leave();
});

test("kubectl edit opens the editor with the live object", async () => {
  const page = await opened();
  await page.tab("Terminal").click();
  await page.type("kubectl edit sts web");
  await page.manifest().waitFor();
  assert.match(await page.manifest().inputValue(), /kind: StatefulSet[^]*replicas: 5/);
  await page.leave();
});

test("axe finds nothing beside problems, an outlook and a note", async () => {
  const page = await opened();
  await page.page.evaluate(await axe());
  const complaints = async () => {
    const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    return violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 160)]);
  };
  await edit(page, (text) => text.replace("nginx-slim:0.8", "nginx-slim:0.7"));
  await will(page).waitFor();
  assert.deepEqual(await complaints(), []);
  await edit(page, (text) => text.replace("replicas: 5", "replica: 5"));
  await page.page.locator("#problems").waitFor();
  assert.deepEqual(await complaints(), []);
  await page.leave();
});
