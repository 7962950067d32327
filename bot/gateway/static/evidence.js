// @ts-check
// Files that the person adds: one after the other, each with its progress and a way to remove it.

import { section } from "./words.js";

const WORDS = section("evidence");
const KB = 1024;

/** @typedef {{id: string, name: string, kind: string, size: number, scan: string, recorded: boolean}} Kept */

/** Events: `added` (there is one file more), `all` (the person has added all that there is). */
export class Evidence extends EventTarget {
  #place;
  #list;
  #said;
  #all;
  /** @type {File[]} */
  #waiting = [];
  #isBusy = false;

  /** @param {HTMLDetailsElement} place */
  constructor(place) {
    super();
    this.#place = place;
    this.#list = /** @type {HTMLElement} */ (place.querySelector("ul"));
    this.#said = /** @type {HTMLElement} */ (place.querySelector("[role=status]"));
    this.#all = /** @type {HTMLElement} */ (place.querySelector("#all-added"));
    const input = /** @type {HTMLInputElement} */ (place.querySelector("input"));
    input.addEventListener("change", () => {
      this.#take(input.files);
      input.value = "";
    });
    this.#all.addEventListener("click", () => this.dispatchEvent(new Event("all")));
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer?.files.length) this.#place.open = true;
      this.#take(event.dataTransfer?.files);
    });
  }

  /** Show what was added before, from any page of the talk. */
  async load() {
    try {
      const response = await fetch("/chat/evidence");
      const { files } = await response.json();
      // A file may have been added while the list was under way: it is there already, and stays.
      const shown = new Set([...this.#list.children].map((row) => /** @type {HTMLElement} */ (row).dataset.id));
      const rows = files.filter((/** @type {Kept} */ { id }) => !shown.has(id)).map((/** @type {Kept} */ file) => this.#row(file));
      this.#list.prepend(...rows);
      this.#showAll();
    } catch {
      // The list is shown when the page is loaded again; nothing depends on it.
    }
  }

  /**
   * Files are asked for just now, or not.
   * @param {boolean} isAsked
   */
  ask(isAsked) {
    if (isAsked) this.#place.open = true;
    else if (this.#place.hasAttribute("data-asked") && !this.#isInUse) this.#place.open = false;
    this.#place.toggleAttribute("data-asked", isAsked);
    this.#showAll();
  }

  /** Whether closing would hide something that goes on, or that the person has not seen. */
  get #isInUse() {
    return this.#place.contains(document.activeElement) || this.#place.querySelector("progress, [role=alert]") !== null;
  }

  #showAll() {
    this.#all.hidden = !this.#place.hasAttribute("data-asked") || this.#list.childElementCount === 0;
  }

  /** @param {FileList | null | undefined} files */
  #take(files) {
    this.#waiting.push(...(files ?? []));
    this.#next();
  }

  async #next() {
    if (this.#isBusy) return;
    const file = this.#waiting.shift();
    if (!file) return;
    this.#isBusy = true;
    const row = document.createElement("li");
    const name = row.appendChild(document.createElement("span"));
    name.textContent = file.name;
    name.dir = "auto";
    const bar = row.appendChild(document.createElement("progress"));
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    this.#list.append(row);
    const { status, answer } = await send(file, (percent) => {
      bar.value = percent;
      if (percent % 25 === 0) this.#say(fill(WORDS.adding, { name: file.name, percent }));
    });
    if (status === 201) {
      row.replaceWith(this.#row(answer));
      this.#say(fill(WORDS.added, { name: file.name }));
      this.dispatchEvent(new Event("added"));
    } else {
      row.className = "problem";
      const why = document.createElement("span");
      why.setAttribute("role", "alert");
      row.replaceChildren(why);
      why.append(name, `: ${answer?.text ?? WORDS.lost}`);
      row.append(" ", this.#button(WORDS.remove, file.name, () => this.#drop(row)));
    }
    this.#showAll();
    this.#isBusy = false;
    this.#next();
  }

  /** @param {Kept} file */
  #row(file) {
    const row = document.createElement("li");
    row.dataset.id = file.id;
    const name = row.appendChild(document.createElement("span"));
    name.textContent = file.name;
    name.dir = "auto";
    const size = file.size >= KB * KB ? fill(WORDS.mb, { n: (file.size / KB / KB).toFixed(1) }) : fill(WORDS.kb, { n: Math.max(1, Math.floor(file.size / KB)) });
    const state = file.scan === "waiting" ? WORDS.waiting : file.scan === "infected" ? WORDS.infected_later : "";
    const parts = [WORDS[file.kind], size, state].filter(Boolean).join(", ");
    row.append(` (${parts}) `);
    if (!file.recorded) row.append(this.#button(WORDS.remove, file.name, () => this.#remove(file, row)));
    return row;
  }

  /**
   * @param {Kept} file
   * @param {HTMLElement} row
   */
  async #remove(file, row) {
    const response = await fetch(`/chat/evidence/${file.id}/remove`, { method: "POST" }).catch(() => null);
    if (response?.ok) {
      this.#say(fill(WORDS.removed, { name: file.name }));
      this.#drop(row);
    } else {
      this.#say((await response?.json())?.text ?? WORDS.lost);
    }
  }

  /** @param {HTMLElement} row */
  #drop(row) {
    row.remove();
    this.#showAll();
    // The button that had the focus is gone: it goes on at the place where files are added.
    this.#place.querySelector("summary")?.focus();
  }

  /**
   * @param {string} text
   * @param {string} about
   * @param {() => void} act
   */
  #button(text, about, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = text;
    const hidden = button.appendChild(document.createElement("span"));
    hidden.className = "hidden-words";
    hidden.textContent = ` ${about}`;
    button.addEventListener("click", act);
    return button;
  }

  /** @param {string} text */
  #say(text) {
    this.#said.textContent = text;
  }
}

/**
 * Send one file; `fetch` tells nothing of the progress.
 * @param {File} file
 * @param {(percent: number) => void} tell
 * @returns {Promise<{status: number, answer: any}>} status 0 if there was no answer
 */
function send(file, tell) {
  const body = new FormData();
  body.append("file", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => tell(Math.floor((loaded / total) * 100)));
    request.addEventListener("loadend", () => resolve({ status: request.status, answer: request.response }));
    request.open("POST", "/chat/evidence");
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.send(body);
  });
}

/**
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
