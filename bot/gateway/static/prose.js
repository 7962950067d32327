// @ts-check
// Turns plain text into paragraphs, lists and links, node by node: markup in the text stays text.

/** Links, and references of complaints, which are to be found at a glance. */
const MARKED = /(?<link>https:\/\/[^\s<>"']+[^\s<>"'.,;:!?)])|\bMPC(-[0-9A-Z]{1,4}){3}\b/g;
const ITEM = /^[-*•] +/;

/**
 * @param {string} text
 * @returns {DocumentFragment}
 */
export function prose(text) {
  const fragment = document.createDocumentFragment();
  for (const block of text.split(/\n{2,}/)) {
    /** @type {HTMLElement | null} */
    let open = null;
    for (const row of block.split("\n")) {
      const isItem = ITEM.test(row);
      const kind = isItem ? "UL" : "P";
      if (open?.tagName !== kind) {
        open = document.createElement(kind.toLowerCase());
        fragment.append(open);
      } else if (!isItem) {
        open.append(document.createElement("br"));
      }
      const place = isItem ? open.appendChild(document.createElement("li")) : open;
      appendLinked(place, row.replace(ITEM, ""));
    }
  }
  return fragment;
}

/**
 * @param {HTMLElement} place
 * @param {string} text
 */
function appendLinked(place, text) {
  let end = 0;
  for (const match of text.matchAll(MARKED)) {
    place.append(text.slice(end, match.index), match.groups?.link ? linkTo(match[0]) : strong(match[0]));
    end = match.index + match[0].length;
  }
  place.append(text.slice(end));
}

/** @param {string} address */
function linkTo(address) {
  const link = document.createElement("a");
  link.href = address;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  link.textContent = address;
  return link;
}

/** @param {string} text */
function strong(text) {
  const made = document.createElement("strong");
  made.textContent = text;
  return made;
}
