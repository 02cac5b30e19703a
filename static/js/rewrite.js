// The better text: it may start from a response, and undoing in the field brings back what stood there.
export function prepareRewrite(form) {
  const place = form.querySelector("[data-rewrite]");
  if (!place) return;
  const field = place.querySelector("textarea");
  if (field.value) place.open = true; // from a draft
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-start-from]");
    if (button) start(field, place.querySelector(`[data-source="${button.dataset.startFrom}"]`).content.textContent);
  });
}

function start(field, text) {
  field.focus();
  field.select();
  // The only way to change a field that its own undo knows of.
  if (!document.execCommand("insertText", false, text)) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(0, 0);
  field.scrollTop = 0;
}
