// The tools beside the terminal: every control types its line, faults are lines of the script, a pod opens its own view, objects
// stand as kubectl prints them. By mouse and by keyboard.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** The page, paused at 20 s, when five pods are Ready. */
async function opened(options) {
  const page = await Playground.open(browser, site, options);
  await page.goTo(21);
  return page;
}

const typed = (page) => page.page.locator(".cmd").allInnerTexts()
  .then((all) => all.map((it) => it.split("\n")[0]));
const control = (page, name) => page.page.locator(".ctl li").filter({ has: page.page.getByText(new RegExp(`^${name}`)) });
const field = (page, name) => page.page.getByRole("textbox", { name, exact: true });

test("each control types its line; the terminal's line moves the control", async () => {
  const page = await opened();
  await page.tab("Change").click();
  await field(page, "minReadySeconds").fill("5");
  await field(page, "minReadySeconds").press("Enter");
  await field(page, "partition").press("ArrowUp");
  await field(page, "partition").press("Enter");
  await control(page, "updateStrategy").getByRole("radio", { name: "OnDelete" }).check();
  await control(page, "updateStrategy").getByRole("button", { name: "Enter types it" }).click();
  await field(page, "partition").waitFor({ state: "detached" });
  await page.tab("Terminal").click();
  await settles(async () => assert.deepEqual((await typed(page)).slice(-3), [
    `kubectl patch sts web -p '{"spec":{"minReadySeconds":5}}'`,
    `kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":1}}}}'`,
    `kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'`,
  ]));
  await page.type("kubectl scale sts web --replicas=2");
  await page.pause();
  await page.tab("Change").click();
  await settles(async () => assert.equal(await field(page, "replicas").inputValue(), "2"));
  await page.leave();
});

test("what the API refuses stays in the control, with its message", async () => {
  const page = await opened();
  await page.tab("Change").click();
  await field(page, "maxUnavailable").fill("0");
  await field(page, "maxUnavailable").press("Enter");
  const message = page.page.getByRole("alert").filter({ hasText: "maxUnavailable" });
  await comes(() => message.innerText(), /is invalid: .*maxUnavailable: Invalid value: 0: cannot be 0/);
  await settles(async () => assert.equal(await field(page, "maxUnavailable").inputValue(), "0"));
  await page.leave();
});

test("the immutable policy takes two lines: the set goes, its pods stay, the file is applied", async () => {
  const page = await opened();
  await page.tab("Change").click();
  await control(page, "podManagementPolicy").getByRole("radio", { name: "Parallel" }).check();
  await control(page, "podManagementPolicy").getByRole("button", { name: "Enter types it" }).click();
  await page.pause();
  await page.tab("Change").click();
  await page.page.getByRole("radio", { name: "Parallel" }).and(page.page.locator(":checked")).waitFor({ state: "attached" });
  await page.shows("all five pods, as they were", (world) => Object.keys(world).length === 5);
  await page.leave();
});

test("faults are lines of the script, with their time, and can be removed", async () => {
  const page = await opened();
  await page.tab("Timing & faults").click();
  await field(page, "pull").fill("9s");
  await field(page, "pull").press("Enter");
  await page.tab("Timing & faults").click();
  const script = page.page.locator(".script li");
  await script.filter({ hasText: ": timing nginx-slim:0.8 pull=9s" }).waitFor();
  await control(page, "image").getByRole("radio", { name: "cannot be pulled" }).check();
  await control(page, "image").getByRole("button").click();
  await page.tab("Timing & faults").click();
  await comes(() => script.last().innerText(), /0:20\s+: image nginx-slim:0.8 cannot be pulled\s+Remove/);
  await script.last().getByRole("button").click();
  await settles(async () => assert.equal(await script.filter({ hasText: "cannot be pulled" }).count(), 0));
  await comes(() => script.last().innerText(), /pull=9s/);
  await page.leave();
});

test("an image starts slower, exits after a while, and stops answering where a probe asks; by mouse and by keyboard", async () => {
  const page = await opened();
  await page.tab("Timing & faults").click();
  const script = page.page.locator(".script li");
  await page.button("more times slower").click();
  await page.button("more times slower").click();
  await field(page, "times slower").press("Enter");
  await page.tab("Timing & faults").click();
  await comes(() => script.last().innerText(), /0:20\s+: image nginx-slim:0.8 starts 3 times slower\s+Remove/);
  await control(page, "image").getByRole("radio", { name: "works" }).focus();
  await page.page.keyboard.press("ArrowRight");
  await page.page.keyboard.press("Enter");
  await page.tab("Timing & faults").click();
  await field(page, "after").press("ArrowUp");
  await field(page, "after").press("Enter");
  await page.tab("Timing & faults").click();
  await comes(() => script.last().innerText(), /: image nginx-slim:0.8 exits 1 after 6s/);
  await script.last().getByRole("button").press("Enter");
  await script.filter({ hasText: "after 6s" }).waitFor({ state: "detached" });
  await page.page.getByRole("radio", { name: "stops answering" }).waitFor({ state: "detached" });
  await page.tab("Manifest").click();
  const probe = "        readinessProbe: {httpGet: {path: /, port: 80}}\n        name: nginx\n";
  await page.manifest().fill((await page.manifest().inputValue()).replace("        name: nginx\n", probe));
  await page.button("Apply").click();
  await page.tab("Timing & faults").click();
  await page.page.getByRole("radio", { name: "stops answering" }).check();
  await comes(() => control(page, "image").innerText(), /: image nginx-slim:0.8 stops answering after 20s/);
  await page.leave();
});

