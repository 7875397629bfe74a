// The page in a person's words: its regions by their accessible names, and what a person does with them.
// The tests speak through this; where the page changes a name, this is the one place to follow.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { PATIENCE, settles, visit } from "./browser.mjs";

/** Reads again until it matches: what is worked out or printed comes from a worker, when that has time. */
export function comes(read, words) {
  return settles(async () => assert.match(await read(), words));
}

export class Playground {
  constructor(visited) {
    Object.assign(this, visited);
  }

  /** Opens the built page as a first visit does. */
  static opening(browser, site, options) {
    return Playground.open(browser, site, { ...options, hash: "" });
  }

  /**
   * Opens the built page and waits until its program runs. Without a `hash` it shows the opening's former text, which begins with its
   * `apply` and changes the image at 0:26: the tests count its seconds.
   */
  static async open(browser, site, { hash = "#blog.1", ...options } = {}) {
    const playground = new Playground(await visit(browser, site, { ...options, hash }));
    await playground.page.waitForSelector("html[data-boot=started]", { state: "attached" });
    // What a link needs is fetched first; until then nothing moves.
    if (hash === "#blog.1") await playground.page.waitForFunction(() => /0:26/.test(document.querySelector(".ask .when")?.textContent ?? ""));
    return playground;
  }

  button(name) { return this.page.getByRole("button", { name, exact: typeof name === "string" }); }
  slider() { return this.page.getByRole("slider", { name: "Time" }); }
  clock() { return this.page.locator(".clock b").innerText(); }
  frame() { return this.page.locator(".clock span").first().innerText(); }
  tab(name) { return this.page.getByRole("tab", { name, exact: typeof name === "string" }); }
  line() { return this.page.getByRole("combobox", { name: /kubectl|terminal line/i }).first(); }
  /** The prompts of all panes. */
  lines() { return this.page.getByRole("combobox", { name: /terminal line/i }); }
  manifest() { return this.page.getByRole("textbox", { name: "Manifest" }); }
  /** What is said about a manifest that cannot be read. */
  problem() { return this.page.locator("[role=alert], .diag").filter({ hasText: /\S/ }).first(); }

  /** The names of the pods' tiles, empty ordinals left out: "web-0, revision A, …, Ready, …". */
  async pods() {
    const tiles = this.page.getByRole("list", { name: "Pods of StatefulSet web" }).getByRole("button");
    const names = await tiles.evaluateAll((all) => all
      .filter((it) => it.closest("li")?.matches(".pod") && it.matches(".plate"))
      .map((it) => it.getAttribute("aria-label") ?? it.textContent));
    return names.map((it) => it.replace(/\s+/g, " ").trim()).filter((it) => !it.includes("no pod"));
  }

  /** `{ordinal: {revision, terminating, ready}}` of the frame that is shown. */
  async world() {
    const pods = (await this.pods()).map((name) => [Number(/web-(\d+)/.exec(name)[1]), {
      revision: /revision ([A-Z])/.exec(name)?.[1],
      terminating: /Terminating|leaving/.test(name),
      ready: /\bReady\b/.test(name) && !/not Ready/.test(name),
    }]);
    return Object.fromEntries(pods);
  }

  /** What waits for its run has come. */
  async known() {
    await this.page.locator("main[aria-busy]:not(.opening)").waitFor({ state: "detached" });
  }

  /** Pauses what plays, in one step of the page: between a look and a press it may come to rest by itself. */
  async rest() {
    await this.button(/^(Pause|暂停)$/).evaluateAll((all) => all.forEach((it) => it.click()));
  }

  async pause() {
    await this.known();
    await this.rest();
    await this.button("Play").waitFor();
  }

  /** Moves the playhead with the keyboard, to "Home" or "End". */
  async press(key) {
    await this.slider().focus();
    await this.page.keyboard.press(key);
  }

