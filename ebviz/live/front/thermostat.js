// The thermostat: β from ∞ to 0, the surface, its section between the least and the mean energy, three points' weights.
import { reading } from "./control.js";
import { bars, betaOf, dial, sectionOf, view } from "./dial.js";
import { brief } from "./dom.js";
import { freeEnergies, freeEnergy, weights } from "./energy.js";
import { Plot } from "./plot.js";
import { Surface } from "./surface.js";

/** Return what computes F over the plane, and F and a of each point, from the energies of the page. */
function solver(live, size) {
  const { arrays, values } = live;
  const K = arrays.z.data.length;
  const F = new Float32Array(size);
  return (beta) => {
    const found = { F: freeEnergies(arrays.E.data, K, beta, F) };
    for (const [n, { E }] of values.points.entries()) {
      found[`F${n}`] = [freeEnergy(arrays[E].data, 0, K, beta)];
      found[`a${n}`] = weights(arrays[E].data, 0, K, beta);
    }
    return found;
  };
}

export function thermostat(live) {
  const { state, looks, arrays, values } = live;
  const [y1, y2] = [arrays.y1.data, arrays.y2.data];
  const [W, H] = [y1.length, y2.length];
  const { cap, section_cap: tall, points } = values;
  const middle = W >> 1;
  const solve = arrays.E ? solver(live, W * H) : () => live.answer;
  const [cold, mean] = [arrays.cold.data, arrays.mean.data];

  const surface = new Surface(live, { caption: "{F_y}, turned by hand", names: ["{y1}", "{y2}", "{F}"], cap });
  const between = "{F_y} at {y1_zero}, between {F_cold} (dotted) and {F_mean} (dashed)";
  const section = new Plot(live, { caption: between, names: ["{y2}", "{F}"], height: 0.7 });
  const shares = points.map(
    ({ words }) => new Plot(live, { caption: `weights {a_z}, ${words}`, names: ["{z}", "{a}"], height: 0.62 }),
  );
  const readings = points.map(({ words }, n) => reading(live, `F${n}`, `{F_prime}, ${words}`));

  state.follow(() => {
    const { F, ...found } = solve(betaOf(live));
    surface.draw(F, { section: middle, said: `surface of the free energy, from ${brief(Math.min(...F))}` });
    const now = sectionOf(F, W, H, middle);
    section.begin({ x: [y2[0], y2[H - 1]], y: [0, tall], said: `section, ${brief(now[H >> 1])} in its middle` });
    section.line(y2, cold, looks.colour("note"), { width: 2, dash: [3, 4] });
    section.line(y2, mean, looks.colour("note"), { width: 2, dash: [9, 5] });
    section.line(y2, now, looks.colour("blue"));
    for (const [n, plot] of shares.entries()) {
      bars(live, plot, found[`a${n}`]);
      readings[n].set(found[`F${n}`][0]);
    }
  });
  return { controls: [...dial(live), ...view(live)], panels: [surface, section, ...shares], readings };
}
