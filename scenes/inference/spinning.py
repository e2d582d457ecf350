"""The free energy as a landscape: a map that rises, is cut in its middle, and turns once."""

import numpy as np

from ebviz.stage import *
from scenes.inference._shape import ends, shape

TILT, FRONT = 40 * DEGREES, -33 * DEGREES  # the view of the landscape, its short side to the front
TURN = tuple(np.linspace(0, TAU, 12, endpoint=False))  # angles from which the surface must fit its window


class SpinningFreeEnergy(LectureScene):
    """A map of the free energy rises to a landscape: a valley along the manifold, a ridge inside; it turns once."""

    studies = ("free_energy", "inference")
    thumbnail = 11.5
    gif = (11, 29.9)

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

        def rise(share: float) -> None:
            sheet.set_grid(axes.heights(y1, y2, low + share * (F - low)), F)

        floor = [] if ring is None else self.floor(axes, ring, closed)
        cut, numbers = self.section(axes, y1, y2, F, ring if closed else None)
        window = space(self.body, axes, sheet, *floor, view=View(phi=TILT, theta=FRONT), turning=TURN)
        window.view.look(phi=0, theta=-90 * DEGREES)
        rise(0)
        warm = "" if np.isinf(beta) else f" at $beta = {beta:g}$"
        heading = title("Zero-temperature free energy" if np.isinf(beta) else f"Free energy{warm}")
        formula = Formula(f"{name} = {kind.definition}", size=36)
        bar = ColourBar(low, top, [low, low + gap, top], name, length=190)
        self.add(heading, self.body.put(bar, "right"), window, self.body.put(formula, "top right"))
        if floor:
            whose = "the" if model.config["decoder"] else "an untrained"
            key = Legend([("line", "y_tilde", f"what {whose} model can produce")])
            self.add(self.body.inset(0, 16).put(key, "top left"))
        says = f"a map of ${name}$, its colours only up to ${top:g}$: what does it look like as a landscape?"
        self.say(says, run_time=0)
        self.wait(2)
        self.say(f"height is energy, cut off above ${top:g}$")
        self.play(Turn(window, phi=TILT, theta=FRONT, run_time=5), Drawn(sheet, rise, run_time=5))
        self.say(f"a cut through the middle, at $y_1 = {round(float(y1[self.column(axes, y1)]), 2) + 0:g}$")
        window.add(*cut, *numbers)
        self.play(*(Drawn(line, line.set_portion, run_time=2) for line in cut), run_time=2)
        self.play(*(number.animate.set_opacity(1) for number in numbers), run_time=0.5)
        self.stop("the cut", hold=1)
        self.claim(f"${name}$ {shape(y1, y2, F, ring, closed=closed)}")
        valley = numbers[:1]  # the front wall passes before its number
        self.play(*(number.animate.set_opacity(0) for number in valley), run_time=0.5)
        self.play(Turn(window, theta=FRONT + TAU, ease=linear, run_time=17))
        self.play(*(number.animate.set_opacity(1) for number in valley), run_time=0.5)

    @staticmethod
    def column(axes: Axes3D, y1: np.ndarray) -> int:
        """Return the column of the surface that is in the middle of the axes."""
        return int(np.abs(y1 - axes.ranges[0].mean()).argmin())

    def section(
        self, axes: Axes3D, y1: np.ndarray, y2: np.ndarray, F: np.ndarray, ring: np.ndarray | None
    ) -> tuple[list[Curve], list[SpaceLabel]]:
        """Return the surface's section through its middle, its lowest value, and that inside the manifold."""
        column, (low, high), (_, top) = self.column(axes, y1), *axes.ranges[1:]
        kept = np.flatnonzero((y2 >= low) & (y2 <= high) & (F[:, column] <= top))
        places = axes.point(y1[column], y2[kept], F[kept, column])
        if len(places) < 2:
            return [], []
        rows = [int(F[kept, column].argmin())]
        if ring is not None:
            rows.append(int(np.abs(y2[kept] - ring[:, 1].mean()).argmin()))
        numbers = []
        for k, side in zip(rows, (-0.35, 0.36), strict=False):  # below the valley, above the ridge
            number = Formula(f"{round(float(F[kept[k], column]), 2) + 0:g}", size=34)
            number.set_stroke(COLOURS["black"], 3.5, background=True)
            numbers.append(SpaceLabel(number, places[k], shift=(0, side)).set_opacity(0))
        return [Curve(places, rgba("white"), width=5, lift=0.003).set_portion(0)], numbers

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
