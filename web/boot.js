// Starts the program, and says in words when it cannot start or has stopped. It owns nothing else: the
// page is Rust (web/src). What a person typed is given back when the program has stopped. The names of the program's two files are in the links that Trunk wrote.

const root = document.documentElement;
const named = (selector) => document.querySelector(selector).href;

let told = false;

/** These few sentences are needed before or after the program, so both languages are here. */
const inWords = (english, chinese) =>
  root.lang === "zh-CN" || (root.dataset.boot === "starting" && navigator.language.startsWith("zh")) ? chinese : english;

/** An element with a text or further elements in it. */
function made(tag, ...inside) {
  const element = document.createElement(tag);
  element.append(...inside);
  return element;
}

function button(says, act) {
  const element = made("button", says);
  element.type = "button";
  element.onclick = () => act(element);
  return element;
}

/** The tab's storage, and the name of this entry's text in it (web/src/browser/kept.rs); nothing where storage is forbidden. */
const stored = {
  name: () => (typeof history.state === "string" && history.state.startsWith("kept-") ? history.state : undefined),
  read() { try { return sessionStorage.getItem(this.name()) ?? undefined; } catch { return undefined; } },
  /** Whether it could be written. */
  write(text) {
    try {
      if (!this.name()) history.replaceState(`kept-${Date.now()}`, "");
      sessionStorage.setItem(this.name(), text);
      return true;
    } catch { return false; }
  },
  forget() { try { sessionStorage.removeItem(this.name()); } catch { /* There is nothing. */ } },
};

/** What the program kept of the page, as it was before what stopped it; empty if nobody had done anything. */
function keptOfPage() {
  try { return JSON.parse(root.kept ?? (("embed" in root.dataset) ? "{}" : stored.read() ?? "{}")) ?? {}; } catch { return {}; }
}

const value = (id) => document.getElementById(id)?.value;

/** What was kept, with the fields as they stand: what was typed last is in no state of the program yet. */
function keptWithFields() {
  const kept = keptOfPage();
  const manifest = value("manifest");
  if (manifest !== undefined && (root.typing || typeof kept.manifest === "string")) kept.manifest = manifest;
  const shown = kept.terminal ?? 0;
  if (value("prompt")) kept.lines = Object.assign(Array.from(kept.lines ?? []), { [shown]: value("prompt") }, { length: Math.max(shown + 1, kept.lines?.length ?? 0) });
  return kept;
}

/**
 * Everything that is in no link, as [name, text]: the fields, what was kept of others, and the experiment itself. The fields hold what
 * the program did not survive: for the next start they are kept, and the tool that drew them is closed.
 */
function unlinked() {
  const kept = keptWithFields();
  if (value("manifest") !== undefined) kept.tab = "terminal";
  const lines = new Set([...(kept.lines ?? []), value("prompt-beside")].filter((it) => it?.trim()));
  const texts = [...lines].map((text) => [inWords("Typed", "输入的内容"), text]);
  if (kept.manifest) texts.push([inWords("Manifest", "清单"), kept.manifest]);
  if (kept.scenario && !kept.held) texts.push([inWords("The experiment (Share, File, Open… reads it)", "实验（可用“分享 › 文件 › 打开…”读取）"), kept.scenario]);
  const isKept = texts.length > 0 && !("embed" in root.dataset) && stored.write(JSON.stringify(kept));
  return { texts, isKept, hasLink: !kept.scenario || kept.held };
}

/** A text, to be copied. */
function copied([name, text]) {
  const area = made("textarea", text);
  area.readOnly = true;
  area.rows = Math.min(6, text.split("\n").length);
  area.setAttribute("aria-label", name);
  const copy = button(inWords("Copy", "复制"), (it) => {
    const done = () => { it.textContent = inWords("Copied", "已复制"); };
    area.select();
    (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(done, () => { if (document.execCommand("copy")) done(); });
  });
  return made("div", made("p", made("b", name), " ", copy), area);
}

function linked() {
  const link = made("a", location.href);
  link.href = location.href;
  return made("p", inWords("The experiment is in this link: ", "实验在这个链接中："), link);
}

/** The experiment begins from nothing, and what was kept is no longer tried. */
function beginAnew() {
  stored.forget();
  history.replaceState(null, "", "embed" in root.dataset ? location.href : location.pathname + location.search);
  location.reload();
}

/** Says once what happened, in view wherever the person is, and gives back what is in no link. */
function say(what, { next, stays }) {
  if (told) return;
  told = true;
  const wasStarting = root.dataset.boot === "starting";
  const { texts, isKept, hasLink } = unlinked();
  const lost = inWords("Copy what you need before you reload: this browser keeps nothing here.", "请先复制需要的内容再重新加载：此浏览器不允许在这里保存。");
  const safe = inWords("This tab keeps it for the next start.", "此标签页会为下次启动保留这些内容。");
  const acts = made("p", button(inWords("Reload", "重新加载"), () => location.reload()));
  if (stays && (wasStarting || texts.length > 0)) acts.append(" ", button(inWords("Begin anew without it", "不带这些内容重新开始"), beginAnew));
  const trouble = made("div", made("p", made("b", what)));
  trouble.id = "trouble";
  trouble.role = "alert";
  trouble.tabIndex = -1;
  if (hasLink) trouble.append(linked());
  if (texts.length > 0) {
    const head = hasLink ? inWords("What you typed since is not in it:", "此后输入的内容不在链接中：")
      : inWords("What you did is in no link:", "你所做的内容不在任何链接中：");
    trouble.append(made("p", `${head} `, isKept ? safe : lost), ...texts.map(copied));
  }
  trouble.append(made("p", next), acts);
  document.body.prepend(trouble);
  root.dataset.boot = "stopped";
  trouble.focus({ preventScroll: true });
}

/** From here until the page is drawn, which is when the program keeps it, the fields alone have what was typed. */
addEventListener("input", () => { root.typing = true; }, { capture: true });
addEventListener("pagehide", () => {
  if (root.typing && root.dataset.boot === "started" && !("embed" in root.dataset)) stored.write(JSON.stringify(keptWithFields()));
});

const stopped = (error) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  const isLost = error.message.startsWith("The rest of the program");
  say(
    isLost ? inWords(error.message, "程序的其余部分无法获取。")
      : inWords("The program has stopped. That is a fault in the playground, not in your manifest.",
        "程序已停止。这是本页的错误，与你的清单无关。"),
    { next: inWords("Reload the page to go on. If it stops again, begin anew.", "重新加载页面即可继续。如果再次停止，请重新开始。"), stays: !isLost });
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
      { next: inWords("Open the link in another browser.", "请用其他浏览器打开此链接。") });
    return;
  }
  watchForPanics();
  try {
    const program = await import(named("link[rel=modulepreload]"));
    // A link's scenario has to be worked out, and a figure drawn in another way; the opening page needs neither.
    if (location.hash.length > 1 || stored.name() || "embed" in root.dataset) await program.fetchRest?.();
    else await painted();
    await program.default({ module_or_path: named("link[rel=preload][as=fetch]") });
    root.dataset.boot = "started";
  } catch (error) {
    stopped(error);
    const why = error instanceof Error ? error.message : String(error);
    say(inWords("The playground could not start: ", "无法启动：") + why,
      { next: inWords("Reload the page to try again.", "请重新加载页面，再试一次。") });
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
