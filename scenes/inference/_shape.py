"""What a free energy over the plane is like, in words and in the height to show: asked of its arrays."""

import numpy as np

from ebviz.stage import energy_scale

MELTED = 0.5  # how far from the manifold, in radii of it, the lowest F lies where its valley has melted


def counted(E: np.ndarray, beta: float) -> str:
    """Return which of the energies (N,) of all latents count at β."""
    if np.isinf(beta):
        return "only the lowest counts"
    return (
        "all count almost equally" if beta * np.ptp(E) < np.log(2) else "the lower it is, the more it counts"
    )


def centre(y1: np.ndarray, y2: np.ndarray, F: np.ndarray, ring: np.ndarray) -> float:
    """Return F (H, W) in the middle of a manifold (N, 2)."""
    column, row = (np.abs(side - ring[:, k].mean()).argmin() for k, side in enumerate((y1, y2)))
    return float(F[row, column])


def lain_on(y1: np.ndarray, y2: np.ndarray, F: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return F (…, H, W), interpolated between its even mesh, at places (N, 2) within it: (…, N)."""
    cells = [(places[:, k] - side[0]) / (side[1] - side[0]) for k, side in enumerate((y1, y2))]
    (i, u), (j, v) = ((low := np.clip(cell.astype(int), 0, n - 2), cell - low)
                      for cell, n in zip(cells, (len(y1), len(y2)), strict=True))  # fmt: skip
    below, above = ((1 - u) * F[..., row, i] + u * F[..., row, i + 1] for row in (j, j + 1))
    return np.asarray((1 - v) * below + v * above)


def ends(y1: np.ndarray, y2: np.ndarray, F: np.ndarray, ring: np.ndarray | None) -> tuple[float, float]:
    """Return the lowest and the highest F to show: high enough for the ridge within a closed manifold (N, 2)."""
    low = min(float(F.min()), 0.0)
    inside = 0.0 if ring is None else centre(y1, y2, F, ring) - low
    return low, low + energy_scale(F - low, cap=None if inside < 1e-3 else float(f"{2.4 * inside:.1g}")).cap


def shape(y1: np.ndarray, y2: np.ndarray, F: np.ndarray, ring: np.ndarray | None, *, closed: bool) -> str:
    """Return what F (H, W) is like: low along the manifold (N, 2), perhaps with a ridge inside, or melted."""
    if ring is None:
        return "is low where $E(y, z)$ is low for the $z$ that count"
    row, column = np.unravel_index(F.argmin(), F.shape)
    away = np.linalg.norm(ring - (y1[column], y2[row]), axis=1).min()
    if away > MELTED * np.linalg.norm(ring - ring.mean(axis=0), axis=1).min():
        return "is lowest away from what the model can produce"
    if closed and centre(y1, y2, F, ring) > 2 * F.min() + 1e-3:
        return "is low along what the model can produce, with a ridge inside"
    return "is low on and near what the model can produce"
