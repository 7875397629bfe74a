// Starts the program, and shows a message if it cannot start or has stopped. After a crash it gives back what a
// person typed. The page itself is Rust (web/src). Trunk writes the links that name the program's two files.

const root = document.documentElement;
const named = (selector) => document.querySelector(selector).href;

let told = false;

/** Chooses the language. These few texts are needed before or after the program runs, so both languages are here. */
const inWords = (english, chinese) =>
  root.lang === "zh-CN" || (root.dataset.boot === "starting" && navigator.language.startsWith("zh")) ? chinese : english;

/** Creates an element with texts or elements in it. */
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

/** Saved state of this history entry in the tab's storage, if that is allowed (web/src/browser/kept.rs). */
const stored = {
  name: () => (typeof history.state === "string" && history.state.startsWith("kept-") ? history.state : undefined),
  read() { try { return sessionStorage.getItem(this.name()) ?? undefined; } catch { return undefined; } },
  /** Gives this entry a name. What is named while the page is left does not survive that. */
  begin() { try { if (history.state === null && !("embed" in root.dataset)) history.replaceState(`kept-${Date.now()}`, ""); } catch { /* Nothing can be kept. */ } },
  /** Returns whether it was written. */
  write(text) {
    try {
      if (!this.name()) history.replaceState(`kept-${Date.now()}`, "");
      sessionStorage.setItem(this.name(), text);
      return true;
    } catch { return false; }
  },
  /** The language that was chosen on an earlier visit; not for somebody's article. */
  language() { try { return ("embed" in root.dataset) ? undefined : localStorage.getItem("language"); } catch { return undefined; } },
  forget() { try { sessionStorage.removeItem(this.name()); } catch { /* There is nothing to remove. */ } },
};

/** Returns the state that the program saved last. Empty if there is none. */
function keptOfPage() {
  const isEmbed = "embed" in root.dataset;
  // What the program saved last may be of the entry before, whose scenario is still shown while a link is on its way.
  const kept = isEmbed || root.keptOf === stored.name() ? root.kept : undefined;
  try { return JSON.parse(kept ?? (isEmbed ? "{}" : stored.read() ?? "{}")) ?? {}; } catch { return {}; }
}

const value = (id) => document.getElementById(id)?.value;

/** Returns the saved state with the fields' current texts. The program may not have saved the latest ones yet. */
function keptWithFields() {
  const kept = keptOfPage();
  const manifest = value("manifest");
  if (manifest !== undefined && (root.typing || typeof kept.manifest === "string")) kept.manifest = manifest;
  const shown = kept.terminal ?? 0;
  if (value("prompt")) kept.lines = Object.assign(Array.from(kept.lines ?? []), { [shown]: value("prompt") }, { length: Math.max(shown + 1, kept.lines?.length ?? 0) });
  return kept;
}

/**
 * Returns everything that is in no link, as [name, text]: the fields, saved lines, and the experiment itself. Saves
 * it for the next start, with the manifest's tab closed, because its text may have caused the crash.
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

/** Creates a text field with *Copy*. */
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

/** Deletes the saved state and reloads without the experiment. An embedded figure keeps its address. */
function beginAnew() {
  stored.forget();
  history.replaceState(null, "", "embed" in root.dataset ? location.href : location.pathname + location.search);
  location.reload();
}

/** Shows once what happened, in view wherever the person has scrolled to, with everything that is in no link. */
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

/** Typed text is only in the field until the next redraw, when the program saves it. */
addEventListener("input", () => { root.typing = true; stored.begin(); }, { capture: true });
addEventListener("pagehide", () => {
  if (root.typing && root.dataset.boot === "started" && !("embed" in root.dataset)) stored.write(JSON.stringify(keptWithFields()));
});

const stopped = (error) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  say(
    inWords("The program has stopped. That is a fault in the playground, not in your manifest.",
      "程序已停止。这是本页的错误，与你的清单无关。"),
    { next: inWords("Reload the page to go on. If it stops again, begin anew.", "重新加载页面即可继续。如果再次停止，请重新开始。"), stays: true });
};

/** Watches for panics. A panic ends as a trap in some callback. */
function watchForPanics() {
  addEventListener("error", (event) => stopped(event.error));
  addEventListener("unhandledrejection", (event) => stopped(event.reason));
}

