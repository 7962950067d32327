// @ts-check
// Watches whether somebody is there: tells the server so, asks before the end, and lets any key or touch say "yes".

const ASK_BEFORE = 120000;
/** No more than one sign of life a minute is sent. */
const TELL_EVERY = 60000;
const SIGNS = ["keydown", "pointerdown", "wheel", "touchstart"];

/** Events: `here` (somebody is there), `ask` (nobody has been for long), `stay` (they are after all), `over`. */
export class Idle extends EventTarget {
  #limit = Infinity;
  #toldAt = 0;
  #seenAt = Date.now();
  #isAsking = false;
  /** @type {number | undefined} */
  #timer;
  /** Pages of one browser share the session: who is at one of them is there for all. */
  #others = new BroadcastChannel("candour-here");

  constructor() {
    super();
    for (const sign of SIGNS) addEventListener(sign, () => this.#seen(), { capture: true, passive: true });
    this.#others.addEventListener("message", () => this.#wait());
    // A device that slept has not counted the time.
    document.addEventListener("visibilitychange", () => {
      if (Date.now() - this.#seenAt > this.#limit) this.dispatchEvent(new Event("over"));
    });
  }

  /** @param {number} seconds the session lasts so long without a sign of life */
  start(seconds) {
    this.#limit = seconds * 1000;
    this.#wait();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#limit = Infinity;
    this.#others.close();
  }

  #seen() {
    if (this.#limit === Infinity) return;
    const now = Date.now();
    if (now - this.#toldAt > TELL_EVERY || this.#isAsking) {
      this.#toldAt = now;
      this.#others.postMessage("here");
      this.dispatchEvent(new Event("here"));
    }
    this.#wait();
  }

  #wait() {
    if (this.#isAsking) this.dispatchEvent(new Event("stay"));
    this.#isAsking = false;
    this.#seenAt = Date.now();
    this.#after(this.#limit - ASK_BEFORE, () => {
      this.#isAsking = true;
      this.dispatchEvent(new Event("ask"));
      this.#after(ASK_BEFORE, () => this.dispatchEvent(new Event("over")));
    });
  }

  /**
   * @param {number} wait
   * @param {() => void} act
   */
  #after(wait, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, Math.min(Math.max(wait, 0), 2 ** 31 - 1));
  }
}
