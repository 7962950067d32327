// @ts-check
// One key for the next conversation (n) and for "reviewed" (r). They can be switched off, and are silent while typing.

const STORE = "candour-staff-shortcuts";
const isOn = () => localStorage.getItem(STORE) !== "off";

const toggle = document.createElement("button");
toggle.type = "button";
toggle.className = "link no-print";
const name = () => {
  toggle.textContent = isOn() ? "Keyboard shortcuts are on (n: next, r: reviewed). Switch off" : "Keyboard shortcuts are off. Switch on";
};
name();
toggle.addEventListener("click", () => {
  localStorage.setItem(STORE, isOn() ? "off" : "on");
  name();
});
document.querySelector("main")?.append(toggle);

addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!isOn() || event.ctrlKey || event.altKey || event.metaKey || target.closest("input, textarea, select")) return;
  const wanted = /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${CSS.escape(event.key)}"]`));
  if (wanted) {
    event.preventDefault();
    wanted.click();
  }
});
