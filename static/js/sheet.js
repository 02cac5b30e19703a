// A task's questions on a page of a lead or reviewer: the same keys as for annotators, sent by the form itself.
import { bindKeys } from "./keys.js";
import { Questions } from "./questions.js";
import { singleKeys } from "./single-keys.js";

const form = document.querySelector("[data-sheet]");
const questions = new Questions(form);
const nothing = () => {};
const follow = (selector) => document.querySelector(selector)?.click();

bindKeys({
  dialog: () => null,
  submit: () => form.requestSubmit(form.querySelector("button.primary")),
  draft: nothing,
  undo: nothing,
  toggle: nothing,
  skip: nothing,
  comment: nothing,
  pick: (number) => questions.pick(number),
  walk: (step) => questions.walk(step),
  choose: (letter) => questions.choose(letter),
});

// j and k turn the pages of a queue, silent while somebody types.
document.addEventListener("keydown", (event) => {
  if (!singleKeys() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
  if (event.key === "j") follow("[data-next]");
  if (event.key === "k") follow("[data-previous]");
});
