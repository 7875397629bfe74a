// The manifest before it is applied: problems at their line, what Apply will do, where the live object differs, several documents.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

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
  await comes(() => problems.innerText(), /^2 problems\. kubectl refuses it; the figure keeps what was last applied\.\s+line 8\s+replicas: -1\s+spec\.replicas: Invalid value: -1[^]*line 24\s+maxUnavailble: 2 [^]*unknown field "spec\.updateStrategy\.rollingUpdate\.maxUnavailble"/);
  const says = page.page.locator(".yaml .says");
  await comes(() => says.first().innerText(), /spec\.replicas: Invalid value: -1/);
  const [bad, message, next] = await page.page.locator(".yaml li").evaluateAll((all) => {
    const at = all.findIndex((it) => it.matches(".bad"));
    return all.slice(at, at + 3).map((it) => [it.className, Math.round(it.getBoundingClientRect().top), Math.round(it.getBoundingClientRect().bottom)]);
  });
  assert.ok(message[0] === "says" && message[1] === bad[2] && next[1] === message[2], "the message stands below its line, and above the next");
  await settles(async () => assert.equal(await page.manifest().getAttribute("aria-describedby"), "problems"));
  await page.page.getByRole("status").filter({ hasText: "2 problems" }).waitFor({ state: "attached" });
  const caretLine = () => page.manifest().evaluate((it) => it.value.slice(0, it.selectionStart).split("\n").length);
  await page.manifest().evaluate((it) => it.setSelectionRange(0, 0));
  await page.manifest().press("F8");
  await settles(async () => assert.equal(await caretLine(), 8));
  await page.manifest().press("F8");
  await settles(async () => assert.equal(await caretLine(), 24));
  await page.manifest().press("F8");
  await settles(async () => assert.equal(await caretLine(), 8));
  await page.page.getByRole("link", { name: "line 24" }).click();
  await settles(async () => assert.equal(await caretLine(), 24));
  await settles(async () => assert.equal(await will(page).count(), 0, "nothing is promised of what cannot be applied"));
  await page.button("Apply").click();
  await page.page.getByRole("alert").getByText(/unknown field/).waitFor();
  await settles(async () => assert.equal((await page.pods()).length, 5, "kubectl refuses it, and the figure stays"));
  await page.leave();
});

test("below a message the text is edited where it is seen: by a press, by a word, by drawing, by keys", async () => {
  const page = await opened();
  await edit(page, (text) => text.replace("replicas: 5", "replicas: -1"));
  await page.page.locator(".yaml .says").waitFor();
  const value = () => page.manifest().inputValue();
  const line = (words) => page.page.locator(".yaml li[data-at]").filter({ hasText: words });
  const box = await line(/^ +name: nginx$/).boundingBox();
  const end = { x: 48 + "        name: nginx".length * 7.3 + 40, y: box.height / 2 };
  await line(/^ +name: nginx$/).click({ position: end });
  await page.page.locator(".yaml .caret").waitFor({ state: "attached" });
  await page.page.keyboard.type("2");
  await settles(async () => assert.match(await value(), /name: nginx2\n/));
  await line(/name: nginx2/).dblclick({ position: { ...end, x: end.x - 70 } });
  await page.page.locator(".yaml .selected").filter({ hasText: "nginx2" }).waitFor();
  await page.page.keyboard.type("main");
  await settles(async () => assert.match(await value(), /name: main\n/));
  await line(/^ +type: RollingUpdate/).scrollIntoViewIfNeeded();
  const from = await line(/^ +type: RollingUpdate/).boundingBox();
  await page.page.mouse.move(from.x + 300, from.y + 9);
  await page.page.mouse.down();
  await page.page.mouse.move(from.x + 300, from.y - 9, { steps: 4 });
  await page.page.mouse.up();
  await page.page.locator(".yaml .selected").filter({ hasText: "type: RollingUpdate" }).waitFor();
  for (let steps = 0; steps < 8 && !/name: nginx\n/.test(await value()); steps++) await page.page.keyboard.press("Control+z");
  await settles(async () => assert.match(await value(), /replicas: -1\n[^]*name: nginx\n/, "what was typed is undone as in any field"));
  await page.page.keyboard.press("Control+Home");
  await page.page.keyboard.press("Shift+ArrowDown");
  await page.page.locator(".yaml .selected").filter({ hasText: "apiVersion" }).waitFor();
  await page.leave();
});

test("with a finger the field stays a field, and the messages stand above it", async () => {
  const page = await Playground.open(browser, site, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.seek(20);
  await page.button("Terminal").click();
  await page.tab("Manifest").click();
  await edit(page, (text) => text.replace("replicas: 5", "replicas: -1"));
  await page.page.locator("#problems .diag").getByText(/Invalid value: -1/).waitFor();
  await settles(async () => assert.ok(await page.page.locator("#problems .diag").evaluate((it) => it.getBoundingClientRect().height > 10)));
  await settles(async () => assert.equal(await page.page.locator(".yaml .says").first().isVisible(), false));
  await page.leave();
});

test("what Apply will do is said before it is done, and is what it does", async () => {
  const page = await opened();
  await edit(page, (text) => text.replace("nginx-slim:0.8", "nginx-slim:0.7"));
  await will(page).getByText("New revision: all 5 pods will be replaced.").waitFor();
  await comes(() => will(page).innerText(), /Two at a time, highest first\. Done \d+ s after the change; at least 3 of 5 Ready throughout\.[^]*containers\[nginx\]\.image[^]*nginx-slim:0\.8[^]*nginx-slim:0\.7/);
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
  await comes(() => will(page).innerText(), /field is immutable[^]*delete --cascade=orphan/);
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
  await comes(() => note.innerText(), /The live object differs[^]*Apply sets it back\.[^]*replicas\s+6\s+here 5\s+scale, 0:2\d[^]*loses the \d comments/);
  const marked = page.page.locator(".yaml .now");
  await settles(async () => assert.deepEqual(await marked.allInnerTexts(), ["  replicas: 5# live: 6"]));
  await page.button("Keep this file").press("Enter");
  await note.waitFor({ state: "detached" });
  await page.tab("Terminal").click();
  await page.type("kubectl scale sts web --replicas=7");
  await page.pause();
  await page.tab("Manifest").click();
  await note.waitFor();
  await page.button("Take over the live object").click();
  await comes(() => page.manifest().inputValue(), /replicas: 7/);
  await settles(async () => assert.doesNotMatch(await page.manifest().inputValue(), /status:|# you must set/));
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
  await page.page.getByText("applies all 4, as kubectl does").waitFor();
  await page.button("Begin anew with it").click();
  await page.pause();
  await page.press("End");
  const documents = page.page.getByRole("group", { name: /4 documents/ });
  await comes(() => documents.innerText(), /StatefulSet\/db[^]*3 replicas, line 2[^]*StatefulSet\/cache[^]*2 replicas, line 13[^]*Service\/db[^]*kept[^]*Deployment\/api[^]*kept, not simulated/);
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
  await comes(() => page.manifest().inputValue(), /kind: StatefulSet[^]*replicas: 5/);
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
