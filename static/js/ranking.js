// The list in which responses are ranked: by a handle, by buttons, or by keys. The selects behind it are the truth.
import { letterOf } from "./keys.js";
import { dropAt, flat, fromPlaces, moveDown, moveUp, places, toggleTie } from "./order.js";

const EDGE = 36;
const STEP = 7;
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

class Ranking {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.list = fieldset.querySelector("[data-rank-list]");
    this.rows = new Map([...this.list.children].map((row) => [row.dataset.id, row]));
    this.groups = fromPlaces([...this.rows.keys()], (id) => Number(this.select(id).value));
    this.changed = false;
    fieldset.addEventListener("click", (event) => this.onClick(event));
    fieldset.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("pointerdown", (event) => this.onGrab(event));
    this.render();
  }

  select(id) {
    return this.rows.get(id).querySelector("select");
  }

  get off() {
    return this.fieldset.classList.contains("is-off");
  }

  set(groups, id) {
    if (this.off) return;
    this.changed = true;
    this.groups = groups;
    this.render(id);
    this.announce(id);
    this.select(id).dispatchEvent(new Event("change", { bubbles: true }));
  }

  render(anchor) {
    const before = this.measure();
    const order = flat(this.groups);
    // The anchor stays where it is in the document, so it keeps focus and pointer.
    const fixed = this.rows.get(anchor ?? order[0]);
    const at = order.indexOf(fixed.dataset.id);
    order.slice(0, at).forEach((id) => this.list.insertBefore(this.rows.get(id), fixed));
    order.slice(at + 1).forEach((id) => this.list.append(this.rows.get(id)));
    this.label(order);
    this.slide(before, fixed);
  }

  label(order) {
    const at = places(this.groups);
    const same = this.fieldset.querySelector("[data-same]");
    if (same) same.disabled = this.off;
    order.forEach((id, index) => {
      const row = this.rows.get(id);
      const tied = index > 0 && at.get(order[index - 1]) === at.get(id);
      row.classList.toggle("tied", tied);
      row.classList.toggle("tied-below", index < order.length - 1 && at.get(order[index + 1]) === at.get(id));
      row.querySelector("[data-place]").textContent = at.get(id);
      this.select(id).value = String(at.get(id));
      const tie = row.querySelector("[data-tie]");
      tie.setAttribute("aria-pressed", String(tied));
      tie.disabled = this.off || index === 0;
      const alone = this.groups[at.get(id) - 1].length === 1;
      row.querySelector("[data-up]").disabled = this.off || (index === 0 && alone);
      row.querySelector("[data-down]").disabled = this.off || (index === order.length - 1 && alone);
    });
  }

  measure() {
    return new Map([...this.rows].map(([id, row]) => [id, row.getBoundingClientRect().top]));
  }

  slide(before, fixed) {
    if (still.matches) return;
    for (const [id, row] of this.rows) {
      const by = before.get(id) - row.getBoundingClientRect().top;
      if (by && !(row === fixed && row.classList.contains("dragging")))
        row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 140, easing: "ease-out" });
    }
  }

  announce(id) {
    const place = places(this.groups).get(id);
    const tied = this.groups[place - 1].length > 1;
    const text = tied ? this.fieldset.dataset.sayTied : this.fieldset.dataset.sayPlace;
    const letter = this.rows.get(id).dataset.letter;
    this.fieldset.querySelector("[data-announce]").textContent = text.replace("{letter}", letter).replace("{place}", place);
  }

  onClick(event) {
    if (event.target.closest("[data-same]")) return this.takeOver();
    const button = event.target.closest("[data-up], [data-down], [data-tie]");
    if (!button) return;
    const id = button.closest("li").dataset.id;
    const act = "up" in button.dataset ? moveUp : "down" in button.dataset ? moveDown : toggleTie;
    this.set(act(this.groups, id), id);
    (button.disabled ? this.rows.get(id).querySelector("[data-row-focus]") : button).focus();
  }

  // Three orders of ten differ in little: the one above is a good place to start.
  takeOver() {
    if (this.above) this.set(this.above.groups, flat(this.above.groups)[0]);
  }

  onKey(event) {
    const row = event.target.closest("li[data-id]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = row.dataset.id;
    const next = this.keyed(event, id);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    this.set(next, id);
    row.querySelector("[data-row-focus]").focus();
  }

  keyed(event, id) {
    if (event.shiftKey && event.key === "ArrowUp") return moveUp(this.groups, id);
    if (event.shiftKey && event.key === "ArrowDown") return moveDown(this.groups, id);
    const key = letterOf(event);
    if (key === "=") return toggleTie(this.groups, id);
    const place = /^[0-9]$/.test(key) ? Number(key) || 10 : 0;
    return place && place <= this.rows.size ? dropAt(this.groups, id, place - 1) : null;
  }

  // ↑ and ↓ walk through the rows; false at the ends, where they lead to the next question.
  walk(step) {
    const order = flat(this.groups);
    const row = document.activeElement.closest("li[data-id]");
    const index = row ? order.indexOf(row.dataset.id) + step : step > 0 ? 0 : order.length - 1;
    if (index < 0 || index >= order.length) return false;
    this.rows.get(order[index]).querySelector("[data-row-focus]").focus();
    return true;
  }

  onGrab(event) {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0 || this.off) return;
    event.preventDefault();
    const row = handle.closest("li");
    row.classList.add("dragging");
    handle.setPointerCapture(event.pointerId);
    let y = event.clientY;
    const move = (moved) => {
      y = moved.clientY;
      this.drag(row, y);
    };
    const rolling = setInterval(() => roll(this.list, y) && this.drag(row, y), 16);
    const drop = () => {
      clearInterval(rolling);
      row.classList.remove("dragging");
      handle.removeEventListener("pointermove", move);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", drop, { once: true });
  }

  drag(row, y) {
    const others = [...this.list.children].filter((other) => other !== row);
    const middle = (other) => other.offsetTop + other.offsetHeight / 2;
    const top = y - this.list.getBoundingClientRect().top + this.list.offsetTop;
    const position = others.filter((other) => middle(other) < top).length;
    if (position !== flat(this.groups).indexOf(row.dataset.id)) this.set(dropAt(this.groups, row.dataset.id, position), row.dataset.id);
  }

  turn(off) {
    this.fieldset.classList.toggle("is-off", off);
    this.label(flat(this.groups));
  }
}

// Near the upper or lower edge of what scrolls, a drag goes on beyond it.
function roll(list, y) {
  const pane = list.closest(".task-questions");
  const own = pane.scrollHeight > pane.clientHeight && getComputedStyle(pane).overflowY !== "visible";
  const { top, bottom } = own ? pane.getBoundingClientRect() : { top: 56, bottom: innerHeight - 72 };
  const by = y < top + EDGE ? -STEP : y > bottom - EDGE ? STEP : 0;
  if (by) (own ? pane : window).scrollBy(0, by);
  return by !== 0;
}

export function rankings(form) {
  const all = [...form.querySelectorAll("[data-ranking]")].map((fieldset) => new Ranking(fieldset));
  all.forEach((ranking, index) => { ranking.above = all[index - 1]; });
  return all;
}
