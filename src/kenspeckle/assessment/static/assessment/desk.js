// Warns before an unsaved verdict is left behind. Everything works without this file.
const form = document.querySelector("[data-desk]");
let changed = false;
form?.addEventListener("input", () => (changed = true));
form?.addEventListener("submit", () => (changed = false));
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
