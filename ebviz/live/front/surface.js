// A surface over the plane, drawn by WebGL2 and turned by hand; its picture from the slides where there is none.
import { h, mark, penOf, rounds, sized, worded } from "./dom.js";

const VERTEX = `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D heights;
uniform vec4 view, fit; // cosines and sines of turn and tilt; half sides, height of an energy, middle of the picture
uniform vec2 zoom;
uniform float thick; // half the width of the section's ribbon; 0: the surface
uniform int column;
out vec3 normal;
out vec2 place;
out float energy;
ivec2 size() { return textureSize(heights, 0); }
vec3 at(ivec2 p) {
  p = clamp(p, ivec2(0), size() - 1);
  return vec3((2.0 * vec2(p) / vec2(size() - 1) - 1.0) * fit.xy, texelFetch(heights, p, 0).r * fit.z);
}
vec3 seen(vec3 p) {
  float deep = p.x * view.y + p.y * view.x;
  vec2 q = vec2(p.x * view.x - p.y * view.y, deep * view.w + p.z * view.z - fit.w);
  return vec3(q * zoom, 0.2 * (deep * view.z - p.z * view.w));
}
void main() {
  ivec2 p = thick > 0.0 ? ivec2(column, gl_VertexID / 2) : ivec2(gl_VertexID % size().x, gl_VertexID / size().x);
  ivec2 e = ivec2(1, 0), n = ivec2(0, 1);
  vec3 here = at(p), north = at(p + n), south = at(p - n);
  normal = cross(at(p + e) - at(p - e), north - south);
  place = vec2(p) / vec2(size() - 1);
  energy = here.z / fit.z;
  vec3 q = seen(here);
  if (thick > 0.0) {
    vec2 along = normalize((seen(north) - seen(south)).xy / zoom + 1e-6);
    q.xy += (gl_VertexID % 2 == 0 ? thick : -thick) * vec2(-along.y, along.x) * zoom;
    q.z -= 0.015 - thick * 0.1;
  }
  gl_Position = vec4(q, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D colours;
uniform float cap;
uniform vec3 plain; // colour of the section; negative: the map's
in vec3 normal;
in vec2 place;
in float energy;
out vec4 colour;
void main() {
  if (energy > cap) discard;
  vec3 hue = texture(colours, vec2((clamp(energy / cap, 0.0, 1.0) * 255.0 + 0.5) / 256.0, 0.5)).rgb;
  float light = abs(dot(normalize(normal), normalize(vec3(-0.4, -0.5, 0.8))));
  vec2 lines = abs(fract(place * vec2(24.0, 14.0) - 0.5) - 0.5) / fwidth(place * vec2(24.0, 14.0));
  hue *= (1.0 - 0.12 * (1.0 - light)) * (1.0 - 0.18 * (1.0 - min(min(lines.x, lines.y), 1.0)));
  colour = vec4(plain.r < 0.0 ? hue : plain, 1.0);
}`;

const [TALL, RADIANS] = [0.62, Math.PI / 180];

export class Surface {
  /** names: of the three axes, as texts; the cap above which nothing is drawn; the plane's points are y1 and y2. */
  constructor(live, { caption, names, cap, height = 0.72 }) {
    Object.assign(this, { live, cap, height, y1: live.arrays.y1.data, y2: live.arrays.y2.data });
    const lost = (event) => {
      event.preventDefault(); // so that it may come back
      this.gl = null;
      live.state.changed();
    };
    const events = { webglcontextlost: lost, webglcontextrestored: () => this.start() };
    this.canvas = h("canvas", { "aria-hidden": "true", ...events });
    this.over = h("canvas", { role: "img" });
    this.still = h("img", { alt: live.alt, hidden: true });
    const name = (text) => h("span", { class: "name", "aria-hidden": "true" }, worded(text, live.formulas));
    this.names = names.map(name);
    const pointerdown = (event) => event.currentTarget.setPointerCapture(event.pointerId);
    const pointermove = (event) => event.buttons && this.turn(event.movementX / 2, event.movementY / 3);
    const hand = { class: "sheet turned", pointerdown, pointermove };
    const sheet = h("div", hand, this.canvas, this.over, this.still, ...this.names);
    this.element = h("figure", { class: "plot" }, h("figcaption", {}, worded(caption, live.formulas)), sheet);
    new ResizeObserver(() => live.state.changed()).observe(this.element);
    this.start();
  }

  turn(across, down) {
    const { state } = this.live;
    const turn = ((Math.round(state.values.turn + across) + 540) % 360) - 180;
    state.set({ turn, tilt: Math.min(90, Math.max(0, Math.round(state.values.tilt + down))) });
  }

  start() {
    const gl = this.canvas.getContext("webgl2", { antialias: false });
    this.gl = gl;
    if (!gl) return;
    const program = gl.createProgram();
    for (const [kind, source] of Object.entries({ VERTEX_SHADER: VERTEX, FRAGMENT_SHADER: FRAGMENT })) {
      const shader = gl.createShader(gl[kind]);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    this.set = (kind, name, ...values) => gl[`uniform${kind}`](gl.getUniformLocation(program, name), ...values);
    const [W, H] = [this.y1.length, this.y2.length];
    const corners = Array.from({ length: (W - 1) * (H - 1) }, (_, n) => n + Math.floor(n / (W - 1)));
    this.corners = Uint32Array.from(corners.flatMap((n) => [n, n + 1, n + W, n + 1, n + W + 1, n + W]));
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, this.corners, gl.STATIC_DRAW);
    for (const unit of [gl.TEXTURE0, gl.TEXTURE1]) {
      gl.activeTexture(unit);
      gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
      for (const side of ["MIN", "MAG"]) gl.texParameteri(gl.TEXTURE_2D, gl[`TEXTURE_${side}_FILTER`], gl.NEAREST);
    }
    this.set("1i", "colours", 1);
    this.set("1f", "cap", this.cap);
    gl.enable(gl.DEPTH_TEST);
    this.live.state.changed();
  }

