// On every page: a second press of a submit button does nothing while the first is on its way (for
// ten seconds at most, lest a lost connection locks the form), signing out wipes the unsaved words that
// this browser remembers, and the account menu closes on Escape or a click elsewhere. Everything works
// without this file.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 10_000);
});
// A page that comes back from the browser's memory can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

const remembered = () => Object.keys(localStorage).filter((key) => key.startsWith("kenspeckle/"));
document.querySelector(".ken-account__menu form")?.addEventListener("submit", () => {
  try {
    remembered().forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing is remembered where the store is forbidden.
  }
});
// A form was turned down because the sign-in ended: say so if its words come back after signing in.
const comesBack = document.querySelector("[data-comes-back]");
if (comesBack) {
  try {
    const typed = [...document.querySelectorAll("textarea[readonly]")].map((box) => box.value.trim());
    const texts = remembered().map((key) => JSON.parse(localStorage.getItem(key)).text.trim());
    comesBack.hidden = !texts.some((text) => text && typed.includes(text));
  } catch {
    // Copying by hand always works.
  }
}

const menu = document.querySelector(".ken-account");
if (menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const summary = document.querySelector(".ds_error-summary");
if (summary) summary.focus();
