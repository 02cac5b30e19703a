// The annotation screen: one task at a time, sent without leaving the page, never lost.
import { Courier } from "./courier.js";
import { readFields, writeFields } from "./fields.js";
import { bindKeys } from "./keys.js";
import { Questions } from "./questions.js";
import { Store } from "./store.js";
import { Timer } from "./timer.js";

const place = document.querySelector("[data-task-place]");
const store = new Store(place.dataset.user);
const timer = new Timer();
const courier = new Courier(store);
let form = null;
let questions = null;
let drafting = 0;

const part = (selector) => form?.querySelector(selector);
const draftName = () => `draft:${form.dataset.assignment}`;

function show(state) {
  const element = document.querySelector("[data-save-state]");
  element.dataset.saveState = state;
  element.querySelector("[data-save-text]").textContent = element.dataset[state];
}

function mount() {
  form = place.querySelector("[data-task]");
  questions = null;
  if (!form) return;
  const draft = "editing" in form.dataset ? null : store.read(draftName());
  if (draft) writeFields(form, draft.fields);
  questions = new Questions(form);
  if (draft?.ranked) questions.accept();
  timer.start(draft?.seconds);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("input", draftSoon);
  form.addEventListener("change", draftSoon);
  form.addEventListener("click", onClick);
  show(draft ? "draft" : "saved");
}

function swap(html) {
  place.innerHTML = html;
  mount();
  window.scrollTo({ top: 0 });
  place.querySelector("[data-notice], #task-title, h1")?.focus({ preventScroll: true });
}

function draftSoon() {
  part("[data-unchanged]").hidden = true;
  part("[data-missing]").hidden = true;
  clearTimeout(drafting);
  drafting = setTimeout(draft, 400);
}

function draft() {
  clearTimeout(drafting);
  if (!form || form.hasAttribute("data-sent") || "editing" in form.dataset) return;
  const kept = store.write(draftName(), { fields: readFields(form), seconds: timer.read(), ranked: questions.rankings.length > 0 && !questions.unchanged });
  if (kept) show("draft");
}

function complete() {
  const missing = questions.missing;
  questions.all.forEach((question) => question.classList.toggle("is-missing", missing.includes(question)));
  const line = part("[data-missing]");
  line.hidden = missing.length === 0;
  if (missing.length) {
    const names = missing.map((question) => question.querySelector("legend").textContent.trim());
    line.textContent = line.dataset.text.replace("{questions}", names.join(", "));
    questions.go(questions.all.indexOf(missing[0]));
  }
  return missing.length === 0;
}

function submit({ anyway = false } = {}) {
  if (!form) return;
  if (form.hasAttribute("data-sent")) {
    if (!part("[data-trouble]").hidden) retry();
    return;
  }
  if (!complete()) return;
  const unsure = part("[data-unchanged]");
  if (questions.unchanged && !("editing" in form.dataset) && !anyway && unsure.hidden) {
    unsure.hidden = false;
    unsure.querySelector("button").focus();
    return;
  }
  form.elements.seconds.value = String(timer.read());
  if ("editing" in form.dataset) return form.submit();
  clearTimeout(drafting);
  const entry = { key: form.dataset.key, url: form.action, body: new URLSearchParams(new FormData(form)).toString(), draft: draftName() };
  deliver(entry);
}

async function deliver(entry) {
  lock(true);
  show("saving");
  store.keep(entry);
  settle(entry, await courier.send(entry));
}

function settle(entry, outcome) {
  if (outcome.kind === "taken") {
    store.drop(entry.key);
    store.remove(entry.draft);
    swap(outcome.html);
  } else if (outcome.kind === "invalid") {
    store.drop(entry.key);
    swap(outcome.html);
    show("failed");
  } else {
    trouble(outcome.kind);
    if (outcome.kind === "offline") courier.later(() => retry());
  }
}

function retry() {
  const entry = store.outbox().find((kept) => kept.key === form?.dataset.key);
  if (entry) deliver(entry);
  else emptyOutbox();
}

