// The free energy of the ellipse, or of any model: β, z, y′ and w by hand.
import { reading, slider } from "./control.js";
import { betaOf, dial, nearest, point, sectionOf, view } from "./dial.js";
import { brief, fixed } from "./dom.js";
import { ellipseEnergies, freeEnergies, weights } from "./energy.js";
import { Plot } from "./plot.js";
import { Surface } from "./surface.js";

export function free_energy(live) {
  const { state, looks, arrays, values } = live;
  const [y1, y2, z] = [arrays.y1.data, arrays.y2.data, arrays.z.data];
  const [W, H, K] = [y1.length, y2.length, z.length];
  const F = new Float32Array(W * H);
  const own = new Float32Array(arrays.E.data.length);
  let made = "";
  const { cap, z_ticks: ticks, z_ends: ends } = values;

  const surface = new Surface(live, { caption: "{F_y}, turned by hand", names: ["{y1}", "{y2}", "{F}"], cap });
  const onPick = (a, b) => state.set({ column: nearest(y1, a), row: nearest(y2, b) });
  const map = new Plot(live, { caption: "{F_y} as a map", names: ["{y1}", "{y2}"], equal: true, onPick });
  const section = new Plot(live, { caption: "section through {y_prime}", names: ["{y2}", "{F}"], height: 0.7 });
  const energy = new Plot(live, { caption: "energy of each {z}, for {y_prime}", names: ["{z}", "{E}"], height: 0.7 });
  const share = new Plot(live, { caption: "weights {weights}", names: ["{z}", "{a}"], height: 0.7 });
  const readings = [reading(live, "F", "{F_prime}"), reading(live, "E", "{E_prime}"), reading(live, "a", "{a_z}")];

  const w = () => values.w.map((weight, n) => weight + state.get(`w${n + 1}`) * values.w_step);
  const moved = () => values.w && (state.get("w1") || state.get("w2"));
  const energies = () => {
    if (!moved()) return arrays.E.data;
    if (made !== String(w())) ellipseEnergies(y1, y2, z, w(), own);
    made = String(w());
    return own;
  };
  const curve = () => {
    if (!moved()) return arrays.curve?.data;
    const fine = arrays.fine_z.data;
    return Float32Array.from(
      { length: 2 * fine.length },
      (_, n) => w()[n % 2] * (n % 2 ? Math.sin : Math.cos)(fine[n >> 1]),
    );
  };

  state.follow(() => {
    const [column, row, k] = ["column", "row", "z"].map((name) => state.get(name));
    const beta = betaOf(live);
    const E = energies();
    freeEnergies(E, K, beta, F);
    const at = row * W + column;
    const own_E = E.subarray(at * K, at * K + K);
    const a = weights(E, at * K, K, beta);
    const said = `F is ${brief(F[at])} at y′ = (${brief(y1[column])}, ${brief(y2[row])})`;
    surface.draw(F, { section: column, mark: [column, row], said: `surface of the free energy; ${said}` });
    onMap(map, { F, curve: curve(), z: k, at: [y1[column], y2[row]], said });
    section.begin({ x: [y2[0], y2[H - 1]], y: [0, cap], said: `section of the free energy along y₂; ${said}` });
    section.line(y2, sectionOf(F, W, H, column), looks.colour("blue"));
    section.marks([y2[row]], [F[at]], looks.colour("green"), { size: 6 });
    const most = Math.max(...own_E) * 1.05;
    energy.begin({
      x: ends,
      y: [0, most],
      xticks: ticks,
      said: `energies of ${K} latents, from ${brief(Math.min(...own_E))}`,
    });
    const around = values.z_closed; // both ends of z mean the same
    energy.line(around ? [...z, ends[1]] : z, around ? [...own_E, own_E[0]] : own_E, looks.colour("red"));
    energy.line(ends, [F[at], F[at]], looks.colour("blue"), { dash: [7, 5], width: 2 });
    energy.marks([z[k]], [own_E[k]], looks.colour("orange"), { size: 6 });
    const top = Math.max(...a) * 1.08;
    share.begin({
      x: ends,
      y: [0, top],
      xticks: ticks,
      said: `weights of ${K} latents, up to ${brief(Math.max(...a))}`,
    });
    share.bars(z, a, looks.colour("orange"), (0.6 * share.box[2]) / K);
    share.marks([z[k]], [a[k]], looks.colour("white"), { shape: "ring" });
    for (const [n, value] of [F[at], own_E[k], a[k]].entries()) readings[n].set(fixed(value, 4), value);
  });

  function onMap(plot, { F: found, curve: line, z: k, at, said }) {
    plot.begin({ x: [y1[0], y1[W - 1]], y: [y2[0], y2[H - 1]], said: `map of the free energy; ${said}` });
    plot.image(found, [H, W], 0, cap);
    const rim = looks.mark("rim");
    plot.line([at[0], at[0]], [y2[0], y2[H - 1]], looks.mark("white"), { width: 1.5, dash: [4, 4] });
    if (line) {
      const [xs, ys] = [0, 1].map((side) =>
        Float32Array.from({ length: line.length / 2 }, (_, n) => line[2 * n + side]),
      );
      plot.line(xs, ys, looks.mark("violet"), { rim });
      const here = nearest(arrays.fine_z.data, z[k]);
      plot.line([at[0], xs[here]], [at[1], ys[here]], looks.mark("orange"), { width: 2, rim });
      plot.marks([xs[here]], [ys[here]], looks.mark("orange"), { shape: "square", rim });
    }
    plot.marks([at[0]], [at[1]], looks.mark("green"), { size: 6, rim });
  }

  const weight = (n) => ({ ...values.w_range[n], label: `{w${n + 1}}`, text: () => fixed(w()[n], 2) });
  const controls = [
    ...dial(live),
    slider(live, "z", { label: "{z}", high: K - 1, text: (n) => fixed(z[n], 2) }),
    ...point(live),
    ...(values.w ? [slider(live, "w1", weight(0)), slider(live, "w2", weight(1))] : []),
    ...view(live),
  ];
  return { controls, panels: [surface, map, section, energy, share], readings };
}
