// The page arrives: it starts by itself, obeys its policy, and says in words when it cannot.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DIST, serve } from "./site.mjs";
import { open, settles, visit } from "./browser.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

/** Where the comparisons of the gallery are listed. */
const GALLERY = new URL("../../crates/scenario/src/gallery.rs", import.meta.url);
const started = (page) => page.waitForSelector("html[data-boot=started]", { state: "attached" });
const trouble = (page) => page.locator("#trouble[role=alert]");

test("the program starts, and nothing is wrong", async () => {
  const { page, wrongs, close } = await visit(browser, site);
  await started(page);
  await settles(async () => assert.equal(await trouble(page).count(), 0));
  assert.deepEqual(wrongs, []);
  await close();
});

/** What a page has asked for that index.html does not name: the film, and what works rollouts out. */
async function unnamed(requests) {
  const html = await readFile(join(DIST, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:href|src)=["']?\.\/([^"' >]+)/g)].map((it) => site.url + it[1]);
  const others = requests.map((it) => it.split("#")[0]).filter((it) => it !== site.url && !named.includes(it));
  return others.map((it) => it.slice(site.url.length).split("?")[0]).filter((it) => it !== "embed.html");
}

/** Whether a file is of the rest of the page's program, or of what it shares with the part of links (web/src/part.rs). */
const isRest = (file) => /^(rest|shared)-[0-9a-f]+\.wasm$/.test(file);

for (const [where, film] of [["", "blog"], ["#canary", "canary"], ["embed.html#canary?autoplay=true", "canary"]]) {
  test(`${where || "the page"} downloads what index.html names and its film, and nothing else while nobody acts`, async () => {
    const { page, requests, close } = await visit(browser, { ...site, url: site.url + where });
    await started(page);
    await page.waitForTimeout(1_000);
    assert.deepEqual(await unnamed(requests), [`films/${film}.bin`]);
    await close();
  });
}

const WINDOWS = [
  ...Array.from({ length: (2560 - 320) / 20 + 1 }, (_, at) => [320 + 20 * at, 900]),
  ...[[568, 320], [667, 375], [740, 360], [844, 390], [896, 414], [932, 430], [1024, 600], [1280, 720]],
];

for (const where of ["", "#canary", "embed.html#canary?autoplay=true"]) {
  test(`${where || "the page"} asks for nothing more at any window, played to its end with nobody acting`, async () => {
    const { page, requests, wrongs, close } = await visit(browser, { ...site, url: site.url + where }, { clock: true });
    await started(page);
    for (const [width, height] of WINDOWS) {
      await page.setViewportSize({ width, height });
      await page.clock.runFor(1_000);
    }
    assert.equal((await unnamed(requests)).length, 1, requests.join("\n"));
    assert.deepEqual(wrongs, []);
    await close();
  });
}

test("no film asks for anything more at any window, played to its end with nobody acting", async () => {
  const films = (await readdir(join(DIST, "films"))).map((it) => it.replace(".bin", "")).sort();
  assert.ok(films.length > 30, films.join(" "));
  // The widths are shared out: each film sees an eighth of them and one landscape height.
  const widths = WINDOWS.slice(0, -8), heights = WINDOWS.slice(-8);
  const pairs = new Map([...(await readFile(GALLERY, "utf8")).matchAll(/"(pair\.[^"]+)",\s*"([^"]+)"/g)].map((it) => it.slice(1)));
  assert.ok(pairs.size > 7, "comparisons of the gallery have films too");
  for (const [nth, film] of films.entries()) {
    const address = pairs.get(film) ?? film;
    const { page, requests, wrongs, close } = await visit(browser, { ...site, url: `${site.url}#${address}` }, { clock: true });
    await started(page);
    let hasCells = false;
    for (const [width, height] of [...widths.filter((_, at) => at % 8 === nth % 8), heights[nth % 8]]) {
      await page.setViewportSize({ width, height });
      await page.clock.runFor(5_000);
      hasCells ||= await page.locator(".cells").count() > 0;
    }
    // A comparison of two scenarios reads the other one's text, and has its right side worked out.
    const isOfTwo = address.includes("..") && !address.includes("..?");
    // Both boards, and pods as cells, are drawn by the rest of the program.
    const hasRest = address.includes("..") || hasCells;
    const asked = (await unnamed(requests)).filter((it) => !(isOfTwo && /^(gallery|worker|service)/.test(it)) && !(hasRest && isRest(it)));
    assert.deepEqual(asked, [`films/${film}.bin`]);
    assert.deepEqual(wrongs, [], film);
    await close();
  }
});

test("an address that names no scenario asks for no film, and the page says so", async () => {
  const { page, wrongs, requests, close } = await visit(browser, site, { hash: "#no-such-scenario" });
  await started(page);
  await page.getByText("no-such-scenario").first().waitFor();
  assert.deepEqual(requests.filter((it) => it.includes("/films/no")), []);
  assert.deepEqual(wrongs, []);
  await close();
});

test("what works rollouts out, and the rest of the program, are fetched at the first sign of a person", async () => {
  const { page, requests, close } = await visit(browser, site);
  await started(page);
  const both = [page.waitForRequest(/service_bg/), page.waitForRequest(/rest-[0-9a-f]+\.wasm/)];
  await page.mouse.move(300, 300);
  await Promise.all(both);
  assert.ok((await unnamed(requests)).includes("worker.js"));
  await close();
});

const typed = async (page, line) => {
  const prompt = page.getByRole("combobox", { name: /kubectl|terminal line/i }).first();
  await prompt.fill(line);
  await prompt.press("Enter");
};

/** Opens a page for which some files are missing, and what puts them there. */
async function lacking(isMissing, where = "") {
  let isGone = true;
  const lame = await serve((file) => isGone && isMissing(file));
  const { page, close } = await visit(browser, { ...lame, url: lame.url + where });
  return { page, asked: lame.asked, there: () => { isGone = false; }, close: async () => { await close(); lame.close(); } };
}

test("a service that cannot be fetched is told, and the next need tries it again with nothing lost", async () => {
  const { page, there, close } = await lacking((file) => file === "service_bg.wasm");
  await started(page);
  await typed(page, "kubectl scale sts web --replicas=3");
  await page.getByText("could not be fetched").first().waitFor();
  there();
  await page.keyboard.press("?");
  await page.getByText("kubectl scale sts web --replicas=3").first().waitFor();
  await page.getByText("statefulset.apps/web scaled").first().waitFor();
  await close();
});

for (const hash of ["#blog.1", "#blog.1?replicas=4", "#blog.1..?replicas=4", "#plan.blog.1"]) {
  test(`a link whose file cannot be fetched stays in the address, and is opened at the next need: ${hash}`, async () => {
    const { page, asked, there, close } = await lacking((file) => /^gallery-/.test(file), hash);
    await started(page);
    await page.getByText("could not be fetched").first().waitFor();
    await page.keyboard.press("?");
    await settles(() => assert.ok(asked.filter((it) => it.includes("/gallery-")).length > 1, "the next press tries again"));
    await page.getByText("could not be fetched").first().waitFor();
    assert.equal(await page.evaluate(() => location.hash), hash);
    there();
    await page.keyboard.press("?");
    await page.locator(".podlist .plate, .board .plate, .plan").first().waitFor();
    await settles(async () => assert.equal(await page.getByText("could not be fetched").count(), 0));
    assert.equal(await page.evaluate(() => location.hash), hash);
    await close();
  });
}

test("a link that is followed on an open page stays in the address too, and what stands there stays until it is open", async () => {
  const { page, there, close } = await lacking((file) => /^gallery-/.test(file), "#canary");
  await started(page);
  await page.evaluate(() => { location.hash = "#blog.1"; });
  await page.getByText("could not be fetched").first().waitFor();
  assert.equal(await page.evaluate(() => location.hash), "#blog.1");
  await page.locator(".podlist .plate").first().waitFor();
  there();
  await page.keyboard.press("?");
  await page.locator(".ask .when").filter({ hasText: "0:26" }).waitFor();
  assert.equal(await page.evaluate(() => location.hash), "#blog.1");
  await close();
});

for (const [file, hash] of [["gallery-", "#blog.1"], ["service_bg", "#canary?replicas=6"], ["service_bg", "#canary..?replicas=5"], ["rest-", "#canary..?replicas=5"]]) {
  test(`an embedded figure shows no other rollout than its link's, and tries again: ${file} ${hash}`, async () => {
    const { page, there, close } = await lacking((it) => it.startsWith(file), `embed.html${hash}`);
    await page.getByRole("alert").getByText("could not be").first().waitFor();
    assert.equal(await page.locator(".plate").count(), 0);
    there();
    const again = page.getByRole("button", { name: "Try again" });
    // The program itself is begun again by a reload.
    await (await again.count() ? again.click() : page.reload());
    await page.locator(".em .plate").first().waitFor();
    await close();
  });
}

test("a screen that cannot be fetched leaves no entry behind, and what is typed then is kept", async () => {
  const { page, there, close } = await lacking((file) => /^gallery-/.test(file));
  await started(page);
  const before = await page.evaluate(() => history.state);
  await page.getByRole("button", { name: /^Scenario/ }).first().click();
  await page.getByText("could not be fetched").first().waitFor();
  await settles(async () => assert.equal(await page.evaluate(() => history.state), before));
  const prompt = page.getByRole("combobox", { name: /kubectl|terminal line/i }).first();
  await prompt.fill("echo 半 🙂");
  await settles(async () => assert.match(await page.evaluate(() => Object.values(sessionStorage).join()), /echo 半 🙂/));
  there();
  await page.reload();
  await started(page);
  await settles(async () => assert.equal(await prompt.inputValue(), "echo 半 🙂"));
  await close();
});

test("a letter typed while a followed link cannot be opened does not put the scenario before in its place", async () => {
  const { page, there, close } = await lacking((file) => /^gallery-/.test(file), "#canary");
  await started(page);
  await typed(page, "kubectl get pods -o name # 🙂");
  await page.getByText("pod/web-0").first().waitFor();
  await page.evaluate(() => { location.hash = "#blog.1"; });
  await page.getByText("This link is not open yet").waitFor();
  const prompt = page.getByRole("combobox", { name: /kubectl|terminal line/i }).first();
  await prompt.fill("echo 半");
  there();
  await page.reload();
  await page.locator(".ask .when").filter({ hasText: "0:26" }).waitFor();
  await settles(async () => assert.equal(await prompt.inputValue(), "echo 半"));
  assert.equal(await page.evaluate(() => location.hash), "#blog.1");
  await close();
});

test("what was typed while a part could not be fetched is there after a reload", async () => {
  const { page, there, close } = await lacking(isRest);
  await started(page);
  const prompt = page.getByRole("combobox", { name: /kubectl|terminal line/i }).first();
  await prompt.fill("echo 半 🙂");
  there();
  await page.reload();
  await started(page);
  await settles(async () => assert.equal(await prompt.inputValue(), "echo 半 🙂"));
  await close();
});

test("a part that cannot be fetched is told, and the next need tries it again with nothing lost", async () => {
  const { page, there, close } = await lacking(isRest);
  await started(page);
  await page.getByRole("button", { name: "Plan" }).click();
  await page.getByText("could not be fetched").first().waitFor();
  await settles(async () => assert.equal(await page.locator(".fig").count(), 1, "the figure stays"));
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  there();
  await page.getByRole("tab", { name: "Objects" }).click();
  // What was pressed first happens first.
  await page.locator(".plan").first().waitFor();
  await settles(async () => assert.equal(await page.getByText("could not be fetched").count(), 0));
  await close();
});

/** Opens a page for which some files are held back, by their names, and what lets them go. */
async function without(files, where = "") {
  let go;
  const held = new Promise((done) => { go = done; });
  const slow = await serve(undefined, { held: (file) => (files.test(file) ? held : undefined) });
  const { page, wrongs, close } = await visit(browser, { ...slow, url: slow.url + where });
  return { page, wrongs, go, close: async () => { await close(); slow.close(); } };
}

test("letters typed while the rest of the program is on its way stay, and the line is entered once it is here", async () => {
  const { page, go, close } = await without(/^rest-/);
  await started(page);
  const prompt = page.getByRole("combobox", { name: /kubectl|terminal line/i }).first();
  await prompt.pressSequentially("kubectl get pods # 你好 ü 🙂", { delay: 40 });
  await settles(async () => assert.equal(await prompt.inputValue(), "kubectl get pods # 你好 ü 🙂"));
  await prompt.press("Enter");
  await page.locator(".worked-out").waitFor();
  go();
  await page.getByText("NAME", { exact: false }).first().waitFor();
  await settles(async () => assert.equal(await prompt.inputValue(), ""));
  await close();
});

test("what is typed while the rest of the program is on its way is saved once it is here, with nothing else done", async () => {
  const { page, go, close } = await without(/^rest-/);
  await started(page);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("combobox", { name: /kubectl|terminal line/i }).first().fill("echo 半 🙂");
  await page.waitForTimeout(500);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  go();
  await settles(async () => assert.match(await page.evaluate(() => Object.values(sessionStorage).join()), /echo 半 🙂/));
  await close();
});

for (const [hash, isMissing] of [["#blog?partition=3", (file) => /^shared-/.test(file)], ["#plan.blog", isRest], ["#blog..?partition=3", isRest]]) {
  test(`a page that cannot open without a further part says that it could not be fetched: ${hash}`, async () => {
    const lame = await serve(isMissing);
    const { page, close } = await visit(browser, lame, { hash });
    await trouble(page).getByText("a part of the program could not be fetched").waitFor();
    await close();
    lame.close();
  });
}

for (const where of ["#blog?partition=3", "embed.html#blog?partition=3&autoplay=true"]) {
  test(`a link with its own script opens without the rest of the program: ${where}`, async () => {
    const lame = await serve((file) => file.startsWith("rest-"));
    const { page, wrongs, requests, close } = await visit(browser, { ...lame, url: lame.url + where });
    await started(page);
    await page.locator(".pod:not([data-s=empty])").first().waitFor();
    await page.waitForTimeout(1_000);
    assert.deepEqual(requests.filter((it) => /rest-/.test(it)), []);
    assert.deepEqual(wrongs, []);
    await close();
    lame.close();
  });
}

test("a link with its own script has one worker, also when a person comes", async () => {
  const { page, close } = await visit(browser, site, { hash: "#blog?partition=3" });
  await started(page);
  await page.mouse.move(300, 300);
  await page.mouse.move(320, 310);
  await page.waitForTimeout(1_000);
  assert.equal(page.workers().length, 1);
  await close();
});

test("a link that cannot be read says why, though only the rest of the program has the words", async () => {
  const { page, close } = await visit(browser, site, { hash: "#v1.7Qk3.blog.2.AYECGgFrOnJlZ2lz" });
  await started(page);
  await page.getByText("damaged after letter").first().waitFor();
  await close();
});

test("a host that has no type for WebAssembly serves all parts", async () => {
  const plain = await serve(undefined, { types: { ".wasm": "application/octet-stream" } });
  const { page, close } = await visit(browser, plain);
  await started(page);
  await typed(page, "kubectl scale sts web --replicas=3");
  await page.getByText("statefulset.apps/web scaled").first().waitFor();
  await close();
  plain.close();
});

test("where no worker may be, the same service runs on the page's own thread", async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => { delete window.Worker; window.Worker = class { constructor() { throw new DOMException("no", "SecurityError"); } }; });
  const page = await context.newPage();
  await page.goto(site.url);
  await started(page);
  await typed(page, "kubectl scale sts web --replicas=3");
  await page.getByText("statefulset.apps/web scaled").first().waitFor();
  await page.waitForTimeout(300);
  assert.equal(await page.getByText("could not be fetched").count(), 0, "nothing was lost");
  await context.close();
});

