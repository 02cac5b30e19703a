// Carries a form to the server and says how it went. Tries again by itself when there was no connection.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60_000;
const PATIENCE = 30_000; // a network that swallows requests is no network

export class Courier {
  constructor({ user, home }) {
    this.user = user;
    this.home = home;
    this.wait = FIRST_WAIT;
    this.waiting = null;
  }

  // taken, late (somebody was quicker, or it is closed), invalid, offline, signedOut, otherPerson or refused.
  async send({ url, body }) {
    const outcome = await this.post(url, body);
    if (outcome.kind !== "refused") return outcome;
    // Signing in elsewhere in this browser makes this page's token stale, or makes somebody else of us: find out which.
    const who = await this.probe();
    return who === "same" ? this.post(url, body) : { kind: who };
  }

  async fetchPage(url) {
    return this.fetch(url, {});
  }

  async post(url, body) {
    const parameters = new URLSearchParams(body);
    // The page's own token: the one kept with an old answer may have gone with an old session.
    parameters.set("csrfmiddlewaretoken", this.token);
    return this.fetch(url, { method: "POST", body: parameters });
  }

  get token() {
    return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  async fetch(url, options) {
    try {
      const response = await fetch(url, { ...options, headers: { "HX-Request": "true" }, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
      return this.judge(response, await response.text());
    } catch {
      return { kind: "offline" };
    }
  }

  judge(response, html) {
    if (response.redirected || response.status === 401) return { kind: "signedOut" };
    if (response.status >= 500 || response.status === 429) return { kind: "offline" };
    this.wait = FIRST_WAIT;
    const reader = response.headers.get("X-Kalibre-Reader");
    if (reader && reader !== this.user) return { kind: "otherPerson" };
    if (response.ok) return { kind: "taken", html };
    if (response.status === 409) return { kind: "late", html };
    if (response.status === 400) return { kind: "invalid", html };
    return { kind: "refused" };
  }

  // Who is signed in by now: same, otherPerson, signedOut or offline. Takes over the token that is valid now.
  async probe() {
    try {
      const response = await fetch(this.home, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
      return response.redirected ? "signedOut" : this.recognise(await response.text());
    } catch {
      return "offline";
    }
  }

  // A whole page of the server: says whether it is ours, and gives its token to every form here.
  recognise(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (page.querySelector("[data-task-place]")?.dataset.user !== this.user) return "otherPerson";
    const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    return "same";
  }

  later(action) {
    this.waiting = action;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  rest() {
    clearTimeout(this.timer);
    this.waiting = null;
  }

  now() {
    clearTimeout(this.timer);
    const action = this.waiting;
    this.waiting = null;
    action?.();
  }
}
