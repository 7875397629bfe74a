// The link: the address follows the scenario, and opens it again; a damaged one says so.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { serve } from "./site.mjs";
import { open, settles } from "./browser.mjs";
import { Playground } from "./playground.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await open(); });
after(async () => { await browser?.close(); site?.close(); });

const visit = (hash, options = {}) => Playground.open(browser, site, { ...options, hash });
const letters = (playground) => new URL(playground.page.url()).hash.slice(1);

async function written(playground) {
  await playground.page.waitForFunction(() => location.hash.startsWith("#v1."));
  return letters(playground);
}

test("the address follows what is typed, and opens the same again", async () => {
  const first = await visit("");
  await first.pause();
  assert.equal(letters(first), "", "nothing was done, so nothing is to be kept");
  const before = await first.page.evaluate(() => history.length);
  await first.type("kubectl scale sts web --replicas=7");
  const link = await written(first);
  assert.ok(link.length < 100, link);
  assert.equal(await first.page.evaluate(() => history.length), before, "Back leaves the page");
  await first.leave();

  const second = await visit(`#${link}`);
  await second.page.waitForFunction(() => document.querySelectorAll(".podlist .pod").length >= 7);
  assert.equal(letters(second), link);
  await second.leave();
});

test("a short link opens a scenario of the gallery, changed", async () => {
  const playground = await visit("#canary?replicas=4&at=1s");
  await playground.page.getByRole("heading", { name: "What does a canary at partition 2 protect?" }).waitFor();
  assert.equal(letters(playground), "canary?replicas=4&at=1s");
  await settles(async () => assert.equal(await playground.clock(), "0:01"));
  await playground.button("Play").waitFor();
  await playground.leave();
});

test("an address that is changed by hand is followed", async () => {
  const playground = await visit("");
  await playground.page.evaluate(() => { location.hash = "#on-delete"; });
  await playground.page.getByRole("heading", { name: /OnDelete/ }).waitFor();
  await playground.leave();
});

test("a damaged link is said, and the page works", async () => {
  const good = "v1.7Qk3.blog.1.AYECGgFrOnJlZ2lzdHJ5Lms4cy5pby9uZ2lueC1zbGltOjAuOUAqwg";
  for (const [hash, says] of [
    [good, /This link is damaged after letter \d+/], ["v1.", /damaged after letter 2/],
    ["%00%ff", /no scenario/], ["blog?partition=x", /partition/],
    ["<img src=x onerror=alert(1)>", /no scenario/], ["x".repeat(70_000), /longer than any link/],
  ]) {
    const playground = await visit(`#${hash}`);
    await playground.page.waitForFunction(() => !document.querySelector("main.opening"));
    await playground.page.locator(".why .line").filter({ hasText: says }).waitFor();
    await settles(async () => assert.equal(await playground.page.locator("img").count(), 0));
    await playground.button("Play").click();
    await playground.page.waitForFunction(() => !/link/.test(document.querySelector(".why .line").textContent));
    await playground.leave();
  }
});
