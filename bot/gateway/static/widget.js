// @ts-check
// The launcher that a site puts on its pages with one tag: a button, and the chat in a frame of its own origin.
//   <script src="https://complaints.example/widget.js" async></script>

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const origin = new URL(script.src, location.href).origin;

  const STYLE = `
    :host { all: initial; --brand: #1b3a57; --brand-dark: #11283d; --on-brand: #fff; --focus: #fd0;
      font: 1.0625rem/1.25 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
    * { box-sizing: border-box; }
    button { background: var(--brand); border: 2px solid transparent; color: var(--on-brand); cursor: pointer;
      font: inherit; font-weight: 700; min-height: 2.75rem; padding: .6rem 1.1rem; }
    button:hover { background: var(--brand-dark); }
    button:focus-visible { background: var(--focus); color: #000; outline: 3px solid #000; outline-offset: 0; }
    .open { border-radius: 4px; bottom: max(1rem, env(safe-area-inset-bottom)); position: fixed; right: 1rem;
      box-shadow: 0 2px 10px rgb(0 0 0 / 35%); z-index: 2147483000; }
    .panel { background: #fff; border: 1px solid #6b7780; border-radius: 4px; bottom: 1rem; display: flex;
      flex-direction: column; height: min(46rem, 100dvh - 2rem); overflow: hidden; position: fixed; right: 1rem;
      box-shadow: 0 4px 24px rgb(0 0 0 / 30%); width: min(27rem, 100vw - 2rem); z-index: 2147483000; }
    .bar { align-items: center; background: var(--brand); color: var(--on-brand); display: flex;
      justify-content: space-between; padding-left: 1rem; }
    .bar p { font-size: 1.25rem; font-weight: 700; margin: 0; }
    .bar button { min-width: 2.75rem; text-decoration: underline; text-underline-offset: .15em; }
    iframe { border: 0; flex: 1; width: 100%; }
    [hidden] { display: none; }
    @media (max-width: 40rem), (max-height: 30rem) {
      .panel { border: 0; border-radius: 0; bottom: 0; height: 100dvh; right: 0; width: 100vw; } }
    @media (forced-colors: active) { .open, .bar { border: 2px solid ButtonText; } }
    @media print { .open, .panel { display: none; } }
  `;

  class CandourChat extends HTMLElement {
    /** @type {HTMLIFrameElement | null} */
    #frame = null;
    #launcher = this.#button("Make a complaint", "open");
    #panel = document.createElement("section");

    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      root.adoptedStyleSheets = [style];
      this.#panel.className = "panel";
      this.#panel.hidden = true;
      this.#panel.setAttribute("aria-label", "Make a complaint");
      const bar = this.#panel.appendChild(document.createElement("div"));
      bar.className = "bar";
      bar.appendChild(document.createElement("p")).textContent = "Candour";
      const closer = bar.appendChild(this.#button("Close", "close"));
      closer.setAttribute("aria-label", "Close the chat");
      this.#launcher.setAttribute("aria-expanded", "false");
      this.#launcher.addEventListener("click", () => this.open());
      closer.addEventListener("click", () => this.close());
      this.#panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape") this.close();
      });
      addEventListener("message", (event) => {
        if (event.origin !== origin || event.source !== this.#frame?.contentWindow) return;
        if (event.data === "candour:close") this.close();
      });
      root.append(this.#launcher, this.#panel);
    }

    open() {
      this.#panel.hidden = false;
      this.#launcher.hidden = true;
      this.#launcher.setAttribute("aria-expanded", "true");
      if (this.#frame) this.#opened();
      else this.#load();
    }

    /** The chat stays loaded: what is written in it, or on its way, is there when it is opened again. */
    close() {
      this.#panel.hidden = true;
      this.#launcher.hidden = false;
      this.#launcher.setAttribute("aria-expanded", "false");
      this.#launcher.focus();
    }

    #load() {
      this.#frame = document.createElement("iframe");
      this.#frame.title = "Candour chat";
      this.#frame.src = `${origin}/chat`;
      this.#frame.addEventListener("load", () => this.#opened());
      this.#panel.append(this.#frame);
    }

    #opened() {
      this.#frame?.focus();
      this.#frame?.contentWindow?.postMessage("candour:opened", origin);
    }

    /**
     * @param {string} text
     * @param {string} name
     */
    #button(text, name) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = name;
      button.textContent = text;
      return button;
    }
  }

  const start = () => {
    if (customElements.get("candour-chat")) return;
    customElements.define("candour-chat", CandourChat);
    document.body.append(document.createElement("candour-chat"));
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
