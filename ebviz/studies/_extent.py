"""How far maps of the plane reach: as far as the lecture's, or as samples and manifolds of another size need."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from ebviz.study import Run

Extent = tuple[float, float]  # −extent … extent along y₁ and along y₂
ROUND = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
LEAST, MOST, BEST = 0.2, 1.0, 0.75  # shares of the extent that what is shown should reach


def unit(extent: Extent, *shown: np.ndarray) -> float:
    """Return the round number by which to multiply an extent, so that points (…, 2) fit into it and fill it.

    >>> import numpy as np
    >>> unit((3.0, 2.0), np.array([[1.5, 0.2]])), unit((3.0, 2.0), np.array([[40.0, 2.0]]))
    (1.0, 20.0)
    """
    share = max(
        float(abs(points.reshape(-1, 2)[:, side]).max()) / extent[side] for points in shown for side in (0, 1)
    )
    if share == 0 or LEAST <= share <= MOST:
        return 1.0
    wanted = share / BEST
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(number * power for number in ROUND if number * power >= (1 - 1e-9) * wanted)


def shown(ellipse: Run, *runs: Run) -> list[np.ndarray]:
    """Return the points that a map has to show: samples, and the manifolds of models that have one."""
    return [ellipse["y"], *(run["fine_y"] for run in runs if "fine_y" in run)]


def chosen(given: tuple[float | None, float | None], usual: Extent, unit: float) -> Extent:
    """Return lengths: those that a configuration gives, and for None the usual ones in other units.

    >>> chosen((None, 0.5), (3.0, 0.25), 10.0)
    (30.0, 0.5)
    """
    first, second = (
        one if one is not None else other * unit for one, other in zip(given, usual, strict=True)
    )
    return first, second
