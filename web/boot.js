// Starts the program, and says in words when it cannot start or has stopped. It owns nothing else: the
// page is Rust (web/src). The names of the program's two files are in the links that Trunk wrote.

const root = document.documentElement;
const named = (selector) => document.querySelector(selector).href;

let told = false;

/** Says once what happened. The experiment is in the address, so the address is what must not get lost. */
function say(what, next) {
  if (told) return;
  told = true;
  const words = document.createElement("p");
  words.textContent = what;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = location.href;
  const kept = document.createElement("p");
  kept.append("The experiment is kept in this link: ", link);
  const again = document.createElement("p");
  again.textContent = next;
  const trouble = document.createElement("div");
  trouble.id = "trouble";
  trouble.role = "alert";
  trouble.append(words, kept, again);
  document.body.prepend(trouble);
  root.dataset.boot = "stopped";
}

const stopped = (error) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  const isLost = error.message.startsWith("The rest of the program");
  const what = isLost ? error.message
    : "The program has stopped. That is a fault in the playground, not in your manifest; the browser’s console says where.";
  say(what, "Reload the page to go on. If it stops again, take the part after # off the address to begin anew.");
};

/** A panic ends as a trap, in whichever callback it happened. */
function watchForPanics() {
  addEventListener("error", (event) => stopped(event.error));
  addEventListener("unhandledrejection", (event) => stopped(event.reason));
}

async function start() {
  root.dataset.boot = "starting";
  if (typeof WebAssembly !== "object") {
    say("The playground cannot start: this browser has no WebAssembly.", "Open the link in another browser.");
    return;
  }
  watchForPanics();
  try {
    const program = await import(named("link[rel=modulepreload]"));
    await program.default({ module_or_path: named("link[rel=preload][as=fetch]") });
    root.dataset.boot = "started";
  } catch (error) {
    stopped(error);
    const why = error instanceof Error ? error.message : String(error);
    say(`The playground could not start: ${why}`, "Reload the page to try again.");
  }
}

/** The page works without a network from the next visit on. Nothing is loaded for that before the person acts, or rests. */
function keepForOffline() {
  if (!navigator.serviceWorker || !isSecureContext) return;
  const begin = () => {
    clearTimeout(idle);
    removeEventListener("pointerdown", begin);
    removeEventListener("keydown", begin);
    navigator.serviceWorker.register("./sw.js").catch(() => {});
  };
  const idle = setTimeout(begin, 15_000);
  addEventListener("pointerdown", begin, { once: true });
  addEventListener("keydown", begin, { once: true });
}

start().then(() => {
  if (root.dataset.boot === "started") keepForOffline();
});
