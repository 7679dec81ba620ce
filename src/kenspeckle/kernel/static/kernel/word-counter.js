// Keeps every word counter on the page in step with its text box (kernel/_word_counter.html).
import { countWords } from "../text/words.js";

const WAIT_BEFORE_SPEAKING = 1500;

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
  const count = () => {
    const words = countWords(box.value);
    shown.textContent = words;
    counter.dataset.state = words > maximum ? "over" : words < minimum ? "under" : "enough";
    return words;
  };
  box.addEventListener("input", () => {
    const words = count();
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      spoken.textContent =
        `${words} ${words === 1 ? "word" : "words"}` +
        (words < minimum ? `, ${minimum - words} more needed` : "") +
        (words > maximum ? `, ${words - maximum} too many` : "");
    }, WAIT_BEFORE_SPEAKING);
  });
  count();
}
