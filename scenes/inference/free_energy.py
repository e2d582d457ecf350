"""The free energy over the plane: a map that is found point by point."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents, hot_end
from scenes.inference._shape import counted, shape

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
        self.play(FadeIn(curve), run_time=0.5)
        self.play(Create(curve.curve(z, E)), run_time=3)
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
