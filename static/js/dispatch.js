// Sends answers and skips: kept in this browser first, sent until the server has taken or refused them.
export class Dispatch {
  constructor({ store, courier, page }) {
    this.store = store;
    this.courier = courier;
    this.page = page;
  }

  async deliver(entry) {
    this.page.sending();
    this.store.keep(entry);
    this.settle(entry, await this.courier.send(entry));
  }

  settle(entry, outcome) {
    if (outcome.html) {
      this.close(entry, outcome.kind);
      this.page.swap(outcome.html, outcome.kind === "invalid" ? "failed" : null);
    } else {
      this.page.trouble(outcome.kind, entry);
      if (outcome.kind === "offline") this.courier.later(() => this.retry());
    }
  }

  // The server has spoken: nothing of it waits any more. What came too late stays, to be offered as a change.
  close(entry, kind) {
    this.store.drop(entry.key);
    if (kind === "invalid") return;
    this.page.forget(entry);
    if (kind === "late" && entry.fields) this.store.write(`edit:${entry.assignment}`, { fields: entry.fields, at: Date.now() });
    if (kind === "taken" && entry.fields) this.page.counted();
    if (kind === "taken") this.store.write("last", { assignment: entry.assignment, fields: entry.fields, at: Date.now() });
  }

  waitingFor(assignment) {
    return this.store.outbox().find((entry) => entry.assignment === assignment);
  }

  withdraw(assignment) {
    const entry = this.waitingFor(assignment);
    if (entry) this.store.drop(entry.key);
  }

  retry() {
    const entry = this.waitingFor(this.page.assignment);
    return entry ? this.deliver(entry) : this.empty();
  }

  // What an earlier visit could not send goes first; then the server says what is next.
  async empty() {
    const waiting = this.store.outbox();
    if (!waiting.length) return;
    this.page.show("saving");
    let last = null;
    for (const entry of waiting) {
      const outcome = await this.courier.send(entry);
      if (!outcome.html && outcome.kind !== "refused") return this.wait(outcome.kind);
      if (outcome.kind === "refused") this.store.drop(entry.key); // its task is gone, so it can never be taken
      else this.close(entry, outcome.kind);
      if (last?.kind !== "invalid") last = outcome;
    }
    this.goOn(last);
  }

  wait(kind) {
    if (kind !== "offline") return this.page.trouble(kind);
    this.page.show("offline");
    this.courier.later(() => this.empty());
  }

  async goOn(last) {
    if (this.page.editing) return this.page.show("saved");
    // Faults and words of what came too late must be read; otherwise what is next now is asked for.
    const page = last.kind === "taken" || !last.html ? await this.courier.fetchPage(this.courier.home) : last;
    if (page.html) this.page.swap(page.html, last.kind === "taken" || last.kind === "late" ? null : "failed");
  }
}
