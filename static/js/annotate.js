// The annotation screen: one task at a time, sent without leaving the page, never lost.
import { Changes } from "./changes.js";
import { Courier } from "./courier.js";
import { Dispatch } from "./dispatch.js";
import { Drafts } from "./drafts.js";
import { readFields, writeFields } from "./fields.js";
import { bindKeys } from "./keys.js";
import { Questions } from "./questions.js";
import { prepareReading, read } from "./reading.js";
import { countSession, hush, nameKeys, newKey, openDialog, point, renew, saidState, showFlags, showSession, showState as show, toast } from "./screen.js";
import { SignIn } from "./signin.js";
import { Store } from "./store.js";
import { Timer } from "./timer.js";

const ABSENT = 10 * 60_000; // whoever has not moved for so long lets go of the task in time

const place = document.querySelector("[data-task-place]");
const store = new Store(place.dataset.user);
const timer = new Timer(store);
const courier = new Courier({ user: place.dataset.user, home: place.dataset.saveUrl });
let form = null;
let questions = null;
let interrupted = null;

const part = (selector) => form?.querySelector(selector);
const editing = () => Boolean(form && "editing" in form.dataset);
const locked = () => Boolean(form?.hasAttribute("data-sent"));

const page = {
  get form() { return form; },
  get assignment() { return form?.dataset.assignment; },
  get editing() { return editing(); },
  get drafting() { return Boolean(form?.dataset.draft) && !locked(); },
  get ranked() { return questions.changes; },
  get state() { return saidState(); },
  get answers() { return place.dataset.answers; },
  sending() {
    lock(true);
    show("saving");
  },
  forget(entry) {
    store.remove(`draft:${entry.assignment}`);
    timer.forget(entry.assignment);
  },
  counted: countSession,
  show,
  swap,
  trouble,
};
const dispatch = new Dispatch({ store, courier, page });
const drafts = new Drafts({ store, courier, page });
const changes = new Changes({ store, courier, page });
const signIn = new SignIn(document.querySelector("[data-dialog=sign-in]"), courier, onReturn);

function mount() {
  form = place.querySelector("[data-task]");
  questions = null;
  interrupted = null;
  showSession(place);
  nameKeys(place);
  if (!form) {
    timer.stop();
    place.querySelectorAll("[data-lesson]").forEach(prepareReading);
    return show("saved");
  }
  const found = kept();
  if (found) writeFields(form, found.fields);
  questions = new Questions(form);
  if (found) questions.accept(found.ranked ?? questions.changes.map(() => true));
  else questions.accept([...(form.dataset.ranked ?? "")].map((touched) => touched === "1"));
  if (editing()) timer.stop();
  else timer.start(form.dataset.assignment, Number(form.elements.seconds.value) || 0);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("input", onEntry);
  form.addEventListener("change", onEntry);
  form.addEventListener("click", onClick);
  showFlags(form);
  show(begin(found));
}

// What this browser has of the task: a draft; of an answer that is changed, the change; of one taken back, what was sent.
function kept() {
  if (editing()) return changes.found(form);
  const last = store.read("last");
  const open = last?.assignment === form.dataset.assignment && !("given" in form.dataset) && !("drafted" in form.dataset);
  return drafts.found(form) ?? (open && last.fields ? last : null);
}

function begin(found) {
  if (editing()) return found ? "unsaved" : "saved";
  if (found || "given" in form.dataset) drafts.change();
  if (found) return "draft";
  return "drafted" in form.dataset ? "drafted" : "saved";
}

function swap(html, state = null) {
  drafts.stop();
  place.innerHTML = html;
  hush();
  mount();
  if (state) show(state);
  window.scrollTo({ top: 0 });
  focusFirst();
}

function focusFirst() {
  const first = place.querySelector("[data-notice], .callout.bad:not([hidden]), #task-title, h1");
  if (first && !first.matches("a, button, [tabindex]")) first.tabIndex = -1;
  first?.focus({ preventScroll: true });
}

function onEntry() {
  part("[data-unchanged]").hidden = true;
  part("[data-missing]").hidden = true;
  showFlags(form);
  if (editing()) changes.begin(form);
  else drafts.change();
}

