// Keys of the annotation screen. All but Ctrl+Enter, Ctrl+S and Esc are silent while somebody types.
import { singleKeys } from "./single-keys.js";

const SILENT = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=range], [type=hidden])";

export function bindKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    const typing = event.target.matches?.(SILENT);
    const done = command ? commands(event, typing, actions) : plain(event, typing, actions);
    if (done) event.preventDefault();
  });
}

function commands(event, typing, actions) {
  if (actions.dialog() || event.altKey) return false;
  const action = commanded(event, typing, actions);
  // A key that is held down is pressed once: it neither confirms what it has just asked, nor takes back two answers.
  return act(action && event.repeat ? () => {} : action);
}

function commanded(event, typing, actions) {
  if (event.key === "Enter") return actions.submit;
  if (letterOf(event) === "s") return actions.draft;
  return letterOf(event) === "z" && !event.shiftKey && !typing ? actions.undo : null;
}

function plain(event, typing, actions) {
  if (actions.dialog() === "sign-in") return false; // a form of its own
  if (event.key === "Escape" && typing) {
    event.target.blur();
    return true;
  }
  if (event.key === "Enter" && event.target.matches?.("[name=skip_words]")) return act(() => actions.pickLast());
  if (event.key === "Enter") return event.target.matches?.("input:not([type=submit])") ?? false; // never bare Enter
  if (typing || event.altKey || event.repeat && !/^(Arrow|Page)/.test(event.key)) return false;
  if (event.key.length === 1 && !singleKeys()) return false;
  const open = actions.dialog();
  if (event.key === "?" && open !== "guidelines") return act(() => actions.toggle("keys"));
  if (letterOf(event) === "g" && open !== "keys") return act(() => actions.toggle("guidelines"));
  if (open) return false;
  return answering(event, actions);
}

// By what the key writes. Where a layout writes another script (Greek, Arabic), or no digits without Shift (French),
// by where the key lies. Turkish layouts write all that is asked for, and their own letters mean nothing here.
export function letterOf(event) {
  const { key, code, shiftKey } = event;
  const plainDigit = /^Digit/.test(code) && !shiftKey && !/[0-9=?]/.test(key);
  const otherScript = /^\p{L}$/u.test(key) && !/\p{Script=Latin}/u.test(key);
  const written = plainDigit || otherScript ? /^(?:Key|Digit)(.)$/.exec(code)?.[1] : null;
  return (written ?? key).toLowerCase();
}

function answering(event, actions) {
  const key = letterOf(event);
  if (/^[0-9]$/.test(key)) return act(() => actions.pick(Number(key)));
  if (event.target.closest?.("details[open] > .sheet")) return false;
  if (key === "pagedown" || key === "pageup") return act(actions.read && (() => actions.read(key === "pagedown" ? 1 : -1)));
  if (key === "arrowdown") return act(() => actions.walk(1));
  if (key === "arrowup") return act(() => actions.walk(-1));
  if ("aben".includes(key) && key.length === 1) return actions.choose(key);
  if (key === "s") return act(actions.skip);
  if (key === "c") return act(actions.comment);
  if (key === "r") return act(actions.rewrite);
  if (key === "f") return act(actions.flag);
  return false;
}

function act(action) {
  if (!action) return false;
  action();
  return true;
}
