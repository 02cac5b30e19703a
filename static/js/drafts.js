// What is filled in so far: kept in this browser as it changes and, after a pause, on the server, from where it
// follows its person to other devices.
import { readFields } from "./fields.js";

const HERE = 400;
const THERE = 1600;
const AGAIN = 20_000;

export class Drafts {
  constructor({ store, courier, page }) {
    Object.assign(this, { store, courier, page });
    window.addEventListener("online", () => this.carry());
    window.addEventListener("pagehide", () => this.leave());
  }

  name(form = this.page.form) {
    return `draft:${form.dataset.assignment}`;
  }

  // What this browser has that the server has not; else null, and the form as it came is the draft. Only where another
  // device wrote meanwhile do the clocks decide.
  found(form) {
    const own = this.store.read(this.name(form));
    const there = this.there(form);
    if (!own || !there) return own;
    if (own.carried) return null;
    return own.base === there || own.at > there ? own : null;
  }

  // When the server last wrote the draft that this form stands on; 0 without one.
  there(form) {
    return Number(form.dataset.drafted) || 0;
  }

  change() {
    this.stop();
    this.keeping = setTimeout(() => this.keep(), HERE);
  }

  stop() {
    clearTimeout(this.keeping);
    clearTimeout(this.carrying);
    this.keeping = this.carrying = 0;
  }

  keep({ now = false } = {}) {
    this.stop();
    if (!this.page.drafting) return;
    const { form, ranked } = this.page;
    const draft = { fields: readFields(form), ranked, at: Date.now(), base: this.there(form), carried: false };
    const kept = this.store.write(this.name(), draft);
    if (!kept || this.page.state !== "drafted") this.page.show(kept ? "draft" : "nowhere");
    if (now) this.carry();
    else this.carrying = setTimeout(() => this.carry(), THERE);
  }

  // What was typed a moment ago does not wait for the pause.
  flush() {
    if (this.keeping) this.keep({ now: true });
    else if (this.carrying) this.carry();
  }

  // One at a time, so that none overtakes another.
  async carry() {
    const draft = this.waiting();
    if (!draft || this.busy) return;
    const { form } = this.page;
    this.busy = true;
    const { kind, html } = await this.courier.post(form.dataset.draft, this.body(draft).toString());
    this.busy = false;
    if (form !== this.page.form || !this.page.drafting) return;
    if (kind !== "taken") return this.failed(kind);
    form.dataset.drafted = html;
    const latest = this.waiting();
    if (latest?.at !== draft.at) return this.carry();
    this.store.write(this.name(), { ...latest, carried: true });
    this.page.show("drafted");
  }

  failed(kind) {
    this.page.show(this.store.keeps ? "draft" : "nowhere");
    if (kind === "offline") this.carrying = setTimeout(() => this.carry(), AGAIN);
  }

  waiting() {
    const draft = this.page.drafting ? this.store.read(this.name()) : null;
    return draft?.carried === false ? draft : null;
  }

  body({ fields, ranked }) {
    const body = new URLSearchParams(fields);
    body.set("ranked", ranked.map((touched) => (touched ? "1" : "0")).join(""));
    return body;
  }

  // What was typed in the last moment.
  leave() {
    if (this.keeping) this.keep();
    const draft = this.waiting();
    if (!draft) return;
    const body = this.body(draft);
    body.set("csrfmiddlewaretoken", this.courier.token);
    navigator.sendBeacon(this.page.form.dataset.draft, body);
  }
}