/** Waits for a paint before the program keeps the page busy. A page in the background is never painted. */
const painted = () => (document.hidden ? undefined : new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

/** Query that names this build: the hash in its program's name. For files whose names have no hash. */
const BUILD = `?${/web-([0-9a-f]+)\.js/.exec(named("link[rel=modulepreload]"))?.[1] ?? ""}`;

/** Settings of how a page shows a scenario: all others change it (scenario/src/link.rs). */
const SHOWS = "(?:controls|theme|autoplay|start|end|at|lang)=";

/**
 * Fetches the film of the scenario in the address, in parallel with the program. A person's own scenario and a saved
 * page have no film. They must be simulated, so this fetches the service instead. A link that grew from a scenario of
 * the gallery begins as that does, and the page shows it with that film until the service has run it.
 */
function film() {
  /** A comparison without the settings of how the page is shown, as its film is called (scenario/src/gallery.rs). */
  const plain = (hash) => decoded(hash).replace(/^#/, "").replace(RegExp(`[?&]${SHOWS}[^&]*`, "g"), "").replace("..", "_").replace(/[^A-Za-z0-9.=-]/g, "_");
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const isKept = stored.name() && stored.read();
  const pair = `pair.${plain(location.hash)}`;
  const isPair = location.hash.includes("..") && root.dataset.films?.split(" ").includes(pair);
  const [isNamed, name = "blog"] = isPair ? [true, pair] : /^#?(?:([a-z0-9-]{1,60})(?:(?:[?&]|\.\.).*)?)?$/.exec(location.hash) ?? [];
  const isOwn = isNamed === undefined || root.dataset.films?.split(" ").includes(name) === false || isKept;
  const opensAlone = !isKept && !/\.\.|%2e%2e|^#plan\./i.test(location.hash);
  if (isOwn || isPair || RegExp(`[?&](?!${SHOWS})`).test(location.hash)) ahead(opensAlone ? root.dataset.links : root.dataset.rest);
  if (!isKept && /^#(plan\.)?v1\./.test(location.hash)) ahead(root.dataset.words);
  // Nothing else takes bandwidth from the first part, which shows the question, but the service's two small files and a film.
  if (isOwn) {
    for (const file of ["worker.js", "service.js"]) fetch(`./${file}${BUILD}`).catch(() => {});
    const first = firstPart();
    first.then(connect.ahead);
    const grownFrom = /^#v1\.[^.]*\.([a-z0-9-]{1,60})\./.exec(location.hash)?.[1];
    const begins = !RegExp(`[?&](?:at|start)=|[?&](?!${SHOWS})`).test(location.hash) && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const plays = !("embed" in root.dataset) || /[?&]autoplay=(?!false)/.test(location.hash);
    const hasFilm = opensAlone && begins && plays && root.dataset.films?.split(" ").includes(grownFrom);
    return hasFilm ? Promise.race([root.filmOf(grownFrom), first.then(aSecond)]) : Promise.resolve();
  }
  const film = root.filmOf(name);
  film.then(askOf);
  return film;
}

/** Limit on the wait for a film that a page can do without. */
const aSecond = () => new Promise((done) => setTimeout(done, 1_000));

/** Resolves when the first part of the program is fetched. */
function firstPart() {
  const link = document.querySelector("link[rel=preload][as=fetch]");
  return new Promise((done) => {
    if (performance.getEntriesByName(link.href).length > 0) done();
    link.onload = link.onerror = () => done();
  });
}

/** Fetches files of the program in parallel with its first part, for a page that cannot open without them. */
function ahead(files) {
  for (const file of files.split(" ")) {
    const link = made("link");
    Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: `./${file}` });
    document.head.append(link);
  }
}

/** Shows the question of another scenario than the opening, before that can be drawn. */
function ask(question) {
  const h1 = document.querySelector("[data-address=other] .opening h1, .em[aria-busy] h1");
  if (!h1) return;
  h1.textContent = question;
  h1.className = "own";
}
/** For the program, which knows the question of a link that has no film. What a film's text gave stays. */
root.ask = (question) => { if (!document.querySelector("h1.own")) ask(question); };

/** The question of a film, seen before the program is there to play it: the scenario's text stands in the file as it is. */
function askOf(film) {
  if (!film) return;
  const text = new TextDecoder().decode(film.slice(0, 8192));
  const question = (tag) => RegExp(`^: question ${tag} (.*)$`, "m").exec(text)?.[1];
  const tags = [/[?&]lang=([\w-]+)/.exec(location.hash)?.[1], stored.language(), ...navigator.languages];
  const isChinese = /^zh/.test(tags.find((it) => /^(zh|en)/.test(it)) ?? "en");
  ask((isChinese && question("zh")) || question("en") || "");
  root.frame = document.getElementById("app").innerHTML;
}

/** Fetches the film of a gallery scenario. Resolves to undefined if that fails. */
root.filmOf = (name) => fetch(`./films/${name}.bin${BUILD}`).then((it) => (it.ok ? it.arrayBuffer() : undefined), () => undefined);

/**
 * Connects the page to the service (web/worker.js), in a worker or, where none is allowed, on this thread. Calls
 * `hear` with replies as bytes, and `lose` when the service fails to start or stops. Returns the function that sends
 * requests. Of a pool's workers only the first (`isFirst`) may be this thread: with a module of its own, beside the
 * page's.
 */
function connect(hear, lose, isFirst) {
  const isPool = isFirst !== undefined;
  const worker = (isPool ? undefined : connect.worker) ?? connect.made();
  if (!isPool) { connect.worker = undefined; connect.isJoined = true; }
  const send = (bytes) => way(bytes);
  send.end = () => worker?.terminate();
  const way = joined(worker, hear, lose, isPool ? "#pool" : "", isFirst === false);
  return send;
}

function joined(worker, hear, lose, part, needsWorker) {
  const ourself = { waiting: [], send(bytes) { this.take ? this.take(bytes) : this.waiting.push(bytes); } };
  const onThisThread = () => (needsWorker ? Promise.reject() : import(`./worker.js${BUILD}${part}`)).then(({ serve }) => serve(hear, lose)).then((take) => {
    ourself.take = take;
    ourself.waiting.forEach(take);
  }).catch(lose);
  if (!worker) { onThisThread(); return (bytes) => ourself.send(bytes); }
  let heard = false, sent = [];
  worker.onmessage = ({ data }) => {
    heard = true;
    if (data instanceof Uint8Array) hear(data); else lose(data);
  };
  // A browser policy may forbid the worker later. A fetch that fails in a worker also fails on the page.
  worker.onerror = (event) => {
    event.preventDefault();
    if (heard) { lose(); return; }
    worker.terminate();
    ourself.waiting = sent;
    worker.isGone = true;
    onThisThread();
  };
  return (bytes) => {
    if (worker.isGone) { ourself.send(bytes); return; }
    if (!heard) sent.push(bytes.slice());
    worker.postMessage(bytes, [bytes.buffer]);
  };
}

connect.made = () => { try { return new Worker(`./worker.js${BUILD}`, { type: "module" }); } catch { return undefined; } };
/** Starts the worker before the first request. Drops it if it fails, so that the first request starts another. */
connect.ahead = () => {
  if (connect.isJoined) return;
  const worker = connect.worker ??= connect.made();
  if (worker) worker.onmessage = worker.onerror = (event) => { event.preventDefault(); connect.worker = undefined; };
};
root.connect = connect;

/**
 * The first sign of a person starts the worker and brings the rest of the program. In an embedded figure only
 * what needs them does.
 */
root.person = new Promise((seen) => {
  if ("embed" in root.dataset) return;
  for (const sign of ["pointermove", "pointerdown", "touchstart", "keydown", "focusin", "dragenter"]) {
    addEventListener(sign, () => { if (!connect.was) { connect.was = true; connect.ahead(); seen(); } }, { capture: true, passive: true });
  }
});

/** The loader of further parts takes WebAssembly in one way only; some hosts have no type for it, some browsers no streaming. */
function takeAnyType() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (source, imports) => {
    const response = await source;
    const isTyped = response.headers.get("Content-Type")?.startsWith("application/wasm");
    return isTyped && instantiateStreaming ? instantiateStreaming(response, imports) : WebAssembly.instantiate(await response.arrayBuffer(), imports);
  };
}

async function start() {
  root.dataset.boot = "starting";
  if (typeof WebAssembly !== "object") {
    say(inWords("The playground cannot start: this browser has no WebAssembly.", "无法启动：这个浏览器不支持 WebAssembly。"),
      { next: inWords("Open the link in another browser.", "请用其他浏览器打开此链接。") });
    return;
  }
  watchForPanics();
  takeAnyType();
  try {
    root.frame = document.getElementById("app").innerHTML;
    root.film = film();
    const drawn = new Promise((done, fail) => {
      root.started = done;
      root.notStarted = () => fail(new Error(inWords("a part of the program could not be fetched.", "程序的一部分无法获取。")));
    });
    const program = await import(named("link[rel=modulepreload]"));
    await painted();
    await program.default({ module_or_path: named("link[rel=preload][as=fetch]") });
    await drawn;
    root.dataset.boot = "started";
  } catch (error) {
    stopped(error);
    const why = error instanceof Error ? error.message : String(error);
    say(inWords("The playground could not start: ", "无法启动：") + why,
      { next: inWords("Reload the page to try again.", "请重新加载页面，再试一次。") });
  }
}

/** Makes later visits work without a network. Starts after the first press or key, or after 15 s. */
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
