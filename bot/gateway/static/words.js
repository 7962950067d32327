// @ts-check
// What the page itself says, in its language (data/interface/); what Candour says comes from the server.

/** @type {Record<string, Record<string, any>>} */
const ALL = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/**
 * The words of one section.
 * @param {string} name
 */
export const section = (name) => ALL[name] ?? {};

export const WORDS = section("chat");

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
