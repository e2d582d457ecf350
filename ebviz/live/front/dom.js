// Elements, numbers in words, and the numbers of a page.

/** Return an element with attributes (functions are listeners) and children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Return a number with so many digits after the point, and a true minus. */
export function fixed(value, digits = 3) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** Return a number as short as three digits allow; from 1000 on, a whole one. */
export function brief(value) {
  const short = Math.abs(value) < 1000 ? Number(value.toPrecision(3)) : Math.round(value);
  const text = short !== 0 && Math.abs(short) < 1e-4 ? short.toExponential(1) : String(short);
  return text.replaceAll("-", "−").replace("Infinity", "∞");
}

/** Return round numbers from low to high, about so many. */
export function rounds(low, high, most = 5) {
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 2.5, 5, 10].find((n) => n * power >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0));
  return Array.from({ length: Math.max(count, 0) }, (_, n) => [
    (first + n) * step,
    fixed((first + n) * step, digits),
  ]);
}

/** Return an array that came in 32 bits, or in 16 with a step, as {data, shape}. */
export function decoded({ data, shape, low, step }) {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  if (step === undefined) return { data: new Float32Array(bytes.buffer), shape };
  const levels = new Uint16Array(bytes.buffer);
  const found = new Float32Array(levels.length);
  for (let n = 0; n < found.length; n++) found[n] = low + step * levels[n];
  return { data: found, shape };
}

/** Return the even and the odd numbers of pairs. */
export const pairs = (data) =>
  [0, 1].map((side) => Float32Array.from({ length: data.length / 2 }, (_, n) => data[2 * n + side]));

/** Return how a text in which {name} stands for a formula is read aloud, or another part of its formulas. */
export const spoken = (text, formulas, part = "said") =>
  text.replace(/\{(\w+)\}/g, (whole, name) => formulas[name]?.[part] ?? whole);

/** Return such a text as nodes. */
export function worded(text, formulas) {
  const holder = h("span");
  holder.innerHTML = spoken(text, formulas, "svg");
  return holder;
}

/** Give a canvas its size in CSS pixels. */
export function sized(canvas, wide, tall) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(wide * ratio), Math.round(tall * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.style.height = `${tall}px`;
}

/** Return a pen that draws in a canvas's CSS pixels, on a sheet that is clear. */
export function penOf(canvas) {
  const pen = canvas.getContext("2d");
  const ratio = window.devicePixelRatio || 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { font: "13px Lato, sans-serif", textAlign: "center", textBaseline: "middle", lineWidth: 1 });
  return pen;
}

/** Draw the path that a pen has, with a rim around it. */
export function stroke(pen, colour, width, rim) {
  if (rim) Object.assign(pen, { strokeStyle: rim, lineWidth: width + 2 }).stroke();
  Object.assign(pen, { strokeStyle: colour, lineWidth: width }).stroke();
}

/** Draw a mark at a place on the sheet: a "dot", "square" or "ring" of a size in pixels. */
export function mark(pen, [x, y], size, colour, { shape = "dot", rim } = {}) {
  pen.beginPath();
  if (shape === "square") pen.rect(x - size, y - size, 2 * size, 2 * size);
  else pen.arc(x, y, size, 0, 2 * Math.PI);
  if (shape === "ring") return stroke(pen, colour, 2, rim);
  if (rim) Object.assign(pen, { strokeStyle: rim, lineWidth: 3 }).stroke();
  Object.assign(pen, { fillStyle: colour }).fill();
}
