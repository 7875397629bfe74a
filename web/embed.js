// <statefulset-playground scenario="blog"> in an article: a figure that plays in the text.
//
// Owns the frame (created when it comes near), its height, theme and language, and the messages between both pages.
// The content between the tags is shown until the frame is ready, and below it if it has no scenario. On paper a
// picture between the tags replaces the figure; without one, the figure is printed with its address. Everything
// simulated is in the frame. A small classic script, so any host can load it without headers. docs/embed.md lists
// attributes, methods and messages.
(() => {
  const site = new URL(".", document.currentScript.src);
  const PREFIX = "statefulset-playground:";
  const OPTIONS = ["controls", "theme", "autoplay", "start", "end", "at", "lang"];
  /** Height of a figure of up to six pods from a width on, and its height without the transport (web/src/styles/embed.css). CSS pixels. */
  const HEIGHTS = [[740, 360, 318], [640, 348, 308], [520, 372, 332], [0, 538, 468]];
  const STYLE = `:host{display:block;position:relative}iframe{display:block;width:100%;border:0;color-scheme:normal}
    .waits iframe{position:absolute;inset:0 0 auto;visibility:hidden}
    .waits .stands{box-sizing:border-box;min-height:var(--high);overflow:hidden}
    .shown .stands{display:none}.failed .stands{margin-top:8px}.address{display:none}
    @media print{:host{break-inside:avoid}.waits .stands{min-height:0}.address{display:block;font:12px/16px monospace;overflow-wrap:anywhere}
    .waits iframe,.failed iframe,.pictured iframe,.pictured .address{display:none!important}.shown.pictured .stands{display:block}
    .shown{container-type:inline-size;--scale:tan(atan2(min(max(100cqi,300px),var(--wide)),var(--wide)))}
    .shown iframe{width:var(--wide,100%);transform:scale(var(--scale));transform-origin:0 0;margin-bottom:calc(var(--tall)*(var(--scale) - 1))}}`;

  /**
   * Returns whether what lies behind an element is dark, whatever the host calls its theme and however it writes colours. The box of the
   * shadow tree has no outline: its computed outline colour is any CSS colour in sRGB, `Canvas` included.
   */
  function isDark(figure) {
    const behind = [], probe = figure.box;
    for (let it = figure; it; it = it.assignedSlot ?? it.parentElement ?? it.getRootNode().host) behind.push(it);
    for (const colour of [...behind.slice(1).map((it) => getComputedStyle(it).backgroundColor), "Canvas"]) {
      // Browsers without color-mix keep the first; they know no colours but rgb.
      for (const it of [colour, `color-mix(in srgb, ${colour}, ${colour})`]) probe.style.outlineColor = it;
      const is = getComputedStyle(probe).outlineColor, whole = is.startsWith("rgb") ? 255 : 1;
      const [red, green, blue, alpha = 1] = (is.match(/none|-?\d[\d.e-]*/g) ?? []).map((it) => Number(it) || 0);
      if (alpha > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < whole / 2;
    }
    return false;
  }

  function made(tag, name, ...inside) {
    const element = document.createElement(tag);
    element.className = name;
    element.append(...inside);
    return element;
  }

  /** Styles a shadow tree. A constructed sheet needs no leave from a host whose policy forbids inline styles; Safari has it from 16.4 on. */
  function dress(root) {
    if (!root.adoptedStyleSheets) return root.prepend(Object.assign(document.createElement("style"), { textContent: STYLE }));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  }

  class StatefulSetPlayground extends HTMLElement {
    static observedAttributes = ["scenario", "height", ...OPTIONS];

    connectedCallback() {
      this.#stand();
      this.near = new IntersectionObserver((seen) => {
        if (seen.some((it) => it.isIntersecting)) this.#show();
      }, { rootMargin: "400px" });
      this.near.observe(this);
      this.listening = new AbortController();
      const { signal } = this.listening;
      addEventListener("message", (event) => this.#hear(event), { signal });
      addEventListener("beforeprint", () => this.#measure(), { signal });
      this.themes = new MutationObserver(() => this.#tellTheme());
      for (const it of [document.documentElement, document.body]) this.themes.observe(it, { attributes: true });
      // Kept: Safari once dropped a query that nothing held, and its listener with it.
      this.system = matchMedia("(prefers-color-scheme: dark)");
      this.system.addEventListener("change", () => this.#tellTheme(), { signal });
      // A background that changes slowly has its new colour at the end.
      addEventListener("transitionend", ({ propertyName }) => propertyName.startsWith("background") && this.#tellTheme(), { signal });
    }

    disconnectedCallback() {
      this.near.disconnect();
      this.themes.disconnect();
      this.listening.abort();
      this.frame?.remove();
      this.frame = undefined;
    }

    attributeChangedCallback(name, before, now) {
      if (before === now || !this.box) return;
      this.box.lastChild.textContent = this.#page();
      if (this.box.matches(".failed")) this.#is("waits");
      if (this.frame) this.frame.src = this.#address();
    }

    play() { this.#tell("play"); }
    pause() { this.#tell("pause"); }
    /** Moves the cursor to a time, in seconds. */
    seek(seconds) { this.#tell("seek", { at: Number(seconds) }); }
    /** Types a line at the cursor. */
    run(line) { this.#tell("run", { line: String(line) }); }

    #address() {
      const scenario = this.getAttribute("scenario") ?? "blog";
      const options = OPTIONS.filter((name) => this.hasAttribute(name) && (name !== "theme" || this.getAttribute(name) !== "auto"))
        .map((name) => `${name}=${encodeURIComponent(this.getAttribute(name) || "true")}`);
      if (!this.#hasTheme()) options.push(`theme=${isDark(this) ? "dark" : "light"}`);
      const around = this.parentElement?.closest("[lang]")?.lang;
      if (!this.hasAttribute("lang") && around) options.push(`lang=${encodeURIComponent(around)}`);
      return new URL(`embed.html#${scenario}${scenario.includes("?") ? "&" : "?"}${options.join("&")}`, site).href;
    }

    /** Returns the address of the scenario on the whole page, for print. */
    #page() { return new URL(`#${this.getAttribute("scenario") ?? "blog"}`, site).href; }

    #hasTheme() { return ["light", "dark"].includes(this.getAttribute("theme")); }

    /** Returns the height for the current width. The attribute has one number, or one per row of HEIGHTS. */
    #height() {
      const width = this.getBoundingClientRect().width || 760;
      const step = HEIGHTS.findIndex(([from]) => width >= from);
      const given = (this.getAttribute("height") ?? "").split(/[\s,]+/).map(Number).filter((it) => it > 0);
      const usual = HEIGHTS[step][this.getAttribute("controls") === "none" ? 2 : 1];
      return given[step] ?? given[0] ?? usual;
    }

    /** Gives the content between the tags the figure's room until the figure is there. */
    #stand() {
      const width = Number(this.getAttribute("width"));
      this.style.display = "block";
      if (width > 0) this.style.maxWidth = `${width}px`;
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      this.box = made("div", "", made("div", "stands", document.createElement("slot")), made("div", "address", this.#page()));
      this.#is("waits");
      root.replaceChildren(this.box);
      dress(root);
      this.#reserve();
    }

    /** Reserves the figure's height for the current width. */
    #reserve() { this.box.style.setProperty("--high", `${this.#height()}px`); }

    #show() {
      this.near.disconnect();
      // The element may have another width than when it came.
      this.#reserve();
      const frame = document.createElement("iframe");
      frame.src = this.#address();
      frame.title = this.textContent.trim() || "A StatefulSet rollout, simulated";
      frame.height = this.#height();
      this.box.prepend(frame);
      this.frame = frame;
    }

    /** Measures the figure for print. It keeps its screen size, and CSS scales it to the paper. */
    #measure() {
      for (const [name, size] of [["--wide", this.frame?.clientWidth], ["--tall", this.frame?.clientHeight]]) {
        if (size) this.box.style.setProperty(name, `${size}px`);
      }
    }

    /** Sets the state of the figure: `waits`, `shown` or `failed`. */
    #is(state) {
      this.box.className = this.querySelector("img,picture,svg") ? `${state} pictured` : state;
    }

    #tell(type, more = {}) {
      this.frame?.contentWindow?.postMessage({ type: PREFIX + type, ...more }, site.origin);
    }

    #tellTheme() {
      if (!this.#hasTheme()) this.#tell("theme", { dark: isDark(this) });
    }

    /** Handles a message. Ignores other frames and unknown shapes. */
    #hear({ source, origin, data }) {
      if (!this.frame || source !== this.frame.contentWindow || origin !== site.origin) return;
      if (typeof data !== "object" || data === null || typeof data.type !== "string") return;
      if (data.type === `${PREFIX}ready`) {
        this.#tell("hello");
        this.#tellTheme();
      } else if (data.type === `${PREFIX}height` && Number.isFinite(data.height)) {
        // A figure has its own height. A larger number is a mistake.
        this.frame.height = Math.min(Math.max(data.height, 100), 4000);
        if (!this.box.matches(".failed")) this.#is("shown");
      } else if (data.type === `${PREFIX}unreadable`) {
        this.#is("failed");
      } else if (data.type === `${PREFIX}readable`) {
        this.#is("shown");
      } else if ([`${PREFIX}frame`, `${PREFIX}settled`].includes(data.type)) {
        const { at, frame } = data;
        this.dispatchEvent(new CustomEvent(data.type, { bubbles: true, detail: { at, frame } }));
      }
    }
  }

  if (!customElements.get("statefulset-playground")) customElements.define("statefulset-playground", StatefulSetPlayground);
})();
