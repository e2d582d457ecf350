"""A mesh of locations y′: each has its own energy, its own best latent, its own nearest point on the manifold."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents

FIVE = ("aqua", "yellow", "red", "green", "orange")
PICKED = 2  # which of the five is worked out in detail
LEAST = (3.2, 2.2)  # how far the plane reaches at least


class FivePoints(LectureScene):
    """One location's energy leads to its nearest point on the manifold; so do those of four more, and of all."""

    studies = ("free_energy", "inference")
    cannot_show = {"inference.energy": "every location travels to its g(ž), and an energy has no decoder g"}
    gif = (0, 33)

    def thumbnail(self) -> None:
        """Draw the energies of the five."""
        z, E = self.study("inference")["fine_z"], self.study("free_energy")["five_fine_E"]
        tall = np.ptp(z) / np.ptp(E) / 1.4
        ways = [np.stack([z, tall * one, 0 * z], axis=-1) for one in E]
        curves = VGroup(*(Trace(way, hue, width=11) for way, hue in zip(ways, FIVE, strict=True)))
        self.add(*poster(curves, "each $y'$", "has its", "own $z$"))

    def construct(self) -> None:
        self.free, self.model = self.study("free_energy"), self.study("inference")
        self.lay_out()
        self.one()
        self.four()
        self.all()

    def lay_out(self) -> None:
        """Lay out the plane with the mesh and the manifold; on the right there is room for energies."""
        free, latents = self.free, Latents.of(self.model)
        self.z, self.E = latents.centred(self.model["fine_z"], free["five_fine_E"])
        low, high, best = self.z[0], self.z[-1], free["five_z_check"]
        self.best = np.where(best > high, best - (high - low), best)
        self.mesh = free["mesh_y"].reshape(-1, 2)
        shown = np.vstack([self.mesh, self.model["fine_y"]])
        self.plane = Plane(
            *ticks.spread(shown, LEAST), within=self.hero, every=(2, 2), grid=False, axes=False
        )
        self.dots, trace = (self.plane.dots(self.mesh, "y'", size=6) for _ in range(2))
        manifold = self.plane.trace(self.model["fine_y"], closed=latents.closed, width=3)
        room, self.low = self.side.rows(5, 2)
        gap = ticks.spacing(float(self.E.max()), 5)
        self.energy = Plane(
            (low, high), (-gap / 4, float(np.ceil(self.E.max() / gap) * gap), gap), within=room, stretch=True,
            labels=("z", "E(y', z)"), above=True, x_ticks=ticks.latent(low, high, most=4),
        )  # fmt: skip
        self.add(
            title("Every location has its own latent"),
            self.plane,
            trace.set_opacity(0.35),
            self.dots,
            manifold,
        )

    def parts(self, k: int) -> tuple[Cloud, Trace, Cloud, Trace, Cloud]:
        """Return what belongs to one of the five: its ring, its energy, the minimum, the way to y̌, and y̌."""
        free, hue, place = self.free, FIVE[k], self.free["five_y"][k]
        end = free["mesh_y_check"][tuple(free["five_i"][k])]
        lowest = (self.best[k], np.interp(self.best[k], self.z, self.E[k]))
        return (
            self.plane.cloud(place, hue, shape="ring", size=15, width=3),
            self.energy.curve(self.z, self.E[k], hue, width=3),
            self.energy.cloud(lowest, hue, shape="cross", size=14, width=4),
            self.plane.trace(np.stack([place, end]), hue, width=3, dash=(5, 4)),
            self.plane.cloud(end, hue, shape="cross", size=14, width=4),
        )

    def one(self) -> None:
        """Work out one location: its energy, the lowest of it, and where that leads."""
        ring, curve, lowest, way, end = self.first = self.parts(PICKED)
        says = f"${len(self.mesh)}$ locations $y'$: which $tilde(y)$ comes nearest to each?"
        self.say(says, run_time=0)
        self.wait(3)
        self.say("take one: each $z$ has an energy", FadeIn(ring, scale=2), FadeIn(self.energy))
        self.play(Create(curve), run_time=2)
        self.say("the lowest is that of its own best $z$", FadeIn(lowest, scale=2))
        self.wait(2.5)
        self.say("and there the manifold comes nearest")
        self.play(Create(way), FadeIn(end, scale=2), run_time=1.5)
        self.stop("one location", hold=1.5)

    def four(self) -> None:
        """Do the same for the other four, one after another."""
        self.others = [self.parts(k) for k in range(len(FIVE)) if k != PICKED]
        shown = [
            AnimationGroup(FadeIn(ring, scale=2), Create(curve), FadeIn(lowest), Create(way), FadeIn(end))
            for ring, curve, lowest, way, end in self.others
        ]
        self.say("four more: each has an energy and a best $z$ of its own")
        self.play(LaggedStart(*shown, lag_ratio=0.5), run_time=3.5)
        self.stop("five locations", hold=1)

    def all(self) -> None:
        """Send every location to its point on the manifold, the nearest first."""
        ends = self.free["mesh_y_check"].reshape(-1, 2)
        start, end = self.plane.at(self.mesh), self.plane.at(ends)
        order = np.linalg.norm(ends - self.mesh, axis=1).argsort().argsort()
        hues = rgba("y'"), rgba("check(y)")
        fly = Fly(self.dots, start, end, hues=hues, lag=0.7, order=order, run_time=7)
        gone = [FadeOut(part) for one in (self.first, *self.others) for part in (one[0], one[3], one[4])]
        self.say("now all of them, the nearest first", *gone)
        self.play(fly)
        formula = Formula("check(y) = g(check(z)), quad check(z) = argmin_z E(y', z)", size=36)
        says = "the best $z$ sends every location to the nearest point of the manifold"
        self.claim(says, FadeIn(self.low.fit(formula)))
        self.wait(2)
