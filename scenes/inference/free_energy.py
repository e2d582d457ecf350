"""The free energy over the plane: a map that is found point by point, then a surface that spins."""

import numpy as np

from ebviz.stage import *

CAP = 2  # F at the hot end of the map's colours
SHORT = 0.3  # drawn share of the way from y to the manifold, so that arrows do not hide it
PICKED = 2  # which of the five stored points is worked out in detail
COUNTS = {
    "cold": "the lowest of them counts",
    "warm": "the lowest count most",
    "hot": "all of them count, nearly alike",
}


class FreeEnergyMap(LectureScene):
    """At each y′ the latent searches for its lowest energy; that one number is F∞, and −∇F∞ leads to the manifold."""

    studies = ("free_energy", "inference", "ellipse")
    thumbnail = 24
    gif = (10, 25)

    def construct(self) -> None:
        self.run, self.kind = self.study("free_energy"), regime(self.study("free_energy").config["beta"])
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
            (*spans[0], 0.5), (*spans[1], 0.5), within=self.hero, room=70, every=(2, 2), axes=False
        )
        self.heat = self.plane.heat(run["mesh_F"], high=CAP, bar="right", name=self.F, smooth=False)
        self.cells = np.zeros(run["mesh_F"].shape)
        self.heat.set_reveal(self.cells)
        self.manifold = self.plane.trace(self.study("inference")["fine_y"], closed=True)
        self.add(self.plane, self.heat.bar, self.heat, self.manifold)

    def one_point(self) -> None:
        """Work out one y′: its energy over z, the minimum, and the colour that it gives its cell."""
        run, (row, column) = self.run, self.run["five_i"][PICKED]
        y, z, E = run["five_y"][PICKED], self.study("inference")["fine_z"], run["five_fine_E"][PICKED]
        here = self.plane.point(y, "y'", DOWN)
        curve = Plane(
            (z[0], z[-1]), (0, np.ceil(E.max() / 4) * 4, 4), within=self.side.rows(3, 2)[0], stretch=True,
            above=True, labels=("z", "E(y', z)"), x_ticks=ticks.pi(z[0], z[-1]),
        )  # fmt: skip
        best, free = np.array([run["five_z_check"][PICKED], E.min()]), float(run["five_F"][PICKED])
        lowest = curve.cloud(best, "z_check", shape="cross", size=14)
        found = Counter(Formula(f"{self.kind.symbol} (y') =", size=36), size=30)
        found.put(free)
        self.side.rows(3, 2)[1].put(found, "top")
        self.say("how much energy does $y'$ have, once the latent has had its choice?", FadeIn(here))
        self.play(FadeIn(curve))
        self.play(Create(curve.curve(z, E)), run_time=2)
        self.say(f"every $z$ has an energy; {COUNTS[self.kind.name]}", FadeIn(lowest), FadeIn(found))
        self.stop("one point")
        drop = lowest.copy()
        self.play(drop.animate.move_to(here[0]), run_time=1)
        self.cells[row, column] = 1
        self.heat.set_reveal(self.cells.copy())
        self.remove(drop)
        self.wait(1)
        self.here = here

    def all_points(self) -> None:
        """Do the same at every other point of the mesh, then show which way F∞ falls."""
        run, tails = self.run, self.run["mesh_y"].reshape(-1, 2)
        self.say("the same search at every other point", FadeOut(self.here))
        self.play(Grow(self.heat, lag=0.9, run_time=6))
        ways = -0.5 * run["mesh_grad"].reshape(-1, 2)
        arrows = self.plane.arrows(tails, ways, on_map=run["mesh_F"].ravel() / CAP, scale=SHORT)
        samples = self.plane.cloud(self.study("ellipse")["y"], "y", size=8, on_map=True)
        legend = Legend(
            [
                ("line", "y_tilde", "$tilde(y)$, what the model can produce"),
                ("dot", "y", "samples $y$"),
                ("line", "arrow", f"along $-nabla {self.F}$, shortened"),
            ]
        )
        self.side.rows(3, 2)[1].put(legend, "bottom left")
        self.play(Grow(arrows, lag=0.5), FadeIn(samples), FadeIn(legend), run_time=2)
        self.claim("the free energy of $y$ is low where the model can produce it, and grows away from there")
        self.wait(3)


class SpinningFreeEnergy(LectureScene):
    """The free energy over (y₁, y₂) turns once, a seamless loop: a valley along the manifold, a ridge inside it."""

    studies = ("free_energy", "inference")
    thumbnail = 3
    gif = (0, 12)

    def construct(self) -> None:
        run, beta = self.study("free_energy"), self.study("free_energy").config["beta"]
        kind, ring = regime(beta), self.study("inference")["fine_y"]
        y1, y2, F = run["surface_y1"], run["surface_y2"], run["surface_F"]
        inside = float(F[np.abs(y2 - ring[:, 1].mean()).argmin(), np.abs(y1 - ring[:, 0].mean()).argmin()])
        top = energy_scale(F, cap=None if inside < 1e-3 else float(f"{2.4 * inside:.1g}")).cap
        near = [np.flatnonzero((top >= F).any(axis=axis))[[0, -1]] for axis in (0, 1)]
        spans = [(float(side[a]), float(side[b]), 0.5) for side, (a, b) in zip((y1, y2), near, strict=True)]
        name = f"{kind.symbol} (y)"
        axes = Axes3D(
            spans[0], spans[1], (0, top, top / 2), lengths=(10, 6, 3),
            names=[Formula(text, size=34) for text in ("y_1", "y_2", name)],
        )  # fmt: skip
        sheet = relief(axes, y1, y2, F, levels=list(top / 20 * np.arange(1, 20)))
        floor = Curve(axes.point(ring[:, 0], ring[:, 1], 0), rgba("y_tilde"), width=5, closed=True)
        window = space(
            self.body, axes, sheet, floor, view=View(phi=47 * DEGREES, theta=-60 * DEGREES), turning=TURN
        )
        warm = "" if np.isinf(beta) else f" at $beta = {beta:g}$"
        heading = title("Zero-temperature free energy" if np.isinf(beta) else f"Free energy{warm}")
        formula = Formula(f"{name} = {kind.definition}", size=36)
        bar = ColourBar(0, top, [0, top / 2, top], name, length=190)
        self.add(heading, self.body.put(bar, "right"), window, self.body.put(formula, "top right"))
        lowest = float(F.min())
        ridged = inside > 2 * lowest + 1e-3  # melted, there is one valley, and it is in the middle
        says = "is low along what the model can produce, and a ridge stands inside"
        self.claim(f"${name}$ {says if ridged else 'has one valley, in the middle'}", run_time=0)
        start = window.view.theta
        self.play(Turn(window, theta=start + TAU, ease=linear, run_time=12))


TURN = tuple(np.linspace(0, TAU, 12, endpoint=False))  # angles from which the surface must fit its window
