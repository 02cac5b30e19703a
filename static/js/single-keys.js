// Single keys can be turned off, for whoever dictates or brushes keys by chance; this browser remembers.
const NAME = "kalibre:single-keys";

export function singleKeys() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true;
  }
}

function turn(on) {
  try {
    localStorage.setItem(NAME, on ? "on" : "off");
  } catch {
    // a browser that stores nothing has them on
  }
  show();
}

function show() {
  document.documentElement.dataset.singleKeys = singleKeys() ? "on" : "off";
  document.querySelectorAll("[data-single-keys-switch]").forEach((box) => { box.checked = singleKeys(); });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-single-keys-switch]")) turn(event.target.checked);
});
show();
