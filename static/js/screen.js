// What the annotation page says beside the task: the state of saving, notes, counts and names of keys.
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export function showState(state) {
  const element = document.querySelector("[data-save-state]");
  if (element.dataset.saveState === state) return; // said once
  element.dataset.saveState = state;
  element.querySelector("[data-save-text]").textContent = element.dataset[state];
}

export function saidState() {
  return document.querySelector("[data-save-state]").dataset.saveState;
}

export function toast(name, { discard = false } = {}) {
  const box = document.querySelector("[data-toast]");
  box.querySelector("[data-toast-text]").textContent = box.dataset[name];
  box.querySelector("[data-discard]").hidden = !discard;
  box.hidden = false;
}

export function hush() {
  document.querySelector("[data-toast]").hidden = true;
}

export function openDialog() {
  return document.querySelector("dialog[open]")?.dataset.dialog;
}

export function showFlags(form) {
  const badge = form.querySelector("[data-flag-count]");
  if (!badge) return;
  const count = form.querySelectorAll("[data-flags] input:checked").length;
  badge.hidden = count === 0;
  badge.textContent = String(count);
}

// How many answers this person has given in this project since the tab was opened.
export function countSession(by = 1) {
  try {
    sessionStorage.setItem(sessionKey(), String(Math.max(0, sessionCount() + by)));
  } catch {
    // a browser that stores nothing counts nothing
  }
}

function sessionKey() {
  const { user, saveUrl } = document.querySelector("[data-task-place]").dataset;
  return `kalibre:session:${user}:${saveUrl}`;
}

function sessionCount() {
  try {
    return Number(sessionStorage.getItem(sessionKey()) ?? 0);
  } catch {
    return 0;
  }
}

export function showSession(place) {
  const line = place.querySelector("[data-session]");
  const count = sessionCount();
  if (!line || count === 0) return;
  line.textContent = line.dataset.session.replace("{count}", count);
  line.hidden = false;
}

export function nameKeys(root) {
  if (MAC) root.querySelectorAll("kbd").forEach((key) => { key.textContent = key.textContent.replace("Ctrl", "⌘"); });
}

// A name in a ranking leads to its response without leaving the list.
export function point(event, link) {
  event.preventDefault();
  link.focus({ preventScroll: true });
  document.querySelectorAll(".is-pointed").forEach((element) => element.classList.remove("is-pointed"));
  const response = document.querySelector(link.hash);
  response.classList.add("is-pointed");
  response.scrollIntoView({ block: "nearest" });
}

// What a dialog shows as it stands by now; where it has changed, or where no network is, as it came with the page.
export async function renew(dialog, courier) {
  const { html } = await courier.fetchPage(dialog.dataset.source);
  const box = dialog.querySelector("[data-renewed]");
  const fresh = document.createElement("div");
  fresh.innerHTML = html ?? "";
  if (html && fresh.textContent.trim() !== box.textContent.trim()) box.replaceChildren(...fresh.childNodes);
}

// A UUID of version 4. `crypto.randomUUID` is there on secure addresses only.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
