// @ts-check
// The message box: Enter sends, a counter near the limit, and nothing that was written is ever taken away.

import { DateBoxes } from "./dates.js";
import { count, WORDS } from "./words.js";

const NEAR_LIMIT = 0.9;
const SAY_AFTER = 1000;

/** What browsers may fill in, and the keys that a touch screen shows, by the fact that is asked for. */
const FILLS = {
  complainant_name: { autocomplete: "name" },
  email: { autocomplete: "email", inputmode: "email" },
  phone: { autocomplete: "tel", inputmode: "tel" },
  postal_address: { autocomplete: "street-address" },
};
const USUAL = { autocomplete: "off", inputmode: "text" };

/** Events: `send` (detail: the text). */
export class Composer extends EventTarget {
  #box;
  #counter;
  #said;
  #problem;
  #dates;
  #limit;
  /** @type {number | undefined} */
  #timer;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    super();
    this.#box = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.#counter = /** @type {HTMLElement} */ (form.querySelector("#counter"));
    this.#said = /** @type {HTMLElement} */ (form.querySelector("#counter-said"));
    this.#problem = /** @type {HTMLElement} */ (form.querySelector("#problem"));
    this.#limit = Number(this.#box.dataset.limit);
    this.#dates = new DateBoxes(/** @type {HTMLElement} */ (form.querySelector("#date")));
    this.#dates.addEventListener("input", () => this.#clear());
    // On a touch screen Enter makes a new line: the button is at hand, and accounts have paragraphs.
    const hasKeyboard = !matchMedia("(pointer: coarse)").matches;
    if (!hasKeyboard) form.querySelector("#hint")?.replaceChildren();
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#box.addEventListener("input", () => this.#count());
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || !hasKeyboard) return;
      event.preventDefault();
      this.#send();
    });
  }

  /** What is written and not sent. */
  get text() {
    return this.#box.value;
  }

  focus() {
    this.#box.focus();
  }

  /**
   * Fit the box to the fact that is asked for.
   * @param {string | undefined} slot
   */
  ask(slot) {
    const fills = { ...USUAL, .../** @type {Record<string, object>} */ (FILLS)[slot ?? ""] };
    for (const [name, value] of Object.entries(fills)) this.#box.setAttribute(name, value);
    this.#dates.show(slot === "incident_date");
    this.#describe();
  }

  /**
   * Put back what the server did not take, if the box is free.
   * @param {string} text
   */
  restore(text) {
    if (this.#box.value === "") this.#box.value = text;
    this.#count();
  }

  #send() {
    const { date, fault, box } = this.#dates.read();
    if (fault) {
      this.#fail(fault, box);
      return;
    }
    const written = this.#box.value.trim();
    const text = date && written ? `${date}. ${written}` : date || written;
    const over = lengthOf(text) - this.#limit;
    if (text === "" || over > 0) {
      this.#fail(text === "" ? WORDS.empty : count(WORDS.over, over));
      return;
    }
    this.#box.value = "";
    this.#dates.clear();
    this.#count();
    this.#box.focus();
    this.dispatchEvent(new CustomEvent("send", { detail: text }));
  }

  /**
   * @param {string} text
   * @param {HTMLElement} [box] where the fault is
   */
  #fail(text, box = this.#box) {
    this.#problem.textContent = text;
    box.setAttribute("aria-invalid", "true");
    this.#describe(box === this.#box);
    box.focus();
  }

  #clear() {
    this.#problem.textContent = "";
    this.#box.removeAttribute("aria-invalid");
    this.#describe();
  }

  #describe(isWrong = false) {
    const parts = [isWrong && "problem", this.#dates.isShown && "date-hint", "hint"];
    this.#box.setAttribute("aria-describedby", parts.filter(Boolean).join(" "));
  }

  #count() {
    this.#clear();
    const left = this.#limit - lengthOf(this.#box.value);
    const isNear = left <= this.#limit * (1 - NEAR_LIMIT);
    const text = !isNear ? "" : left >= 0 ? count(WORDS.left, left) : count(WORDS.over, -left);
    this.#counter.textContent = text;
    clearTimeout(this.#timer);
    // Said when the person pauses, not at each key.
    this.#timer = setTimeout(() => (this.#said.textContent = text), SAY_AFTER);
  }
}

/** @param {string} text @returns {number} characters as the server counts them */
function lengthOf(text) {
  return [...text].length;
}
