
// The rest of the program: what a first visit does not need before somebody acts. It is fetched at the first sign of a person,
// which comes before anything that they do. `cargo xtask build` joins this to the JavaScript above and fills in the file's name.

const REST = new URL("rest.wasm", import.meta.url);
const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin", "hashchange", "dragenter"];
let coming, compiled;

/** Makes both parts one. Whichever way the rest came first, later ones change nothing. */
function join(rest) {
  if (wasm.joined.value) return;
  new WebAssembly.Instance(rest, { first: wasm });
  wasm.joined.value = 1;
}

/** Fetches the rest without keeping anybody waiting; a failure is tried again at the next sign. */
export function fetchRest() {
  coming ??= WebAssembly.compileStreaming(fetch(REST))
    .then((rest) => { compiled = rest; if (wasm) join(rest); })
    .catch(() => { coming = undefined; });
  return coming;
}

/** The program needs the rest at once: where it has not come, everything waits for it. */
function loadRest() {
  if (compiled) return join(compiled);
  const request = new XMLHttpRequest();
  request.open("GET", REST, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    request.send();
    if (request.status !== 200) throw new Error(`the server answers ${request.status}`);
    join(new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0))));
  } catch (error) {
    throw new WebAssembly.RuntimeError(`The rest of the program cannot be fetched: ${error.message}`);
  }
}

for (const sign of SIGNS) addEventListener(sign, fetchRest, { capture: true, passive: true });