function saveDraft() {
  if (editing()) changes.keep(form);
  else drafts.keep({ now: true });
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
  if (!form) return place.querySelector("[data-understood]")?.click();
  if (locked()) {
    if (!part("[data-trouble]").hidden) retry();
    return;
  }
  if (!complete()) return;
  const unsure = part("[data-unchanged]");
  if (questions.unchanged && !editing() && !anyway && unsure.hidden) {
    unsure.hidden = false;
    unsure.querySelector("button").focus();
    return;
  }
  if (editing()) return changes.send(form);
  form.elements.seconds.value = String(timer.read());
  send(form.dataset.key, form.action, {}, readFields(form));
}

function skip(button) {
  const words = part("[name=skip_words]");
  if (button.value === "other" && !words.value.trim()) return words.focus();
  send(`skip:${form.dataset.assignment}`, button.formAction, { [button.name]: button.value });
}

function send(key, url, extra, fields = null) {
  drafts.stop();
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  dispatch.deliver({ key, url, body: body.toString(), assignment: form.dataset.assignment, fields });
}

function retry() {
  if (editing()) changes.send(form);
  else dispatch.retry();
}

function trouble(kind, entry) {
  if (kind === "otherPerson") return leave();
  show(kind === "offline" ? "offline" : "failed");
  if (form) shut(kind, entry);
  if (kind === "signedOut") signIn.open();
}

function shut(kind, entry) {
  lock(false);
  form.toggleAttribute("data-sent", true);
  const box = part("[data-trouble]");
  const text = box.querySelector("[data-trouble-text]");
  const what = entry?.change ? text.dataset.offlineChange : entry && !entry.fields ? text.dataset.offlineSkip : text.dataset.offline;
  text.textContent = { offline: what, signedOut: text.dataset.signedOut }[kind] ?? text.dataset.refused;
  box.querySelector("[data-sign-in]").hidden = kind !== "signedOut";
  box.hidden = false;
  // What stands in the outbox is what was submitted; the form must not drift away from it.
  part(".task-questions").inert = true;
}

function lock(on) {
  form?.toggleAttribute("data-sent", on);
  if (!form) return;
  part(".task-questions").inert = on;
  part(".submit").setAttribute("aria-disabled", String(on));
}

// What waits to be sent is taken back from this browser's outbox. Should the server have had it all the same, the new
// key makes the next submission another answer, which is offered as a change of the first.
function withdraw() {
  if (!locked() || saidState() === "saving" || part("[data-trouble]").hidden) return;
  courier.rest();
  dispatch.withdraw(form.dataset.assignment);
  form.dataset.key = form.elements.key.value = newKey();
  lock(false);
  part("[data-trouble]").hidden = true;
  saveDraft();
  questions.go(questions.current);
}

function onReturn(who) {
  if (who === "otherPerson") return leave();
  const goOn = interrupted;
  interrupted = null;
  if (goOn) goOn();
  else retry();
}

// Somebody else signed in: this page was not theirs. What the first person left here waits for that person.
function leave() {
  form = null;
  place.replaceChildren();
  location.replace(place.dataset.home);
}

async function undo() {
  if (locked()) return withdraw();
  const button = place.querySelector("[data-undo]");
  if (!button) return;
  drafts.flush();
  show("saving");
  const body = new URLSearchParams({ assignment: button.value }).toString();
  const outcome = await courier.send({ url: button.getAttribute("formaction") ?? button.form.action, body });
  if (outcome.html) {
    if (outcome.kind === "taken") countSession(-1);
    return swap(outcome.html);
  }
  show("saved");
  if (outcome.kind === "otherPerson") return leave();
  if (outcome.kind === "signedOut") {
    interrupted = undo;
    return signIn.open();
  }
  toast("undo");
}

function onSubmit(event) {
  event.preventDefault();
  if (event.submitter?.matches("[data-undo]")) undo();
  else if (event.submitter?.matches("[data-skip-reason]")) skip(event.submitter);
  else submit();
}

