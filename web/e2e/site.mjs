// The built site under a sub-path of a free port, as a static host would serve it.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const DIST = process.env.DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
/** Not the root: relative addresses must hold anywhere. */
const FOLDER = "/some/where/";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css",
  ".wasm": "application/wasm", ".svg": "image/svg+xml", ".txt": "text/plain", ".json": "application/json",
};

async function answer(request, response, broken) {
  const path = new URL(request.url, "http://localhost").pathname;
  const inside = path.startsWith(FOLDER) ? normalize(path.slice(FOLDER.length) || "index.html") : "..";
  try {
    if (inside.startsWith("..") || inside.includes(sep + "..") || broken?.(inside)) throw new Error("not here");
    const body = await readFile(join(DIST, inside));
    response.writeHead(200, { "Content-Type": TYPES[extname(inside)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Serves until `close()`. Files for which `broken` says true are not found. */
export async function serve(broken) {
  const server = createServer((request, response) => answer(request, response, broken));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  // A failed test may forget to close it; that must not keep the process alive.
  server.unref();
  const close = () => { server.closeAllConnections(); server.close(); };
  return { url: `http://127.0.0.1:${server.address().port}${FOLDER}`, close };
}