  /** Draw energies (H, W), with the column of a section and a point [column, row] marked on it, and say what is seen. */
  draw(values, { section, mark, said }) {
    this.frame();
    const { gl } = this;
    this.over.setAttribute("aria-label", said);
    this.still.hidden = Boolean(gl);
    for (const part of [this.canvas, this.over, ...this.names]) part.hidden = !gl;
    if (!gl) {
      this.still.src = this.live.stills[this.live.looks.name];
      return;
    }
    const [W, H] = [this.y1.length, this.y2.length];
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.activeTexture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, W, H, 0, gl.RED, gl.FLOAT, values);
    gl.activeTexture(gl.TEXTURE1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, this.live.looks.table("energy"));
    this.set("4f", "view", ...this.angles);
    this.set("4f", "fit", 1, this.deep, TALL / this.cap, this.middle);
    this.set("2f", "zoom", (2 * this.scale) / this.wide, (2 * this.scale) / this.tall);
    this.set("1f", "thick", 0);
    this.set("3f", "plain", -1, -1, -1);
    gl.drawElements(gl.TRIANGLES, this.corners.length, gl.UNSIGNED_INT, 0);
    this.set("1i", "column", section);
    for (const [name, thick] of Object.entries({ rim: 0.014, white: 0.007 })) {
      const hue = Number.parseInt(this.live.looks.mark(name).slice(1), 16);
      this.set("3f", "plain", (hue >> 16) / 255, ((hue >> 8) & 255) / 255, (hue & 255) / 255);
      this.set("1f", "thick", thick);
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 2 * H);
    }
    this.axes();
    if (mark) this.dot(values[mark[1] * W + mark[0]], mark);
  }

  /** Find the sizes and the view of this frame. */
  frame() {
    const { state } = this.live;
    const wide = this.canvas.parentElement.clientWidth;
    for (const canvas of [this.canvas, this.over]) sized(canvas, wide, wide * this.height);
    const [turn, tilt] = [state.get("turn") * RADIANS, state.get("tilt") * RADIANS];
    this.angles = [Math.cos(turn), Math.sin(turn), Math.cos(tilt), Math.sin(tilt)];
    this.deep = (this.y2.at(-1) - this.y2[0]) / (this.y1.at(-1) - this.y1[0]);
    this.middle = (TALL / 2) * this.angles[2];
    const reach = Math.hypot(1, this.deep);
    const tall = wide * this.height;
    const scale = Math.min((wide - 84) / 2 / reach, (tall - 64) / 2 / (reach * this.angles[3] + this.middle));
    Object.assign(this, { wide, tall, scale });
  }

  /** Return where a point of the scene is seen, in pixels. */
  seen([x, y, z]) {
    const [c, s, ce, se] = this.angles;
    const up = (x * s + y * c) * se + z * ce - this.middle;
    return [this.wide / 2 + this.scale * (x * c - y * s), this.tall / 2 - this.scale * up];
  }

  /** Draw the two edges of the floor in front, and the post at its left corner. */
  axes() {
    const { deep, y1, y2 } = this;
    const pen = penOf(this.over);
    pen.fillStyle = pen.strokeStyle = this.live.looks.colour("frame");
    const [front, side] = [this.angles[0] > 0 ? -deep : deep, this.angles[1] > 0 ? -1 : 1];
    this.edge(pen, y1, 6, (share) => [2 * share - 1, front, 0], this.names[0]);
    this.edge(pen, y2, 4, (share) => [side, deep * (2 * share - 1), 0], this.names[1]);
    const corners = [-1, 1].flatMap((x) => [-deep, deep].map((y) => [x, y, 0]));
    const [x, y] = corners.sort((a, b) => this.seen(a)[0] - this.seen(b)[0])[0];
    this.edge(pen, [0, this.cap], 4, (share) => [x, y, TALL * share], this.names[2], 1);
  }

  /** Draw an edge with its ticks, outward, and put the axis's name beside it. */
  edge(pen, values, most, place, name, from = 0) {
    const [low, high] = [values[0], values.at(-1)];
    const [a, b, middle] = [0, 1, 0.5].map((share) => this.seen(place(share)));
    pen.beginPath();
    pen.moveTo(...a);
    pen.lineTo(...b);
    pen.stroke();
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    name.hidden = length < 25; // seen from its end
    if (name.hidden) return;
    const home = this.seen([0, 0, place(0.5)[2]]);
    const [ax, ay] = [(a[1] - b[1]) / length, (b[0] - a[0]) / length];
    const away = (middle[0] - home[0]) * ax + (middle[1] - home[1]) * ay < 0 ? -1 : 1;
    for (const [value, words] of rounds(low, high, Math.min(most, length / 20)).slice(from)) {
      const [x, y] = this.seen(place((value - low) / (high - low)));
      pen.fillText(words, x + 15 * ax * away, y + 12 * ay * away);
    }
    const [x, y] = from ? [b[0], b[1] - 18] : [middle[0] + 36 * ax * away, middle[1] + 30 * ay * away];
    Object.assign(name.style, { left: `${x}px`, top: `${y}px` });
  }

  dot(energy, [column, row]) {
    if (energy > this.cap) return;
    const { looks } = this.live;
    const shares = [column / (this.y1.length - 1), row / (this.y2.length - 1)].map((share) => 2 * share - 1);
    const place = this.seen([shares[0], this.deep * shares[1], (TALL * energy) / this.cap]);
    mark(this.over.getContext("2d"), place, 6, looks.mark("green"), { rim: looks.mark("rim") });
  }
}
