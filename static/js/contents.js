// The table of contents marks the part that is being read. A link into a closed block opens it.
const nav = document.querySelector("[data-contents]");

if (nav) {
  const links = new Map([...nav.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const parts = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const mark = () => {
    const line = innerHeight / 4;
    const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const above = parts.filter((part) => part.getBoundingClientRect().top <= line);
    const now = end ? parts.at(-1) : above.at(-1) ?? parts[0];
    for (const [id, link] of links) {
      if (id !== now?.id) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        // Only the bar itself moves, never the page.
        nav.scrollTo({ left: link.offsetLeft - nav.clientWidth / 3 });
      }
    }
  };
  let asked = false;
  const later = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      mark();
    });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  mark();
}

const show = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const block = target && target.closest("details");
  if (!block || block.open) return;
  block.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", show);
show();
