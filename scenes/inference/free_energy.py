"""The free energy over the plane: a map that is found point by point, then a surface that spins."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents, hot_end
from scenes.inference._shape import counted, ends, shape

SHORT = (
    0.3  # drawn share of half the slope: of the way to the manifold where it is cold, so as not to hide it
)
PICKED = 2  # which of the five stored points is worked out in detail


class FreeEnergyMap(LectureScene):
    """At each y′ the energies of all latents become one number, F; −∇F leads to where the model says y should be."""

    studies = ("free_energy", "inference", "ellipse")
    thumbnail = 24
    gif = (10, 25)

    def construct(self) -> None:
        self.run, self.model = self.study("free_energy"), self.study("inference")
        self.kind, self.latents = regime(self.run.config["beta"]), Latents.of(self.model)
        self.F = f"{self.kind.symbol} (y)"
        self.add(title("Free energy, one point at a time"))
        self.lay_out()
        self.one_point()
        self.all_points()

    def lay_out(self) -> None:
        """Lay out the plane with the manifold, and the map that is still hidden."""
        run = self.run
        half = [(run[name][1] - run[name][0]) / 2 for name in ("mesh_y1", "mesh_y2")]
        spans = [
            (run[name][0] - h, run[name][-1] + h)
            for name, h in zip(("mesh_y1", "mesh_y2"), half, strict=True)
        ]
        self.plane = Plane(
            *((*span, ticks.spacing(span[1] - span[0], 14)) for span in spans),
            within=self.hero, room=70, every=(2, 2), axes=False,
        )  # fmt: skip
        self.cap = hot_end(self.study("ellipse")["y"], run["mesh_F"])
        self.heat = self.plane.heat(run["mesh_F"], high=self.cap, bar="right", name=self.F, smooth=False)
        self.cells = np.zeros(run["mesh_F"].shape)
        self.heat.set_reveal(self.cells)
        self.add(self.plane, self.heat.bar, self.heat)
        if "fine_y" in self.model:
            places = self.model["fine_y"]  # (481, 2), from end to end
            self.add(self.plane.curve(places[:, 0], places[:, 1], "y_tilde"))

    def one_point(self) -> None:
        """Work out one y′: its energy over z, the minimum, and the colour that it gives its cell."""
        run, (row, column) = self.run, self.run["five_i"][PICKED]
        y, z, E = run["five_y"][PICKED], self.model["fine_z"], run["five_fine_E"][PICKED]
        here, gap = self.plane.point(y, "y'", DOWN), ticks.spacing(float(E.max() - min(E.min(), 0)), 5)
        curve = Plane(
            (z[0], z[-1]), (min(0, np.floor(E.min() / gap) * gap), np.ceil(E.max() / gap) * gap, gap),
            within=self.side.rows(3, 2)[0], stretch=True, above=True, labels=("z", "E(y', z)"),
            x_ticks=self.latents.ticks(most=4),
        )  # fmt: skip
        best, free = float(run["five_z_check"][PICKED]), float(run["five_F"][PICKED])
        lowest = curve.cloud((best, np.interp(best, z, E)), "z_check", shape="cross", size=14)
        found = Counter(Formula(f"{self.kind.symbol} (y') =", size=36), size=30)
        found.put(free)
        self.side.rows(3, 2)[1].put(found, "top")
        self.say("how much energy does $y'$ have, once the latent has had its choice?", FadeIn(here))
        self.play(FadeIn(curve))
        self.play(Create(curve.curve(z, E)), run_time=2)
        counts = counted(E, self.run.config["beta"])
        self.say(f"every $z$ has an energy; {counts}", FadeIn(lowest), FadeIn(found))
        self.stop("one point")
        drop = lowest.copy()
        self.play(drop.animate.move_to(here[0]), run_time=1)
        self.cells[row, column] = 1
        self.heat.set_reveal(self.cells.copy())
        self.remove(drop)
        self.wait(1)
        self.here = here

    def all_points(self) -> None:
        """Do the same at every other point of the mesh, then show which way F falls."""
        run, tails = self.run, self.run["mesh_y"].reshape(-1, 2)
        self.say("the same search at every other point", FadeOut(self.here))
        self.play(Grow(self.heat, lag=0.9, run_time=6))
        ways = -0.5 * run["mesh_grad"].reshape(-1, 2)
        arrows = self.plane.arrows(tails, ways, on_map=run["mesh_F"].ravel() / self.cap, scale=SHORT)
        y = self.study("ellipse")["y"]
        samples = self.plane.cloud(y[self.plane.holds(y)], "y", size=8, on_map=True)
        entries = [("dot", "y", "samples $y$"), ("line", "arrow", f"along $-nabla {self.F}$, shortened")]
        ring = self.model.get("fine_y")
        if ring is not None:
            entries.insert(0, ("line", "y_tilde", "$tilde(y)$, what the model can produce"))
        legend = Legend(entries)
        self.side.rows(3, 2)[1].put(legend, "bottom left")
        self.play(Grow(arrows, lag=0.5), FadeIn(samples), FadeIn(legend), run_time=2)
        says = shape(run["mesh_y1"], run["mesh_y2"], run["mesh_F"], ring, closed=False)
        self.claim(f"the free energy of $y$ {says}")
        self.wait(3)


class SpinningFreeEnergy(LectureScene):
    """The free energy over (y₁, y₂) turns once, a seamless loop: a valley along the manifold, a ridge inside it."""

    studies = ("free_energy", "inference")
    thumbnail = 3
    gif = (0, 12)

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
        self.play(Turn(window, theta=start + TAU, ease=linear, run_time=12))

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


TURN = tuple(np.linspace(0, TAU, 12, endpoint=False))  # angles from which the surface must fit its window
