// Reads a form's answer into a plain object and back, leaving out what belongs to the page itself.
const OWN = new Set(["csrfmiddlewaretoken", "key", "shown", "seconds", "reason", "skip_words"]);

export function readFields(form) {
  return [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && value !== "");
}

export function writeFields(form, fields) {
  const kept = new Map();
  for (const [name, value] of fields) kept.set(name, [...(kept.get(name) ?? []), value]);
  for (const element of form.elements) {
    if (!element.name || OWN.has(element.name)) continue;
    const values = kept.get(element.name) ?? [];
    if (element.type === "radio" || element.type === "checkbox") element.checked = values.includes(element.value);
    else if (element.matches("textarea, input")) element.value = values.find((value) => value !== "na") ?? "";
    else if (element.matches("select") && values.length) element.value = values[0];
  }
  form.querySelectorAll("details").forEach((details) => {
    if ([...details.querySelectorAll("textarea")].some((text) => text.value) || details.querySelector("input:checked")) details.open = true;
  });
}
