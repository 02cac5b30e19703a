// Seconds that a task was really before somebody: the page visible, and some sign of life in the last minute.
const IDLE = 60_000;

export class Timer {
  constructor() {
    this.seconds = 0;
    this.last = performance.now();
    this.active = performance.now();
    for (const sign of ["pointermove", "pointerdown", "keydown", "scroll", "touchstart"])
      document.addEventListener(sign, () => this.sign(), { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => this.count());
    setInterval(() => this.count(), 1000);
  }

  sign() {
    this.active = performance.now();
  }

  count() {
    const now = performance.now();
    const passed = Math.min(now - this.last, 5000);
    if (!document.hidden && now - this.active < IDLE) this.seconds += passed / 1000;
    this.last = now;
  }

  start(seconds = 0) {
    this.seconds = seconds;
    this.last = performance.now();
    this.sign();
  }

  read() {
    this.count();
    return Math.round(this.seconds * 10) / 10;
  }
}
