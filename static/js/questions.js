// The questions of one task's form: which is current, what is picked, what is still open.
import { rankings } from "./ranking.js";
import { prepareReading } from "./reading.js";
import { prepareRewrite } from "./rewrite.js";

const TOGETHER = 1500; // milliseconds between the digits of one number

const visible = (element) => element.getClientRects().length > 0;

export class Questions {
  constructor(form) {
    this.form = form;
    this.rankings = rankings(form);
    this.all = [...form.querySelectorAll("[data-question]")];
    this.current = 0;
    prepareReading(form);
    prepareRewrite(form);
    form.addEventListener("focusin", (event) => this.follow(event.target));
    form.addEventListener("change", (event) => this.onChange(event.target));
    form.addEventListener("input", (event) => this.onInput(event.target));
    form.addEventListener("click", (event) => this.onSlider(event.target));
    form.querySelectorAll("[data-slider]").forEach((slider) => this.showSlider(slider));
    // A draft is gone on with where it was left.
    this.mark(Math.max(0, this.all.findIndex((question) => !this.answered(question))));
    this.turnOff();
  }

  ranking(question) {
    return this.rankings.find((ranking) => ranking.fieldset === question);
  }

  mark(index) {
    this.current = index;
    this.all.forEach((question, other) => question.classList.toggle("is-current", other === index));
  }

  follow(target) {
    const index = this.all.indexOf(target.closest("[data-question]"));
    if (index >= 0) this.mark(index);
  }

  go(index) {
    if (index < 0 || index >= this.all.length) return;
    this.mark(index);
    const question = this.all[index];
    const target = question.querySelector("input:checked:not([data-na])") ?? question.querySelector("[data-row-focus], input");
    target?.focus({ preventScroll: true });
    question.scrollIntoView({ block: "nearest" });
  }

  walk(step) {
    const inside = this.form.contains(document.activeElement) && document.activeElement.closest("[data-question]");
    if (!inside) return this.go(this.current);
    if (this.ranking(this.all[this.current])?.walk(step)) return;
    this.go(this.current + step);
  }

  // The Nth option of the current question; 0 is "not applicable", and the tenth where nothing can be that.
  pick(number) {
    const question = this.all[this.current];
    if (!question) return;
    const slider = question.querySelector("[data-slider]");
    if (slider && (number || this.wrote(slider))) return this.write(slider, number);
    const none = question.querySelector("[data-na]");
    if (number === 0 && none) return this.check(none);
    this.check(question.querySelectorAll(".options input")[(number || 10) - 1]);
  }

  // On a slider digits write a number: 7 is seven tenths of the way, 7 5 is 75, 1 0 0 is 100. It does not move on by
  // itself, or the 5 would answer the next question.
  write(slider, digit) {
    const digits = this.wrote(slider) + digit;
    const [low, high] = [Number(slider.min), Number(slider.max)];
    const value = digits.length > 1 ? Number(digits) : low + (digit / 10) * (high - low);
    if (value < low || value > high) return;
    this.written = { slider, digits, at: Date.now() };
    slider.value = String(value);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
    this.go(this.current);
  }

  wrote(slider) {
    const { written } = this;
    return written?.slider === slider && Date.now() - written.at < TOGETHER ? written.digits : "";
  }

  check(input) {
    if (!input || !visible(input.parentElement) || input.disabled) return;
    input.checked = input.type === "radio" ? true : !input.checked;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    if (input.closest("[data-question]")) this.next();
  }

  next() {
    if (this.current < this.all.length - 1) this.go(this.current + 1);
    else this.go(this.current);
  }

  // A letter of a comparison: a, b, e, n.
  choose(letter) {
    const question = this.all[this.current];
    const option = question?.querySelector(`[name^="choice-"][value="${letter}"]`);
    const none = letter === "n" ? this.form.elements.none_acceptable : null;
    if (!option && !none) return false;
    this.check(option ?? none);
    return true;
  }

  onChange(target) {
    const question = target.closest("[data-question]");
    question?.classList.remove("is-missing");
    if (target.matches("[data-na]") && target.checked) this.clearNumber(question);
    if (question?.dataset.excludes && target.checked) this.exclude(question.dataset.excludes, target.value);
    if (target.name === "none_acceptable") this.turnOff();
  }

  onInput(target) {
    const question = target.closest("[data-question]");
    if (!target.matches("[data-slider], [data-number]")) return;
    const slider = question.querySelector("[data-slider]");
    const number = question.querySelector("[data-number]");
    if (target === slider) number.value = slider.value;
    this.showSlider(slider);
    if (number.value !== "") question.querySelector("[data-na]").checked = false;
  }

  // Pressed where an unset slider happens to rest, it moves nothing; but the person has chosen.
  onSlider(target) {
    if (!target.matches("[data-slider][data-empty]")) return;
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Without a number the slider shows no thumb and says so: the middle is a value like any other.
  showSlider(slider) {
    const number = slider.closest("[data-question]").querySelector("[data-number]").value;
    slider.toggleAttribute("data-empty", number === "");
    slider.value = number === "" ? String((Number(slider.min) + Number(slider.max)) / 2) : number;
    slider.setAttribute("aria-valuetext", number === "" ? slider.dataset.unset : number);
  }

  clearNumber(question) {
    const number = question.querySelector("[data-number]");
    if (!number) return;
    number.value = "";
    this.showSlider(question.querySelector("[data-slider]"));
  }

  // One response cannot be both best and worst.
  exclude(name, value) {
    const other = this.form.querySelector(`[name="${name}"][value="${value}"]`);
    if (other?.checked) other.checked = false;
  }

  get none() {
    return Boolean(this.form.elements.none_acceptable?.checked);
  }

  turnOff() {
    this.rankings.forEach((ranking) => ranking.turn(this.none));
    this.form.querySelectorAll(".options .option").forEach((option) => option.classList.toggle("is-out", this.none));
  }

  get missing() {
    if (this.none) return [];
    return this.all.filter((question) => !this.answered(question));
  }

  answered(question) {
    if (this.ranking(question)) return true;
    if (question.querySelector("input:checked")) return true;
    const number = question.querySelector("[data-number]");
    return Boolean(number && number.value !== "" && number.checkValidity());
  }

  get unchanged() {
    return !this.none && this.rankings.some((ranking) => !ranking.changed);
  }

  // Which orders were touched, and back from a draft.
  get changes() {
    return this.rankings.map((ranking) => ranking.changed);
  }

  accept(changes) {
    this.rankings.forEach((ranking, index) => { ranking.changed = changes[index] ?? false; });
  }
}
