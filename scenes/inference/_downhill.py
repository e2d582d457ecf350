"""A point that slides down the free energy of a decoder's squared distance, and on along what it can produce."""

import numpy as np

STEP, STEPS = 0.07, 60  # share of half the slope that is gone in a step, and how many steps there are


def weighed(E: np.ndarray, beta: float) -> tuple[np.ndarray, np.ndarray]:
    """Return F_β (S,) of energies (S, K) over all latents, and how much each latent counts (S, K)."""
    least = E.min(axis=1)
    if np.isinf(beta):
        return least, np.eye(E.shape[1])[E.argmin(axis=1)]
    if beta == 0:
        return E.mean(axis=1), np.full(E.shape, 1 / E.shape[1])
    weights = np.exp(-beta * (E - least[:, None]))
    return least - np.log(weights.mean(axis=1)) / beta, weights / weights.sum(axis=1, keepdims=True)


def distances(y: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Return the squared distances (S, K) of points (S, 2) to outputs (K, 2)."""
    return np.square(y[:, None] - outputs).sum(axis=-1)


def slide(y: np.ndarray, outputs: np.ndarray, beta: float) -> np.ndarray:
    """Return the way (S, 2) of a point (2,) down the slope of F_β; all latents have these outputs (K, 2)."""
    way = [np.asarray(y, float)]
    for _ in range(STEPS):
        _, counts = weighed(distances(way[-1][None], outputs), beta)
        way.append(way[-1] - STEP * (way[-1] - counts[0] @ outputs))
    return np.array(way)


def way(y: np.ndarray, outputs: np.ndarray, beta: float, *, closed: bool) -> tuple[np.ndarray, int]:
    """Return a way (S, 2) from a point (2,) down the slope, and where it goes on along the outputs (K, 2), from and
    back to the nearest if they are ``closed``, else to the end that is further away; nowhere if F has melted there.
    """
    down = slide(y, outputs, beta)
    off = np.square(outputs - down[-1]).sum(axis=1)
    first, size = int(off.argmin()), np.square(outputs - outputs.mean(axis=0)).sum(axis=1).mean()
    if off[first] > 0.01 * size:
        return down, len(down) - 1
    further = outputs[first:] if first < len(outputs) / 2 else outputs[first::-1]
    along = np.concatenate([outputs[first:], outputs[: first + 1]]) if closed else further
    return np.concatenate([down, along]), len(down) - 1


def peaked(F: np.ndarray) -> np.ndarray:
    """Return where a map (H, W) is higher than on both sides along an axis: on a ridge F has no gradient, (H, W)."""
    found = np.zeros(F.shape, bool)
    found[1:-1] |= (F[1:-1] > F[:-2]) & (F[1:-1] > F[2:])
    found[:, 1:-1] |= (F[:, 1:-1] > F[:, :-2]) & (F[:, 1:-1] > F[:, 2:])
    return found
