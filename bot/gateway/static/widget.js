// @ts-check
// The launcher that a site puts on its pages with one tag: a button, and the chat in a frame of its own origin.
//   <script src="https://complaints.example/widget.js" async></script>
// Settings of the tag: data-lang="cy", data-exit="https://a-harmless-page.example". Colours: candour-chat { --brand: ... }

(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const origin = new URL(script.src, location.href).origin;
  const lang = script.dataset.lang || document.documentElement.lang;
  const exit = script.dataset.exit || "https://www.bbc.co.uk/weather";
  const ANSWERS_WITHIN = 15000;

  const [OPEN, CLOSE, CLOSE_THE_CHAT, FRAME, AWAY, FORM, AGAIN] = lang.startsWith("cy")
    ? ["Gwneud cwyn", "Cau", "Cau’r sgwrs", "Sgwrs Candour", "Nid yw’r sgwrs yn agor ar hyn o bryd. Gallwch ffonio 101, neu ddefnyddio’r ffurflen.", "Agor y ffurflen", "Rhoi cynnig arall arni"]
    : ["Make a complaint", "Close", "Close the chat", "Candour chat", "The chat does not open just now. You can call 101, or use the form.", "Open the form", "Try again"];

  const STYLE = `
    :host { all: initial; --brand: #1b3a57; --brand-dark: #11283d; --on-brand: #fff; --focus: #fd0;
      font: 1.0625rem/1.25 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
    * { box-sizing: border-box; }
    button, a { background: var(--brand); border: 2px solid transparent; color: var(--on-brand); cursor: pointer;
      font: inherit; font-weight: 700; min-height: 2.75rem; padding: .6rem 1.1rem; }
    button:hover, a:hover { background: var(--brand-dark); }
    :focus-visible { background: var(--focus); color: #000; outline: 3px solid #000; outline-offset: 0; }
    .open { border-radius: 4px; bottom: max(1rem, env(safe-area-inset-bottom)); inset-inline-end: 1rem; position: fixed;
      box-shadow: 0 2px 10px rgb(0 0 0 / 35%); z-index: 2147483000; }
    dialog { background: #fff; border: 1px solid #6b7780; border-radius: 4px; color: #14202b; flex-direction: column;
      height: min(46rem, 100dvh - 2rem); inset: auto; bottom: 1rem; inset-inline-end: 1rem; margin: 0; max-height: none;
      max-width: none; overflow: hidden; padding: 0; position: fixed; box-shadow: 0 4px 24px rgb(0 0 0 / 30%);
      width: min(27rem, 100vw - 2rem); z-index: 2147483000; }
    dialog[open] { display: flex; }
    .bar { align-items: center; background: var(--brand); color: var(--on-brand); display: flex;
      justify-content: space-between; padding-inline-start: 1rem; }
    .bar p { font-size: 1.25rem; font-weight: 700; margin: 0; }
    .bar button { min-width: 2.75rem; text-decoration: underline; text-underline-offset: .15em; }
    iframe { border: 0; flex: 1; width: 100%; }
    .away { padding: 1rem; }
    .away a { display: inline-block; }
    [hidden] { display: none; }
    @media (max-width: 40rem), (max-height: 30rem) {
      dialog { border: 0; border-radius: 0; bottom: 0; height: 100dvh; inset-inline-end: 0; width: 100vw; } }
    @media (forced-colors: active) { .open, .bar { border: 2px solid ButtonText; } }
    @media print { .open, dialog { display: none; } }
  `;
  /** Where the chat covers the page, nothing behind it may be reached. */
  const covers = matchMedia("(max-width: 40rem), (max-height: 30rem)");

  class CandourChat extends HTMLElement {
    /** @type {HTMLIFrameElement | null} */
    #frame = null;
    #launcher = button(OPEN, "open");
    #panel = document.createElement("dialog");
    #away = document.createElement("div");
    /** @type {number | undefined} */
    #timer;

    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: "open" });
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      root.adoptedStyleSheets = [style];
      this.lang = lang;
      this.#launcher.setAttribute("aria-haspopup", "dialog");
      this.#launcher.addEventListener("click", () => this.open());
      this.#panel.setAttribute("aria-label", OPEN);
      const bar = this.#panel.appendChild(document.createElement("div"));
      bar.className = "bar";
      bar.appendChild(document.createElement("p")).textContent = "Candour";
      const closer = bar.appendChild(button(CLOSE, "close"));
      closer.setAttribute("aria-label", CLOSE_THE_CHAT);
      closer.addEventListener("click", () => this.close());
      this.#panel.append(this.#sayAway());
      this.#panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
      this.#panel.addEventListener("cancel", (event) => event.preventDefault());
      covers.addEventListener("change", () => {
        if (!this.#panel.open) return;
        const focused = /** @type {HTMLElement | null} */ (root.activeElement);
        this.#panel.close();
        this.#show();
        focused?.focus();
        this.#say("candour:turned");
      });
      addEventListener("message", (event) => {
        if (event.origin !== origin || event.source !== this.#frame?.contentWindow) return;
        if (event.data === "candour:ready") this.#answered();
        if (event.data === "candour:close") this.close();
        if (event.data === "candour:exit") this.#leave();
      });
      root.append(this.#launcher, this.#panel);
    }

    open() {
      this.#show();
      this.#launcher.hidden = true;
      if (this.#frame) this.#opened();
      else this.#load();
    }

    /** The chat stays loaded: what is written in it, or on its way, is there when it is opened again. */
    close() {
      this.#panel.close();
      this.#launcher.hidden = false;
      this.#launcher.focus();
    }

    #show() {
      if (covers.matches) this.#panel.showModal();
      else this.#panel.show();
    }

    #load() {
      this.#frame?.remove();
      this.#away.hidden = true;
      this.#frame = document.createElement("iframe");
      this.#frame.title = FRAME;
      this.#frame.src = `${origin}/chat?lang=${encodeURIComponent(lang)}`;
      this.#frame.addEventListener("load", () => this.#opened());
      this.#timer = setTimeout(() => (this.#away.hidden = false), ANSWERS_WITHIN);
      this.#panel.append(this.#frame);
    }

    #opened() {
      this.#frame?.focus();
      this.#say("candour:opened");
    }

    /** @param {string} word */
    #say(word) {
      this.#frame?.contentWindow?.postMessage(word, origin);
    }

    #answered() {
      clearTimeout(this.#timer);
      this.#away.hidden = true;
    }

    /** What is said where the frame stays silent: a browser does not tell a page that a frame failed. */
    #sayAway() {
      this.#away.className = "away";
      this.#away.hidden = true;
      this.#away.setAttribute("role", "alert");
      this.#away.appendChild(document.createElement("p")).textContent = AWAY;
      const form = this.#away.appendChild(document.createElement("a"));
      form.textContent = FORM;
      form.href = `${origin}/complain`;
      const again = this.#away.appendChild(button(AGAIN, "again"));
      again.addEventListener("click", () => this.#load());
      return this.#away;
    }

    /** "Exit this page": the frame has ended the talk; nothing of this page may stay in sight or in the way back. */
    #leave() {
      document.documentElement.hidden = true;
      document.body.replaceChildren();
      document.title = "";
      location.replace(exit);
    }
  }

  /**
   * @param {string} text
   * @param {string} name
   */
  function button(text, name) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = text;
    return made;
  }

  const start = () => {
    if (customElements.get("candour-chat")) return;
    customElements.define("candour-chat", CandourChat);
    document.body.append(document.createElement("candour-chat"));
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
})();