test("a pod that is chosen there crashes now, and its node is lost and comes back", async () => {
  const page = await opened();
  await page.tab("Timing & faults").click();
  await page.page.getByRole("combobox", { name: /nginx-slim/ }).selectOption("web-2");
  await control(page, "node of web-2").getByRole("radio", { name: "is lost" }).check();
  await control(page, "node of web-2").getByRole("button").click();
  await page.tab("Timing & faults").click();
  await comes(() => page.page.locator(".script").innerText(), /: node of web-2 is lost/);
  await control(page, "web-2").last().getByRole("radio", { name: "crashes" }).check();
  await comes(() => control(page, "web-2").last().innerText(), /: pod web-2 crashes/);
  await page.leave();
});

test("a pod's menu leaves out what cannot be done, and types what can", async () => {
  const page = await opened();
  await page.page.locator("[data-ordinal='3']").click();
  const items = page.page.getByRole("menuitem");
  const words = async () => (await items.allInnerTexts()).map((it) => it.split("\n")[0]);
  await settles(async () => assert.deepEqual(await words(), ["Open", "Delete", "Crash", "Fail readiness", "Evict", "Lose its node", "Bet on it", "Describe"]));
  await page.page.keyboard.press("c");
  await page.page.waitForFunction(() => document.activeElement.textContent.startsWith("Crash: pod web-3 crashes"));
  await page.page.keyboard.press("Enter");
  await page.pause();
  await settles(async () => assert.deepEqual((await typed(page)).slice(-1), [": pod web-3 crashes"]));
  await page.page.locator("[data-ordinal='3']").click();
  await settles(async () => assert.ok(!(await words()).includes("Crash"), "nothing runs in it"));
  await page.leave();
});

test("a tile opens that pod: its life, conditions, events and YAML, as the first tab; Delete gives the focus back", async () => {
  const page = await opened();
  await page.page.locator("[data-ordinal='3']").focus();
  await page.page.keyboard.press("Enter");
  await page.page.keyboard.press("Enter");
  const view = page.page.getByRole("region", { name: "web-3" });
  await view.waitFor();
  await settles(async () => assert.equal(await page.page.locator(".tabs [role=tab]").first().innerText(), "web-3×"));
  const life = (await view.locator(".life li").allInnerTexts()).map((it) => it.replace(/\s+/g, " "));
  assert.match(life[0], /^0:\d\d Pending 0\.\d s created: web-2 was Ready$/);
  assert.match(life.at(-1), /^0:\d\d Running, Ready [\d.]+ s so far$/);
  await comes(() => view.innerText(), /Ready since 0:\d\d\. It was created as soon as web-2 was Ready\.\s+Rule\s+OrderedReady: each Ready before the next is created[^]*Conditions[^]*PodScheduled\s+True\s+0:\d\d/);
  await comes(() => view.innerText(), /kubectl events --for pod\/web-3[^]*Started/);
  await view.getByRole("tab", { name: "YAML" }).click();
  await comes(() => view.innerText(), /kubectl get pod web-3 -o yaml[^]*kind: Pod[^]*name: web-3/);
  await view.getByRole("tab", { name: "Life" }).click();
  await page.press("End");
  await comes(() => view.innerText(), /Terminating[^]*the template changed[^]*created at B, lowest first/);
  await view.locator(".life").getByRole("link").first().click();
  await settles(async () => assert.match(await page.clock(), /^0:1\d$/));
  await page.page.getByRole("tab", { name: "web-3" }).press("Delete");
  await view.waitFor({ state: "detached" });
  await page.page.waitForFunction(() => document.activeElement.dataset.ordinal === "3");
  await page.leave();
});

test("Delete on a tile goes to its Delete and not further; a double click opens the pod", async () => {
  const page = await opened();
  await page.page.locator("[data-ordinal='2']").focus();
  await page.page.keyboard.press("Delete");
  await page.page.waitForFunction(() => document.activeElement.textContent.startsWith("Deletekubectl delete pod web-2"));
  await page.page.keyboard.press("Escape");
  await settles(async () => assert.ok(!(await typed(page)).includes("kubectl delete pod web-2")));
  await page.page.locator("[data-ordinal='2']").dblclick();
  await page.page.getByRole("region", { name: "web-2" }).waitFor();
  await page.page.locator(".tabs .x").click();
  await page.page.getByRole("region", { name: "web-2" }).waitFor({ state: "detached" });
  await page.leave();
});

test("objects stand as kubectl prints them, and what changed is barred", async () => {
  const page = await opened();
  await page.tab("Objects").click();
  const objects = page.page.getByRole("group", { name: "Objects" });
  for (const words of [
    /kubectl get sts web\s+NAME\s+READY\s+AGE\s+web\s+5\/5/,
    /No resources found in default namespace\./,
    /SuccessfulCreate\s+StatefulSet\/web\s+create Pod web-4/i,
  ]) await comes(() => objects.innerText(), words);
  await page.press("End");
  await page.button("Previous change").click();
  await page.button("Next change").click();
  const changed = objects.locator(".changed");
  await comes(async () => String(await changed.count()), /^[1-7]$/);
  await page.leave();
});

for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing in any tool, ${colorScheme}, ${viewport.width} wide`, async () => {
      const page = await opened({ viewport, colorScheme });
      await page.page.locator("[data-ordinal='1']").click();
      await page.page.getByRole("menuitem").first().click();
      await page.page.evaluate(await axe());
      for (const tool of ["web-1", "Change", "Objects", "Manifest", "Timing & faults", "Terminal"]) {
        await page.tab(tool).click();
        if (tool === "Terminal") {
          await page.line().fill("kubectl get p");
          await page.line().press("Tab");
        }
        const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 160)]), [], tool);
      }
      await page.leave();
    });
  }
}
