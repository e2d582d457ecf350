// The free energy and the weights of latents, from energies E (…, K): K to a point, side by side.

/** Write F_β of every point into `out`; β from 0 to ∞. */
export function freeEnergies(E, K, beta, out) {
  for (let point = 0, at = 0; point < out.length; point++, at += K) out[point] = freeEnergy(E, at, K, beta);
  return out;
}

export function freeEnergy(E, at, K, beta) {
  const end = at + K;
  let least = E[at];
  let sum = 0;
  for (let n = at; n < end; n++) {
    if (E[n] < least) least = E[n];
    sum += E[n];
  }
  if (beta === Number.POSITIVE_INFINITY) return least;
  if (beta === 0) return sum / K;
  const far = least + 40 / beta; // from there on exp(−β (E − least)) adds nothing
  let rest = 0;
  for (let n = at; n < end; n++) if (E[n] < far) rest += Math.exp(beta * (least - E[n]));
  return least - Math.log(rest / K) / beta;
}

/** Return softargmin_β E of the K latents of a point. */
export function weights(E, at, K, beta) {
  const row = E.subarray(at, at + K);
  const least = Math.min(...row);
  const cold = beta === Number.POSITIVE_INFINITY;
  const found = Float64Array.from(row, (e) => (cold ? Number(e === least) : Math.exp(beta * (least - e))));
  const sum = found.reduce((a, b) => a + b, 0);
  return found.map((a) => a / sum);
}

/** Return E(y, z) = ‖y − (w₁ cos z, w₂ sin z)‖² of all points, H rows by W columns, and latents. */
export function ellipseEnergies(y1, y2, z, w, out) {
  const [g1, g2] = [Math.cos, Math.sin].map((wave, n) => z.map((angle) => w[n] * wave(angle)));
  let at = 0;
  for (const b of y2)
    for (const a of y1) for (let k = 0; k < z.length; k++) out[at++] = (a - g1[k]) ** 2 + (b - g2[k]) ** 2;
  return out;
}

/** Return the β of a dial's position: 0 at 0, ∞ at its other end, a geometric sweep between. */
export function betaAt(position, { count, warmest, coldest }) {
  if (position <= 0) return 0;
  if (position >= count - 1) return Number.POSITIVE_INFINITY;
  return warmest * (coldest / warmest) ** ((position - 1) / (count - 3));
}
