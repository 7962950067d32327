// @ts-check
// Three boxes for a date, beside the message box: what is known of it becomes plain words.

import { WORDS } from "./words.js";

/** In words that the server reads, whatever the language of the page. */
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** Events: `input`. */
export class DateBoxes extends EventTarget {
  #group;
  #boxes;

  /** @param {HTMLElement} group */
  constructor(group) {
    super();
    this.#group = group;
    this.#boxes = [...group.querySelectorAll("input")];
    group.addEventListener("input", () => {
      this.#boxes.forEach((box) => box.removeAttribute("aria-invalid"));
      this.dispatchEvent(new Event("input"));
    });
  }

  get isShown() {
    return !this.#group.hidden;
  }

  /** @param {boolean} isWanted */
  show(isWanted) {
    this.#group.hidden = !isWanted;
  }

  clear() {
    for (const box of this.#boxes) box.value = "";
  }

  /** @returns {{date?: string, fault?: string, box?: HTMLElement}} the date in words, or what is wrong and where */
  read() {
    if (!this.isShown) return {};
    const [dayBox, monthBox, yearBox] = this.#boxes;
    const [day, month, year] = this.#boxes.map((box) => box.value.trim());
    if (!day && !month && !year) return {};
    if (!month && day) return { fault: WORDS.date_no_month, box: monthBox };
    if (!year) return { fault: WORDS.date_no_year, box: yearBox };
    if (!/^\d{4}$/.test(year)) return { fault: WORDS.date_unreal, box: yearBox };
    if (!month) return { date: year };
    const name = MONTHS[Number(month) - 1];
    if (!name) return { fault: WORDS.date_unreal, box: monthBox };
    if (!day) return { date: `${name} ${year}` };
    const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    if (!/^\d+$/.test(day) || Number(day) < 1 || Number(day) > last) return { fault: WORDS.date_unreal, box: dayBox };
    return { date: `${Number(day)} ${name} ${year}` };
  }
}