function trouble(kind) {
  lock(false);
  form?.toggleAttribute("data-sent", true);
  show(kind === "offline" ? "offline" : "failed");
  const box = part("[data-trouble]");
  if (!box) return;
  const text = box.querySelector("[data-trouble-text]");
  text.textContent = { offline: text.dataset.offline, signedOut: text.dataset.signedOut }[kind] ?? text.dataset.refused;
  box.querySelector("[data-sign-in]").hidden = kind !== "signedOut";
  box.hidden = false;
  // What stands in the outbox is what was submitted; the form must not drift away from it.
  part(".task-questions").inert = true;
}

function lock(on) {
  form.toggleAttribute("data-sent", on);
  part(".task-questions").inert = on;
  part(".submit").setAttribute("aria-disabled", String(on));
}

// What an earlier visit could not send goes first; then the server says what is next.
async function emptyOutbox() {
  const waiting = store.outbox();
  if (!waiting.length) return;
  show("saving");
  for (const entry of waiting) {
    const outcome = await courier.send(entry);
    if (outcome.kind === "offline" || outcome.kind === "signedOut") {
      show("offline");
      courier.later(() => emptyOutbox());
      return;
    }
    store.drop(entry.key);
    if (outcome.kind === "taken") store.remove(entry.draft); // otherwise the draft fills the form again
  }
  const page = await courier.fetchPage(place.dataset.saveUrl);
  if (page.kind === "taken" && !(form && "editing" in form.dataset)) swap(page.html);
}

async function post(url, extra = {}) {
  show("saving");
  const body = new URLSearchParams(new FormData(form ?? place.querySelector("[data-undo-form]")));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  const outcome = await courier.send({ url, body: body.toString() });
  if (outcome.html) swap(outcome.html);
  else show("failed");
}

function undo() {
  const button = place.querySelector("[data-undo]");
  if (button) post(button.getAttribute("formaction") ?? button.form.action);
}

function onSubmit(event) {
  if (event.submitter?.matches("[data-undo], [data-skip-reason]")) {
    event.preventDefault();
    const extra = event.submitter.name ? { [event.submitter.name]: event.submitter.value } : {};
    if ("skipReason" in event.submitter.dataset) store.remove(draftName());
    post(event.submitter.getAttribute("formaction"), extra);
    return;
  }
  event.preventDefault();
  submit();
}

function onClick(event) {
  if (event.target.closest("[data-submit-anyway]")) submit({ anyway: true });
  if (event.target.closest("[data-keep-ranking]")) {
    part("[data-unchanged]").hidden = true;
    questions.go(0);
  }
  if (event.target.closest("[data-retry]")) retry();
  const link = event.target.closest("a.rank-name");
  if (link) {
    event.preventDefault();
    link.focus({ preventScroll: true });
    document.querySelectorAll(".is-pointed").forEach((element) => element.classList.remove("is-pointed"));
    const response = document.querySelector(link.hash);
    response.classList.add("is-pointed");
    response.scrollIntoView({ block: "nearest" });
  }
}

function openDialog() {
  return document.querySelector("dialog[open]")?.dataset.dialog;
}

function toggle(name) {
  const dialog = document.querySelector(`[data-dialog="${name}"]`);
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

bindKeys({
  submit: () => submit(),
  draft,
  undo,
  toggle,
  dialog: openDialog,
  pick: (number) => questions?.pick(number),
  walk: (step) => questions?.walk(step),
  choose: (letter) => questions?.choose(letter) ?? false,
  skip: () => {
    const skip = part("[data-skip]");
    if (!skip) return;
    skip.open = true;
    skip.querySelector("[data-skip-reason]").focus();
  },
  comment: () => {
    if (!form) return;
    part(".remarks").open = true;
    form.elements.comment.focus();
  },
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  toggle(opener.dataset.opens);
});
window.addEventListener("online", () => courier.now());
setInterval(() => {
  if (form?.dataset.heartbeat && !document.hidden) courier.send({ url: form.dataset.heartbeat, body: "" });
}, 60_000);
mount();
place.querySelector("#task-title")?.focus({ preventScroll: true });
emptyOutbox();
