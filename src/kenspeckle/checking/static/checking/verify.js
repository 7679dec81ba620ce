// Runs the real check on the server and shows its steps one after the other. Without this file the
// button leads to a page with the same result.
const button = document.querySelector("[data-verify]");
const panel = document.querySelector("[data-verification]");
const NAMES = { good: ["Good", "green"], warning: ["Remark", "yellow"], unknown: ["Not settled", "yellow"], bad: ["Wrong", "red"] };
const VERDICTS = {
  good: "You can rely on this award.",
  warning: "You can rely on this award; there are remarks.",
  unknown: "It could not be settled whether to rely on this award.",
  bad: "Do not rely on this award.",
};
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const pause = () => new Promise((done) => setTimeout(done, calm ? 0 : 350));

function line(step) {
  const [name, colour] = NAMES[step.outcome];
  const item = document.createElement("li");
  item.dataset.outcome = step.outcome;
  const title = document.createElement("strong");
  title.textContent = `${step.title} `;
  const tag = document.createElement("strong");
  tag.className = `ken-tag ken-tag--${colour}`;
  tag.textContent = name;
  const findings = document.createElement("span");
  findings.className = "ken-soft";
  findings.textContent = ` ${step.findings.join(" ")}`;
  item.append(title, tag, findings);
  return item;
}

button?.addEventListener("click", async (event) => {
  event.preventDefault();
  const list = panel.querySelector("ol");
  const verdict = panel.querySelector("[data-verdict]");
  list.replaceChildren();
  const frame = verdict.parentElement;
  frame.className = "ken-verdict";
  verdict.textContent = "Checking…";
  panel.hidden = false;
  panel.querySelector("h2").focus();
  let answer;
  try {
    answer = await (await fetch(button.href, { headers: { Accept: "application/json" } })).json();
  } catch {
    verdict.textContent = "The check could not be run: there is no connection. Try again.";
    return;
  }
  for (const step of answer.steps ?? []) {
    list.append(line(step));
    await pause();
  }
  if (VERDICTS[answer.outcome]) frame.classList.add(`ken-verdict--${answer.outcome}`);
  verdict.textContent = VERDICTS[answer.outcome] ?? answer.error;
});
