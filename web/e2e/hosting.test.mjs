// docs/hosting.md: the policy that it prints is the page's own, and its block makes nginx answer as it says.
import test from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { DIST } from "./site.mjs";
import { open, visit } from "./browser.mjs";

const PLACES = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
const NGINX = process.env.NGINX ?? PLACES.map((it) => join(it, "nginx")).find((it) => existsSync(it));

const docs = await readFile(new URL("../../docs/hosting.md", import.meta.url), "utf8");
const block = /```nginx\n([^]*?)```/.exec(docs)[1];

test("the policy in the docs is the page's own, with who may frame it", async () => {
  const page = await readFile(join(DIST, "index.html"), "utf8");
  const own = /Content-Security-Policy" content="([^"]+)"/.exec(page)[1];
  const printed = [...block.matchAll(/Content-Security-Policy "([^"]+)"/g)].map((it) => it[1]);
  assert.deepEqual(printed, [`${own}; frame-ancestors 'self'`, `${own}; frame-ancestors *`]);
});

/** A port that is free now. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** nginx with the block of the docs, the site in its folder. */
async function nginx() {
  const folder = await mkdtemp(join(tmpdir(), "playground-nginx-"));
  const port = await freePort();
  await cp(DIST, join(folder, "srv", "playground"), { recursive: true });
  await mkdir(join(folder, "logs"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((it) => `${it}_temp_path ${folder}/${it};`);
  const types = ["/etc/nginx/mime.types", ...NGINX ? [join(NGINX, "../../../etc/nginx/mime.types")] : []].find((it) => existsSync(it));
  await writeFile(join(folder, "nginx.conf"), `${process.getuid?.() === 0 ? "user root;" : ""}
    pid ${folder}/pid; error_log ${folder}/logs/error.log; events {}
    http { include ${types}; access_log off; ${temporary.join(" ")}
      server { listen 127.0.0.1:${port}; ${block.replace("root /srv;", `root ${folder}/srv;`)} } }`);
  const words = ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", `${folder}/logs/error.log`, "-g", "daemon off;"];
  const server = spawn(NGINX, words, { stdio: "ignore" });
  const ended = new Promise((done) => server.once("exit", done));
  const url = `http://127.0.0.1:${port}/playground/`;
  const close = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await fetch(url).catch(() => undefined)); tries += 1) {
    if (tries < 50 && server.exitCode === null) await new Promise((later) => setTimeout(later, 100));
    else throw new Error(`nginx does not run: ${await readFile(`${folder}/logs/error.log`, "utf8").catch(() => "")}`);
  }
  return { url, close };
}

const skip = NGINX ? false : "nginx is not on this machine; the block of docs/hosting.md is not tried";

test("nginx with the block of the docs sends its headers, and the page plays there", { skip }, async (t) => {
  const host = await nginx();
  t.after(host.close);
  const hashed = (await readdir(DIST)).find((it) => it.endsWith("_bg.wasm"));
  const head = async (file) => {
    const response = await fetch(host.url + file, { headers: { "Accept-Encoding": "gzip" } });
    return [response.status, Object.fromEntries(response.headers)];
  };
  const [, page] = await head("");
  assert.equal(page["cache-control"], "no-cache");
  assert.match(page["content-security-policy"], /frame-ancestors 'self'$/);
  const [, figure] = await head("embed.html");
  assert.match(figure["content-security-policy"], /frame-ancestors \*$/);
  const [, program] = await head(hashed);
  assert.deepEqual(
    ["cache-control", "content-type", "content-encoding", "x-content-type-options"].map((it) => program[it]),
    ["public, max-age=31536000, immutable", "application/wasm", "gzip", "nosniff"]);
  const [status, missing] = await head("web-0000000000000000_bg.wasm");
  assert.deepEqual([status, missing["cache-control"]], [404, undefined], "what is missing is asked for again");
  const browser = await open();
  t.after(() => browser.close());
  const { page: visited, wrongs } = await visit(browser, host);
  await visited.waitForSelector("html[data-boot=started]", { state: "attached" });
  await visited.goto(`${host.url}embed.html#blog`);
  await visited.locator(".em .plate").first().waitFor();
  assert.deepEqual(wrongs, []);
});
