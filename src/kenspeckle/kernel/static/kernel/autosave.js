// Saves what is written (an answer of any kind, an assessor's verdicts) while it is written: when typing pauses (at least ten seconds apart), when a
// field loses the focus, and when the page is left. A save that fails is said plainly and tried again; the
// text stays on the page, and in this browser's memory until it is saved, so that it outlives a reload
// without a connection, an ended sign-in and a closed tab. Signing out wipes that memory (page.js).
// Two windows never overwrite each other: the server refuses, and the form then shows both texts.
const PAUSE = 2_000;
const APART = 10_000;
const RETRY = [5_000, 10_000, 20_000, 30_000];
const MOST_TO_KEEP_ALIVE = 60_000;

// Which tab remembered a text: only the same one puts it back without asking, because another tab
// may still be open and saving it.
const tab = (() => {
  try {
    let known = sessionStorage.getItem("kenspeckle-tab");
    if (!known) {
      known = String(Math.random()).slice(2);
      sessionStorage.setItem("kenspeckle-tab", known);
    }
    return known;
  } catch {
    return "";
  }
})();

class Answer {
  constructor(element) {
    this.element = element;
    this.form = element.closest("form");
    // Every field of the answer, whatever kind of answer it belongs to; radio buttons share a name.
    this.fields = [...element.querySelectorAll("textarea[name], input[name], select[name]")];
    // Outside the element: it is not part of what is written.
    this.revision = this.form.elements[element.dataset.revision];
    this.state = element.querySelector("[data-saved]");
    this.key = `kenspeckle/${element.dataset.key}`;
    this.saved = this.content();
    this.lastTry = 0;
    this.failures = 0;
    this.busy = false;
    this.stopped = false;
    this.restore();
    for (const field of this.fields) {
      field.addEventListener("input", () => this.changed());
      field.addEventListener("blur", () => this.save());
    }
  }

  get first() {
    return this.fields[0];
  }

  // What stands in the fields: a text each, or whether it is ticked; of radio buttons the chosen one.
  values() {
    const values = {};
    for (const field of this.fields) {
      if (field.type === "radio") values[field.name] = field.checked ? field.value : (values[field.name] ?? "");
      else values[field.name] = field.type === "checkbox" ? field.checked : field.value;
    }
    return values;
  }

  content() {
    return JSON.stringify(this.values());
  }

