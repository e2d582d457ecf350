// Planes and curves on a canvas, with axes whose names are formulas.
import { h, mark, penOf, rounds, sized, stroke, worded } from "./dom.js";

const [LEFT, RIGHT, TOP, BOTTOM] = [44, 14, 26, 34]; // pixels around the box; to the left as many as ticks need

export class Plot {
  /** names: of x and y, as texts; height: over width, unless `equal` keeps both scales the same. */
  constructor(live, { caption, names, height = 0.6, equal = false, onPick }) {
    Object.assign(this, { live, height, equal });
    const pick = onPick && ((event) => event.buttons && onPick(...this.point(event.offsetX, event.offsetY)));
    this.canvas = h("canvas", { role: "img", pointerdown: pick, pointermove: pick });
    const name = (text, side) =>
      h("span", { class: `name ${side}`, "aria-hidden": "true" }, worded(text, live.formulas));
    const sheet = h("div", { class: "sheet" }, this.canvas, name(names[0], "x"), name(names[1], "y"));
    this.element = h("figure", { class: "plot" }, h("figcaption", {}, worded(caption, live.formulas)), sheet);
    new ResizeObserver(() => live.state.changed()).observe(this.element);
  }

  /** Begin anew: limits of the axes, and ticks as [[value, words], …] unless they are round numbers. */
  begin({ x, y, xticks, yticks, said }) {
    const wide = this.canvas.parentElement.clientWidth;
    const pen = penOf(this.canvas);
    const left = Math.max(LEFT, ...(yticks ?? []).map(([, words]) => pen.measureText(words).width + 12));
    const inner = Math.max(wide - left - RIGHT, 10);
    const tall = this.equal ? (inner * (y[1] - y[0])) / (x[1] - x[0]) : wide * this.height - TOP - BOTTOM;
    sized(this.canvas, wide, tall + TOP + BOTTOM);
    this.canvas.setAttribute("aria-label", said);
    Object.assign(this, { x, y, box: [left, TOP, inner, tall] });
    this.pen = penOf(this.canvas);
    this.pen.fillStyle = this.pen.strokeStyle = this.live.looks.colour("frame");
    this.pen.strokeRect(...this.box);
    for (const [value, words] of xticks ?? rounds(...x, Math.min(8, inner / 50)))
      this.pen.fillText(words, this.px(value), TOP + tall + 13);
    this.pen.textAlign = "right";
    for (const [value, words] of yticks ?? rounds(...y, Math.min(7, Math.max(2, tall / 45))))
      this.pen.fillText(words, left - 6, this.py(value));
  }

  px = (value) => this.box[0] + (this.box[2] * (value - this.x[0])) / (this.x[1] - this.x[0]);
  py = (value) => TOP + this.box[3] * (1 - (value - this.y[0]) / (this.y[1] - this.y[0]));

  point(px, py) {
    const [across, up] = [(px - this.box[0]) / this.box[2], 1 - (py - TOP) / this.box[3]];
    return [this.x[0] + across * (this.x[1] - this.x[0]), this.y[0] + up * (this.y[1] - this.y[0])];
  }

  inside(draw) {
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(...this.box);
    this.pen.clip();
    draw(this.pen);
    this.pen.restore();
  }

  /** Fill the plane with values (rows, columns), the lowest row first; `cells`: a square each, and no points. */
  image(values, [rows, columns], low, high, { role = "energy", cells = false } = {}) {
    this.sheet ??= document.createElement("canvas");
    Object.assign(this.sheet, { width: columns, height: rows });
    const brush = this.sheet.getContext("2d");
    const picture = brush.createImageData(columns, rows);
    const colours = this.live.looks.table(role);
    for (let n = 0; n < rows * columns; n++) {
      const hue = 3 * Math.round(255 * Math.min(1, Math.max(0, (values[n] - low) / (high - low))));
      const to = 4 * (n + (rows - 1 - 2 * Math.floor(n / columns)) * columns);
      for (let part = 0; part < 3; part++) picture.data[to + part] = colours[hue + part];
      picture.data[to + 3] = 255;
    }
    brush.putImageData(picture, 0, 0);
    const [dx, dy] = cells ? [0, 0] : [this.box[2] / (columns - 1) / 2, this.box[3] / (rows - 1) / 2];
    this.inside((pen) => {
      pen.imageSmoothingEnabled = !cells;
      pen.drawImage(this.sheet, this.box[0] - dx, TOP - dy, this.box[2] + 2 * dx, this.box[3] + 2 * dy);
    });
  }

  line(xs, ys, colour, { width = 2.5, dash = [], rim } = {}) {
    this.inside((pen) => {
      pen.beginPath();
      for (let n = 0; n < xs.length; n++) pen.lineTo(this.px(xs[n]), this.py(ys[n]));
      pen.setLineDash(dash);
      pen.lineJoin = "round";
      stroke(pen, colour, width, rim);
    });
  }

  bars(xs, ys, colour, width) {
    this.inside((pen) => {
      pen.fillStyle = colour;
      for (let n = 0; n < xs.length; n++)
        pen.fillRect(this.px(xs[n]) - width / 2, this.py(ys[n]), width, this.py(0) - this.py(ys[n]));
    });
  }

  /** Draw marks at points: of a size in pixels, or of radii in units of x; one colour, or one of each. */
  marks(xs, ys, colour, { size = 5, radii, ...how } = {}) {
    const unit = this.px(1) - this.px(0);
    for (let n = 0; n < xs.length; n++) {
      const hue = typeof colour === "string" ? colour : colour[n];
      mark(this.pen, [this.px(xs[n]), this.py(ys[n])], radii ? radii[n] * unit : size, hue, how);
    }
  }
}
