// What this browser keeps until the server has it: drafts, and answers that could not be sent yet.
const LONGEST_KEPT = 60 * 24 * 3600 * 1000;

export class Store {
  constructor(user) {
    this.prefix = `kalibre:${user}:`;
    this.page = new Map(); // private windows, full disks: as long as this page is open
    this.keeps = true;
  }

  read(name) {
    try {
      return JSON.parse(this.page.get(name) ?? localStorage.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  // Says whether it outlives this page.
  write(name, value) {
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(this.prefix + name, text);
      this.page.delete(name);
      this.keeps = true;
    } catch {
      this.page.set(name, text);
      this.keeps = false;
    }
    return this.keeps;
  }

  remove(name) {
    this.page.delete(name);
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // nothing was kept, so nothing needs to go
    }
  }

  outbox() {
    return this.read("outbox") ?? [];
  }

  keep(entry) {
    return this.write("outbox", [...this.outbox().filter((kept) => kept.key !== entry.key), entry]);
  }

  drop(key) {
    this.write("outbox", this.outbox().filter((kept) => kept.key !== key));
  }

  // Whether something to be sent would go with this page.
  get fragile() {
    return this.page.has("outbox") && this.outbox().length > 0;
  }

  // Drafts and clocks of tasks that never came back go after two months; what waits to be sent stays.
  tidy(now = Date.now()) {
    const stale = this.names().filter((name) => /^(draft|edit|time):/.test(name) && this.read(name)?.at < now - LONGEST_KEPT);
    stale.forEach((name) => this.remove(name));
  }

  names() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(this.prefix)).map((name) => name.slice(this.prefix.length));
    } catch {
      return [];
    }
  }
}
