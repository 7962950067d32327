// @ts-check
// What the chat page itself says, in the page's language; what Candour says comes from the server.

/** @type {Record<string, any>} the section `chat` of data/interface/ */
export const WORDS = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

const plural = new Intl.PluralRules(document.documentElement.lang);
const number = new Intl.NumberFormat(document.documentElement.lang);

/**
 * The form of a text that goes with a number, with the number in it.
 * @param {Record<string, string>} forms
 * @param {number} n
 */
export function count(forms, n) {
  return (forms[plural.select(n)] ?? forms.other).replace("{n}", number.format(n));
}
