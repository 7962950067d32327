// @ts-check
// "Exit this page": at once out of sight, by a press on the button or by Shift three times; then the session ends.

import { section } from "./words.js";

const WORDS = section("exit");
const TIMES = 3;
/** Milliseconds within which the presses have to follow each other. */
const WITHIN = 5000;

export class Exit {
  #link;
  #said;
  #count = 0;
  /** @type {Set<string>} Shift keys that are down */
  #held = new Set();
  /** No other key was pressed while Shift was down: typing a capital letter is no wish to leave. */
  #isAlone = false;
  #before;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {HTMLAnchorElement} link leads there without this script; `data-to` is where this script leads
   * @param {HTMLElement} said a status region
   * @param {() => boolean | void} [before] stops what is under way; true if another page will lead away
   */
  constructor(link, said, before = () => false) {
    this.#link = link;
    this.#said = said;
    this.#before = before;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.#leave();
    });
    addEventListener("keydown", (event) => this.#down(event));
    addEventListener("keyup", (event) => this.#up(event));
    addEventListener("blur", () => this.#held.clear());
    // A page that the browser has kept for the way back must not be seen again.
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    if (event.key !== "Shift") {
      this.#isAlone = false;
      this.#reset();
    } else if (!event.repeat) {
      // Both Shift keys at once, as some people press to type, count as one.
      if (this.#held.size === 0) this.#isAlone = true;
      this.#held.add(event.code);
    }
  }

  /** @param {KeyboardEvent} event */
  #up(event) {
    if (event.key !== "Shift") return;
    this.#held.delete(event.code);
    if (this.#held.size > 0 || !this.#isAlone) return;
    this.#isAlone = false;
    this.#count += 1;
    if (this.#count >= TIMES) {
      this.#leave();
      return;
    }
    this.#say(this.#count === 1 ? WORDS.two_more : WORDS.one_more);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#reset();
      this.#say(WORDS.timed_out);
    }, WITHIN);
  }

  #reset() {
    clearTimeout(this.#timer);
    if (this.#count > 0) this.#say("");
    this.#count = 0;
  }

  /** @param {string} text */
  #say(text) {
    this.#said.textContent = text;
    this.#link.dataset.presses = String(this.#count);
  }

  #leave() {
    const to = this.#link.dataset.to ?? this.#link.href;
    document.documentElement.classList.add("gone");
    document.title = "";
    const isLedAway = this.#before();
    document.body.replaceChildren();
    // Not waited for: the server may be slow or away, and whoever looks over a shoulder is not.
    fetch("/chat/end", { method: "POST", keepalive: true }).catch(() => {});
    if (!isLedAway) location.replace(to);
  }
}
