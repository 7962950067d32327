// @ts-check
// The page to which the link in a mail leads: what opens it goes from the address into the form, and out of the address.

const box = /** @type {HTMLInputElement | null} */ (document.getElementById("link"));
if (box && location.hash.length > 1) {
  box.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
