// Sliders, choices and readings: the browser's own elements, which keys and screen readers know.
import { fixed, h, spoken, worded } from "./dom.js";

let count = 0;

/** Return a slider for a whole number of the state; `text` says what a position means. */
export function slider(live, name, { label, low = 0, high, text }) {
  const { state, formulas } = live;
  const id = `slider-${name}-${count++}`;
  const range = { type: "range", id, name, min: low, max: high, step: 1, "aria-label": spoken(label, formulas) };
  const input = h("input", { ...range, input: () => state.set({ [name]: Number(input.value) }) });
  const output = h("output", { for: id });
  state.follow(() => {
    const value = state.values[name];
    if (Number(input.value) !== value) input.value = value;
    const words = text(value);
    output.textContent = words;
    input.setAttribute("aria-valuetext", words);
  });
  return h("div", { class: "slider" }, h("label", { for: id }, worded(label, formulas)), input, output);
}

/** Return buttons, one for each [value, words], of which the one is pressed whose value `chosen` returns. */
export function choice(live, legend, names, chosen, choose) {
  const group = `choice-${count++}`;
  const buttons = names.map(([value, words]) => {
    const input = h("input", { type: "radio", name: group, value, change: () => choose(value) });
    live.state.follow(() => Object.assign(input, { checked: value === chosen() }));
    return h("label", {}, input, worded(words, live.formulas));
  });
  return h("fieldset", { class: "choice" }, h("legend", {}, legend), ...buttons);
}

/** Return a line that reads a number; `set(value)` changes it. The number itself stands in data-value. */
export function reading(live, name, label) {
  const output = h("output", { "data-name": name });
  const element = h("p", { class: "reading" }, worded(label, live.formulas), output);
  const set = (value) => {
    output.textContent = fixed(value, 4);
    output.dataset.value = value;
  };
  return { element, set };
}

/** Return a button that plays a slider from its low end to its high one, and stops it. */
export function player(live, name, high, seconds) {
  let since = null;
  const button = h("button", { type: "button", "aria-pressed": "false", click: () => turn(since === null) }, "play");
  const turn = (on) => {
    button.textContent = on ? "stop" : "play";
    button.setAttribute("aria-pressed", on);
    const at = live.state.values[name];
    since = on ? performance.now() - (at >= high ? 0 : (at / high) * seconds * 1000) : null;
    if (on) requestAnimationFrame(step);
  };
  const step = (now) => {
    if (since === null) return;
    const place = Math.min(high, Math.max(0, Math.floor(((now - since) / seconds / 1000) * high)));
    if (place !== live.state.values[name]) live.state.set({ [name]: place });
    if (place >= high) turn(false);
    else requestAnimationFrame(step);
  };
  return button;
}
