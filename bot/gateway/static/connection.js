// @ts-check
// The line to the server: a session first, then a socket; when it breaks, again and again with longer waits.

import { WORDS } from "./words.js";

/** In a frame on another site the cookie must be one that browsers keep for that site alone. */
const SESSION = "apart" in document.body.dataset ? "/chat/session?apart" : "/chat/session";
const LANGUAGE = document.documentElement.lang;
/** The code with which the server closes what belongs to a session that is over. */
const ENDED = 4001;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 20000;
const SETTLED_AFTER = 5000;
/** A network may fall silent without a word: the server is heard each half minute, and answers a new line at once. */
const SILENT_AFTER = 75000;
const OPENS_WITHIN = 10000;

/**
 * Events: `frame` (detail: what the server sent), `up`, `down`, `fresh` (the server began a new conversation),
 * `barred` (detail: why there is no session; words for the person), `ended` (the session is over).
 */
export class Connection extends EventTarget {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {number | undefined} */
  #timer;
  #failures = 0;
  #isStarting = false;
  #isStopped = false;
  /** The server began a conversation that no socket has reached yet. */
  #isFresh = false;
  /** @type {number | undefined} */
  #silence;
  /** @type {() => number} */
  #seen;

  /** @param {() => number} seen gives the number of the newest line that the page shows */
  constructor(seen) {
    super();
    this.#seen = seen;
    addEventListener("online", () => this.#again(0));
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#again(0);
    });
  }

  get isUp() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  start() {
    this.#again(0);
  }

  /**
   * Send one frame; false if there is no connection.
   * @param {object} frame
   */
  send(frame) {
    if (!this.isUp) return false;
    this.#socket?.send(JSON.stringify(frame));
    return true;
  }

  /** The session is over: nothing is connected any more. */
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#socket?.close();
    this.#socket = null;
  }

  /** Give up a connection that no longer answers; a new one is made. */
  drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#lost();
  }

  /** @param {number} limit milliseconds within which something must be heard */
  #heard(limit) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.drop(), limit);
  }

  /** @param {number} wait milliseconds */
  #again(wait) {
    if (this.#socket || this.#isStarting || this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  async #connect() {
    this.#isStarting = true;
    const outcome = await this.#beginSession();
    this.#isStarting = false;
    if (this.#isStopped) return;
    if (outcome === "ready") this.#openSocket();
    else if (outcome === "lost") this.#lost();
    else if (outcome === "later") this.#retry();
  }

  #openSocket() {
    const address = new URL("/chat/socket", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("after", String(this.#seen()));
    address.searchParams.set("lang", LANGUAGE);
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#heard(OPENS_WITHIN);
    let settled = 0;
    socket.addEventListener("open", () => {
      if (socket !== this.#socket) return;
      this.#isFresh = false;
      this.#heard(SILENT_AFTER);
      settled = setTimeout(() => (this.#failures = 0), SETTLED_AFTER);
      this.dispatchEvent(new Event("up"));
    });
    socket.addEventListener("message", (event) => {
      if (socket !== this.#socket) return;
      this.#heard(SILENT_AFTER);
      const frame = JSON.parse(event.data);
      // A line that carries messages, if only for seconds at a time, is worth coming back to at once.
      if (frame.type === "ack") this.#failures = 0;
      this.#emit("frame", frame);
    });
    socket.addEventListener("close", ({ code }) => {
      clearTimeout(settled);
      if (socket !== this.#socket) return;
      this.#socket = null;
      if (code === ENDED) {
        this.dispatchEvent(new Event("ended"));
        return;
      }
      this.#lost();
    });
  }

  /** @returns {Promise<"ready" | "lost" | "later" | "never">} what came of asking the server to know this browser */
  async #beginSession() {
    try {
      const response = await fetch(SESSION, { method: "POST", headers: { "Accept-Language": LANGUAGE }, signal: AbortSignal.timeout(15000) });
      const answer = await response.json();
      if (!response.ok) {
        this.#emit("barred", answer.text);
        return "later";
      }
      if (answer.resumed) return "ready";
    } catch {
      return "lost";
    }
    if (this.#isFresh) {
      // The server does not know the session that it has just given: to ask again would only fill its tables.
      this.#emit("barred", WORDS.no_cookies);
      return "never";
    }
    this.#isFresh = true;
    this.dispatchEvent(new Event("fresh"));
    return "ready";
  }

  #lost() {
    clearTimeout(this.#silence);
    this.dispatchEvent(new Event("down"));
    this.#retry();
  }

  #retry() {
    const ceiling = navigator.onLine ? Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures) : LONGEST_WAIT;
    this.#failures += 1;
    // Jitter, so that a thousand pages do not come back in the same second.
    this.#again(ceiling / 2 + (Math.random() * ceiling) / 2);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
