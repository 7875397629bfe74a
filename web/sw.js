// The page without a network, after a first visit: every build keeps its own files and no others.
//
// `cargo xtask build` writes the two constants. A new build waits until no page of the old one is open, so that two builds
// never meet; then the old files go. Files that are fetched on use are kept when they are used. To be rid of it, put
// docs/hosting.md's three lines in the place of this file.
const BUILD = "none";
const FILES = [];

const OURS = "statefulset-playground ";
const CACHE = OURS + BUILD;

addEventListener("install", (event) => {
  // The browser has just loaded these: its own cache answers.
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

/** A page by its file, whatever stands behind `?`. */
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
  // Its name carries its content's hash, so it is this build's for ever.
  if (response.ok && /-[0-9a-f]{16}[._]/.test(request.url)) await cache.put(request, response.clone());
  return response;
}

addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});