test("what stands there before the program is what the program shows first", async () => {
  const words = (page) => page.evaluate(() => [".ask h1", ".ask .sub", ".answer"].map((it) => document.querySelector(it).textContent));
  const lame = await serve((file) => file.endsWith(".wasm"));
  const before = await visit(browser, lame);
  await trouble(before.page).waitFor();
  const still = await visit(browser, site);
  await started(still.page);
  await still.page.waitForFunction(() => !document.querySelector("main.opening"));
  await settles(async () => assert.deepEqual(await words(before.page), await words(still.page)));
  await Promise.all([before.close(), still.close()]);
  lame.close();
});

for (const [width, height] of [[390, 844], [768, 1024], [1440, 1000], [1440, 900], [1440, 790], [1366, 768], [1280, 720]]) {
  test(`what stands there before the program has the boxes of what comes, ${width} × ${height}`, async () => {
    const boxes = (page) => page.evaluate(() => {
      document.querySelector("#trouble")?.remove();
      scrollTo(0, 0);
      return [".top", "h1", ".sub", ".answer", ".pods-head", ".podlist .pod", ".podlist .pod:last-child", ".podlist .plate", ".why", ".why .line"].map((it) => {
        const { x, y, width, height } = document.querySelector(it).getBoundingClientRect();
        return [it, x, y, width, height].map((it) => (typeof it === "number" ? Math.round(it) : it)).join(" ");
      });
    });
    const lame = await serve((file) => file.endsWith(".wasm")), options = { viewport: { width, height } };
    const before = await visit(browser, lame, options);
    await trouble(before.page).waitFor();
    // Its first moment: it plays, or rests elsewhere where less motion is wished.
    const still = await visit(browser, site, { ...options, reducedMotion: "reduce" });
    await started(still.page);
    await still.page.getByRole("slider", { name: "Time" }).focus();
    await still.page.keyboard.press("Home");
    await still.page.getByText("All five pods run revision A.").first().waitFor();
    const [early, drawn] = [await boxes(before.page), await boxes(still.page)];
    // The answer is shown where the figure has rested; its row has the same place.
    const without = (rows) => rows.filter((it) => !it.startsWith(".answer"));
    assert.deepEqual(without(early), without(drawn));
    await Promise.all([before.close(), still.close()]);
    lame.close();
  });
}

