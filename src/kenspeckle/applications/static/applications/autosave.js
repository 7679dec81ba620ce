// Saves an answer while it is written: when typing pauses (at least ten seconds apart), when the box
// loses the focus, and when the page is left. A save that fails is said plainly and tried again; the
// text stays on the page, and in this tab's memory should the tab be reloaded. Two windows never
// overwrite each other: the server refuses, and the form then shows both texts.
const PAUSE = 2_000;
const APART = 10_000;
const RETRY = [5_000, 10_000, 20_000, 30_000];
const MOST_TO_KEEP_ALIVE = 60_000;

class Answer {
  constructor(element) {
    this.element = element;
    this.form = element.closest("form");
    this.box = element.querySelector("textarea");
    this.link = element.querySelector("input[type=url]");
    this.prefix = this.box.name.replace(/-text$/, "");
    this.revision = this.form.elements[`${this.prefix}-based_on`];
    this.state = element.querySelector("[data-saved]");
    this.key = `kenspeckle/${element.dataset.key}`;
    this.saved = this.content();
    this.lastTry = 0;
    this.failures = 0;
    this.busy = false;
    this.stopped = false;
    this.restore();
    for (const input of [this.box, this.link]) {
      if (!input) continue;
      input.addEventListener("input", () => this.changed());
      input.addEventListener("blur", () => this.save());
    }
  }

  content() {
    return JSON.stringify([this.box.value, this.link ? this.link.value : ""]);
  }

  // Text of a page load that never reached the server (a reload without a connection).
  restore() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!kept || kept.text === this.box.value) return;
    if (String(kept.revision) !== this.revision.value) {
      // Saved elsewhere since: offer it, never put it in the box unasked.
      this.say("Text from before this page was reloaded is not saved yet:");
      const note = document.createElement("textarea");
      note.readOnly = true;
      note.rows = 5;
      note.className = "ds_input";
      note.setAttribute("aria-label", "Your unsaved text");
      note.value = kept.text;
      this.state.after(note);
      return;
    }
    this.box.value = kept.text;
    if (this.link && kept.link !== undefined) this.link.value = kept.link;
    this.box.dispatchEvent(new Event("input", { bubbles: true }));
    this.say("Your unsaved text is back. Saving it now…");
    this.save();
  }

  changed() {
    this.remember();
    clearTimeout(this.timer);
    const wait = Math.max(PAUSE, this.lastTry + APART - Date.now());
    this.timer = setTimeout(() => this.save(), wait);
  }

  remember() {
    try {
      sessionStorage.setItem(
        this.key,
        JSON.stringify({
          text: this.box.value,
          link: this.link ? this.link.value : "",
          revision: this.revision.value,
        }),
      );
    } catch {
      // A full or forbidden store costs only the help after a reload.
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.busy || this.stopped || this.content() === this.saved) return;
    this.busy = true;
    this.lastTry = Date.now();
    const sent = this.content();
    const body = new FormData();
    body.set(`${this.prefix}-text`, this.box.value);
    if (this.link) body.set(`${this.prefix}-link`, this.link.value);
    body.set(`${this.prefix}-based_on`, this.revision.value);
    try {
      const answer = await fetch(this.element.dataset.autosave, {
        method: "POST",
        body,
        headers: {
          "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
          Accept: "application/json",
        },
        redirect: "manual",
        // A keep-alive request carries 64 KiB at most.
        keepalive: leaving && this.box.value.length * 3 < MOST_TO_KEEP_ALIVE,
      });
      await this.answered(answer, sent);
    } catch {
      this.failed("No connection. Your text is still on this page, and we keep trying to save it.");
    }
    this.busy = false;
    if (!this.stopped && !this.failures && this.content() !== this.saved) this.changed();
  }

  async answered(answer, sent) {
    const json = answer.headers.get("Content-Type")?.startsWith("application/json")
      ? await answer.json()
      : {};
    if (answer.ok) {
      this.revision.value = json.revision;
      this.saved = sent;
      this.failures = 0;
      if (this.content() === sent) this.forget();
      else this.remember();
      const removed = json.removed?.length ? ` ${json.removed.join(" ")}` : "";
      this.say(`Saved ${json.saved}${removed}`);
    } else if (json.conflict) {
      this.stopped = true;
      this.say("This answer was changed in another window. Press “Save and continue” to see both texts.", true);
    } else if (answer.status === 422) {
      // Trying the same again would not help: the next change is tried anew.
      this.saved = sent;
      this.say(`Not saved: ${json.error} Your text is still on this page.`, true);
    } else if (answer.status === 403) {
      this.failed("You are not signed in any more. Your text is still on this page: sign in in another tab, and we save it.");
    } else if (answer.status === 409 || answer.status === 404) {
      this.stopped = true;
      this.say("Not saved: this application has moved on. Copy your text before you leave this page.", true);
    } else {
      this.failed("It could not be saved just now. Your text is still on this page, and we keep trying.");
    }
  }

  failed(words) {
    this.say(`Not saved yet. ${words}`, true);
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  say(words, bad = false) {
    this.state.textContent = words;
    this.state.toggleAttribute("data-bad", bad);
  }
}

const answers = [...document.querySelectorAll("[data-autosave]")].map((element) => new Answer(element));
const leaving = () => answers.forEach((answer) => answer.save({ leaving: true }));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") leaving();
});
window.addEventListener("pagehide", leaving);
window.addEventListener("online", () => answers.forEach((answer) => answer.save()));

// A form that is being sent saves everything itself; an autosave on the way to the server at the same
// moment would look like another window, so the form waits for it.
for (const form of new Set(answers.map((answer) => answer.form))) {
  form.addEventListener("submit", (event) => {
    const mine = answers.filter((answer) => answer.form === form);
    if (mine.some((answer) => answer.busy)) {
      event.preventDefault();
      event.stopPropagation();
      const button = event.submitter;
      const wait = setInterval(() => {
        if (mine.some((answer) => answer.busy)) return;
        clearInterval(wait);
        form.requestSubmit(button);
      }, 50);
      return;
    }
    for (const answer of mine) {
      clearTimeout(answer.timer);
      answer.stopped = true;
    }
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
