// @ts-check
// The talk on the page: lines in the server's order, then what is not sent yet.

import { prose } from "./prose.js";
import { WORDS } from "./words.js";

/** Pixels from the end within which the page follows the talk. */
const NEAR_END = 160;
/** Whatever the language of the page, this is the one that Candour speaks. */
const BOT_LANGUAGE = "en-GB";

/**
 * @typedef {{seq: number, author: "person" | "bot", text: string, id?: string, buttons?: string[],
 *            choice_of?: number, choice?: number, asking?: string, custom?: {summary?: Row[]}}} Line
 * @typedef {{label: string, value: string, change: string}} Row
 */

/** Events: `choose` (detail: {seq, button, title}). */
export class Transcript extends EventTarget {
  /** The number of the newest line shown. */
  seen = 0;
  #log;
  #scroll;
  #isAtEnd = true;
  /** @type {Map<string, HTMLElement>} lines of this page that the server has not shown back yet, by client id */
  #pending = new Map();
  /** @type {Map<string, HTMLElement>} where it says how far a sent line has come, by client id */
  #states = new Map();
  /** @type {Map<number, HTMLElement>} choices that are still open, by the number of their line */
  #choices = new Map();

  /**
   * @param {HTMLElement} log
   * @param {HTMLElement} scroll the element that scrolls the log
   */
  constructor(log, scroll) {
    super();
    this.#log = log;
    this.#scroll = scroll;
    let height = scroll.clientHeight;
    scroll.addEventListener("scroll", () => {
      if (scroll.clientHeight === height) this.#isAtEnd = this.#distanceToEnd() < NEAR_END;
    });
    // The message box grows, a keyboard comes up: whoever was at the end stays there.
    new ResizeObserver(() => {
      height = scroll.clientHeight;
      if (this.#isAtEnd) this.#toEnd();
    }).observe(scroll);
  }

  /** What stood here before is not announced; what comes from now on is. */
  announce() {
    requestAnimationFrame(() => this.#log.setAttribute("aria-live", "polite"));
  }

  /**
   * Another conversation begins: its lines are numbered from the start again.
   * @param {string} text says so
   */
  beginAnew(text) {
    this.seen = 0;
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = text;
    this.#log.append(note);
    this.#choices.forEach((choices) => close(choices, null));
    this.#choices.clear();
  }

  /**
   * Show a line of the server; one that is shown already is left as it is.
   * @param {Line} line
   */
  show(line) {
    if (line.seq <= this.seen) return;
    this.seen = line.seq;
    if (line.author === "person") this.#answered(line);
    const pending = line.id === undefined ? undefined : this.#pending.get(line.id);
    if (line.id !== undefined && pending) {
      this.#pending.delete(line.id);
      // What was kept may say less than what was sent: a secret code is taken out.
      const words = pending.querySelector(".words");
      if (words && words.textContent !== line.text) words.textContent = line.text;
      return;
    }
    if (line.text === "" && !line.buttons) return;
    const rows = line.custom?.summary;
    const shown = lineOf(line.author, rows ? line.text.split("\n\n", 1)[0] : line.text);
    if (rows) shown.querySelector(".words")?.append(this.#summaryOf(line.seq, rows));
    if (line.buttons) shown.append(this.#choicesOf(line.seq, line.buttons));
    this.#keepInView(shown, () => this.#log.insertBefore(shown, this.#pending.values().next().value ?? null));
  }

  /**
   * Show what the person has just sent, before the server has it.
   * @param {string} id
   * @param {string} text
   */
  showPending(id, text) {
    const shown = lineOf("person", text);
    const state = document.createElement("p");
    state.className = "state";
    shown.append(state);
    this.#pending.set(id, shown);
    this.#log.append(shown);
    this.#toEnd();
    this.#states.set(id, state);
  }

  /**
   * Say under a sent line how far it has come.
   * @param {string} id
   * @param {"sending" | "sent" | "held" | "refused"} state
   * @param {string} [text] why
   */
  setState(id, state, text) {
    const place = this.#states.get(id);
    if (!place) return;
    place.dataset.state = state;
    place.textContent = state === "refused" && text ? `${WORDS.refused} ${text}` : (text ?? WORDS[state]);
    if (state === "sent") this.#states.delete(id);
    if (state === "refused") this.#pending.delete(id);
  }

  /** @param {Line} line */
  #answered(line) {
    for (const [seq, choices] of this.#choices) {
      close(choices, line.choice_of === seq ? (line.choice ?? null) : null);
      this.#choices.delete(seq);
    }
  }

  /**
   * @param {number} seq
   * @param {string[]} titles
   */
  #choicesOf(seq, titles) {
    const choices = document.createElement("fieldset");
    choices.className = "choices";
    const legend = choices.appendChild(document.createElement("legend"));
    legend.textContent = WORDS.choose;
    const row = choices.appendChild(document.createElement("div"));
    titles.forEach((title, button) => {
      const choice = document.createElement("button");
      choice.type = "button";
      choice.className = "choice";
      choice.textContent = title;
      this.#choosing(choice, choices, { seq, button, title });
      row.append(choice);
    });
    this.#choices.set(seq, choices);
    return choices;
  }

  /**
   * What was understood, as a list with a way to change each line.
   * @param {number} seq
   * @param {Row[]} rows
   */
  #summaryOf(seq, rows) {
    const list = document.createElement("dl");
    list.className = "summary";
    rows.forEach(({ label, value, change }, button) => {
      const row = list.appendChild(document.createElement("div"));
      row.appendChild(document.createElement("dt")).textContent = label;
      const told = row.appendChild(document.createElement("dd"));
      told.textContent = value;
      told.dir = "auto";
      const link = document.createElement("button");
      link.type = "button";
      link.className = "link";
      link.append(WORDS.change, hidden(` ${label}`));
      this.#choosing(link, list, { seq, button, title: change });
      row.appendChild(document.createElement("dd")).append(link);
    });
    this.#choices.set(seq, list);
    return list;
  }

  /**
   * @param {HTMLButtonElement} choice
   * @param {HTMLElement} group
   * @param {{seq: number, button: number, title: string}} detail
   */
  #choosing(choice, group, detail) {
    choice.addEventListener("click", () => {
      if (choice.getAttribute("aria-disabled") === "true") return;
      close(group, detail.button);
      this.dispatchEvent(new CustomEvent("choose", { detail }));
    });
  }

