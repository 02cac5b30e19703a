// A button that copies the field it names, and says so.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  source.addEventListener("focus", () => source.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      // No clipboard without TLS: then the old way, and the text stays marked for copying by hand.
      source.select();
      if (!document.execCommand("copy")) return;
    }
    button.querySelector("[data-copy-text]").textContent = button.dataset.done;
    document.querySelector("[data-copy-status]").textContent = button.dataset.done;
  });
}