  put(values) {
    for (const field of this.fields) {
      if (!(field.name in values)) continue;
      if (field.type === "checkbox") field.checked = values[field.name];
      else if (field.type === "radio") field.checked = field.value === values[field.name];
      else field.value = values[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // Text of an earlier page load that never reached the server.
  restore() {
    const kept = this.kept();
    if (!kept?.values) return;
    if (JSON.stringify(kept.values) === this.content()) {
      // The page came back unsaved (with a message), or the text is safe on the server.
      if (this.element.hasAttribute("data-unsaved")) this.remember();
      else this.forget();
      return;
    }
    const sameRevision = String(kept.revision) === this.revision.value;
    if (kept.sent && !sameRevision) {
      // The whole form went through after this was noted.
      this.forget();
      return;
    }
    if (!sameRevision || kept.tab !== tab) {
      this.offer(kept);
      return;
    }
    this.takeBack(kept);
  }

  takeBack(kept) {
    this.put(kept.values);
    this.say("Your unsaved text is back. Saving it now…");
    this.save();
  }

  // Another text is saved since, or another tab wrote this one: never put it in the box unasked.
  offer(kept) {
    const part = document.createElement("section");
    part.className = "ken-note ken-note--warning";
    part.setAttribute("aria-label", "Text that was not saved");
    const words = document.createElement("p");
    words.className = "ken-note__title";
    words.textContent = "You wrote this here earlier, and it was not saved:";
    const text = document.createElement("textarea");
    text.readOnly = true;
    text.rows = 5;
    text.className = "ds_input";
    text.setAttribute("aria-label", "Your unsaved text");
    text.value = this.fields
      .filter((field) => !["radio", "checkbox", "hidden"].includes(field.type) && kept.values[field.name])
      .map((field) => kept.values[field.name])
      .join("\n");
    const buttons = document.createElement("div");
    buttons.className = "ken-actions";
    buttons.append(
      this.button("Put it in the box", () => {
        part.remove();
        this.takeBack(kept);
        this.first.focus();
      }),
      this.button("Throw it away", () => {
        part.remove();
        this.forget();
        this.first.focus();
      }),
    );
    part.append(words, text, buttons);
    this.element.prepend(part);
    this.offered = part;
    this.say("Above the box is text that you wrote here earlier and that was not saved.");
  }

  button(words, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds_button ds_button--secondary ds_button--small";
    button.textContent = words;
    button.addEventListener("click", action);
    return button;
  }

  changed() {
    this.remember();
    clearTimeout(this.timer);
    const wait = Math.max(PAUSE, this.lastTry + APART - Date.now());
    this.timer = setTimeout(() => this.save(), wait);
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  remember(sent = false) {
    // While an older text is offered, it is the one that would be lost.
    if (this.offered?.isConnected) return;
    try {
      localStorage.setItem(
        this.key,
        JSON.stringify({
          values: this.values(),
          revision: this.revision.value,
          sent,
          tab,
        }),
      );
    } catch {
      // A full or forbidden store costs only the help after a reload.
    }
  }

  forget() {
    if (this.offered?.isConnected) return;
    try {
      localStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  get unsaved() {
    return this.content() !== this.saved || this.element.hasAttribute("data-unsaved");
  }

  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.busy || this.stopped || this.content() === this.saved) return;
    this.busy = true;
    this.lastTry = Date.now();
    if (this.signedOut && !leaving) await this.freshToken();
    const sent = this.content();
    const body = new FormData();
    for (const [name, value] of Object.entries(this.values())) {
      // As in a form, a box that is not ticked is not sent.
      if (value !== false) body.set(name, value === true ? "on" : value);
    }
    body.set(this.revision.name, this.revision.value);
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
        keepalive: leaving && sent.length * 3 < MOST_TO_KEEP_ALIVE,
      });
      await this.answered(answer, sent);
    } catch {
      this.failed("No connection. Your text is still on this page, and we keep trying to save it.");
    }
    this.busy = false;
    if (!this.stopped && !this.failures && this.content() !== this.saved) this.changed();
  }

  // A new sign-in (in another tab) changes the token that every form carries.
  async freshToken() {
    try {
      const page = await fetch(location.href, { redirect: "manual", headers: { Accept: "text/html" } });
      if (!page.ok) return;
      const fresh = new DOMParser()
        .parseFromString(await page.text(), "text/html")
        .querySelector("main input[name=csrfmiddlewaretoken]");
      if (!fresh) return;
      for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = fresh.value;
    } catch {
      // No connection: the save that follows says so.
    }
  }

  async answered(answer, sent) {
    const json = answer.headers.get("Content-Type")?.startsWith("application/json")
      ? await answer.json()
      : {};
    if (answer.ok) {
      this.revision.value = json.revision;
      this.saved = sent;
      this.failures = 0;
      this.signedOut = false;
      this.element.removeAttribute("data-unsaved");
      if (this.content() === sent) this.forget();
      else this.remember();
      const removed = json.removed?.length ? ` ${json.removed.join(" ")}` : "";
      this.say(`Saved ${json.saved}${removed}`);
      this.hint(json.hints);
    } else if (json.conflict) {
      this.stopped = true;
      this.say(`This was changed in another window. Press “${this.element.dataset.button}” to see both.`, true);
    } else if (answer.status === 422) {
      // Trying the same again would not help: the next change is tried anew.
      this.saved = sent;
      this.say(`Not saved: ${json.error} Your text is still on this page.`, true);
    } else if (answer.status === 403) {
      this.signedOut = true;
      this.failed("You are not signed in any more. Your text is still on this page: sign in in another tab, and we save it.");
    } else if (answer.status === 409 || answer.status === 404) {
      this.stopped = true;
      this.say(`Not saved: ${json.error ?? "this application has moved on."} Copy your text before you leave this page.`, true);
    } else {
      this.failed("It could not be saved just now. Your text is still on this page, and we keep trying.");
    }
  }

  // Hints come with each save, as the page would show them; the same ones are not read out again.
  hint(html) {
    const place = this.element.querySelector("[data-hints]");
    if (!place || html === undefined || this.hinted === html) return;
    this.hinted = html;
    place.innerHTML = html;
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
// A tab is not closed without a word while its text cannot be saved.
let sending = false;
window.addEventListener("beforeunload", (event) => {
  if (!sending && answers.some((answer) => (answer.failures || answer.stopped) && answer.unsaved)) event.preventDefault();
});

// Before a form is sent, its answers are saved as above: an autosave on the way to the server at the
// same moment would look like another window, and without a connection the browser would put its own
// error page in place of the text. What cannot be saved here for another reason goes with the form, and
// the page that answers says why.
for (const form of new Set(answers.map((answer) => answer.form))) {
  const mine = answers.filter((answer) => answer.form === form);
  let ready = false;
  let waiting = false;
  const settled = async () => {
    while (mine.some((answer) => answer.busy)) await new Promise((done) => setTimeout(done, 50));
  };
  const saveAll = async (button) => {
    // A form cannot be sent while its submit event is still under way.
    await new Promise((done) => setTimeout(done));
    await settled();
    for (const answer of mine) {
      // Shown beside another window's text: pressing the button is the choice of this one.
      if (answer.element.hasAttribute("data-unsaved")) answer.saved = null;
    }
    await Promise.all(mine.map((answer) => answer.save()));
    waiting = false;
    if (!navigator.onLine || mine.some((answer) => answer.failures && !answer.signedOut && answer.unsaved)) {
      const words = "Not saved yet: there is no connection. Your text is still on this page, and we keep trying to save it.";
      (mine.find((answer) => answer.unsaved) ?? mine[0]).say(words, true);
      return;
    }
    ready = true;
    form.requestSubmit(button);
  };
  form.addEventListener("submit", (event) => {
    if (!ready) {
      event.preventDefault();
      event.stopPropagation();
      if (!waiting) saveAll(event.submitter);
      waiting = true;
      return;
    }
    sending = true;
    for (const answer of mine) {
      clearTimeout(answer.timer);
      answer.stopped = true;
      if (answer.unsaved) answer.remember(true);
    }
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
