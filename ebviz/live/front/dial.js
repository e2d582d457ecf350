// What the pages of the free energy share: β and its regime, the view, the point y′.
import { slider } from "./control.js";
import { brief, h, worded } from "./dom.js";
import { betaAt } from "./energy.js";

export const betaOf = (live) => betaAt(live.state.get("beta"), live.values.dial);

/** Return the slider of β, and what F is then: emoji, name, formula. */
export function dial(live) {
  const { dial: ends, regimes, hot_below } = live.values;
  const text = (place) => brief(betaAt(place, ends));
  const control = slider(live, "beta", { label: "{beta}", high: ends.count - 1, text });
  const picture = h("img", { alt: "" });
  const words = h("span", { "aria-live": "polite" });
  const formula = h("span");
  let shown = "";
  live.state.follow(() => {
    const beta = betaOf(live);
    const name = beta === 0 ? "mean" : beta === Number.POSITIVE_INFINITY ? "cold" : beta > hot_below ? "warm" : "hot";
    if (name === shown) return;
    shown = name;
    picture.src = regimes[name].emoji;
    words.textContent = regimes[name].words;
    formula.replaceChildren(worded(`{${regimes[name].formula}}`, live.formulas));
  });
  return [h("div", { class: "regime" }, picture, formula, words), control];
}

/** Return sliders that turn the surface, for those who do not drag it. */
export function view(live) {
  const degrees = (n) => `${n}°`.replace("-", "−");
  return [
    slider(live, "turn", { label: "turn", low: -180, high: 180, text: degrees }),
    slider(live, "tilt", { label: "tilt", low: 0, high: 90, text: degrees }),
  ];
}

/** Return sliders of the point y′ on the grid of an array's axes. */
export function point(live) {
  const { y1, y2 } = live.arrays;
  return [
    slider(live, "column", { label: "{y1_prime}", high: y1.data.length - 1, text: (n) => brief(y1.data[n]) }),
    slider(live, "row", { label: "{y2_prime}", high: y2.data.length - 1, text: (n) => brief(y2.data[n]) }),
  ];
}

/** Return the nearest index of a value on even points. */
export function nearest(points, value) {
  const share = (value - points[0]) / (points.at(-1) - points[0]);
  return Math.min(points.length - 1, Math.max(0, Math.round(share * (points.length - 1))));
}

/** Return the section F(y₁, ·) of column `column`. */
export const sectionOf = (F, W, H, column) => Float32Array.from({ length: H }, (_, row) => F[row * W + column]);

/** Draw the weights of all latents as bars. */
export function bars({ looks, arrays, values }, plot, a) {
  const most = Math.max(...a);
  const said = `weights of ${a.length} latents, up to ${brief(most)}`;
  plot.begin({ x: values.z_ends, y: [0, most * 1.08], xticks: values.z_ticks, said });
  plot.bars(arrays.z.data, a, looks.colour("orange"), (0.6 * plot.box[2]) / a.length);
}
