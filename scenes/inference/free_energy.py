"""The free energy over the plane: a map that is found point by point."""

import numpy as np

from ebviz.stage import *
from scenes.inference._chip import chip
from scenes.inference._downhill import distances, peaked, way, weighed
from scenes.inference._latents import Latents, hot_end
from scenes.inference._shape import counted, shape

SHORT = 0.3  # drawn share of half the slope, so that where it is cold no arrow hides the manifold
PICKED = 2  # which of the five stored points is worked out in detail
STEEP = 2.5  # how high the plot of an energy reaches, in free energies of the row
CLEAR = 30  # slide points around y′ and its letter in which no arrow begins
STRIDE = 2  # along either axis, each how-many-th point of the mesh has an arrow


class FreeEnergyMap(LectureScene):
    """At each y′ the energies of all latents become one number, F: a map, found point by point."""

    studies = ("free_energy", "inference", "ellipse")
    thumbnail = 25
    gif = (0, 34)

    def construct(self) -> None:
        self.run, self.model = self.study("free_energy"), self.study("inference")
        self.kind, self.latents = regime(self.run.config["beta"]), Latents.of(self.model)
        self.F = f"{self.kind.symbol} (y)"
        self.add(title("Free energy, one point at a time"))
        for act in (self.lay_out, self.one_point, self.one_row, self.all_points, self.downhill):
            act()

    def lay_out(self) -> None:
        """Lay out the plane with the manifold, and the map that is still hidden."""
        run = self.run
        sides = run["mesh_y1"], run["mesh_y2"]
        spans = [(1.5 * a[0] - 0.5 * a[1], 1.5 * a[-1] - 0.5 * a[-2]) for a in sides]  # with whole cells
        self.plane = Plane(
            *((*span, ticks.spacing(span[1] - span[0], 14)) for span in spans),
            within=self.hero, room=70, every=(2, 2), axes=False,
        )  # fmt: skip
        self.cap = hot_end(self.study("ellipse")["y"], run["mesh_F"])
        self.heat = self.plane.heat(run["mesh_F"], high=self.cap, bar="right", name=self.F, smooth=False)
        self.cells, self.swept = np.zeros(run["mesh_F"].shape), False
        self.heat.set_reveal(self.cells)
        self.add(self.plane, self.heat.bar, self.heat)
        self.ring = self.model.get("fine_y")  # (481, 2), from end to end
        if self.ring is not None:
            self.add(self.plane.curve(self.ring[:, 0], self.ring[:, 1], "y_tilde", width=3, on_map=True))
            whose = "the" if self.model.config["decoder"] else "an untrained"
            legend = Legend([("line", "y_tilde", f"$tilde(y)$ of {whose} model")])
            self.add(self.side.put(legend, "bottom left"))

    def one_point(self) -> None:
        """Work out one y′: its energy over z, the minimum, and the colour that it gives its cell."""
        run, (row, self.column), z = self.run, self.run["five_i"][PICKED], self.model["fine_z"]
        E, F, y = run["row_fine_E"], run["mesh_F"][row], run["mesh_y"][row]
        low, high = min(0, float(E.min())), max(STEEP * float(F.max()), 1.1 * float(E.min(axis=1).max()))
        above, below = self.side.rows(3, 2)
        self.curve = Plane(
            (z[0], z[-1]), ticks.round_span(np.array([low, high]), 5),
            within=above, stretch=True, above=True, labels=("z", "E(y', z)"), x_ticks=self.latents.ticks(most=4),
        )  # fmt: skip
        self.below = below
        self.here, self.energy, self.lowest, self.found = self.moving = self.walker(y, E, F)
        stand(self.column, *self.moving)
        says = "any place, $y'$: how much energy does it have, with the best $z$?"
        self.say(says, FadeIn(self.here, scale=2))
        self.play(FadeIn(self.curve), run_time=0.5)
        self.play(Create(self.energy), run_time=2)
        counts = counted(E[self.column], run.config["beta"])
        self.say(f"every $z$ has an energy; {counts}", FadeIn(self.lowest), FadeIn(self.found))
        self.stop("one point", hold=1)

    def walker(self, y: np.ndarray, E: np.ndarray, F: np.ndarray) -> tuple[VGroup, Trace, Cloud, Counter]:
        """Return y′ on its way (S, 2), its energies (S, K) over z, the lowest of them, and its free energy (S,)."""
        here, z = self.plane.point(y[0], "y'", RIGHT, on_map=True), self.model["fine_z"]
        lowest = self.curve.cloud((z[0], 0), "z_check", shape="cross", size=14, width=4)
        means = f"{self.kind.symbol} (y) = {self.kind.definition}".replace("(y", "(y'")
        found = Counter(Formula(f"{means} =", size=36), F, size=30)
        follow(here, y, put=lambda now: here.shift(self.plane.at(now) - here[0].get_center()))
        follow(lowest, E, put=lambda now: lowest.place(self.curve.at((z[now.argmin()], now.min()))))
        return here, self.curve.curve(z, E, width=3), lowest, self.below.inset(16, 0).fit(found, "top")

    def one_row(self) -> None:
        """Move y′ along its row; each place gets the colour of the number that is found there."""
        row, columns = self.run["five_i"][PICKED][0], np.arange(len(self.run["mesh_y1"]))
        number, F = self.found.number.copy(), float(self.run["mesh_F"][row, self.column])
        colour = chip(self.heat.bar, F, self.cap)
        self.say("that number is a colour", number.animate.move_to(colour), run_time=0.8)
        self.play(FadeOut(number), FadeIn(colour), run_time=0.4)
        self.play(colour.animate.move_to(self.here[0]), run_time=0.8)
        self.remove(colour)

        def paint(moment: float) -> None:  # to the right in this row, then to the left in all
            if self.swept:
                self.cells[:] = np.maximum(self.cells, np.clip(columns - moment + 1, 0, 1))
            else:
                self.cells[row] = np.clip(moment - columns + 1, 0, 1) * (columns >= self.column)
            self.heat.set_reveal(self.cells.copy())

        bind(self.heat, [self.run["mesh_y1"]], paint)
        self.say("each place has a number and a colour of its own")
        self.replay(5, only=(*self.moving, self.heat), start=self.column, pace="even")

    def all_points(self) -> None:
        """Do the same in every row at once, on the way back."""
        y, (row, _) = self.run["mesh_y"], self.run["five_i"][PICKED]
        column = np.delete(y, row, axis=0).swapaxes(0, 1)  # (W, H − 1, 2), those of the other rows
        others = self.plane.dots(column, "y'", size=8, on_map=True)
        ends = self.plane.at(column[-1])
        starts = np.broadcast_to(self.here[0].get_center(), ends.shape)
        self.say(f"the same in every row: ${len(y)}$ places $y'$ at once")
        self.play(Fly(others, starts, ends, lag=0, run_time=1))
        self.swept = True
        self.replay(6, only=(*self.moving, self.heat, others), stop=0, pace="even")
        self.play(FadeOut(others), run_time=0.5)

    def downhill(self) -> None:
        """Show which way F falls, and let y′ slide there: towards what the model can produce, and on along it."""
        run, thin = self.run, (slice(None, None, STRIDE),) * 2
        from_here = [self.plane.at(run["mesh_y"][thin]) - part.get_center() for part in self.here]
        near = np.linalg.norm(from_here, axis=-1).min(axis=0) < pt(CLEAR)
        kept = ~(peaked(run["mesh_F"])[thin] | near)
        tails, slopes, F = (run[name][thin][kept] for name in ("mesh_y", "mesh_grad", "mesh_F"))
        arrows = self.plane.arrows(tails, -slopes / 2, on_map=F / self.cap, scale=SHORT)
        self.say(f"the arrows lead downhill: ${-SHORT / 2:g} nabla {self.F}$")
        self.play(Grow(arrows, lag=0.5), run_time=1.5)
        self.stop("the arrows", hold=0.5)
        claim = shape(run["mesh_y1"], run["mesh_y2"], run["mesh_F"], self.ring, closed=False)
        if self.ring is None:
            self.claim(f"${self.F}$ {claim}")
            return
        closed, beta = self.latents.closed, run.config["beta"]
        outputs = self.ring[:-1] if closed else self.ring
        path, foot = way(run["mesh_y"][run["five_i"][PICKED][0], 0], outputs, beta, closed=closed)
        moving = self.walker(path, distances(path, self.ring), weighed(distances(path, outputs), beta)[0])
        stand(0, *moving)
        self.remove(*self.moving)
        self.add(*moving)
        left = len(path) - 1 - foot  # of its way along what the model can produce
        self.say(f"let $y'$ slide down{', and go on along what the model can produce' if left else ''}")
        self.replay(2.2, only=moving, stop=foot, pace="even")
        if left:
            self.replay(1, only=moving, stop=foot + 0.2 * left, pace="even")
        self.claim(f"${self.F}$ {claim}")
        if left:
            self.replay(6, only=moving, pace="even")
        self.wait(0.5)
