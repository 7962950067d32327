// @ts-check
// The options of the chat, behind one button that closes by Escape and when the focus goes on.

/** Events: `share` (detail: whether the person shares the device), `form` (detail: which one to show), `finish`. */
export class Menu extends EventTarget {
  #details;
  #share;

  /** @param {HTMLDetailsElement} details */
  constructor(details) {
    super();
    this.#details = details;
    this.#share = /** @type {HTMLButtonElement} */ (details.querySelector("#share"));
    this.#share.addEventListener("click", () => {
      const isShared = this.#share.getAttribute("aria-pressed") !== "true";
      this.dispatchEvent(new CustomEvent("share", { detail: isShared }));
    });
    for (const button of details.querySelectorAll("[data-form]")) {
      button.addEventListener("click", () => {
        this.close();
        this.dispatchEvent(new CustomEvent("form", { detail: /** @type {HTMLElement} */ (button).dataset.form }));
      });
    }
    details.querySelector("#finish")?.addEventListener("click", () => this.dispatchEvent(new Event("finish")));
    details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      event.preventDefault();
      this.close();
      details.querySelector("summary")?.focus();
    });
    details.addEventListener("focusout", (event) => {
      const to = /** @type {Node | null} */ (event.relatedTarget);
      if (to && !details.contains(to)) this.close();
    });
  }

  close() {
    this.#details.open = false;
  }

  /** @param {boolean} isShared */
  setShared(isShared) {
    this.#share.setAttribute("aria-pressed", String(isShared));
  }
}
