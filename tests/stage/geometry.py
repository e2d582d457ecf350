"""The distance to an ellipse by another route than the project's: the roots of a quartic."""

from __future__ import annotations

import numpy as np


def squared_distance_to_ellipse(point: np.ndarray, a: float, b: float) -> float:
    """Return the squared distance from a point off both axes to the ellipse of semi-axes a, b.

    With a Lagrange multiplier λ the nearest point is (a²p/(a²+λ), b²q/(b²+λ)), and it is on the ellipse where
    a²p²(b²+λ)² + b²q²(a²+λ)² = (a²+λ)²(b²+λ)².
    """
    p, q = map(float, point)
    A, B = np.poly1d([1, a * a]), np.poly1d([1, b * b])
    quartic = A**2 * B**2 - a * a * p * p * B**2 - b * b * q * q * A**2
    multipliers = [root.real for root in quartic.roots if abs(root.imag) < 1e-7]
    feet = [(a * a * p / (a * a + k), b * b * q / (b * b + k)) for k in multipliers]
    return min((p - u) ** 2 + (q - v) ** 2 for u, v in feet)
