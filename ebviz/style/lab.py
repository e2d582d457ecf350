"""CIE L*a*b*, in which equal distances look about equally far apart (white point D65)."""

from __future__ import annotations

import numpy as np

# sRGB primaries to XYZ, rows X, Y, Z (IEC 61966-2-1).
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _XYZ.sum(axis=1)
_BEND = 6 / 29


def of_rgb(rgb: np.ndarray) -> np.ndarray:
    """Return L*, a*, b* (…, 3) of sRGB colours (…, 3) in [0, 1].

    >>> of_rgb(np.array([1.0, 1.0, 1.0])).round(3) + 0.0
    array([100.,   0.,   0.])
    """
    rgb = np.asarray(rgb, float)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _XYZ.T / _WHITE
    f = np.where(xyz > _BEND**3, np.cbrt(xyz), xyz / (3 * _BEND**2) + 4 / 29)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def to_rgb(lab: np.ndarray) -> np.ndarray:
    """Return sRGB colours (…, 3), clipped to [0, 1], of L*, a*, b* (…, 3)."""
    L, a, b = np.moveaxis(np.asarray(lab, float), -1, 0)
    y = (L + 16) / 116
    f = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    xyz = np.where(f > _BEND, f**3, 3 * _BEND**2 * (f - 4 / 29)) * _WHITE
    linear = xyz @ np.linalg.inv(_XYZ).T
    rgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)
    return np.clip(rgb, 0, 1)


def distance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return ΔE*ab (…) between sRGB colours (…, 3) in [0, 1]: 2.3 is just noticeable.

    >>> distance(np.zeros(3), np.ones(3)).round(3).item()
    100.0
    """
    return np.linalg.norm(of_rgb(one) - of_rgb(other), axis=-1)
