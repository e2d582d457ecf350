"""Cold and hot: a cost falls at y and rises at ŷ, and each ŷ runs down its slope until both cost the same."""

import numpy as np

from ebviz.stage import *

SHOWN = 500  # at most this many y, and as many ŷ, are drawn
PULLED = 40  # at most this many ŷ have an arrow
REACH = 0.6  # drawn length of a slope of 1, in units of the plane
CAP = 0.4  # C above its mean over y at the hot end of the colours, in margins


class ColdHot(LectureScene):
    """C falls at the data and rises at ŷ, and ŷ runs down its slope: cold and hot meet, and C levels out there."""

    studies = ("gan", "toys")
    thumbnail = 11.8
    gif = (2.5, 34.0)

    def construct(self) -> None:
        self.run, self.toys = self.study("gan"), self.study("toys")
        C_y, self.m = self.run["gaussians_C_y"], float(self.run.config["recipe"]["margin"])
        self.cap = CAP * self.m
        self.level = np.array([energy_scale(cap=self.cap, data=now).zero for now in C_y])  # (S,)
        self.excess = self.above("C_hat").mean(axis=1)  # (S,)
        self.hottest = int(self.excess.argmax())
        self.add(beside(title("Cold $y$", sign="cold"), title("and hot $hat(y)$", sign="hot"), gap=20))
        self.lay_out_plane()
        self.lay_out_side()
        self.ask()
        self.heat_up()
        self.fall()
        self.conclude()

    def above(self, name: str) -> np.ndarray:
        """Return a history of C above its mean over y at each moment."""
        history = self.run[f"gaussians_{name}"]
        return history - self.level.reshape(-1, *[1] * (history.ndim - 1))

    def lay_out_plane(self) -> None:
        """Lay out the map of C, y and ŷ in the colours of their own C, and the way of one ŷ."""
        run, paint = self.run, energy_scale(cap=self.cap).rgb
        y1, y2 = self.toys["gaussians_y1"], self.toys["gaussians_y2"]
        span = (y1[0], y1[-1]), (y2[0], y2[-1])
        self.plane = plane = Plane(*span, within=self.hero, numbers=False, label_size=30)
        y, y_hat = self.toys["gaussians_held_out"][:SHOWN], run["gaussians_y_hat"][:, :SHOWN]
        one = straightest(y_hat, np.array([y1[-1], y2[-1]]))
        self.map = plane.heat(self.above("C"), high=self.cap)
        cost = {"y": self.above("C_y")[:, :SHOWN], "y_hat": self.above("C_hat")[:, :SHOWN]}
        self.cold = plane.dots(y, size=7, values=cost["y"], paint=paint, rim="y", rim_width=1.4)
        its, hat = cost["y_hat"][:, [one]], "triangle"
        self.hot = plane.dots(
            y_hat, size=7, values=cost["y_hat"], paint=paint, shape=hat, on_map=True, rim_width=0.6
        )
        self.one = plane.dots(
            y_hat[:, [one]], size=22, values=its, paint=paint, shape=hat, rim="gold", rim_width=2.5
        )
        self.way = plane.history(y_hat[:, one, 1], "gold", x=y_hat[:, one, 0], head=False, on_map=True)
        tails, ways = y_hat[:, :PULLED], run["gaussians_pull"][:, :PULLED]
        self.arrows = plane.arrows(tails, ways, "white", scale=REACH).set_growth(0.0)

    def lay_out_side(self) -> None:
        """Lay out what is beside the map: losses, how many y and ŷ cost how much, counters; and the legend."""
        run, low = self.run, -self.cap / 2
        losses, shares, numbers = self.side.rows(1.5, 3.2, 1.4)
        self.losses = stacked(
            Formula(f"cal(L)_C = C(y) + [{self.m:g} - C(hat(y))]^+", size=36),
            Formula("cal(L)_G = C(hat(y)), quad hat(y) = G(z)", size=36),
            pitch=38, left=losses.left, top=losses.top - pt(24),
        )  # fmt: skip
        span, names = (low, self.cap), ticks.capped(low, self.cap, self.cap / 2)
        says = ('"count of $y quad quad$ count of $hat(y)$"', "")
        self.shares = Plane(
            (-1.1, 1.1), span, within=shares, stretch=True, labels=says, x_ticks={}, y_ticks=names, grid=False
        )
        heading = Words("$C$ above its mean at $y$", size=26)
        self.shares.add(heading.next_to(self.shares.frame, UP, aligned_edge=LEFT, buff=pt(8)))
        column = np.linspace(*span, 64)[:, None]
        self.key = self.shares.heat(column, high=self.cap, corners=((-1.1, low), (-1.02, self.cap)))
        self.halves = VGroup(
            self.shares.histogram(self.above("C_y"), "y", side=-1, along="y", blur=1.2),
            self.shares.histogram(self.above("C_hat"), "y_hat", side=1, along="y", blur=1.2),
        )
        modes = run["gaussians_share"].shape[1]
        self.numbers = counters(
            Counter("round", run["gaussians_rounds"], step),
            Counter("modes covered", run["gaussians_covered"], f'{{:.0f}} "of" {modes}'),
            Counter("distance between samples", run["gaussians_distance"]),
            left=numbers.left, top=numbers.top - pt(30),
        )  # fmt: skip
        marks = [("ring", "y", "data $y$"), ("triangle", "y_hat", "$hat(y)$")]
        marks += [("arrow", "white", "$-nabla C(hat(y))$")]
        self.legend = self.head.put(Legend(marks, across=True), "right")

    def ask(self) -> None:
        """Show the data, and what an untrained generator makes."""
        modes = len(self.toys["modes"])
        self.add(self.plane, self.map, self.cold, self.legend[0])
        self.say(f"data $y$ in {modes} clumps")
        self.wait(1.0)
        made = FadeIn(self.hot), FadeIn(self.one), FadeIn(self.legend[1])
        self.say("and what a generator makes before it learns: which way must $hat(y)$ go?", *made)
        self.wait(2.0)

    def heat_up(self) -> None:
        """Let C learn until ŷ costs most beside y."""
        shown = (self.shares, self.key, self.halves, self.numbers)
        self.say("a cost $C$ learns to be low at $y$ and high at $hat(y)$", *map(FadeIn, shown))
        self.add(self.way, self.one, self.arrows)
        self.replay(6.0, stop=self.hottest)
        self.play(Write(self.losses[0]))
        self.wait(0.8)

    def fall(self) -> None:
        """Pause for the slope of C at some ŷ, then let both nets take turns to the end."""
        told = FadeIn(self.legend[2]), Write(self.losses[1])
        self.claim(
            "$hat(y)$ runs down the slope of $C$, from hot to cold", Grow(self.arrows), *told, run_time=1.2
        )
        self.stop("the slope", hold=2.0)
        self.replay(14.0)
        self.wait(1.0)

    def conclude(self) -> None:
        """The result."""
        most, least = self.excess[self.hottest], self.excess[-1]
        rounds = self.run["gaussians_rounds"][self.hottest]
        self.say(
            f"on average, $hat(y)$ cost {most:.1f} more than $y$ in round {rounds}, and {least:.1f} more in the end"
        )
        self.stop("the end", hold=3.0)


def straightest(y_hat: np.ndarray, edge: np.ndarray) -> int:
    """Return which of the ŷ (S, N, 2) goes the straightest way, among those that never leave the plane."""
    whole = np.linalg.norm(y_hat[-1] - y_hat[0], axis=-1)
    steps = np.linalg.norm(np.diff(y_hat, axis=0), axis=-1).sum(axis=0)
    inside = (np.abs(y_hat) < edge).all(axis=(0, 2))
    return int(np.where(inside, whole / steps, -1.0).argmax())
