// Starts the program, and says in words when it cannot start or has stopped. It owns nothing else: the
// page is Rust (web/src). The names of the program's two files are in the links that Trunk wrote.

const root = document.documentElement;
const named = (selector) => document.querySelector(selector).href;

let told = false;

/** These few sentences are needed before or after the program, so both languages are here. */
const inWords = (english, chinese) =>
  root.lang === "zh-CN" || (root.dataset.boot === "starting" && navigator.language.startsWith("zh")) ? chinese : english;

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
  kept.append(inWords("The experiment is kept in this link: ", "实验保存在这个链接中："), link);
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
  say(
    isLost ? inWords(error.message, "程序的其余部分无法获取。")
      : inWords("The program has stopped. That is a fault in the playground, not in your manifest.",
        "程序已停止。这是本页的错误，与你的清单无关。"),
    inWords("Reload the page to go on. If it stops again, take the part after # off the address to begin anew.",
      "重新加载页面即可继续。如果再次停止，请去掉地址中 # 之后的部分，重新开始。"));
};

/** A panic ends as a trap, in whichever callback it happened. */
function watchForPanics() {
  addEventListener("error", (event) => stopped(event.error));
  addEventListener("unhandledrejection", (event) => stopped(event.reason));
}

/** What stands there is seen before the program keeps the page busy. A page in the background is not painted at all. */
const painted = () => (document.hidden ? undefined : new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

async function start() {
  root.dataset.boot = "starting";
  if (typeof WebAssembly !== "object") {
    say(inWords("The playground cannot start: this browser has no WebAssembly.", "无法启动：这个浏览器不支持 WebAssembly。"),
      inWords("Open the link in another browser.", "请用其他浏览器打开此链接。"));
    return;
  }
  watchForPanics();
  try {
    const program = await import(named("link[rel=modulepreload]"));
    // A link's scenario has to be worked out, and a figure drawn in another way; the opening page needs neither.
    if (location.hash.length > 1 || "embed" in root.dataset) await program.fetchRest?.();
    else await painted();
    await program.default({ module_or_path: named("link[rel=preload][as=fetch]") });
    root.dataset.boot = "started";
  } catch (error) {
    stopped(error);
    const why = error instanceof Error ? error.message : String(error);
    say(inWords("The playground could not start: ", "无法启动：") + why,
      inWords("Reload the page to try again.", "请重新加载页面，再试一次。"));
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
