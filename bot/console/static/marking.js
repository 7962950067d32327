// @ts-check
// What is selected in a message becomes the words of the fact that a reviewer marks; typing them works as well.

document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const words = selection?.toString().trim().replace(/\s+/g, " ");
  const said = selection?.anchorNode?.parentElement?.closest(".person .said");
  if (!words || !said?.contains(selection?.focusNode ?? null)) return;
  const field = /** @type {HTMLInputElement | null | undefined} */ (said.closest(".person")?.querySelector("[name=passage]"));
  if (field) field.value = words;
});
