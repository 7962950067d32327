// @ts-check
// The chat page: connects message box, outbox, connection and transcript.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Embed } from "./embed.js";
import { Outbox } from "./outbox.js";
import { Transcript } from "./transcript.js";
import { WORDS } from "./words.js";

/** States that pass quickly are not worth a word. */
const SAY_AFTER = 500;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const transcript = new Transcript(byId("log"), byId("scroll"));
const composer = new Composer(/** @type {HTMLFormElement} */ (byId("composer")));
const connection = new Connection(() => transcript.seen);
const outbox = new Outbox(connection);
const embed = new Embed(document.body.dataset.embedOrigins ?? "");
const status = byId("status");
/** @type {Map<string, string>} */
const drafts = new Map();

/** @type {number | undefined} */
let statusTimer;
/** @param {string} text @param {number} [wait] milliseconds */
function say(text, wait = SAY_AFTER) {
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => {
    if (status.textContent !== text) status.textContent = text;
  }, wait);
}

composer.addEventListener("send", (event) => {
  const text = /** @type {CustomEvent} */ (event).detail;
  const id = outbox.add({ type: "message", text });
  drafts.set(id, text);
  transcript.showPending(id, text);
});

transcript.addEventListener("choose", (event) => {
  const { seq, button, title } = /** @type {CustomEvent} */ (event).detail;
  transcript.showPending(outbox.add({ type: "choice", seq, button }), title);
});

outbox.addEventListener("state", (event) => {
  const { id, state, text } = /** @type {CustomEvent} */ (event).detail;
  transcript.setState(id, state, text);
  if (state === "refused") composer.restore(drafts.get(id) ?? "");
  if (state === "refused" || state === "sent") drafts.delete(id);
});

connection.addEventListener("up", () => outbox.flush());
connection.addEventListener("down", () => say(navigator.onLine ? WORDS.reconnecting : WORDS.offline));
connection.addEventListener("barred", (event) => say(/** @type {CustomEvent} */ (event).detail));

let hasBegun = false;
connection.addEventListener("fresh", () => {
  if (hasBegun) transcript.beginAnew(WORDS.new_talk);
});

connection.addEventListener("frame", (event) => {
  const frame = /** @type {CustomEvent} */ (event).detail;
  switch (frame.type) {
    case "line":
      if (frame.id) outbox.acknowledged(frame.id);
      transcript.show(frame);
      if (frame.author === "bot") composer.ask(frame.asking);
      break;
    case "ack":
      outbox.acknowledged(frame.id);
      break;
    case "refused":
      if (frame.id === null) say(frame.text, 0);
      else outbox.refused(frame.id, frame.text, frame.retry_after);
      break;
    case "ready":
      hasBegun = true;
      transcript.announce();
      break;
    case "status":
      if (frame.state === "away") say(frame.text, 0);
      else say(frame.state === "busy" ? WORDS.writing : "");
  }
});

embed.addEventListener("opened", () => byId("heading").focus());

say(WORDS.connecting);
connection.start();
