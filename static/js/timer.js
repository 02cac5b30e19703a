// Seconds that a task was really before somebody: the page visible, and some sign of life in the last minute.
// Tabs that show the same task share one clock, so no second counts twice; a reload goes on where it was.
const IDLE = 60_000;
const LONGEST_STEP = 5000; // a machine that slept did not work

export class Timer {
  constructor(store, now = () => Date.now()) {
    this.store = store;
    this.now = now;
    this.name = null;
    this.last = this.active = now();
    for (const sign of ["pointermove", "pointerdown", "keydown", "scroll", "touchstart"])
      document.addEventListener(sign, () => this.sign(), { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => this.count());
    setInterval(() => this.count(), 1000);
  }

  sign() {
    this.active = this.now();
  }

  // For how long nobody has moved, typed or scrolled here.
  get idle() {
    return this.now() - this.active;
  }

  // What was counted before (an answer taken back, say) is never less than the clock.
  start(name, before = 0) {
    this.name = name;
    this.clock = this.shared() ?? { seconds: 0, at: 0 };
    this.clock.seconds = Math.max(this.clock.seconds, before);
    this.last = this.now();
    this.sign();
  }

  stop() {
    this.name = null;
  }

  forget(name) {
    if (this.name === name) this.stop();
    this.store.remove(`time:${name}`);
  }

  shared() {
    return this.store.read(`time:${this.name}`);
  }

  count() {
    const now = this.now();
    if (this.name !== null && !document.hidden && now - this.active < IDLE) this.add(now);
    this.last = now;
  }

  add(now) {
    const other = this.shared();
    if (other && other.seconds > this.clock.seconds) this.clock = other;
    // Another tab has counted up to `at`; a clock that was set back counts for nothing.
    const since = this.clock.at <= now ? Math.max(this.last, this.clock.at) : this.last;
    const passed = Math.min(Math.max(now - since, 0), LONGEST_STEP);
    this.clock = { seconds: this.clock.seconds + passed / 1000, at: now };
    this.store.write(`time:${this.name}`, this.clock);
  }

  read() {
    this.count();
    return Math.round((this.clock?.seconds ?? 0) * 10) / 10;
  }
}