test("a link to another scenario never shows the opening's question, nor while its own is worked out", async () => {
  const own = "#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA";
  for (const [hash, missing] of [["#canary", /\.wasm$/], ["#no-surge", /\.wasm$/], [own, /^service/]]) {
    const lame = await serve((file) => missing.test(file));
    const { page, close } = await visit(browser, { ...lame, url: lame.url + hash });
    const early = page.locator("main.opening");
    if (missing.test("web.wasm")) await trouble(page).waitFor();
    else await page.getByText("could not be fetched").first().waitFor();
    await settles(async () => assert.deepEqual(await early.locator("h1:not(.own), .sub, .watch, .line").evaluateAll((all) => all.filter((it) => it.checkVisibility({ visibilityProperty: true })).map((it) => it.textContent)), []));
    await settles(async () => assert.equal(await early.locator("h1.own").count(), hash === own ? 0 : 1, hash));
    await close();
    lame.close();
  }
});

for (const [where, language] of [["#no-surge", "en"], ["#no-surge", "zh-CN"], ["embed.html#no-surge", "en"]]) {
  test(`a link to a scenario of the gallery shows its question before the program is there: ${where}, ${language}`, async () => {
    const lame = await serve((file) => file.endsWith(".wasm"));
    const before = await visit(browser, { ...lame, url: lame.url + where }, { locale: language });
    const early = before.page.locator(":is(.opening, .em) h1.own");
    await early.waitFor();
    const question = await early.innerText();
    await before.close();
    lame.close();
    const still = await visit(browser, { ...site, url: site.url + where }, { locale: language });
    await started(still.page);
    await still.page.locator("h1").getByText(question, { exact: true }).waitFor();
    await still.close();
  });
}

