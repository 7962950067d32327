// @ts-check
// The copy's print button; without JavaScript the browser's own does the same.

const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (window.parent !== window) document.querySelector("[data-not-framed]")?.remove();