function onClick(event) {
  if (event.target.closest("[data-submit-anyway]")) submit({ anyway: true });
  if (event.target.closest("[data-keep-ranking]")) {
    part("[data-unchanged]").hidden = true;
    questions.go(0);
  }
  if (event.target.closest("[data-retry]")) retry();
  if (event.target.closest("[data-withdraw]")) withdraw();
  const link = event.target.closest("a.rank-name");
  if (link) point(event, link);
}

function toggle(name) {
  const dialog = document.querySelector(`[data-dialog="${name}"]`);
  if (dialog.open) return dialog.close();
  if (name === "sign-in") return signIn.open();
  // Only the keys of the task at hand, so that everything on the sheet works.
  const { kind } = place.querySelector("[data-kind]")?.dataset ?? {};
  dialog.querySelectorAll("[data-kinds]").forEach((line) => { line.hidden = Boolean(kind) && !line.dataset.kinds.split(" ").includes(kind); });
  dialog.showModal();
  if (dialog.dataset.source) renew(dialog, courier);
}

function openSkip() {
  const sheet = part("[data-skip]");
  if (!sheet || locked()) return;
  sheet.open = true;
  sheet.querySelector("[data-skip-reason]").focus();
}

function openRemark(selector, target) {
  const remark = part(selector);
  if (!remark || locked()) return;
  remark.open = true;
  remark.querySelector(target).focus();
}

// Digits belong to what is open: the reasons of a skip, the flags, else the current question.
function pick(number) {
  if (!form || locked()) return;
  const list = part("[data-skip][open]") ?? document.activeElement.closest("[data-flags]");
  if (!list) return questions.pick(number);
  list.querySelectorAll("[data-nth]")[number - 1]?.click();
}

// The lesson was read: the next task has come with it.
function understood(event) {
  const next = place.querySelector("template[data-next]");
  if (!next) return;
  event.preventDefault();
  swap(next.innerHTML);
}

bindKeys({
  submit: () => submit(),
  draft: saveDraft,
  undo,
  toggle,
  dialog: openDialog,
  pick,
  read,
  walk: (step) => questions?.walk(step),
  choose: (letter) => (locked() ? false : questions?.choose(letter) ?? false),
  skip: openSkip,
  pickLast: () => part("[data-skip-own]").click(),
  rewrite: () => openRemark("[data-rewrite]", "textarea"),
  comment: () => openRemark("[data-remarks]", "textarea"),
  flag: () => openRemark("[data-flags]", "input"),
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-hush]")) hush();
  if (event.target.closest("[data-discard]")) changes.discard(form);
  if (event.target.closest("[data-understood]")) understood(event);
  const opener = event.target.closest("[data-opens]");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  toggle(opener.dataset.opens);
});
place.addEventListener("submit", (event) => {
  if (form || !event.submitter?.matches("[data-undo]")) return;
  event.preventDefault();
  undo();
});
// Answered in another tab: an untouched copy here moves on; one that somebody wrote in stays, and is dealt with when sent.
window.addEventListener("storage", async (event) => {
  if (event.key !== `${store.prefix}last` || editing() || locked()) return;
  const last = store.read("last");
  if (last?.assignment !== form?.dataset.assignment || part("[data-question] input:checked")) return;
  const next = await courier.fetchPage(courier.home);
  if (next.html) swap(next.html);
});
window.addEventListener("online", () => courier.now());
window.addEventListener("beforeunload", (event) => {
  if (store.fragile) event.preventDefault(); // this browser stores nothing, and something is not sent yet
});
// Every minute, while somebody is here: the task stays theirs; and where nothing was to do, whether there is by now.
setInterval(async () => {
  if (document.hidden || timer.idle > ABSENT) return;
  if (form?.dataset.heartbeat && !locked()) courier.post(form.dataset.heartbeat, "");
  if (!place.querySelector("[data-look-again]") || openDialog()) return;
  const { html } = await courier.fetchPage(courier.home);
  if (html?.includes("data-task") && place.querySelector("[data-look-again]")) swap(html);
}, 60_000);
nameKeys(document);
store.tidy();
mount();
place.querySelector("#task-title")?.focus({ preventScroll: true });
dispatch.empty();
