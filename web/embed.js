// <statefulset-playground scenario="blog"> in somebody's page: a figure that plays where it is read.
//
// Owns the frame (made when it comes near), its height, its theme, and the messages between the two pages. Everything
// simulated is in the frame. Classic and small: it is loaded from any host without further headers. docs/embed.md tells
// the attributes, the methods and the messages.
(() => {
  const site = new URL(".", document.currentScript.src);
  const PREFIX = "statefulset-playground:";
  const OPTIONS = ["controls", "theme", "autoplay", "start", "end", "lang"];

  /** Whether what lies behind an element is dark, whatever the host's theme is called. */
  function isDark(element) {
    for (let it = element.parentElement; it; it = it.parentElement) {
      const [red, green, blue, alpha = 1] = (getComputedStyle(it).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
      if (alpha > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }

  class StatefulSetPlayground extends HTMLElement {
    static observedAttributes = ["scenario", "height", ...OPTIONS];

    connectedCallback() {
      this.style.display = "block";
      this.near = new IntersectionObserver((seen) => {
        if (seen.some((it) => it.isIntersecting)) this.#show();
      }, { rootMargin: "400px" });
      this.near.observe(this);
      this.listener = (event) => this.#hear(event);
      addEventListener("message", this.listener);
      this.themes = new MutationObserver(() => this.#tellTheme());
      for (const it of [document.documentElement, document.body]) this.themes.observe(it, { attributes: true });
    }

    disconnectedCallback() {
      this.near.disconnect();
      this.themes.disconnect();
      removeEventListener("message", this.listener);
      this.frame?.remove();
      this.frame = undefined;
    }

    attributeChangedCallback(name, before, now) {
      if (before !== now && this.frame) this.frame.src = this.#address();
    }

    play() { this.#tell("play"); }
    pause() { this.#tell("pause"); }
    /** To a moment, in seconds. */
    seek(seconds) { this.#tell("seek", { at: Number(seconds) }); }
    /** Types a line at the moment that is shown. */
    run(line) { this.#tell("run", { line: String(line) }); }

    #address() {
      const scenario = this.getAttribute("scenario") ?? "blog";
      const options = OPTIONS.filter((name) => this.hasAttribute(name) && (name !== "theme" || this.getAttribute(name) !== "auto"))
        .map((name) => `${name}=${encodeURIComponent(this.getAttribute(name) || "true")}`);
      if (!this.#hasTheme()) options.push(`theme=${isDark(this) ? "dark" : "light"}`);
      return new URL(`embed.html#${scenario}${scenario.includes("?") ? "&" : "?"}${options.join("&")}`, site).href;
    }

    #hasTheme() { return ["light", "dark"].includes(this.getAttribute("theme")); }

    #show() {
      this.near.disconnect();
      const frame = document.createElement("iframe");
      frame.src = this.#address();
      frame.title = this.textContent.trim() || "A StatefulSet rollout, simulated";
      frame.loading = "lazy";
      frame.style.cssText = "display:block;width:100%;border:0;color-scheme:normal";
      const width = Number(this.getAttribute("width"));
      if (width > 0) frame.style.maxWidth = `${width}px`;
      frame.height = Number(this.getAttribute("height")) || 360;
      // What stood here for readers without scripts stays for paper: a frame may print blank.
      const style = document.createElement("style");
      style.textContent = "iframe{display:block}.paper{display:none}@media print{iframe{display:none!important}.paper{display:block}}";
      const paper = document.createElement("div");
      paper.className = "paper";
      paper.append(document.createElement("slot"));
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.replaceChildren(style, frame, paper);
      this.frame = frame;
    }

    #tell(type, more = {}) {
      this.frame?.contentWindow?.postMessage({ type: PREFIX + type, ...more }, site.origin);
    }

    #tellTheme() {
      if (!this.#hasTheme()) this.#tell("theme", { dark: isDark(this) });
    }

    /** Only our own frame is heard, and only what has a known shape. */
    #hear({ source, origin, data }) {
      if (!this.frame || source !== this.frame.contentWindow || origin !== site.origin) return;
      if (typeof data !== "object" || data === null || typeof data.type !== "string") return;
      if (data.type === `${PREFIX}ready`) {
        this.#tell("hello");
        this.#tellTheme();
      } else if (data.type === `${PREFIX}height` && Number.isFinite(data.height)) {
        // A figure is as high as it is; more than this would be somebody's mistake.
        this.frame.height = Math.min(Math.max(data.height, 100), 4000);
      } else if ([`${PREFIX}frame`, `${PREFIX}settled`].includes(data.type)) {
        const { at, frame } = data;
        this.dispatchEvent(new CustomEvent(data.type, { bubbles: true, detail: { at, frame } }));
      }
    }
  }

  if (!customElements.get("statefulset-playground")) customElements.define("statefulset-playground", StatefulSetPlayground);
})();
