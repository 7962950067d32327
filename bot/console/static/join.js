// @ts-check
// Takes the secret of a one-time link from behind the # into its field, and out of the address.

const field = /** @type {HTMLInputElement} */ (document.getElementById("link"));
if (location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  document.getElementById("password")?.focus();
}
