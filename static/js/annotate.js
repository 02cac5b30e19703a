// The annotation screen: one task at a time, sent without leaving the page, never lost.
import { Courier } from "./courier.js";
import { Dispatch } from "./dispatch.js";
import { readFields, writeFields } from "./fields.js";
import { bindKeys } from "./keys.js";
import { Questions } from "./questions.js";
import { countSession, hush, nameKeys, openDialog, point, showFlags, showSession, showState as show, toast } from "./screen.js";
import { SignIn } from "./signin.js";
import { Store } from "./store.js";
import { Timer } from "./timer.js";

const place = document.querySelector("[data-task-place]");
const store = new Store(place.dataset.user);
const timer = new Timer(store);
const courier = new Courier({ user: place.dataset.user, home: place.dataset.saveUrl });
let form = null;
let questions = null;
let drafting = 0;
let interrupted = null;

const part = (selector) => form?.querySelector(selector);
const editing = () => Boolean(form && "editing" in form.dataset);
const locked = () => Boolean(form?.hasAttribute("data-sent"));
const draftName = () => `draft:${form.dataset.assignment}`;

const page = {
  get assignment() { return form?.dataset.assignment; },
  get editing() { return editing(); },
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
const signIn = new SignIn(document.querySelector("[data-dialog=sign-in]"), courier, onReturn);

function mount() {
  form = place.querySelector("[data-task]");
  questions = null;
  interrupted = null;
  showSession(place);
  nameKeys(place);
  if (!form) {
    timer.stop();
    return show("saved");
  }
  const draft = kept();
  if (draft) writeFields(form, draft.fields);
  questions = new Questions(form);
  if (draft) questions.accept(draft.ranked ?? questions.changes.map(() => true));
  if (editing()) timer.stop();
  else timer.start(form.dataset.assignment, Number(form.elements.seconds.value) || 0);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("input", draftSoon);
  form.addEventListener("change", draftSoon);
  form.addEventListener("click", onClick);
  showFlags(form);
  show(draft ? "draft" : "saved");
}

// What this browser has of the task: a draft; of an answer given twice, the other one; of one taken back, what was sent.
function kept() {
  if (editing()) return offered();
  const last = store.read("last");
  const sent = last?.fields && last.assignment === form.dataset.assignment && !("given" in form.dataset) ? last : null;
  return store.read(draftName()) ?? sent;
}

function offered() {
  const other = new URLSearchParams(location.search).has("kept") ? store.read(`edit:${form.dataset.assignment}`) : null;
  if (other) toast("kept");
  return other;
}

function swap(html, state = null) {
  stopDrafting();
  place.innerHTML = html;
  hush();
  mount();
  if (state) show(state);
  window.scrollTo({ top: 0 });
  focusFirst();
}

function focusFirst() {
  const first = place.querySelector("[data-understood], [data-notice], .callout.bad:not([hidden]), #task-title, h1");
  if (first && !first.matches("a, button, [tabindex]")) first.tabIndex = -1;
  first?.focus({ preventScroll: true });
}

function draftSoon() {
  part("[data-unchanged]").hidden = true;
  part("[data-missing]").hidden = true;
  showFlags(form);
  clearTimeout(drafting);
  drafting = setTimeout(draft, 400);
}

function stopDrafting() {
  clearTimeout(drafting);
  drafting = 0;
}

function draft() {
  stopDrafting();
  if (!form || locked() || editing()) return;
  const done = store.write(draftName(), { fields: readFields(form), ranked: questions.changes, at: Date.now() });
  show(done ? "draft" : "nowhere");
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
  if (locked()) {
    if (!part("[data-trouble]").hidden) dispatch.retry();
    return;
  }
  if (!complete()) return;
  const unsure = part("[data-unchanged]");
  if (questions.unchanged && !editing() && !anyway && unsure.hidden) {
    unsure.hidden = false;
    unsure.querySelector("button").focus();
    return;
  }
  if (editing()) return saveChange();
  form.elements.seconds.value = String(timer.read());
  send(form.dataset.key, form.action, {}, readFields(form));
}

function saveChange() {
  store.remove(`edit:${form.dataset.assignment}`);
  lock(true);
  form.submit();
}

function skip(button) {
  const words = part("[name=skip_words]");
  if (button.value === "other" && !words.value.trim()) return words.focus();
  send(`skip:${form.dataset.assignment}`, button.formAction, { [button.name]: button.value });
}

function send(key, url, extra, fields = null) {
  stopDrafting();
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  dispatch.deliver({ key, url, body: body.toString(), assignment: form.dataset.assignment, fields });
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
  const skipping = entry && !entry.fields;
  text.textContent = { offline: skipping ? text.dataset.offlineSkip : text.dataset.offline, signedOut: text.dataset.signedOut }[kind] ?? text.dataset.refused;
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

function onReturn(who) {
  if (who === "otherPerson") return leave();
  const goOn = interrupted;
  interrupted = null;
  if (goOn) goOn();
  else dispatch.retry();
}

// Somebody else signed in: this page was not theirs. What the first person left here waits for that person.
function leave() {
  form = null;
  place.replaceChildren();
  location.replace(place.dataset.home);
}

async function undo() {
  const button = place.querySelector("[data-undo]");
  if (!button || locked()) return;
  draft();
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
  if (event.target.closest("[data-retry]")) dispatch.retry();
  const link = event.target.closest("a.rank-name");
  if (link) point(event, link);
}

function toggle(name) {
  const dialog = document.querySelector(`[data-dialog="${name}"]`);
  if (dialog.open) return dialog.close();
  if (name === "sign-in") return signIn.open();
  // Only the keys of the task at hand, so that everything on the sheet works.
  dialog.querySelectorAll("[data-kinds]").forEach((line) => { line.hidden = Boolean(form) && !line.dataset.kinds.split(" ").includes(form.dataset.kind); });
  dialog.showModal();
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

bindKeys({
  submit: () => submit(),
  draft,
  undo,
  toggle,
  dialog: openDialog,
  pick,
  walk: (step) => questions?.walk(step),
  choose: (letter) => (locked() ? false : questions?.choose(letter) ?? false),
  skip: openSkip,
  pickLast: () => part("[data-skip-own]").click(),
  comment: () => openRemark("[data-remarks]", "textarea"),
  flag: () => openRemark("[data-flags]", "input"),
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-hush]")) hush();
  if (event.target.closest("[data-understood]")) place.querySelector("#task-title, h1")?.focus();
  event.target.closest("[data-understood]")?.closest("[data-feedback]").remove();
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
window.addEventListener("pagehide", () => {
  if (drafting) draft(); // what was typed in the last moment
});
setInterval(() => {
  if (form?.dataset.heartbeat && !document.hidden && !locked()) courier.post(form.dataset.heartbeat, "");
}, 60_000);
nameKeys(document);
store.tidy();
mount();
place.querySelector("[data-understood], #task-title")?.focus({ preventScroll: true });
dispatch.empty();
