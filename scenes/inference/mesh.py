"""A mesh of locations y′: the best latent of each leads to a point of the manifold nearest to it."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._sides import aside

FIVE = ("aqua", "yellow", "red", "green", "orange")  # as on the slide; numbers tell them apart, too
PICKED = 0  # which of the five is worked out in detail
STEEP = 3  # how high the plot of the energies reaches, in free energies of the highest of the five
LEAST = (3.2, 2.2)  # how far the plane reaches at least


class FivePoints(LectureScene):
    """One location's energy leads to its nearest point on the manifold; so do those of four more, and of all."""

    studies = ("free_energy", "inference")
    cannot_show = {"inference.energy": "every location travels to its g(ž), and an energy has no decoder g"}
    gif = (0, 33)

    def thumbnail(self) -> None:
        """Draw the energies of the five."""
        z, E = self.study("inference")["fine_z"], self.study("free_energy")["around_fine_E"]
        tall = np.ptp(z) / np.ptp(E) / 1.4
        ways = [np.stack([z, tall * one, 0 * z], axis=-1) for one in E]
        curves = VGroup(*(Trace(way, hue, width=11) for way, hue in zip(ways, FIVE, strict=True)))
        self.add(*poster(curves, "each $y'$", "finds", "a $z$"))

    def construct(self) -> None:
        self.free, self.model = self.study("free_energy"), self.study("inference")
        self.lay_out()
        self.one()
        self.four()
        self.all()

    def lay_out(self) -> None:
        """Lay out the plane with the mesh and the manifold; on the right there is room for energies."""
        free, latents = self.free, Latents.of(self.model)
        self.z, self.E = self.model["fine_z"], free["around_fine_E"]
        self.five = [tuple(one) for one in free["five_i_around"]]
        low, high, self.best = self.z[0], self.z[-1], [float(free["mesh_z_check"][one]) for one in self.five]
        self.mesh = free["mesh_y"].reshape(-1, 2)
        shown = np.vstack([self.mesh, self.model["fine_y"]])
        self.plane = Plane(
            *ticks.spread(shown, LEAST), within=self.hero, every=(2, 2), grid=False, axes=False
        )
        self.dots, trace = (self.plane.dots(self.mesh, "y'", size=6) for _ in range(2))
        self.manifold = self.plane.trace(self.model["fine_y"], closed=latents.closed, width=3)
        room, self.low = self.side.rows(5, 2)
        top = min(float(self.E.max()), STEEP * max(float(E.min()) for E in self.E))
        gap = ticks.spacing(top, 5)
        top = float(np.ceil(top / gap) * gap)
        self.cut = f", shown only up to ${top:g}$" if top < self.E.max() else ""
        self.energy = Plane(
            (low, high), (-gap / 4, top, gap), within=room, stretch=True,
            labels=("z", "E(y', z)"), above=True, x_ticks=ticks.latent(low, high, most=4),
        )  # fmt: skip
        self.add(
            title("From every location to the model"),
            self.plane,
            trace.set_opacity(0.25),
            self.dots,
        )

    def parts(self, k: int) -> tuple[VGroup, Trace, VGroup, Trace, Cloud]:
        """Return what belongs to one of the five: its ring, its energy, the minimum, the way to y̌, and y̌.

        Ring and minimum have its number.
        """
        hue, place, end = FIVE[k], *(self.free[name][self.five[k]] for name in ("mesh_y", "mesh_y_check"))
        lowest = (self.best[k], np.interp(self.best[k], self.z, self.E[k]))
        ring = self.plane.cloud(place, hue, shape="ring", size=26, width=3).set_fill(
            config.background_color, 1
        )
        cross = self.energy.cloud(lowest, hue, shape="cross", size=14, width=4)
        here, there = (Words(f"{k + 1}", size=size, colour=hue) for size in (24, 32))
        curves = np.vstack([self.energy.at(np.stack([self.z, E], -1)) for E in (*self.E, 0 * self.z)])
        aside(there, cross.places[0], curves, self.energy, buff=9)
        return (
            VGroup(ring, here.move_to(ring.places[0])).set_z_index(1),  # its way starts beneath it
            self.energy.curve(self.z, self.E[k], hue, width=3),
            VGroup(cross, there),
            self.plane.trace(np.stack([place, end]), hue, width=3, dash=(5, 4)),
            self.plane.cloud(end, hue, shape="cross", size=14, width=4),
        )

    def one(self) -> None:
        """Work out one location: its energy, the lowest of it, and where that leads."""
        ring, curve, lowest, way, end = self.first = self.parts(PICKED)
        where = f"${len(self.mesh)}$ locations $y'$ and all $g(z)$ that the model can produce"
        self.say(f"{where}: which is nearest to each?", run_time=0)
        self.play(Create(self.manifold), run_time=2)
        self.wait(0.5)
        self.say(
            f"take one $y'$: each $z$ has an energy{self.cut}", FadeIn(ring, scale=2), FadeIn(self.energy)
        )
        self.play(Create(curve), run_time=2)
        formula = Formula("check(y) = g(check(z)), quad check(z) = argmin_z E(y', z)", size=36)
        self.say("its lowest point marks the best $z$, called $check(z)$", FadeIn(lowest, scale=2))
        self.wait(1)
        self.say("and $g$ of that $z$ is the nearest point, $check(y)$", FadeIn(self.low.fit(formula)))
        self.play(Create(way), FadeIn(end, scale=2), run_time=1.5)
        self.stop("one location", hold=0.7)

    def four(self) -> None:
        """Do the same for the other four, one after another."""
        self.others = [self.parts(k) for k in range(len(FIVE)) if k != PICKED]
        shown = [
            LaggedStart(
                FadeIn(ring, scale=2), Create(curve), FadeIn(lowest), Create(way), FadeIn(end), lag_ratio=0.8
            )
            for ring, curve, lowest, way, end in self.others
        ]
        self.say("four more, each with its energy and its best $z$")
        self.play(LaggedStart(*shown, lag_ratio=0.6), run_time=5.5)
        self.stop("five locations", hold=0.3)

    def all(self) -> None:
        """Send every location to its point on the manifold, the nearest first."""
        ends = self.free["mesh_y_check"].reshape(-1, 2)
        start, end = self.plane.at(self.mesh), self.plane.at(ends)
        order = np.linalg.norm(ends - self.mesh, axis=1).argsort().argsort()
        hues = rgba("y'"), rgba("check(y)")
        fly = Fly(self.dots, start, end, hues=hues, lag=0.7, order=order, run_time=8)
        self.say("now all $y'$ go to their $check(y)$, the nearest first")
        self.play(fly)
        ways, gaps = (
            Trace(np.zeros((0, 3)), "grey", width=1).set_stroke(opacity=0.5),
            np.full_like(end, np.nan),
        )

        def draw(share: float) -> None:  # back along each one's way, the nearest first
            turn = eased((3 * share - 2 * order / len(order))[:, None])
            ways.run(np.stack([end, end + turn * (start - end), gaps], axis=1).reshape(-1, 3))

        self.add(ways, self.dots, *self.first, *(part for one in self.others for part in one))
        self.claim("the best $z$ sends every $y'$ to a nearest point of the model")
        self.play(Drawn(ways, draw, run_time=7, rate_func=linear))
