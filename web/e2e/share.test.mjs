// Share: what can be taken away is what it says, secrets are told first, and a saved scenario is opened again.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const SECRET = `: file web.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 2
  serviceName: web
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        env:
        - name: DB_PASSWORD
          value: hunter2
: end
$ kubectl apply -f web.yaml
`;

async function shared(options) {
  const playground = await Playground.open(browser, site, options);
  playground.share = playground.page.getByRole("dialog", { name: "Share this rollout" });
  playground.row = (name) => playground.share.getByRole("listitem").filter({ has: playground.page.locator("b", { hasText: new RegExp(`^${name}$`) }) });
  await playground.button("Share").click();
  await playground.row("Link").getByText(/^http/).waitFor();
  return playground;
}

async function saved(playground, button) {
  const [download] = await Promise.all([playground.page.waitForEvent("download"), button.click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

test("link, Markdown and HTML are copied by keyboard, and the button says so", async () => {
  const playground = await shared({ permissions: ["clipboard-read", "clipboard-write"] });
  for (const [name, looks] of [["Link", /^http.*#v1\.\w{4}\.blog\.1$/], ["Markdown", /^\[Does .*\]\(http.*\)$/], ["HTML", /<statefulset-playground scenario="v1/]]) {
    const button = playground.row(name).getByRole("button", { name: "Copy" });
    await button.focus();
    await playground.page.keyboard.press("Enter");
    await playground.row(name).getByText("Copied").waitFor();
    await settles(async () => assert.match(await playground.page.evaluate(() => navigator.clipboard.readText()), looks));
  }
  await playground.page.keyboard.press("Escape");
  await playground.share.waitFor({ state: "detached" });
  await playground.page.waitForFunction(() => document.activeElement.textContent === "Share");
  await playground.leave();
});

test("the preview is the figure itself", async () => {
  const playground = await shared();
  const figure = playground.page.frameLocator(".share iframe");
  await figure.locator(".em .plate").first().waitFor();
  await playground.leave();
});

test("files are saved: script, session, manifest, picture, scenario", async () => {
  const playground = await shared();
  const save = (row, name = "Save") => saved(playground, playground.row(row).getByRole("button", { name }));
  const text = async (row, name) => String((await save(row, name)).content);
  await settles(async () => assert.match(await text("Shell"), /^#!\/bin\/sh[^]*cat > web\.yaml <<'END_OF_FILE'[^]*\nkubectl apply -f web\.yaml/));
  await settles(async () => assert.match(await text("Transcript"), /\$ kubectl apply -f web\.yaml\nstatefulset\.apps\/web created/));
  await settles(async () => assert.match(await text("Manifest"), /^apiVersion: apps\/v1/));
  await settles(async () => assert.match(await text("Picture", "SVG"), /^<svg [^]*web-4[^]*<\/svg>/));
  const { name, content } = await save("Picture", "PNG");
  assert.equal(name, "timeline.png");
  assert.deepEqual([...content.subarray(1, 4)], [..."PNG"].map((it) => it.charCodeAt(0)));
  await settles(async () => assert.match(await text("File"), /^: release 1\.37/));
  await playground.leave();
});

test("a secret is told before anything is taken away, and is in no address until then", async () => {
  const playground = await Playground.open(browser, site);
  await playground.drop("mine.txt", SECRET);
  await playground.page.waitForFunction(() => location.hash.startsWith("#v1."));
  const length = async () => (await playground.page.evaluate(() => location.hash)).length;
  const blanked = await length();
  await playground.button("Share").click();
  await playground.page.getByText("DB_PASSWORD").first().waitFor();
  const copies = playground.page.getByRole("dialog", { name: "Share this rollout" }).getByRole("button", { name: /^(Copy|Save)$/ });
  const pictures = playground.page.getByRole("dialog", { name: "Share this rollout" }).getByRole("button", { name: /^(SVG|PNG)$/ });
  await settles(async () => assert.ok((await pictures.evaluateAll((all) => all.map((it) => it.getAttribute("aria-disabled")))).every((it) => it !== "true"), "a picture shows no secret"));
  await settles(async () => assert.ok((await copies.evaluateAll((all) => all.map((it) => it.getAttribute("aria-disabled")))).every((it) => it === "true")));
  await playground.button("Keep it").click();
  await playground.page.waitForFunction((was) => location.hash.length > was, blanked);
  await settles(async () => assert.equal(await copies.first().getAttribute("aria-disabled"), "false"));
  await playground.leave();
});

test("a saved scenario is opened again, and a file that is none says why", async () => {
  const playground = await shared();
  const { content } = await saved(playground, playground.row("File").getByRole("button", { name: "Save" }));
  const changed = String(content).replace("replicas: 5", "replicas: 3");
  await playground.share.locator("input[type=file]").setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await playground.share.getByText(/This file is no scenario: line 1/).waitFor();
  await playground.share.locator("input[type=file]").setInputFiles({ name: "b.txt", mimeType: "text/plain", buffer: Buffer.from(changed) });
  await playground.page.getByText("3 replicas").waitFor();
  await playground.leave();
});

test("nothing keeps people with disabilities out of Share", async () => {
  for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
    const playground = await Playground.open(browser, site, { viewport });
    if (viewport.width < 720) await playground.button("Share, language, theme").click();
    await playground.page.getByRole("button", { name: "Share", exact: true }).last().click();
    await playground.page.getByRole("dialog", { name: "Share this rollout" }).getByText(/^http/).first().waitFor();
    await playground.page.evaluate(await axe());
    const { violations } = await playground.page.evaluate(() => window.axe.run(".share"));
    assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes[0].html.slice(0, 160)}`), []);
    await playground.leave();
  }
});
