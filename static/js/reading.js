// What helps to read the responses: the bar that leads to each of them, and buttons that copy code.
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let watcher = null;

// A screenful on or back in the texts, wherever the keys are: the form beside them scrolls by itself.
export function read(step) {
  window.scrollBy({ top: step * 0.8 * innerHeight, behavior: still.matches ? "auto" : "smooth" });
}

export function prepareReading(form) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-jump]");
    if (link && !event.ctrlKey && !event.metaKey) jump(link, event);
    const copy = event.target.closest("[data-copy]");
    if (copy) copyCode(copy, form.dataset);
  });
  form.querySelectorAll(".prose pre").forEach((pre) => addCopy(pre, form.dataset));
  follow(form);
}

function jump(link, event) {
  event.preventDefault();
  const target = document.getElementById(link.hash.slice(1));
  target.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
  target.focus({ preventScroll: true });
}

// The bar marks the response that is being read.
function follow(form) {
  watcher?.disconnect();
  const links = new Map([...form.querySelectorAll("a[data-jump]")].map((link) => [link.hash.slice(1), link]));
  if (!links.size) return;
  const bar = form.querySelector(".jump ol");
  const mark = (entry) => {
    const link = links.get(entry.target.id);
    link.toggleAttribute("data-current", entry.isIntersecting);
    if (entry.isIntersecting) bar.scrollLeft = link.offsetLeft - bar.clientWidth / 2;
  };
  watcher = new IntersectionObserver((entries) => entries.forEach(mark), { rootMargin: "-25% 0px -65% 0px" });
  form.querySelectorAll("article.response").forEach((response) => watcher.observe(response));
}

function addCopy(pre, words) {
  const frame = document.createElement("div");
  frame.className = "code-frame";
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button compact copy", textContent: words.sayCopy });
  button.setAttribute("data-copy", "");
  pre.replaceWith(frame);
  frame.append(pre, button);
}

async function copyCode(button, words) {
  const pre = button.parentElement.querySelector("pre");
  if (!(await write(pre))) return;
  button.textContent = words.sayCopied;
  setTimeout(() => { button.textContent = words.sayCopy; }, 1600);
}

// The clipboard is there on secure addresses only; a selection can be copied anywhere.
async function write(pre) {
  try {
    await navigator.clipboard.writeText(pre.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(pre);
    return document.execCommand("copy");
  }
}
