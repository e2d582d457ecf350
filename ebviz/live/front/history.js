// What was stored along a history, moment by moment: panels of layers, as the page declares them.
import { choice, player, reading, slider } from "./control.js";
import { brief, pairs, spoken } from "./dom.js";
import { Plot } from "./plot.js";

export function history(live) {
  const { state, looks, arrays, values } = live;
  const { moments, variants = [], label = "step", stays = [] } = values;
  const last = moments.length - 1;
  const variant = () => variants[state.get("variant")]?.key ?? "";
  const array = (name, key = variant()) => arrays[name.replace("*", key)];
  /** Return an array's part at the moment that is shown, or all of one that stays. */
  const now = (name, key) => {
    const { data } = array(name, key);
    const length = data.length / moments.length;
    return stays.includes(name) ? data : data.subarray(length * state.get("step"), length * (state.get("step") + 1));
  };

  const draw = {
    image: (plot, { array: name, low = 0, high, role, cells }) =>
      plot.image(now(name), array(name).shape.slice(-2), low, high, { role, cells }),
    line(plot, { array: name, hue, closed }) {
      const [xs, ys] = pairs(now(name)).map((side) => (closed ? [...side, side[0]] : side));
      plot.line(xs, ys, looks.mark(hue), { rim: looks.mark("rim") });
    },
    points(plot, { array: name, hue, hues, radii, ...how }) {
      const [xs, ys] = pairs(now(name));
      const rim = looks.mark("rim");
      const shades = hues ? Array.from(arrays[hues].data, (n) => looks.mark(values.hues[n])) : looks.mark(hue);
      plot.marks(xs, ys, shades, { ...how, rim, radii: radii && now(radii) });
    },
    links(plot, { from, to, hue }) {
      const [[x1, y1], [x2, y2]] = [from, to].map((name) => pairs(now(name)));
      for (let n = 0; n < x1.length; n++) plot.line([x1[n], x2[n]], [y1[n], y2[n]], looks.mark(hue), { width: 1.5 });
    },
    edges(plot, { array: name, places, hue }) {
      const [xs, ys] = pairs(arrays[places].data);
      const found = now(name);
      for (let n = 0; n < found.length; n++) {
        const [to, from] = [Math.floor(n / xs.length), n % xs.length];
        if (to !== from && found[n] > 0.01)
          plot.line([xs[to], xs[from]], [ys[to], ys[from]], looks.colour(hue), { width: 12 * found[n] });
      }
    },
    names(plot, { array: name, names, hue }) {
      const [xs, ys] = pairs(now(name));
      const ink = { fillStyle: looks.colour(hue), strokeStyle: looks.colour("black"), lineWidth: 5 };
      Object.assign(plot.pen, { font: "bold 18px Lato, sans-serif", textAlign: "center", ...ink });
      for (const kind of ["strokeText", "fillText"])
        for (const [n, words] of names.entries()) plot.pen[kind](words, plot.px(xs[n]), plot.py(ys[n]) - 24);
    },
    curve(plot, { array: name, key, hue, dash }) {
      const { data } = array(name, key);
      const chosen = key === undefined || key === variant();
      plot.line(moments, data, looks.colour(hue), { dash, width: chosen ? 3 : 1.5 });
      const at = state.get("step");
      if (chosen) plot.marks([moments[at]], [data[at]], looks.colour(hue), { size: 6 });
    },
    way(plot, { array: name, hue }) {
      const [xs, ys] = pairs(array(name).data);
      const at = state.get("step");
      plot.line(xs, ys, looks.colour("note"), { width: 1.5 });
      plot.line(xs.subarray(0, at + 1), ys.subarray(0, at + 1), looks.colour(hue), { width: 3 });
      plot.marks([xs[at]], [ys[at]], looks.colour(hue), { size: 6 });
    },
  };

  const panels = values.panels.map((panel) => new Plot(live, panel));
  const readings = values.readings.map(({ name, label: words }) => reading(live, name, words));

  state.follow(() => {
    const at = state.get("step");
    const said = [variants[state.get("variant")]?.words, `${label} ${brief(moments[at])}`].filter(Boolean).join(", ");
    for (const [n, { x, y, xticks, yticks, caption, layers }] of values.panels.entries()) {
      panels[n].begin({ x, y, xticks, yticks, said: `${spoken(caption, live.formulas)}; ${said}` });
      for (const layer of layers) if (array(layer.array ?? layer.to, layer.key)) draw[layer.kind](panels[n], layer);
    }
    for (const [n, { array: name, part = 0 }] of values.readings.entries()) readings[n].set(now(name)[part]);
  });

  const names = variants.map(({ words }, n) => [n, words]);
  const [chosen, choose] = [() => state.get("variant"), (variant) => state.set({ variant })];
  const controls = [
    ...(names.length ? [choice(live, values.variants_are, names, chosen, choose)] : []),
    slider(live, "step", { label, high: last, text: (n) => brief(moments[n]) }),
    player(live, "step", last, 8),
  ];
  return { controls, panels, readings };
}
