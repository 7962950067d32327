// @ts-check
// "Exit this page" on plain pages.

import { Exit } from "./exit.js";

new Exit(
  /** @type {HTMLAnchorElement} */ (document.getElementById("exit")),
  /** @type {HTMLElement} */ (document.getElementById("exit-said")),
);
