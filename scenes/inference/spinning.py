"""The free energy as a surface that spins: a valley along the manifold, and a ridge inside it."""

import numpy as np

from ebviz.stage import *
from scenes.inference._shape import ends, shape

TURN = tuple(np.linspace(0, TAU, 12, endpoint=False))  # angles from which the surface must fit its window


class SpinningFreeEnergy(LectureScene):
    """The free energy over (y₁, y₂) turns once, a seamless loop: a valley along the manifold, a ridge inside it."""

    studies = ("free_energy", "inference")
    thumbnail = 3
    gif = (0, 15)

    def construct(self) -> None:
        run, beta = self.study("free_energy"), self.study("free_energy").config["beta"]
        kind, model = regime(beta), self.study("inference")
        y1, y2, F = run["surface_y1"], run["surface_y2"], run["surface_F"]
        ring, closed = model.get("fine_y"), model.config["z_closed"]
        low, top = ends(y1, y2, F, ring if closed else None)
        near = [np.flatnonzero((top >= F).any(axis=axis))[[0, -1]] for axis in (0, 1)]
        spans = [(float(side[a]), float(side[b])) for side, (a, b) in zip((y1, y2), near, strict=True)]
        name, gap = f"{kind.symbol} (y)", (top - low) / 2
        x, y = (
            (*span, ticks.spacing(span[1] - span[0], most)) for span, most in zip(spans, (10, 6), strict=True)
        )
        names = [Formula(text, size=34) for text in ("y_1", "y_2", name)]
        axes = Axes3D(x, y, (low, top, gap), lengths=(10, 6, 3), names=names)
        sheet = relief(axes, y1, y2, F, low=low, levels=list(low + gap / 10 * np.arange(1, 20)))
        floor = [] if ring is None else self.floor(axes, ring, closed)
        floor += self.section(axes, y1, y2, F)
        window = space(
            self.body, axes, sheet, *floor, view=View(phi=47 * DEGREES, theta=-60 * DEGREES), turning=TURN
        )
        warm = "" if np.isinf(beta) else f" at $beta = {beta:g}$"
        heading = title("Zero-temperature free energy" if np.isinf(beta) else f"Free energy{warm}")
        formula = Formula(f"{name} = {kind.definition}", size=36)
        bar = ColourBar(low, top, [low, low + gap, top], name, length=190)
        self.add(heading, self.body.put(bar, "right"), window, self.body.put(formula, "top right"))
        self.claim(f"${name}$ {shape(y1, y2, F, ring, closed=closed)}", run_time=0)
        start = window.view.theta
        self.play(Turn(window, theta=start + TAU, ease=linear, run_time=15))

    @staticmethod
    def section(axes: Axes3D, y1: np.ndarray, y2: np.ndarray, F: np.ndarray) -> list[Curve]:
        """Return the surface's section through its middle, as far as the axes reach."""
        (left, right), (low, high), (_, top) = axes.ranges
        column = int(np.abs(y1 - (left + right) / 2).argmin())
        kept = (y2 >= low) & (y2 <= high) & (F[:, column] <= top)
        places = axes.point(y1[column], y2[kept], F[kept, column])
        return [Curve(places, rgba("white"), width=5, lift=0.01)] if len(places) > 1 else []

    @staticmethod
    def floor(axes: Axes3D, ring: np.ndarray, closed: bool) -> list[Curve]:
        """Return the manifold (N, 2) on the floor, as far as the axes reach."""
        places, (low, high) = axes.point(ring[:, 0], ring[:, 1], axes.ranges[2, 0]), axes.ranges[:2].T
        inside = ((ring >= low) & (ring <= high)).all(axis=1)
        if inside.all():
            return [Curve(places, rgba("y_tilde"), width=5, closed=closed)]
        within = np.flatnonzero(inside)
        parts = np.split(within, np.flatnonzero(np.diff(within) > 1) + 1)
        return [Curve(places[part], rgba("y_tilde"), width=5) for part in parts if len(part) > 1]
