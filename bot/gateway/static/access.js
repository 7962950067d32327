// @ts-check
// The forms beside the talk: a code goes straight to the server and is shown straight from it, and never into the talk.

import { WORDS } from "./words.js";

const APART = "apart" in document.body.dataset ? "?apart" : "";
/** @type {Record<string, {path: string, fields: string[], body?: object}>} */
const FORMS = {
  status: { path: "/chat/status", fields: ["reference", "code"] },
  code: { path: "/chat/code", fields: [], body: { kind: "complaint" } },
  talk: { path: "/chat/code", fields: [], body: { kind: "talk" } },
  resume: { path: `/chat/resume${APART}`, fields: ["code"] },
  lost_code: { path: "/chat/code/link", fields: ["reference"] },
};

/** Events: `left` (a form was closed or has done its work), `resumed` (this browser now goes on with another talk). */
export class Access extends EventTarget {
  #root;
  /** @type {HTMLFormElement | null} the form that is shown */
  #form = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    super();
    this.#root = root;
    for (const form of root.querySelectorAll("form")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#send(form, event.submitter);
      });
    }
    root.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("button");
      if (button?.dataset.show) this.show(button.dataset.show, true);
      if (button && "close" in button.dataset) this.#leave();
    });
  }

  /**
   * A line of the talk: the bot's may ask for a form, the person's makes the one before it pointless.
   * @param {{author: string, custom?: {form?: string}}} line
   */
  follow(line) {
    if (line.author === "person") this.hide();
    else if (line.custom?.form) this.show(line.custom.form);
  }

  /**
   * @param {string} name
   * @param {boolean} [isAskedFor] the person has asked for it, so the focus goes there
   */
  show(name, isAskedFor = false) {
    if (!(name in FORMS)) return;
    this.hide();
    this.#form = this.#root.querySelector(`form[data-form="${name}"]`);
    if (!this.#form) return;
    this.#form.hidden = this.#root.hidden = false;
    this.#root.scrollIntoView({ block: "nearest" });
    if (isAskedFor) /** @type {HTMLElement | null} */ (this.#form.querySelector("input, button"))?.focus();
  }

  #leave() {
    this.hide();
    this.dispatchEvent(new Event("left"));
  }

  /** A code that was shown or typed does not stay on the page. */
  hide() {
    this.#root.hidden = true;
    if (!this.#form) return;
    this.#form.hidden = true;
    this.#form.reset();
    for (const place of this.#form.querySelectorAll("[data-code], [data-reference], [data-answer], .problem")) {
      place.textContent = "";
    }
    for (const part of this.#form.querySelectorAll("[data-shown], [data-anew]")) part.toggleAttribute("hidden", true);
    this.#form.querySelector("[data-before]")?.toggleAttribute("hidden", false);
    this.#mark(this.#form, null);
    this.#form = null;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} submitter
   */
  async #send(form, submitter) {
    const { path, fields, body } = FORMS[form.dataset.form ?? ""];
    const given = Object.fromEntries(fields.map((name) => [name, new FormData(form).get(name)]));
    const anew = submitter && "anew" in submitter.dataset ? { anew: true } : {};
    let answer;
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...body, ...given, ...anew }),
        signal: AbortSignal.timeout(30000),
      });
      answer = { ...(await response.json()), ok: response.ok };
    } catch {
      answer = { ok: false, text: WORDS.access_failed };
    }
    if (answer.ok) this.#succeeded(form, answer);
    else this.#failed(form, answer);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Record<string, any>} answer
   */
  #succeeded(form, answer) {
    if (form.dataset.form === "status") return this.#leave();
    if (form.dataset.form === "resume") return this.dispatchEvent(new Event("resumed"));
    this.#problem(form, "");
    put(form, "[data-code]", answer.code);
    put(form, "[data-reference]", answer.reference);
    put(form, "[data-answer]", answer.text);
    const shown = "code" in answer;
    for (const part of form.querySelectorAll("[data-shown]")) part.toggleAttribute("hidden", !shown);
    for (const part of form.querySelectorAll("[data-before], [data-anew]")) part.toggleAttribute("hidden", shown);
    this.#root.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Record<string, any>} answer
   */
  #failed(form, answer) {
    this.#problem(form, answer.text);
    this.#mark(form, answer.field ?? null);
    if (answer.reason === "shown_before") {
      form.querySelector("[data-before]")?.toggleAttribute("hidden", true);
      form.querySelector("[data-anew]")?.toggleAttribute("hidden", false);
    }
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string} text
   */
  #problem(form, text) {
    put(form, ".problem", text);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string | null} field the name of the field that was wrong
   */
  #mark(form, field) {
    for (const input of form.querySelectorAll("input")) {
      if (input.name === field) {
        input.setAttribute("aria-invalid", "true");
        input.focus();
      } else {
        input.removeAttribute("aria-invalid");
      }
    }
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} selector
 * @param {string | undefined} text
 */
function put(form, selector, text) {
  const place = form.querySelector(selector);
  if (place) place.textContent = text ?? "";
}
