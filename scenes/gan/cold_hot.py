"""Cold and hot: a cost falls at y and rises at ŷ, and each ŷ runs down its slope until both cost the same."""

import numpy as np

from ebviz.stage import *
from scenes.gan._costs import key, landscape, slopes, steadied, straightest
from scenes.gan._words import DISTANCE, cap_of, losses_of

SAME = "the same"
ABOVE = 1.5  # how far the plot of costs reaches, in heights above which the map is red
WIDE = 3  # standard deviations from its centre to which a clump reaches


class ColdHot(LectureScene):
    """C falls at the data and rises at ŷ, and ŷ runs down its slope, from hot to cold: most of them into a clump."""

    studies = ("gan", "toys")
    cannot_show = {"gan.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 14.5
    gif = (2.5, 31.7)

    def construct(self) -> None:
        self.run, self.toys = steadied(self.study("gan"), "gaussians"), self.study("toys")
        self.asked = losses_of(self.run.config["recipe"])
        self.land = landscape(self.run, self.toys, "gaussians", self.hero)
        self.C_y, self.C_hat = self.land.C_y, self.land.C_hat
        self.hottest = max(1, int(self.C_hat.mean(axis=1).argmax()))
        self.add(beside(title("Cold $y$", sign="cold"), title("and hot $hat(y)$", sign="hot"), gap=20))
        self.lay_out_plane()
        self.lay_out_side()
        self.ask()
        self.heat_up()
        self.fall()
        self.conclude()

    def lay_out_plane(self) -> None:
        """Lay out the map of C with y and ŷ, the way of one ŷ, the slope at some, and a ring around each clump."""
        y_hat, plane = self.run["gaussians_y_hat"], self.land.plane
        self.hot = self.land.hot
        drawn = self.clumped(y_hat[-1, : len(self.hot.places)], WIDE / 2)
        some = np.flatnonzero(drawn) if drawn.any() else np.arange(len(drawn))
        self.which = some[straightest(y_hat[:, some], np.array([plane.x[:2], plane.y[:2]]))]
        one = y_hat[:, self.which]
        self.one = plane.dots(
            one[:, None], size=22, shape="triangle", on_map=True, rim="gold", rim_width=2.5,
            values=self.C_hat[:, [self.which]], paint=self.land.paint,
        )  # fmt: skip
        self.way = plane.history(one[:, 1], "gold", x=one[:, 0], head=False, on_map=True)
        self.arrows = slopes(self.land, self.run, "gaussians")
        turns = np.linspace(0, TAU, 49)
        ring = WIDE * float(self.toys["modes_noise"]) * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
        self.rings = [plane.trace(middle + ring, "white", width=1.8) for middle in self.toys["modes"]]

    def lay_out_side(self) -> None:
        """Lay out what is beside the map: losses, how many y and ŷ cost how much, counters; and the legend."""
        run, high, asked = self.run, cap_of(self.run.config["recipe"]), self.asked
        losses, shares, numbers = self.side.rows(2.05, 2.95, 1.7)
        aside = [Words(asked.aside, size=26)] if asked.aside else []
        lines = stacked(
            Formula(f"cal(L)_C = {asked.down} {asked.up}", size=36),
            *aside,
            Formula(f"cal(L)_G = {asked.made}, quad hat(y) = G(z)", size=36),
            pitch=33, left=losses.left, top=losses.top - pt(22),
        )  # fmt: skip
        self.losses = VGroup(*lines[:-1]), lines[-1]
        span, names = (-high / 2, ABOVE * high), ticks.capped(-high / 2, ABOVE * high, high / 2)
        says = ('"count of $y quad quad$ count of $hat(y)$"', "")
        self.shares = Plane(
            (-1.1, 1.1), span, within=shares, stretch=True, labels=says, x_ticks={}, y_ticks=names, grid=False
        )
        heading = Words("$C$ above its mean at $y$", size=26)
        self.shares.add(heading.next_to(self.shares.frame, UP, aligned_edge=LEFT, buff=pt(8)))
        column = np.linspace(*span, 64)[:, None]
        self.key = self.shares.heat(column, high=high, corners=((-1.1, span[0]), (-1.02, span[1])))
        self.halves = VGroup(
            self.shares.histogram(self.C_y, "y", side=-1, along="y", blur=1.2),
            self.shares.histogram(self.C_hat, "y_hat", side=1, along="y", blur=1.2),
        )
        cost = np.clip(self.C_hat[:, [self.which]], *span)
        places = np.stack([np.full_like(cost, -1.06), cost], axis=-1)
        self.mark = self.shares.cloud(places, "gold", shape="triangle", size=15, on_map=True)
        self.numbers = counters(
            Counter("round", run["gaussians_rounds"], step),
            Counter("$hat(y)$ in a clump", 100 * run["gaussians_share"].sum(axis=1), '{:.0f} "%"'),
            Counter(DISTANCE, run["gaussians_distance"]),
            left=numbers.left, top=numbers.top - pt(30),
        )  # fmt: skip
        self.legend = self.banner.put(key(arrow=f"$-nabla {asked.made}$, of a few"), "right")

    def ask(self) -> None:
        """Show the data, and what an untrained generator makes."""
        modes = len(self.toys["modes"])
        self.add(self.land.plane, self.land.map, self.land.cold, self.legend[0], self.shares, self.key)
        rings = LaggedStart(*map(Create, self.rings), lag_ratio=0.1)
        says = f"data $y$ in {modes} clumps; each ring: ${WIDE}$ standard deviations around a clump's middle"
        self.say(says, rings, run_time=1.2)
        self.wait(0.6)
        made = FadeIn(self.hot), FadeIn(self.one), FadeIn(self.legend[1])
        self.say("and what a generator makes before it learns: which way must $hat(y)$ go?", *made)
        self.add(*self.rings)
        self.wait(1.8)

    def heat_up(self) -> None:
        """Let C learn until ŷ costs most beside y."""
        shown = (self.halves, self.mark, self.numbers)
        says = "a cost $C$ learns to be low at $y$ and high at $hat(y)$; one $hat(y)$ is marked in gold"
        self.say(says, *map(FadeIn, shown), Write(self.losses[0]), run_time=1.0)
        self.add(self.way, self.one, self.arrows)
        self.replay(5.0, stop=self.hottest)

    def fall(self) -> None:
        """Pause for the slope of C at some ŷ, then let both nets take turns to the end."""
        told = FadeIn(self.legend[2]), Write(self.losses[1])
        self.claim(
            "$hat(y)$ runs down the slope of $C$, from hot to cold", Grow(self.arrows), *told, run_time=1.2
        )
        self.stop("the slope", hold=0.8)
        self.replay(13.0)
        self.play(Grow(self.arrows, back=True), run_time=0.6)

    def clumped(self, places: np.ndarray, wide: float = WIDE) -> np.ndarray:
        """Return which of places (N, 2) are within so many standard deviations of the middle of a clump."""
        far = np.linalg.norm(places[:, None] - self.toys["modes"], axis=-1).min(axis=1)
        return np.asarray(far < wide * float(self.toys["modes_noise"]))

    def conclude(self) -> None:
        """Thicken the rings; say how many ŷ and y lie within one, and what the others cost if that is more than y."""
        made, data = (
            self.clumped(self.run["gaussians_y_hat"][-1]),
            self.clumped(self.toys["gaussians_held_out"]),
        )
        ends, given = (f"{100 * of.mean():.0f} %" for of in (made, data))
        thick = (ring.animate.set_stroke(width=2.2 * ring.get_stroke_width()) for ring in self.rings)
        self.say(f"{ends} of $hat(y)$ end in a clump, of $y$ {given}", *thick, run_time=1.5)
        self.wait(1.6)
        more = compared(float(self.C_hat[-1][~made].mean())) if not made.all() else SAME
        if more.endswith("more"):
            self.say(f"those in between cost {more} than $y$ on average: not as cold")
        self.stop("the end", hold=2.6)


def compared(gap: float) -> str:
    """Say how much more one thing costs than another, to one digit after the point.

    >>> compared(1.26), compared(-0.04), compared(-0.1)
    ('1.3 more', 'the same', '0.1 less')
    """
    near = round(float(gap), 1)
    return SAME if not near else f"{abs(near):.1f} {'more' if near > 0 else 'less'}"
