// @ts-check
// Messages on their way: kept until the server has them, one at a time, so that they arrive once and in order.

const ANSWER_WITHIN = 10000;

/** @returns {string} a random id; `crypto.randomUUID` is missing on pages without https */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @typedef {{id: string, type: string, text?: string, seq?: number, button?: number}} Message */

/** Events: `state` (detail: {id, state, text?}; state is `sending`, `sent`, `held` or `refused`). */
export class Outbox extends EventTarget {
  /** @type {Message[]} */
  #waiting = [];
  /** @type {string | null} */
  #underway = null;
  /** @type {number | undefined} */
  #timer;
  #connection;

  /**
   * @param {import("./connection.js").Connection} connection
   * @param {() => boolean} hasDraft whether something is written that was not sent at all
   */
  constructor(connection, hasDraft) {
    super();
    this.#connection = connection;
    connection.addEventListener("down", () => this.#hold());
    addEventListener("beforeunload", (event) => {
      if (this.#waiting.length > 0 || hasDraft()) event.preventDefault();
    });
  }

  /**
   * Take a message; gives its id.
   * @param {Omit<Message, "id">} message
   */
  add(message) {
    const id = newId();
    this.#waiting.push({ ...message, id });
    queueMicrotask(() => this.flush());
    return id;
  }

  /** Nothing more is sent from here. */
  forget() {
    clearTimeout(this.#timer);
    this.#waiting = [];
  }

  /** Send the oldest message, unless one is under way. */
  flush() {
    const next = this.#waiting[0];
    if (!next || this.#underway) return;
    if (!this.#connection.send(next)) {
      this.#hold();
      return;
    }
    this.#underway = next.id;
    this.#tell(next.id, "sending");
    this.#timer = setTimeout(() => this.#connection.drop(), ANSWER_WITHIN);
  }

  /**
   * The server has stored a message.
   * @param {string} id
   */
  acknowledged(id) {
    if (!this.#settle(id)) return;
    this.#tell(id, "sent");
    this.flush();
  }

  /**
   * The server did not take a message: later, if it says when, else never.
   * @param {string | null} id
   * @param {string} text
   * @param {number | null} retryAfter seconds
   */
  refused(id, text, retryAfter) {
    if (id === null || id !== this.#waiting[0]?.id) return;
    if (retryAfter !== null) {
      clearTimeout(this.#timer);
      this.#tell(id, "held", text);
      this.#timer = setTimeout(() => {
        this.#underway = null;
        this.flush();
      }, retryAfter * 1000);
      return;
    }
    this.#settle(id);
    this.#tell(id, "refused", text);
    this.flush();
  }

  /** @param {string} id */
  #settle(id) {
    const index = this.#waiting.findIndex((message) => message.id === id);
    if (index < 0) return false;
    this.#waiting.splice(index, 1);
    if (this.#underway === id) {
      clearTimeout(this.#timer);
      this.#underway = null;
    }
    return true;
  }

  #hold() {
    clearTimeout(this.#timer);
    this.#underway = null;
    for (const message of this.#waiting) this.#tell(message.id, "held");
  }

  /**
   * @param {string} id
   * @param {string} state
   * @param {string} [text]
   */
  #tell(id, state, text) {
    this.dispatchEvent(new CustomEvent("state", { detail: { id, state, text } }));
  }
}