for (const where of ["#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA?at=30s", "#canary?replicas=6", "embed.html#canary?replicas=6"]) {
  test(`a link with its own script shows its question before its rollout is worked out: ${where}`, async () => {
    let go;
    const held = new Promise((done) => { go = done; });
    const { page, close } = await visit(browser, { ...site, url: "about:blank" });
    await page.context().route(/service_bg/, async (route) => { await held; await route.continue(); });
    await page.goto(site.url + where);
    const early = page.locator(":is(.opening, .em[aria-busy]) h1.own");
    await early.getByText(/\S/).waitFor();
    const question = await early.innerText();
    go();
    await started(page);
    await page.locator("h1").getByText(question, { exact: true }).waitFor();
    await close();
  });
}

for (const where of ["#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA", "embed.html#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA?autoplay=true"]) {
  test(`a link that grew from a scenario of the gallery plays before the service is there, which goes on from there: ${where}`, async () => {
    const { page, wrongs, go, close } = await without(/^service_bg/, where);
    await started(page);
    const clock = page.locator(".clock").first();
    await clock.getByText("0:05").waitFor();
    await page.getByText("is not Ready yet, so").filter({ hasText: "web-4" }).first().waitFor();
    assert.equal(await page.locator("h1").innerText(), "Does maxUnavailable 2 replace two pods at once?");
    await page.locator(".worked-out").getByText("Being worked out …").waitFor();
    go();
    await settles(async () => assert.match(await clock.innerText(), /0:(0[6-9]|[1-4]\d)/));
    await settles(async () => assert.equal(await page.locator(".worked-out").count(), 0));
    assert.deepEqual(wrongs, []);
    await close();
  });
}

