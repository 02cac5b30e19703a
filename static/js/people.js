// The lead's live view: fresh figures while somebody looks, and none under their hands.
const page = document.querySelector("#people");

function busy() {
  return document.hidden || page.querySelector("details[open]") || page.contains(document.activeElement);
}

page.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target === page && busy()) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) page.dispatchEvent(new Event("seen"));
});
