// The host of a page that is opened from a file: numbers from the page itself.
import { choice } from "./control.js";
import { decoded, h, worded } from "./dom.js";
import { Looks, NAMES } from "./looks.js";
import { State } from "./state.js";

export function page(view) {
  const given = JSON.parse(document.getElementById("data").textContent);
  const main = document.querySelector("main");
  main.live = mounted(main, document.documentElement, given, view);
}

/** Put a view into an element: `root` wears the look; `given` has arrays, values, formulas, looks and stills. */
export function mounted(element, root, given, view) {
  const state = new State(given.values.start ?? {});
  const looks = new Looks(root, given.looks, state);
  const arrays = Object.fromEntries(Object.entries(given.arrays).map(([name, array]) => [name, decoded(array)]));
  const { values, formulas, stills, alt } = given;
  const live = { state, looks, arrays, values, formulas, stills, alt };
  const { controls, panels, readings } = view(live);
  const look = choice(live, "look", Object.entries(NAMES), () => looks.name, looks.choose);
  const submit = (event) => event.preventDefault();
  const change = { class: "controls", "aria-label": "what you can change", submit };
  const read = h("div", { class: "readings" }, ...readings.map((one) => one.element));
  const [hero, ...others] = panels.map((panel) => panel.element);
  const below = others.length > 1 ? h("div", { class: "panels" }, ...others) : "";
  element.append(
    h("div", { class: "panels hero" }, hero),
    h("div", { class: "side" }, h("form", change, ...controls, read, look), ...(below ? [] : others)),
    below,
    h("div", { class: "notes" }, ...values.notes.map((text) => h("p", {}, worded(text, formulas)))),
  );
  live.tick = () => state.draw();
  return live;
}
