// Carries a form to the server and says how it went. Tries again by itself when there was no connection.
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60_000;

export class Courier {
  constructor() {
    this.wait = FIRST_WAIT;
    this.waiting = null;
  }

  async send({ url, body }) {
    const parameters = new URLSearchParams(body);
    // The page's own token: the one kept with an old answer may have gone with an old session.
    parameters.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    return this.fetch(url, { method: "POST", body: parameters });
  }

  async fetchPage(url) {
    return this.fetch(url, {});
  }

  async fetch(url, options) {
    let response;
    try {
      response = await fetch(url, { ...options, headers: { "HX-Request": "true" }, credentials: "same-origin" });
      const html = await response.text();
      return this.judge(response, html);
    } catch {
      return { kind: "offline" };
    }
  }

  judge(response, html) {
    if (response.redirected || response.status === 401) return { kind: "signedOut" };
    if (response.status >= 500 || response.status === 429) return { kind: "offline" };
    this.wait = FIRST_WAIT;
    if (response.ok || response.status === 409) return { kind: "taken", html };
    if (response.status === 400) return { kind: "invalid", html };
    return { kind: "refused" };
  }

  later(action) {
    this.waiting = action;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  now() {
    clearTimeout(this.timer);
    const action = this.waiting;
    this.waiting = null;
    action?.();
  }
}
