// Signing in again without leaving the page, so that nothing on it is lost.
export class SignIn {
  constructor(dialog, courier, onReturn) {
    this.dialog = dialog;
    this.form = dialog.querySelector("form[data-sign-in-form]");
    this.courier = courier;
    this.onReturn = onReturn;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    // Signed in again in another tab: nothing to ask any more.
    window.addEventListener("focus", () => this.look());
  }

  open() {
    if (this.dialog.open) return;
    this.say("");
    this.dialog.showModal();
    this.form.elements.password.focus();
  }

  async look() {
    if (!this.dialog.open) return;
    const who = await this.courier.probe();
    if (who === "same" || who === "otherPerson") this.close(who);
  }

  async send() {
    this.busy(true);
    const outcome = await this.attempt();
    this.busy(false);
    if (outcome === "same" || outcome === "otherPerson") return this.close(outcome);
    this.say(outcome);
    this.form.elements.password.select();
  }

  // The login page gives the token that its form needs; ours belonged to the session that ended.
  async attempt() {
    const body = new URLSearchParams(new FormData(this.form));
    try {
      const asked = await fetch(this.form.action, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await asked.text(), "text/html");
      body.set("csrfmiddlewaretoken", page.querySelector("form [name=csrfmiddlewaretoken]").value);
      const response = await fetch(this.form.action, { method: "POST", body, credentials: "same-origin" });
      if (!response.redirected) return response.ok ? "wrong" : "unavailable";
      return this.courier.recognise(await response.text());
    } catch {
      return "unavailable";
    }
  }

  close(who) {
    this.form.elements.password.value = "";
    this.dialog.close();
    this.onReturn(who);
  }

  busy(on) {
    this.form.querySelector("button").disabled = on;
  }

  say(trouble) {
    const line = this.form.querySelector("[data-sign-in-trouble]");
    line.hidden = !trouble;
    line.querySelector("[data-text]").textContent = trouble ? line.dataset[trouble] : "";
    this.form.elements.password.setAttribute("aria-invalid", String(trouble === "wrong"));
  }
}