test("an embedded figure that waits for a service which cannot be fetched says so, and Play tries again", async () => {
  const { page, there, close } = await lacking((file) => file === "service_bg.wasm", "embed.html#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA?autoplay=true");
  await started(page);
  await page.locator(".worked-out").getByText("could not be fetched").waitFor();
  there();
  for (const press of ["Pause", "Play"]) await page.getByRole("button", { name: press, exact: true }).click();
  await settles(async () => assert.match(await page.locator(".clock").innerText(), /0:(0[6-9]|[1-4]\d)/));
  assert.equal(await page.locator(".worked-out").count(), 0);
  await close();
});

test("a line that is typed before the service is there is entered once it is", async () => {
  const { page, wrongs, go, close } = await without(/^service_bg/, "#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA");
  await started(page);
  await typed(page, "kubectl get pod web-2 -o name # 你好 🙂");
  await page.locator(".worked-out").waitFor();
  assert.equal(await page.getByText("pod/web-2").count(), 0);
  go();
  await page.getByText("pod/web-2").first().waitFor();
  assert.deepEqual(wrongs, []);
  await close();
});

test("Share waits until the service has looked for secrets in a link", async () => {
  const { page, wrongs, go, close } = await without(/^service_bg/, "#v1.x7cD.blog.2.CnNJ9NQ-9RV5gLwJkMlnJoA");
  await started(page);
  await page.getByRole("button", { name: "Share" }).click();
  await page.locator(".worked-out").waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
  go();
  await page.getByRole("dialog").getByText(/#v1\./).first().waitFor();
  await settles(async () => assert.equal(await page.locator(".worked-out").count(), 0));
  assert.deepEqual(wrongs, []);
  await close();
});

for (const width of [390, 560, 700, 1000]) {
  for (const options of ["", "?controls=none"]) {
    test(`an embedded figure has its height before its program, ${width} wide${options}`, async () => {
      const boxes = (page) => page.evaluate(() => {
        document.querySelector("#trouble")?.remove();
        return [".em", ".em h1"].map((it) => {
          const { x, y, height } = document.querySelector(it).getBoundingClientRect();
          return [it, x, y, height].map((it) => (typeof it === "number" ? Math.round(it) : it)).join(" ");
        });
      });
      const lame = await serve((file) => file.endsWith(".wasm"));
      const where = `embed.html#blog${options}`, sizes = { viewport: { width, height: 700 }, reducedMotion: "reduce" };
      const before = await visit(browser, { ...lame, url: lame.url + where }, sizes);
      await before.page.locator(".em h1.own").waitFor();
      const early = await boxes(before.page);
      const still = await visit(browser, { ...site, url: site.url + where }, sizes);
      await started(still.page);
      await still.page.locator(".em:not([aria-busy])").waitFor();
      await settles(async () => assert.deepEqual(await boxes(still.page), early));
      await Promise.all([before.close(), still.close()]);
      lame.close();
    });
  }
}

/** A worker that answers so many milliseconds late. */
const late = (delay) => {
  const { Worker } = window;
  window.Worker = class extends Worker {
    set onmessage(hear) { super.onmessage = (event) => setTimeout(hear, delay, event); }
  };
};

test("what takes longer than 100 ms is said to be worked out, and the page stays usable", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(`(${late})(1500)`);
  const page = await context.newPage();
  await page.goto(site.url);
  await started(page);
  await typed(page, "kubectl scale sts web --replicas=3");
  await page.getByText("Being worked out …").waitFor();
  const frame = () => page.locator(".clock").innerText();
  const before = await frame();
  await page.locator("main[aria-busy]:not(.opening)").waitFor();
  await page.waitForFunction((before) => document.querySelector(".clock").innerText !== before, before);
  await page.getByText("statefulset.apps/web scaled").first().waitFor();
  await page.getByText("Being worked out …").waitFor({ state: "detached" });
  await context.close();
});

