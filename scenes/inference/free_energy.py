"""The free energy over the plane: a map that is found point by point."""

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents, hot_end
from scenes.inference._shape import counted, shape

SHORT = (
    0.3  # drawn share of half the slope: of the way to the manifold where it is cold, so as not to hide it
)
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
        self.lay_out()
        self.one_point()
        self.one_row()
        self.all_points()
        self.downhill()

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
            self.add(self.plane.curve(places[:, 0], places[:, 1], "y_tilde", width=3, on_map=True))

    def one_point(self) -> None:
        """Work out one y′: its energy over z, the minimum, and the colour that it gives its cell."""
        run, (row, self.column), z = self.run, self.run["five_i"][PICKED], self.model["fine_z"]
        E, F, y = run["row_fine_E"], run["mesh_F"][row], run["mesh_y"][row]
        low, high = min(0, float(E.min())), max(STEEP * float(F.max()), 1.1 * float(E.min(axis=1).max()))
        gap = ticks.spacing(high - low, 5)
        above, below = self.side.rows(3, 2)
        self.curve = Plane(
            (z[0], z[-1]), (np.floor(low / gap) * gap, np.ceil(high / gap) * gap, gap),
            within=above, stretch=True, above=True, labels=("z", "E(y', z)"), x_ticks=self.latents.ticks(most=4),
        )  # fmt: skip
        self.found = Counter(Formula(f"{self.kind.symbol} (y') =", size=36), F, size=30)
        below.put(self.found, "top")
        self.here = self.plane.point(y[0], "y'", DOWN, on_map=True)
        follow(self.here, y, put=lambda now: self.here.shift(self.plane.at(now) - self.here[0].get_center()))
        self.energy = self.curve.curve(z, E, width=3)
        self.lowest = self.curve.cloud((z[0], 0), "z_check", shape="cross", size=14, width=4)

        def mark(now: np.ndarray) -> None:
            k = int(now.argmin())
            self.lowest.place(self.curve.at((z[k], now[k])))

        follow(self.lowest, E, put=mark)
        self.moving = (self.here, self.energy, self.lowest, self.found)
        stand(self.column, *self.moving)
        self.say("how much energy does $y'$ have, with the best $z$?", FadeIn(self.here, scale=2))
        self.play(FadeIn(self.curve), run_time=0.5)
        self.play(Create(self.energy), run_time=2)
        counts = counted(E[self.column], run.config["beta"])
        self.say(f"every $z$ has an energy; {counts}", FadeIn(self.lowest), FadeIn(self.found))
        self.stop("one point", hold=1)

    def one_row(self) -> None:
        """Move y′ along its row; each place gets the colour of the number that is found there."""
        row, drop = self.run["five_i"][PICKED][0], self.lowest.copy()
        self.play(drop.animate.move_to(self.here[0]), run_time=1)
        self.remove(drop)

        def paint(moment: float) -> None:
            self.cells[row, self.column : int(moment) + 1] = 1
            self.heat.set_reveal(self.cells.copy())

        bind(self.heat, [self.run["mesh_y1"]], paint)
        self.say("that number is a colour; each place has an energy of its own")
        self.replay(5, only=(*self.moving, self.heat), start=self.column, pace="even")
        self.stop("one row", hold=0.5)

    def all_points(self) -> None:
        """Do the same at every other point of the mesh, and let y′ go back along its row."""
        self.say("so for all the plane")
        self.play(Grow(self.heat, lag=0.9, run_time=3))
        self.say("wherever $y'$ is, its energies decide the colour under it")
        self.replay(4.5, only=self.moving, stop=self.column, pace="even")
        self.stop("the map", hold=0.5)

    def downhill(self) -> None:
        """Show which way F falls: towards what the model can produce, along which ỹ runs."""
        run, thin = self.run, (slice(None, None, STRIDE),) * 2
        from_here = [self.plane.at(run["mesh_y"][thin]) - part.get_center() for part in self.here]
        near = np.linalg.norm(from_here, axis=-1).min(axis=0) < pt(CLEAR)
        kept = ~(peaked(run["mesh_F"])[thin] | near)
        tails, slopes, F = (run[name][thin][kept] for name in ("mesh_y", "mesh_grad", "mesh_F"))
        arrows = self.plane.arrows(tails, -slopes / 2, on_map=F / self.cap, scale=SHORT)
        ring = self.model.get("fine_y")
        entries = [] if ring is None else [("line", "y_tilde", "$tilde(y)$, what the model can produce")]
        legend = self.side.rows(3, 2)[1].put(Legend(entries), "bottom left") if entries else VGroup()
        self.say(f"the arrows lead downhill: ${-SHORT / 2:g} nabla {self.F}$", FadeIn(legend))
        self.play(Grow(arrows, lag=0.5), run_time=2)
        self.stop("the arrows", hold=1)
        says = shape(run["mesh_y1"], run["mesh_y2"], run["mesh_F"], ring, closed=False)
        self.claim(f"the free energy of $y$ {says}")
        if ring is not None:
            made = self.plane.cloud(ring[:, None], "y_tilde", size=13, on_map=True)
            self.play(FadeIn(made, scale=2), run_time=0.5)
            self.replay(8, only=[made], pace="even", start=0)
        self.wait(0.5)


def peaked(F: np.ndarray) -> np.ndarray:
    """Return where a map (H, W) is higher than on both sides along an axis: on a ridge F has no gradient, (H, W)."""
    found = np.zeros(F.shape, bool)
    found[1:-1] |= (F[1:-1] > F[:-2]) & (F[1:-1] > F[2:])
    found[:, 1:-1] |= (F[:, 1:-1] > F[:, :-2]) & (F[:, 1:-1] > F[:, 2:])
    return found
