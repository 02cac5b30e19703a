// A change of an answer that was given: kept in this browser as it is made, until the server has taken it.
import { readFields } from "./fields.js";
import { toast } from "./screen.js";

export class Changes {
  constructor({ store, courier, page }) {
    Object.assign(this, { store, courier, page });
  }

  name(form) {
    return `edit:${form.dataset.assignment}`;
  }

  // What was begun and not saved; of a task that was answered twice, the other answer, where it is asked for.
  found(form) {
    const begun = this.store.read(this.name(form));
    const asked = new URLSearchParams(location.search).has("kept");
    if (!begun || !(begun.unsaved || asked)) return null;
    toast(begun.unsaved ? "unsaved" : "kept", { discard: true });
    return begun;
  }

  begin(form) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(form), 400);
  }

  keep(form) {
    clearTimeout(this.timer);
    const kept = this.store.write(this.name(form), { fields: readFields(form), at: Date.now(), unsaved: true });
    this.page.show(kept ? "unsaved" : "nowhere");
  }

  discard(form) {
    this.store.remove(this.name(form));
    location.replace(location.pathname);
  }

  async send(form) {
    this.keep(form);
    this.page.sending();
    const outcome = await this.courier.send({ url: form.action, body: new URLSearchParams(new FormData(form)).toString() });
    if (outcome.kind === "taken" || outcome.kind === "late") return this.done(form);
    if (outcome.html) return this.page.swap(outcome.html, "failed");
    this.page.trouble(outcome.kind, { fields: true, change: true });
    if (outcome.kind === "offline") this.courier.later(() => this.send(form));
  }

  done(form) {
    this.store.remove(this.name(form));
    location.assign(this.page.answers);
  }
}
