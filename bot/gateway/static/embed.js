// @ts-check
// The chat in a frame of another page: bare words between the two, never content, and only with a page that may show it.

/** Events: `opened` (the page has shown the frame). */
export class Embed extends EventTarget {
  /** The origin of the page around, once it has shown itself as one that may show the chat. */
  #origin = "";
  /** @type {HTMLElement | null} where the person was: a frame that is out of sight for a moment loses the focus */
  #last = null;

  /** @param {string} allowed origins besides our own, apart by spaces */
  constructor(allowed) {
    super();
    const origins = new Set([location.origin, ...allowed.split(" ")]);
    if (!this.isFramed) return;
    document.body.classList.add("framed");
    addEventListener("message", (event) => {
      if (event.source !== window.parent || !origins.has(event.origin)) return;
      if (event.data === "candour:turned" && document.hasFocus()) this.#last?.focus();
      if (event.data !== "candour:opened") return;
      this.#origin = event.origin;
      this.#post("candour:ready");
      this.dispatchEvent(new Event("opened"));
    });
    addEventListener("focusin", (event) => (this.#last = /** @type {HTMLElement} */ (event.target)));
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#post("candour:close");
    });
  }

  get isFramed() {
    return window.parent !== window;
  }

  /** Ask the page around to leave; false if there is none to ask. */
  exit() {
    return this.#post("candour:exit");
  }

  /** @param {string} word */
  #post(word) {
    if (!this.#origin) return false;
    window.parent.postMessage(word, this.#origin);
    return true;
  }
}
