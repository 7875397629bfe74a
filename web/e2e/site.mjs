// A folder of files under a sub-path of a free port, as a static host would serve it: the built site, or another one.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const DIST = process.env.DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
/** Not the root: relative addresses must hold anywhere. */
const FOLDER = "/some/where/";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".txt": "text/plain", ".json": "application/json",
};

/** Compressed once, as a host keeps it. */
const packed = new Map();
function compressed(body, path) {
  if (!packed.has(path)) packed.set(path, gzipSync(body));
  return packed.get(path);
}

/** As docs/hosting.md says. */
const keptFor = (file) => (/-[0-9a-f]{12,16}[._]/.test(file) ? "public, max-age=31536000, immutable" : "no-cache");

/** A page whose first script is `watch.js` beside it: after its policy, before everything else. */
const watched = (page) => String(page).replace(/<meta http-equiv="?Content-Security-Policy[^>]*>|<meta charset[^>]*>(?![^]*Content-Security-Policy)/i, "$&<script src=\"watch.js\"></script>");

async function read(file, { watch }) {
  if (watch && file.endsWith("watch.js")) return watch;
  const body = await readFile(file);
  return watch && extname(file) === ".html" ? watched(body) : body;
}

async function answer(request, response, options) {
  const { folder, at, broken, held, hosted, types, instead } = options;
  const path = new URL(request.url, "http://localhost").pathname;
  const inside = path.startsWith(at) ? normalize(path.slice(at.length).replace(/(^|\/)$/, "$1index.html")) : "..";
  try {
    if (inside.startsWith("..") || inside.includes(sep + "..") || broken?.(inside)) throw new Error("not here");
    await held?.(inside);
    if (options.led && inside === options.led && !path.endsWith("/")) {
      response.writeHead(301, { Location: "./" }).end();
      return;
    }
    if (instead?.(inside)) {
      response.writeHead(200, { "Content-Type": TYPES[".html"] }).end("<!doctype html><title>Sign in</title>");
      return;
    }
    const body = await read(join(folder, inside), options);
    const type = { "Content-Type": types?.[extname(inside)] ?? TYPES[extname(inside)] ?? "application/octet-stream" };
    if (!hosted) response.writeHead(200, type).end(body);
    else response.writeHead(200, { ...type, "Cache-Control": keptFor(inside), "Content-Encoding": "gzip" }).end(compressed(body, join(folder, inside)));
  } catch {
    response.writeHead(404).end();
  }
}

/**
 * Serves a folder until `close()`; `asked` are the addresses that were asked for. Files for which `broken` says true are not found.
 * `hosted`: compressed, and with the headers of docs/hosting.md, as hosts serve it. Not always, since a browser without a profile of
 * its own fails to keep a file as large as a draft's program. `watch`: the text of a script that every page runs first.
 * `types`: other content types, by the end of a file's name. `held`: what a file waits for before it is sent, by its name.
 * `led`: the page that this host calls by its folder alone, wherever else it is asked for.
 * `instead`: files for which a page of the host's own comes, as if all was well.
 */
export async function serve(broken, { folder = DIST, at = FOLDER, hosted = false, watch, types, held, instead, led } = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    return answer(request, response, { folder, at, broken, held, hosted, watch, types, instead, led });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  // A failed test may forget to close it; that must not keep the process alive.
  server.unref();
  const close = () => { server.closeAllConnections(); server.close(); };
  return { url: `http://127.0.0.1:${server.address().port}${at}`, asked, close };
}
