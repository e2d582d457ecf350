// The thermostat: β from ∞ to 0, the surface, its section between the least and the mean energy, three points' weights.
import { reading } from "./control.js";
import { betaOf, dial, sectionOf, view } from "./dial.js";
import { brief, fixed } from "./dom.js";
import { freeEnergies, freeEnergy, weights } from "./energy.js";
import { Plot } from "./plot.js";
import { Surface } from "./surface.js";

export function thermostat(live) {
  const { state, looks, arrays, values } = live;
  const [y1, y2, z, E] = ["y1", "y2", "z", "E"].map((name) => arrays[name].data);
  const [W, H, K] = [y1.length, y2.length, z.length];
  const { cap, section_cap: tall, z_ticks: ticks, z_ends: ends, points } = values;
  const middle = (W - 1) / 2;
  const F = new Float32Array(W * H);
  const [cold, mean] = [Number.POSITIVE_INFINITY, 0].map((beta) =>
    sectionOf(freeEnergies(E, K, beta, F), W, H, middle),
  );

  const surface = new Surface(live, { caption: "{F_y}, turned by hand", names: ["{y1}", "{y2}", "{F}"], cap });
  const section = new Plot(live, {
    caption: "{F_y} at {y1_zero}, between {F_cold} (dotted) and {F_mean} (dashed)",
    names: ["{y2}", "{F}"],
    height: 0.7,
  });
  const shares = points.map(
    ({ words }) => new Plot(live, { caption: `weights {a_z}, ${words}`, names: ["{z}", "{a}"], height: 0.62 }),
  );
  const readings = points.map(({ words }, n) => reading(live, `F${n}`, `{F_prime}, ${words}`));

  state.follow(() => {
    const beta = betaOf(live);
    freeEnergies(E, K, beta, F);
    surface.draw(F, { section: middle, said: `surface of the free energy, from ${brief(Math.min(...F))}` });
    const now = sectionOf(F, W, H, middle);
    section.begin({ x: [y2[0], y2[H - 1]], y: [0, tall], said: `section, ${brief(now[(H - 1) / 2])} in its middle` });
    section.line(y2, cold, looks.colour("note"), { width: 2, dash: [3, 4] });
    section.line(y2, mean, looks.colour("note"), { width: 2, dash: [9, 5] });
    section.line(y2, now, looks.colour("blue"));
    for (const [n, { E: row }] of points.entries()) {
      const energies = arrays[row].data;
      const a = weights(energies, 0, K, beta);
      const most = Math.max(...a);
      const said = `weights of ${K} latents, up to ${brief(most)}`;
      shares[n].begin({ x: ends, y: [0, most * 1.08], xticks: ticks, said });
      shares[n].bars(z, a, looks.colour("orange"), (0.6 * shares[n].box[2]) / K);
      const value = freeEnergy(energies, 0, K, beta);
      readings[n].set(fixed(value, 4), value);
    }
  });
  return { controls: [...dial(live), ...view(live)], panels: [surface, section, ...shares], readings };
}
