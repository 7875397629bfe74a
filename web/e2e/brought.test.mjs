// What people bring: a file that is pasted, dropped or opened, begun anew with, and run to its end, on a screen and on a phone.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

const SCREEN = { viewport: { width: 1440, height: 790 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Where pictures are kept for a developer's eyes; nowhere if it is not set. */
const PICTURES = process.env.PICTURES;

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const brought = (name) => readFile(new URL(`fixtures/brought/${name}`, import.meta.url), "utf8");

/** The page with the manifest open and the focus in it. */
async function opened(options = SCREEN) {
  const page = await Playground.open(browser, site, options);
  await page.rest();
  if (options.viewport.width < 720) await page.button(/^(Terminal|终端)$/).click();
  await page.tab(/Manifest|清单/).click();
  await editor(page).focus();
  return page;
}

const editor = (page) => page.page.locator("#manifest");
const bar = (page) => page.page.locator(".bar");
const names = (page) => bar(page).locator("button").allInnerTexts();

/** Replaces all of the text, as a person's Ctrl-A and Ctrl-V do. */
async function paste(page, text) {
  await editor(page).focus();
  await page.page.keyboard.press("Control+A");
  await page.page.evaluate((text) => document.execCommand("insertText", false, text), text);
}

/** Both buttons lie in the window as a person sees it, and nothing lies over them. */
async function inView(page) {
  await page.page.evaluate(() => scrollTo(0, 0));
  const seen = await bar(page).locator("button").evaluateAll((all) => all.map((it) => {
    const { left, right, top, bottom } = it.getBoundingClientRect();
    const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return [it.innerText, left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight, it.contains(over)];
  }));
  assert.deepEqual(seen.slice(0, 2).map(([, inside, free]) => [inside, free]), [[true, true], [true, true]], JSON.stringify(seen));
}

async function picture(page, name) {
  if (!PICTURES) return;
  await mkdir(PICTURES, { recursive: true });
  await page.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

test("what is pasted beside every field opens as a file does; what is no file changes nothing", async () => {
  const page = await opened(SCREEN);
  await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const pastes = async (text) => {
    await page.page.evaluate((text) => { document.activeElement.blur(); return navigator.clipboard.writeText(text); }, text);
    await page.page.keyboard.press("Control+V");
  };
  const before = [await editor(page).inputValue(), await names(page), await page.frame()];
  for (const none of ["你好 🙂 kubectl get pods", "$ 🙂\n: no such line\n"]) {
    await pastes(none);
    await page.page.waitForTimeout(300);
    assert.deepEqual([await editor(page).inputValue(), await names(page), await page.frame()], before, none);
  }
  const text = await brought("web.yaml");
  await pastes(text);
  await settles(async () => assert.equal(await editor(page).inputValue(), text));
  await settles(async () => assert.deepEqual((await names(page)).slice(0, 2), ["Begin anew with it", "Apply"]));
  // A field keeps what is pasted into it, where the caret is.
  await editor(page).focus();
  await page.page.keyboard.press("Control+Home");
  await page.page.evaluate(() => navigator.clipboard.writeText("# kind: 你好\n"));
  await page.page.keyboard.press("Control+V");
  await settles(async () => assert.equal(await editor(page).inputValue(), `# kind: 你好\n${text}`));
  await page.leave();
});

for (const [where, options] of [["1440 × 790", SCREEN], ["390", PHONE]]) {
  test(`at ${where} what was pasted begins anew by the first and nearest button, and both are in view`, async () => {
    const page = await opened(options);
    for (const name of ["web.yaml", "logging.yaml", "redis.yaml", "zookeeper-2018.yaml"]) {
      await paste(page, await brought(name));
      await page.page.waitForTimeout(400);
      await settles(async () => assert.deepEqual((await names(page)).slice(0, 2), ["Begin anew with it", "Apply"], name));
      await inView(page);
      await picture(page, `pasted-${name}-${options.viewport.width}`);
      const [text, first] = await Promise.all([page.page.locator(".yaml"), bar(page).locator("button").first()].map((it) => it.boundingBox()));
      assert.ok(first.y - Math.min(text.y + text.height, first.y) < 40, `${name}: nothing stands between the text and its button`);
    }
    await page.leave();
  });

  test(`at ${where} an edit of the cluster's own file is applied first, and both buttons are in view`, async () => {
    const page = await opened(options);
    const own = await editor(page).inputValue();
    await editor(page).fill(own.replace("replicas: 5", "replicas: 7"));
    await page.page.locator(".will").waitFor();
    await settles(async () => assert.deepEqual((await names(page)).slice(0, 2), ["Apply", "Begin anew with it"]));
    await inView(page);
    await editor(page).fill(own.replace("replicas: 5", "replica: 5").replace("maxUnavailable: 2", "maxUnavailable: x"));
    await page.page.locator("#problems").waitFor();
    await inView(page);
    await page.leave();
  });
}

test("a pasted set is not compared with an unrelated one of the same name; the next version of an own one is", async () => {
  const page = await opened();
  await page.seek(21);
  const text = await brought("web.yaml");
  await paste(page, text);
  await page.page.locator(".will").getByText("The cluster has a StatefulSet web from another file.").waitFor();
  await settles(async () => assert.equal(await page.page.locator(".will .diff").count(), 0));
  await page.button("Begin anew with it").click();
  await page.seek("end");
  await paste(page, `# our next version\n${text.replace("0.21", "0.24").replace("replicas: 2", "replicas: 3")}`);
  await page.page.locator(".will").getByText("New revision: all 2 pods will be replaced.").waitFor();
  await settles(async () => assert.deepEqual((await names(page)).slice(0, 2), ["Apply", "Begin anew with it"]));
  await page.leave();
});

test("the list of problems says each line's first sixty letters and its message, letters as a person counts them", async () => {
  const page = await opened();
  const label = "数据库🙂👨‍👩‍👧é".repeat(12);
  await paste(page, (await brought("web.yaml")).replace("  replicas: 2\n", `  replicas: 2\n  ${label}: 1\n`));
  const row = page.page.locator("#problems li").first();
  await row.waitFor();
  const shown = await row.locator("code").innerText();
  const letters = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(label)].slice(0, 60);
  assert.equal(shown, `${letters.map(({ segment }) => segment).join("")}…`);
  await comes(() => row.locator(".diag").innerText(), /unknown field "spec\./);
  await page.leave();
});

/** To the end of the rollout; as many pods are Ready as the set has. */
async function ranToItsEnd(page, set, replicas) {
  await page.button(/^(Begin anew with it|用它重新开始)$/).click();
  await page.page.locator(".page:not([aria-busy])").waitFor();
  await page.rest();
  // On a phone the tools lie over the timeline.
  const close = page.button(/^(Close|关闭)$/);
  if (page.page.viewportSize().width < 720 && await close.count()) await close.click();
  await page.page.getByRole("slider", { name: /^(Time|时间)$/ }).focus();
  const plates = page.page.locator(".podlist li.pod .plate");
  const ready = async () => {
    // The end is as far as the run is known, which is worked out meanwhile.
    await page.page.keyboard.press("End");
    const names = await plates.evaluateAll((all) => all.map((it) => (it.getAttribute("aria-label") ?? it.textContent).replace(/\s+/g, " ")));
    const pods = names.filter((it) => it.includes(`${set}-`) && !/no pod|没有/.test(it));
    return pods.map((it) => (/\bReady\b/.test(it) && !/not Ready|未 Ready|尚未/.test(it) ? "Ready" : it)).join(", ");
  };
  await comes(ready, new RegExp(`^${Array(replicas).fill("Ready").join(", ")}$`));
}

const BROUGHT = [
  { file: "web.yaml", set: "web", replicas: 2 },
  { file: "logging.yaml", set: "elasticsearch-master-nodes", replicas: 3 },
  { file: "redis.yaml", set: "redis", replicas: 3, namespace: "cache" },
  { file: "zookeeper-2018.yaml", set: "zk", replicas: 3, from2018: true },
];
for (const [where, options] of [["1440 × 790", SCREEN], ["390", PHONE]]) {
  for (const language of ["en", "zh-CN"]) {
    test(`as a new user at ${where} in ${language}: each file is pasted, begun anew with, and rolls out`, async () => {
      for (const { file, set, replicas, namespace, from2018 } of BROUGHT) {
        const page = await opened({ ...options, locale: language });
        await page.page.waitForSelector(`html[lang="${language}"]`);
        await paste(page, await brought(file));
        if (from2018) {
          await page.button(/^(Read it as apps\/v1|按 apps\/v1 读取)$/).click();
          await comes(() => editor(page).inputValue(), /apiVersion: apps\/v1\n[^]*selector:\n\s+matchLabels:\n\s+app: zk/);
        }
        await picture(page, `${file}-${language}-${options.viewport.width}-pasted`);
        await ranToItsEnd(page, set, replicas);
        await picture(page, `${file}-${language}-${options.viewport.width}-ran`);
        if (namespace) {
          if (options.viewport.width < 720) await page.button(/^(Terminal|终端)$/).click();
          await page.tab(/^(Terminal|终端)$/).click();
          await comes(() => page.page.getByRole("log").first().innerText(), new RegExp(`kubectl create namespace ${namespace}\\s[^]*namespace/${namespace} created`));
        }
        await settles(async () => assert.deepEqual(await page.overhang(), []));
        await page.leave();
      }
    });
  }
}

test("what kubectl refuses is listed, keeps no button back, and the rest runs", async () => {
  const page = await opened();
  await paste(page, await brought("logging.yaml"));
  const problems = page.page.locator("#problems");
  await problems.getByText("kubectl refuses these and applies the rest.").waitFor();
  await comes(() => problems.innerText(), /kind: ServiceMonitor[^]*no matches for kind "ServiceMonitor" in version "monitoring\.coreos\.com\/v1"/);
  await ranToItsEnd(page, "elasticsearch-master-nodes", 3);
  await page.tab("Terminal").click();
  await settles(async () => assert.match(await page.page.getByRole("log").first().innerText(),
    /statefulset\.apps\/elasticsearch-master-nodes created[^]*resource mapping not found for name: "elasticsearch" namespace: "logging" from "[^"]+": no matches for kind "ServiceMonitor"/));
  await page.leave();
});

test("a file comes in by a drop and by opening, under its own name in any script, whatever its bytes", async () => {
  const page = await opened();
  const text = await brought("redis.yaml");
  await page.drop("数据库 (1).yaml", `\uFEFF${text.replaceAll("\n", "\r\n")}`);
  await page.page.locator(".bar code").getByText("kubectl apply -f 数据库--1-.yaml").waitFor();
  await settles(async () => assert.equal(await editor(page).inputValue(), text));
  await settles(async () => assert.deepEqual((await names(page)).slice(0, 2), ["Begin anew with it", "Apply"]));
  const json = JSON.stringify({ apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name: "дб" } }, null, 2);
  const utf16 = Buffer.concat([Buffer.from([0xFF, 0xFE]), Buffer.from(json, "utf16le")]);
  await page.page.locator(".bar input[type=file]").setInputFiles({ name: "мой.json", mimeType: "application/json", buffer: utf16 });
  await page.page.locator(".bar code").getByText("kubectl apply -f мой.json").waitFor();
  await settles(async () => assert.equal(await editor(page).inputValue(), json));
  // What was dropped before was no file of the scenario: it can be had again.
  await page.button("Put the former text back").click();
  await settles(async () => assert.equal(await editor(page).inputValue(), text));
  await page.drop("large.yaml", "# ".repeat(1_200_000));
  await page.page.getByRole("alert").getByText("This file is larger than 2048 kB.").waitFor();
  await settles(async () => assert.equal(await editor(page).inputValue(), text));
  await page.leave();
});

test("256 kB are dropped, read and begun anew with", async () => {
  const page = await opened();
  const map = (at) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\ndata:\n  a: ${"x".repeat(7_800)}\n---\n`;
  const text = Array.from({ length: 32 }, (_, at) => map(at)).join("") + await brought("web.yaml");
  assert.ok(text.length > 250_000 && text.length < 256 * 1024);
  await page.drop("large.yaml", text);
  await page.page.locator(".bar code").getByText("kubectl apply -f large.yaml").waitFor();
  await settles(async () => assert.equal((await editor(page).inputValue()).length, text.length));
  await settles(async () => assert.equal(await page.page.locator("#problems").count(), 0));
  await ranToItsEnd(page, "web", 2);
  await page.leave();
});
