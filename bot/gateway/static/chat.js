// @ts-check
// The chat page: connects message box, outbox, connection and transcript.

import { Access } from "./access.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Embed } from "./embed.js";
import { Evidence } from "./evidence.js";
import { Exit } from "./exit.js";
import { Idle } from "./idle.js";
import { Menu } from "./menu.js";
import { Outbox } from "./outbox.js";
import { Transcript } from "./transcript.js";
import { section, WORDS } from "./words.js";

/** States that pass quickly are not worth a word. */
const SAY_AFTER = 500;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const transcript = new Transcript(byId("log"), byId("scroll"));
const composer = new Composer(/** @type {HTMLFormElement} */ (byId("composer")));
const connection = new Connection(() => transcript.seen);
const outbox = new Outbox(connection, () => !isOver && composer.text !== "");
const access = new Access(byId("access"));
const embed = new Embed(document.body.dataset.embedOrigins ?? "");
const status = byId("status");
let isOver = false;
const idle = new Idle();
const menu = new Menu(/** @type {HTMLDetailsElement} */ (byId("options")));
const MENU = section("menu");
const evidence = new Evidence(/** @type {HTMLDetailsElement} */ (byId("files")));
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

composer.addEventListener("send", (event) => sendText(/** @type {CustomEvent} */ (event).detail));
evidence.addEventListener("all", () => sendText(section("evidence").said));

/** @param {string} text */
function sendText(text) {
  const id = outbox.add({ type: "message", text });
  drafts.set(id, text);
  transcript.showPending(id, text);
}

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
      access.follow(frame);
      if (frame.author === "bot") {
        composer.ask(frame.asking);
        evidence.ask(frame.asking === "evidence");
      }
      break;
    case "ack":
      outbox.acknowledged(frame.id);
      break;
    case "refused":
      if (frame.reason === "ended") close();
      else if (frame.id === null) say(frame.text, 0);
      else outbox.refused(frame.id, frame.text, frame.retry_after);
      break;
    case "ready":
      if (!hasBegun && frame.draft) composer.restore(frame.draft);
      if (!hasBegun) evidence.load();
      hasBegun = true;
      transcript.announce();
      lasts(frame);
      break;
    case "session":
      lasts(frame);
      say((frame.shared ? MENU.shared : MENU.unshared).replace("{minutes}", frame.idle_after / 60), 0);
      break;
    case "status":
      if (frame.state === "away") say(frame.text, 0);
      else say(frame.state === "busy" ? WORDS.writing : "");
  }
});

const exit = /** @type {HTMLAnchorElement} */ (byId("exit"));
new Exit(exit, byId("exit-said"), () => {
  isOver = true;
  outbox.forget();
  connection.stop();
  return embed.exit();
});

/** @param {{shared: boolean, idle_after: number}} frame */
function lasts({ shared, idle_after }) {
  idle.start(idle_after);
  menu.setShared(shared);
}

idle.addEventListener("here", () => connection.send({ type: "here" }));
idle.addEventListener("ask", () => (byId("idle").hidden = false));
idle.addEventListener("stay", () => (byId("idle").hidden = true));
idle.addEventListener("over", () => finish());
connection.addEventListener("ended", () => close());
menu.addEventListener("share", (event) => {
  connection.send({ type: "shared", on: /** @type {CustomEvent} */ (event).detail });
});
menu.addEventListener("form", (event) => access.show(/** @type {CustomEvent} */ (event).detail, true));
menu.addEventListener("finish", () => finish());

/** End the session on this device; what stands in the message box is kept with the talk. */
function finish() {
  const { text } = composer;
  fetch("/chat/end", { method: "POST", body: text, keepalive: true }).catch(() => {});
  close(text !== "");
}

/** Take everything off the page. */
function close(hasDraft = false) {
  isOver = true;
  idle.stop();
  outbox.forget();
  connection.stop();
  const ended = /** @type {HTMLTemplateElement} */ (byId("ended")).content;
  if (!hasDraft) ended.querySelector("[data-draft]")?.remove();
  byId("composer").remove();
  byId("options").remove();
  byId("skip").remove();
  byId("scroll").replaceChildren(ended);
  byId("ended-heading").focus();
}

// In a frame on another site only the frame itself has the cookie: the copy is shown there, with a way back.
if (!embed.isFramed) document.querySelector("[data-new-page]")?.setAttribute("target", "_blank");

access.addEventListener("left", () => composer.focus());
access.addEventListener("resumed", () => location.reload());
embed.addEventListener("opened", () => document.querySelector("h1")?.focus());

say(WORDS.connecting);
connection.start();
