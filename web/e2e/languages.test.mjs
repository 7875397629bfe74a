// The page in two languages: chosen from the browser, fetched on use, switchable, remembered; kubectl stays as it is.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { axe, open, settles } from "./browser.mjs";
import { Playground, comes } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const HAN = /[\u4e00-\u9fff]/;

async function complaints(page) {
  await page.page.evaluate(await axe());
  const { violations } = await page.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].target.join(" ")}: ${nodes[0].html.slice(0, 120)}`);
}

/** Waits until the page speaks a language. */
const speaks = (page, tag) => page.page.waitForSelector(`html[lang="${tag}"]`);

test("an English visitor fetches no Chinese", async () => {
  const page = await Playground.open(browser, site);
  await page.page.waitForTimeout(300);
  assert.deepEqual(page.requests.filter((it) => it.includes("zh")), []);
  await page.leave();
});

for (const [width, colorScheme] of [[1440, "light"], [390, "dark"]]) {
  test(`a Chinese browser gets Chinese, ${width} wide, ${colorScheme}`, async () => {
    const options = { locale: "zh-CN", viewport: { width, height: 900 }, colorScheme };
    const page = await Playground.open(browser, site, options);
    await speaks(page, "zh-CN");
    await settles(async () => assert.match(await page.page.title(), HAN));
    await comes(() => page.page.locator("h1").innerText(), HAN);
    await page.button("暂停").click();
    await page.page.keyboard.press("End");
    await comes(() => page.page.locator(".why .line").innerText(), /5 个 Pod 全部运行修订版本 B。/);
    await comes(() => page.page.locator(".ends p").innerText(), /^变更 \d+ 秒后完成；5 个 Pod 中始终至少有 3 个 Ready。$/);
    await comes(() => page.page.locator(".clock span").innerText(), /^第 \d+ 帧，共 \d+ 帧$/);
    await settles(async () => assert.doesNotMatch(await page.page.locator("[role=log]").first().innerText(), HAN));
    assert.deepEqual(await complaints(page), []);
    const over = await page.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0);
    await page.leave();
  });
}

test("the language is switched by the keyboard, and remembered", async () => {
  const page = await Playground.open(browser, site);
  await page.pause();
  await page.press("End");
  await page.button("中文").focus();
  await page.page.keyboard.press("Enter");
  await speaks(page, "zh-CN");
  await comes(() => page.page.locator(".why .line").innerText(), /全部运行修订版本 B/);
  await page.page.reload();
  await speaks(page, "zh-CN");
  await page.button("English").click();
  await speaks(page, "en");
  await settles(async () => assert.match(await page.page.title(), /^Does maxUnavailable 2/));
  await page.page.reload();
  await page.page.waitForSelector("html[data-boot=started]", { state: "attached" });
  await page.page.waitForTimeout(300);
  await settles(async () => assert.equal(await page.page.getAttribute("html", "lang"), "en"));
  await page.leave();
});

test("without a connection the page says so and stays as it is", async () => {
  const page = await Playground.open(browser, site);
  await page.pause();
  await page.press("End");
  await page.page.route("**/zh-*", (route) => route.abort());
  await page.button("中文").click();
  await page.page.getByRole("status").filter({ hasText: "could not be fetched" }).waitFor();
  await settles(async () => assert.equal(await page.page.getAttribute("html", "lang"), "en"));
  await page.page.unroute("**/zh-*");
  await page.button("中文").click();
  await speaks(page, "zh-CN");
  assert.deepEqual(page.wrongs.filter((it) => !it.includes("ERR_FAILED")), []);
  await page.close();
});

/** What may stay as it is: names of things, Kubernetes' own words, lines, letters, keys. */
const STAYS = /^(StatefulSet Playground|OrderedReady|Parallel|RollingUpdate|OnDelete|Recreate|Kubernetes|Pods?|[，。、\s]*RollingUpdate.*|[A-H]|web-\d+|YAML|Tab|Enter|Ctrl-[CR]|Esc|[PSTzZ ]+|Home\s+End|Ctrl Z|apply|set image .*|kubectl [^]*|nginx.*|: [a-z].*|\d+ (kubectl|get) ?.*|partition|registry\..*)$/;

for (const [locale, many, one] of [["en", " restarts", " restart"], ["zh-CN", " 次重启", " 次重启"]]) {
  for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 720 }]) {
    test(`the word behind restarts is of the page's language, and stands behind no absent pod, ${locale}, ${viewport.width} wide`, async () => {
      const page = await Playground.opening(browser, site, { locale, viewport });
      await speaks(page, locale);
      await page.page.locator('.pod[data-s="empty"]').first().waitFor();
      // Drawn by the style sheet, where no row of headings says it.
      const words = await page.page.evaluate(() => {
        const after = (it) => getComputedStyle(it, "::after").content.replace(/^"|"$/g, "");
        const restarts = document.querySelector(".restarts");
        restarts.classList.add("some");
        const many = after(restarts);
        restarts.classList.add("one");
        return { many, one: after(restarts), absent: [...document.querySelectorAll(".cap li:empty")].map(after) };
      });
      assert.deepEqual({ ...words, absent: [...new Set(words.absent)] }, { many, one, absent: ["none"] });
      await page.leave();
    });
  }
}

test("in Chinese nothing but Kubernetes' own words stays English, also what was drawn before", async () => {
  const page = await Playground.open(browser, site, { viewport: { width: 1440, height: 900 } });
  await page.pause();
  await page.press("End");
  await page.button("中文").click();
  await speaks(page, "zh-CN");
  const left = () => page.page.evaluate(() => {
    const said = [];
    const isMono = (element) => element.closest("pre, code, .k, .yaml, .cap, .rowheads, .cmd, [lang=en]");
    const walker = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!isMono(walker.currentNode.parentElement)) said.push(walker.currentNode.textContent);
    for (const name of ["aria-label", "title", "aria-valuetext"])
      for (const element of document.querySelectorAll(`[${name}]`)) said.push(element.getAttribute(name));
    return said.map((it) => it.trim()).filter((it) => /[A-Za-z]/.test(it) && !/[\u4e00-\u9fff]/.test(it));
  });
  const english = async () => (await left()).filter((it) => !STAYS.test(it));
  await settles(async () => assert.deepEqual(await english(), [], "the figure and the terminal"));
  for (const tool of ["更改", "对象", "清单", "时间与故障"]) {
    await page.tab(tool).click();
    // Names of fields, what was typed, and the words of the scenario language, as its lines have them.
    const isField = (it) => /^[a-z][\w.[\]]*$|^(set|patch|scale|apply)\b|^(cannot be pulled|is lost|exits|works|there)$/.test(it);
    await settles(async () => assert.deepEqual((await english()).filter((it) => !isField(it)), [], tool));
  }
  await page.leave();
});
