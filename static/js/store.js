// What this browser keeps until the server has it: drafts, and answers that could not be sent yet.
export class Store {
  constructor(user) {
    this.prefix = `kalibre:${user}:`;
  }

  read(name) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  write(name, value) {
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(value));
      return true;
    } catch {
      return false; // private windows and full disks: the page says "not kept"
    }
  }

  remove(name) {
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
}