  /**
   * Follow the talk, unless the person reads further up; a long line is shown from its beginning.
   * @param {HTMLElement} line
   * @param {() => void} insert
   */
  #keepInView(line, insert) {
    const wasAtEnd = this.#distanceToEnd() < NEAR_END;
    insert();
    if (!wasAtEnd) return;
    const { clientHeight } = this.#scroller;
    if (line.offsetHeight > clientHeight * 0.8) line.scrollIntoView({ block: "start" });
    else if (this.#scroller === this.#scroll) this.#toEnd();
    else line.scrollIntoView({ block: "nearest" });
  }

  /** In a very low window the whole page scrolls (chat.css). */
  get #scroller() {
    const isPage = getComputedStyle(this.#scroll).overflowY === "visible";
    return isPage ? (document.scrollingElement ?? this.#scroll) : this.#scroll;
  }

  #distanceToEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  #toEnd() {
    this.#isAtEnd = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

/**
 * @param {"person" | "bot"} author
 * @param {string} text
 */
function lineOf(author, text) {
  const line = document.createElement("div");
  line.className = `line ${author}`;
  const name = line.appendChild(document.createElement("p"));
  name.className = "author";
  name.append(author === "bot" ? WORDS.brand : WORDS.you, hidden(` ${WORDS.said} `));
  const words = line.appendChild(document.createElement("div"));
  words.className = "words";
  // The text runs its own way; the line stands where the page's language puts it.
  const body = words.appendChild(document.createElement("div"));
  body.dir = "auto";
  if (author === "bot" && document.documentElement.lang !== BOT_LANGUAGE) words.lang = BOT_LANGUAGE;
  body.append(author === "bot" ? prose(text) : text);
  return line;
}

/**
 * Leave the choices where they are, to be read and not to be pressed; the focus stays where it is.
 * @param {HTMLElement} choices
 * @param {number | null} chosen
 */
function close(choices, chosen) {
  choices.querySelectorAll("button").forEach((choice, index) => {
    choice.setAttribute("aria-disabled", "true");
    if (index !== chosen || choice.classList.contains("chosen")) return;
    choice.classList.add("chosen");
    choice.append(hidden(` ${WORDS.chosen}`));
  });
}

/** @param {string} text */
function hidden(text) {
  const span = document.createElement("span");
  span.className = "hidden-words";
  span.textContent = text;
  return span;
}