  /** Steps by changes until the clock shows at least so many seconds. */
  async goTo(seconds) {
    await this.pause();
    await this.press("Home");
    while (this.seconds(await this.clock()) < seconds) {
      const before = await this.frame();
      await this.button("Step forward").click();
      await this.changed(before);
    }
    if (this.seconds(await this.clock()) > seconds) {
      const before = await this.frame();
      await this.button("Step back").click();
      await this.changed(before);
    }
  }

  /** Pauses, and goes to a second or to the `end` at once, by the keyboard. */
  async seek(to) {
    await this.pause();
    await this.press(to === "end" ? "End" : "Home");
    for (let now = 0; to !== "end" && now < Number(to); now += now + 10 <= Number(to) ? 10 : 1) {
      await this.page.keyboard.press(now + 10 <= Number(to) ? "PageUp" : "ArrowRight");
    }
    await this.page.evaluate(() => document.activeElement.blur());
  }

  /** Types a line at the cursor; where that made time pass, it pauses again. */
  async typeAndStay(line) {
    const terminal = this.button("Terminal");
    if (!(await this.line().isVisible())) await terminal.click();
    await this.type(line);
    await this.pause();
    if (await terminal.isVisible()) await terminal.click();
  }

  seconds(clock) {
    return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  }

  async changed(before) {
    await this.page.waitForFunction(
      (old) => document.querySelector(".clock span")?.textContent !== old, before);
  }

  /** Types a line where the cursor is, and Enter. */
  async type(line) {
    await this.line().fill(line);
    await this.line().press("Enter");
    await this.known();
  }

  /** Waits until every row of the open release list has its preview. They come one by one: no number in between is an end. */
  releasesDrawn() {
    return this.page.waitForFunction(() => {
      const rows = document.querySelectorAll(".rel [role=option]"), drawn = document.querySelectorAll(".rel [role=option] svg.shape");
      return rows.length > 0 && rows.length === drawn.length;
    });
  }

  /** Waits until the tiles are as a person would describe them. */
  async shows(describe, predicate) {
    const until = Date.now() + PATIENCE;
    let world = await this.world();
    while (!predicate(world)) {
      if (Date.now() > until) assert.fail(`${describe}; the page shows ${JSON.stringify(await this.pods(), null, 1)}`);
      await this.page.waitForTimeout(50);
      world = await this.world();
    }
  }

  /** Gives the page a file as a person does who drops it there. */
  drop(name, text) {
    return this.page.evaluate(([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name, { type: "text/plain" }));
      for (const type of ["dragover", "drop"]) dispatchEvent(new DragEvent(type, { dataTransfer: data, cancelable: true, bubbles: true }));
    }, [name, text]);
  }

  /** Opens a scenario of `fixtures`, other words in place of some, and waits for its question. */
  async openFixture(name, others = []) {
    const written = await readFile(new URL(`fixtures/${name}`, import.meta.url), "utf8");
    const text = others.reduce((text, [word, other]) => text.replace(word, other), written);
    await this.drop(name, text);
    await this.page.locator("h1").getByText(/^: question en (.*)$/m.exec(text)[1]).waitFor();
    await this.pause();
  }

  /** By how much the page is wider than its window, and the elements that stick out. */
  overhang() {
    return this.page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const scrolls = (it) => it && (/auto|scroll|hidden|clip/.test(getComputedStyle(it).overflowX) || scrolls(it.parentElement));
      const outside = [...document.body.querySelectorAll("*")]
        .filter((it) => it.getBoundingClientRect().right > width + 1 && !scrolls(it.parentElement));
      const over = document.documentElement.scrollWidth - width;
      return over > 0 ? [`${over} px`, ...outside.map((it) => it.outerHTML.slice(0, 120))] : [];
    });
  }

  /** Ends a test: nothing may have gone wrong on the way. */
  async leave() {
    assert.deepEqual(this.wrongs, []);
    await this.close();
  }
}
