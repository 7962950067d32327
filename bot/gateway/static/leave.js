// @ts-check
// "Exit this page" on plain pages, also where one is shown in a frame.

import { Embed } from "./embed.js";
import { Exit } from "./exit.js";

const embed = new Embed(document.body.dataset.embedOrigins ?? "");
new Exit(
  /** @type {HTMLAnchorElement} */ (document.getElementById("exit")),
  /** @type {HTMLElement} */ (document.getElementById("exit-said")),
  () => embed.exit(),
);
