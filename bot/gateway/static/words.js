// @ts-check
// What the chat page itself says; what Candour says comes from the server.

export const WORDS = {
  connecting: "Connecting…",
  reconnecting: "Reconnecting… What you have written is kept on this page.",
  offline: "You are offline. What you have written is kept on this page and will be sent when you are back online.",
  writing: "Candour is writing…",
  noCookies: "The chat could not start. It needs a cookie to know which talk is yours. Please allow cookies and reload.",
  newTalk: "Your earlier chat has ended, so this is a new one.",
  authors: { person: "You", bot: "Candour" },
  said: " said: ",
  sending: "Sending…",
  sent: "Sent",
  held: "Not sent yet. It will be sent as soon as possible.",
  refused: "Not sent.",
  choose: "Choose an answer, or write your own",
  chosen: " (chosen)",
  empty: "Write your message first, then send it.",
  /** @param {number} left */
  left: (left) => `You have ${left.toLocaleString("en-GB")} ${left === 1 ? "character" : "characters"} left.`,
  /** @param {number} over */
  over: (over) =>
    `Your message is ${over.toLocaleString("en-GB")} ${over === 1 ? "character" : "characters"} too long. ` +
    "Please send it in two or more parts.",
};