test("a worker that dies in mid-answer is told, and the next need is met by another with nothing lost", async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    const { Worker } = window;
    let first = true;
    window.Worker = class extends Worker {
      set onmessage(hear) {
        const dies = first && hear.length === 1 && /lose/.test(hear);
        if (!dies) { super.onmessage = hear; return; }
        first = false;
        super.onmessage = () => { super.onmessage = null; this.terminate(); hear({ data: "RuntimeError: unreachable" }); };
      }
    };
  });
  const page = await context.newPage();
  await page.goto(site.url);
  await started(page);
  await typed(page, "kubectl scale sts web --replicas=3");
  await page.getByText("could not be fetched").first().waitFor();
  await page.keyboard.press("?");
  await page.getByText("statefulset.apps/web scaled").first().waitFor();
  await context.close();
});

test("no element has a style attribute or an inline handler", async () => {
  const { page, close } = await visit(browser, site);
  await started(page);
  const marked = await page.evaluate(() => [...document.querySelectorAll("*")]
    .filter((it) => [...it.attributes].some((at) => at.name === "style" || at.name.startsWith("on")))
    .map((it) => it.outerHTML.slice(0, 80)));
  assert.deepEqual(marked, []);
  await close();
});

test("the policy is in force", async () => {
  const { page, wrongs, close } = await visit(browser, site);
  await started(page);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'broken in'";
    document.body.append(script);
  });
  await settles(async () => assert.notEqual(await page.title(), "broken in"));
  assert.ok(wrongs.some((it) => it.startsWith("policy: script-src")), wrongs.join("\n"));
  await close();
});

