// The page without a network, after a first visit. Every build keeps its own files and no others.
//
// `cargo xtask build` writes the two constants. A new build waits until no page of the old one is open, so two builds
// never mix. Then the old files are deleted. Files fetched on demand are kept on first use. To remove this worker,
// replace this file with the three lines in docs/hosting.md.
const BUILD = "none";
const FILES = [];

const OURS = "statefulset-playground ";
const CACHE = OURS + BUILD;

addEventListener("install", (event) => {
  // The browser has just loaded these, so its cache answers.
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(FILES.map(async (file) => {
    const response = await fetch(file);
    if (!isWhat(file, response)) throw new Error(`${file} is something else`);
    // Some hosts answer `index.html` with the way to `/`. A page may not be opened with an answer that was led elsewhere.
    await cache.put(file, response.redirected ? new Response(response.body, response) : response);
  }))));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

/** Whether a response is the file. Some hosts and captive portals answer with a page of their own, as if all was well. */
function isWhat(file, response) {
  const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
  return response.ok && (!isPage || file.endsWith(".html"));
}

/** Returns the file of a page request, without its query. Returns any other request unchanged. */
function fileOf(request) {
  if (request.mode !== "navigate") return request;
  const path = new URL(request.url).pathname;
  return new URL(path.endsWith("/embed.html") ? "embed.html" : "index.html", registration.scope).href;
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(fileOf(request));
  if (kept) return kept;
  const response = await fetch(request);
  // Its name or query contains a hash, so it never changes. A browser that has no room for it still shows it.
  if (isWhat(request.url, response) && /[-?][0-9a-f]{12,16}([._]|$)/.test(request.url)) await cache.put(request, response.clone()).catch(() => {});
  return response;
}

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});
