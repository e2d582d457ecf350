// The free energy of the ellipse, or of any model: β, z, y′ and w by hand.
import { reading, slider } from "./control.js";
import { bars, betaOf, dial, nearest, point, sectionOf, view } from "./dial.js";
import { brief, fixed, pairs } from "./dom.js";
import { ellipseEnergies, freeEnergies, weights } from "./energy.js";
import { Plot } from "./plot.js";
import { Surface } from "./surface.js";

const weightsOf = ({ state, values }) => values.w.map((weight, n) => weight + state.get(`w${n + 1}`) * values.w_step);

/** Return what computes F over the plane, E and a of all z at y′, and the manifold, from the energies of the page. */
function solver(live) {
  const { state, arrays, values } = live;
  const [y1, y2, z] = ["y1", "y2", "z"].map((name) => arrays[name].data);
  const [W, K] = [y1.length, z.length];
  const F = new Float32Array(W * y2.length);
  const own = new Float32Array(arrays.E.data.length);
  let made = "";
  return () => {
    const moved = values.w && (state.get("w1") || state.get("w2"));
    if (moved && made !== String(weightsOf(live))) {
      made = String(weightsOf(live));
      ellipseEnergies(y1, y2, z, weightsOf(live), own);
    }
    const E = moved ? own : arrays.E.data;
    const at = (state.get("row") * W + state.get("column")) * K;
    freeEnergies(E, K, betaOf(live), F);
    const point = (_, n) => weightsOf(live)[n % 2] * (n % 2 ? Math.sin : Math.cos)(arrays.fine_z.data[n >> 1]);
    const curve = moved ? Float32Array.from({ length: arrays.curve.data.length }, point) : arrays.curve?.data;
    return { F, E: E.subarray(at, at + K), a: weights(E, at, K, betaOf(live)), curve };
  };
}

export function free_energy(live) {
  const { state, looks, arrays, values } = live;
  const [y1, y2, z] = [arrays.y1.data, arrays.y2.data, arrays.z.data];
  const [W, H, K] = [y1.length, y2.length, z.length];
  const { cap, z_ticks: xticks, z_ends: x } = values;
  const solve = arrays.E ? solver(live) : () => live.answer;

  const surface = new Surface(live, { caption: "{F_y}, turned by hand", names: ["{y1}", "{y2}", "{F}"], cap });
  const onPick = (a, b) => state.set({ column: nearest(y1, a), row: nearest(y2, b) });
  const map = new Plot(live, { caption: "{F_y} as a map", names: ["{y1}", "{y2}"], equal: true, onPick });
  const section = new Plot(live, { caption: "section through {y_prime}", names: ["{y2}", "{F}"], height: 0.7 });
  const energy = new Plot(live, { caption: "energy of each {z}, for {y_prime}", names: ["{z}", "{E}"], height: 0.7 });
  const share = new Plot(live, { caption: "weights {weights}", names: ["{z}", "{a}"], height: 0.7 });
  const readings = [reading(live, "F", "{F_prime}"), reading(live, "E", "{E_prime}"), reading(live, "a", "{a_z}")];

  state.follow(() => {
    const [column, row, k] = ["column", "row", "z"].map((name) => state.get(name));
    const { F, E, a, curve } = solve();
    const at = row * W + column;
    const said = `F is ${brief(F[at])} at y′ = (${brief(y1[column])}, ${brief(y2[row])})`;
    surface.draw(F, { section: column, mark: [column, row], said: `surface of the free energy; ${said}` });
    onMap(map, { F, curve, z: k, at: [y1[column], y2[row]], said });
    section.begin({ x: [y2[0], y2[H - 1]], y: [0, cap], said: `section of the free energy along y₂; ${said}` });
    section.line(y2, sectionOf(F, W, H, column), looks.colour("blue"));
    section.marks([y2[row]], [F[at]], looks.colour("green"), { size: 6 });
    const least = `energies of ${K} latents, from ${brief(Math.min(...E))}`;
    energy.begin({ x, y: [0, Math.max(...E) * 1.05], xticks, said: least });
    const around = values.z_closed; // both ends of z mean the same
    energy.line(around ? [...z, x[1]] : z, around ? [...E, E[0]] : E, looks.colour("red"));
    energy.line(x, [F[at], F[at]], looks.colour("blue"), { dash: [7, 5], width: 2 });
    energy.marks([z[k]], [E[k]], looks.colour("orange"), { size: 6 });
    bars(live, share, a);
    share.marks([z[k]], [a[k]], looks.colour("white"), { shape: "ring" });
    for (const [n, value] of [F[at], E[k], a[k]].entries()) readings[n].set(value);
  });

  function onMap(plot, { F, curve, z: k, at, said }) {
    plot.begin({ x: [y1[0], y1[W - 1]], y: [y2[0], y2[H - 1]], said: `map of the free energy; ${said}` });
    plot.image(F, [H, W], 0, cap);
    const rim = looks.mark("rim");
    plot.line([at[0], at[0]], [y2[0], y2[H - 1]], looks.mark("white"), { width: 1.5, dash: [4, 4] });
    if (curve) {
      const [xs, ys] = pairs(curve);
      plot.line(xs, ys, looks.mark("violet"), { rim });
      const here = nearest(arrays.fine_z.data, z[k]);
      plot.line([at[0], xs[here]], [at[1], ys[here]], looks.mark("orange"), { width: 2, rim });
      plot.marks([xs[here]], [ys[here]], looks.mark("orange"), { shape: "square", rim });
    }
    plot.marks([at[0]], [at[1]], looks.mark("green"), { size: 6, rim });
  }

  const weight = (n) => {
    const text = (place) => fixed(values.w[n] + place * values.w_step, 2);
    return slider(live, `w${n + 1}`, { ...values.w_range[n], label: `{w${n + 1}}`, text });
  };
  const controls = [
    ...dial(live),
    slider(live, "z", { label: "{z}", high: K - 1, text: (n) => fixed(z[n], 2) }),
    ...point(live),
    ...(values.w ? [weight(0), weight(1)] : []),
    ...view(live),
  ];
  return { controls, panels: [surface, map, section, energy, share], readings };
}
