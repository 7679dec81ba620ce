// Keeps every word counter on the page in step with its text box (kernel/_word_counter.html).
import { countWords } from "../text/words.js";

const WAIT_BEFORE_SPEAKING = 1500;
const boxes = [];

for (const counter of document.querySelectorAll("[data-counts]")) {
  const box = document.getElementById(counter.dataset.counts);
  if (!box) continue;
  const shown = counter.querySelector("[data-words]");
  const minimum = Number(counter.dataset.minimum || 0);
  const maximum = Number(counter.dataset.maximum || Infinity);
  // A screen reader hears the count when typing pauses, not at each letter.
  const spoken = document.createElement("span");
  spoken.className = "ken-hidden";
  spoken.setAttribute("role", "status");
  counter.after(spoken);
  let speaking;
  const most = Number(counter.dataset.most || Infinity);
  const together = counter.querySelector("[data-together]");
  const saved = countWords(box.value);
  const count = () => {
    const words = countWords(box.value);
    shown.textContent = words;
    counter.dataset.state = words > maximum ? "over" : words < minimum ? "under" : "enough";
    return words;
  };
  // All answers together: as they were saved, and what has come or gone in the boxes of this page.
  const countAll = () => {
    if (!together) return 0;
    const changed = boxes.reduce((sum, other) => sum + countWords(other.box.value) - other.saved, 0);
    const all = Number(counter.dataset.elsewhere || 0) + saved + changed;
    together.querySelector("[data-all]").textContent = all;
    together.querySelector("[data-too-many]").textContent = Math.max(all - most, 0);
    together.toggleAttribute("data-over", all > most);
    return Math.max(all - most, 0);
  };
  boxes.push({ box, saved, countAll });
  box.addEventListener("input", () => {
    const words = count();
    const over = countAll();
    for (const other of boxes) if (other.box !== box) other.countAll();
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      spoken.textContent =
        `${words} ${words === 1 ? "word" : "words"}` +
        (words < minimum ? `, ${minimum - words} more needed` : "") +
        (words > maximum ? `, ${words - maximum} too many` : "") +
        (over ? `, ${over} too many in all your answers` : "");
    }, WAIT_BEFORE_SPEAKING);
  });
  count();
  countAll();
}