test("a program that does not arrive is told, and the link is kept", async () => {
  const lame = await serve((file) => file.endsWith(".wasm"));
  const { page, close } = await visit(browser, lame, { hash: "#an-experiment" });
  await trouble(page).getByText("could not start").waitFor();
  const link = trouble(page).getByRole("link");
  await settles(async () => assert.equal(await link.getAttribute("href"), `${lame.url}#an-experiment`));
  assert.equal(page.url(), `${lame.url}#an-experiment`);
  await close();
  lame.close();
});

test("a program that stops is told, and the link is kept", async () => {
  const { page, close } = await visit(browser, site, { hash: "#an-experiment" });
  await started(page);
  // All of its memory is overwritten: the next key makes it trap in a callback, where nobody catches it.
  await page.evaluate(async () => {
    const { default: load } = await import(document.querySelector("link[rel=modulepreload]").href);
    const program = await load();
    new Uint8Array(program.memory.buffer).fill(255);
  });
  await page.keyboard.press("?");
  await trouble(page).getByText("has stopped").waitFor();
  await settles(async () => assert.equal(await trouble(page).getByRole("link").getAttribute("href"), page.url()));
  await close();
});

test("without scripts the page says what it needs", async () => {
  const { page, close } = await visit(browser, site, { javaScriptEnabled: false });
  await settles(async () => assert.match(await page.locator("noscript #trouble").innerText(), /needs JavaScript and WebAssembly/));
  await close();
});
