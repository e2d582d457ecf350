"""Cold and hot: a cost falls at y and rises at ŷ, and each ŷ runs down its slope until both cost the same."""

import numpy as np

from ebviz.stage import *
from scenes.gan._costs import key, landscape, straightest
from scenes.gan._words import cap_of, losses_of

PULLED = 40  # at most this many ŷ have an arrow
SAME = "the same"
REACH = 0.5  # drawn length of a slope of 1, in units of the plane, as in the figure


class ColdHot(LectureScene):
    """C falls at the data and rises at ŷ, and ŷ runs down its slope: cold and hot meet, and C levels out there."""

    studies = ("gan", "toys")
    cannot_show = {"gan.weights": "it replays the training, and given weights are not trained"}
    thumbnail = 13.0
    gif = (2.5, 30.0)

    def construct(self) -> None:
        self.run, self.toys = self.study("gan"), self.study("toys")
        self.asked = losses_of(self.run.config["recipe"])
        self.land = landscape(self.run, self.toys, "gaussians", self.hero)
        self.C_y, self.C_hat = self.land.C_y, self.land.C_hat
        self.gap = self.C_hat.mean(axis=1)  # (S,)
        self.hottest = max(1, int(self.gap.argmax()))
        self.add(beside(title("Cold $y$", sign="cold"), title("and hot $hat(y)$", sign="hot"), gap=20))
        self.lay_out_plane()
        self.lay_out_side()
        self.ask()
        self.heat_up()
        self.fall()
        self.conclude()

    def lay_out_plane(self) -> None:
        """Lay out the map of C with y and ŷ, the way of one ŷ, and the slope at some."""
        y_hat, plane = self.run["gaussians_y_hat"], self.land.plane
        self.hot = self.land.hot
        one = [straightest(y_hat[:, : len(self.hot.places)], np.array([plane.x[:2], plane.y[:2]]))]
        self.one = plane.dots(
            y_hat[:, one], size=22, shape="triangle", on_map=True, rim="gold", rim_width=2.5,
            values=self.C_hat[:, one], paint=self.land.paint,
        )  # fmt: skip
        self.way = plane.history(y_hat[:, one[0], 1], "gold", x=y_hat[:, one[0], 0], head=False, on_map=True)
        tails, ways = y_hat[:, :PULLED], self.run["gaussians_pull"][:, :PULLED]
        self.arrows = plane.arrows(tails, ways, "white", scale=REACH).set_growth(0.0)

    def lay_out_side(self) -> None:
        """Lay out what is beside the map: losses, how many y and ŷ cost how much, counters; and the legend."""
        run, high, asked = self.run, cap_of(self.run.config["recipe"]), self.asked
        losses, shares, numbers = self.side.rows(2.1, 3.1, 1.4)
        aside = [Words(asked.aside, size=26)] if asked.aside else []
        lines = stacked(
            Formula(f"cal(L)_C = {asked.down} {asked.up}", size=36),
            *aside,
            Formula(f"cal(L)_G = {asked.made}, quad hat(y) = G(z)", size=36),
            pitch=33, left=losses.left, top=losses.top - pt(22),
        )  # fmt: skip
        self.losses = VGroup(*lines[:-1]), lines[-1]
        span, names = (-high / 2, high), ticks.capped(-high / 2, high, high / 2)
        says = ('"count of $y quad quad$ count of $hat(y)$"', "")
        self.shares = Plane(
            (-1.1, 1.1), span, within=shares, stretch=True, labels=says, x_ticks={}, y_ticks=names, grid=False
        )
        heading = Words("$C$ above its mean at $y$", size=26)
        self.shares.add(heading.next_to(self.shares.frame, UP, aligned_edge=LEFT, buff=pt(8)))
        column = np.linspace(*span, 64)[:, None]
        self.key = self.shares.heat(column, high=high, corners=((-1.1, -high / 2), (-1.02, high)))
        self.halves = VGroup(
            self.shares.histogram(self.C_y, "y", side=-1, along="y", blur=1.2),
            self.shares.histogram(self.C_hat, "y_hat", side=1, along="y", blur=1.2),
        )
        modes = run["gaussians_share"].shape[1]
        self.numbers = counters(
            Counter("round", run["gaussians_rounds"], step),
            Counter("modes covered", run["gaussians_covered"], f'{{:.0f}} "of" {modes}'),
            Counter("distance between samples", run["gaussians_distance"]),
            left=numbers.left, top=numbers.top - pt(30),
        )  # fmt: skip
        self.legend = self.banner.put(key(arrow=f"$-nabla {asked.made}$"), "right")

    def ask(self) -> None:
        """Show the data, and what an untrained generator makes."""
        modes = len(self.toys["modes"])
        self.add(self.land.plane, self.land.map, self.land.cold, self.legend[0])
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
        self.replay(5.0, stop=self.hottest)
        self.play(Write(self.losses[0]))
        self.wait(0.3)

    def fall(self) -> None:
        """Pause for the slope of C at some ŷ, then let both nets take turns to the end."""
        told = FadeIn(self.legend[2]), Write(self.losses[1])
        self.claim(
            "$hat(y)$ runs down the slope of $C$, from hot to cold", Grow(self.arrows), *told, run_time=1.2
        )
        self.stop("the slope", hold=1.2)
        self.replay(12.0)
        self.wait(1.0)

    def conclude(self) -> None:
        """The result."""
        most, least = compared(self.gap[self.hottest]), compared(self.gap[-1])
        rounds = self.run["gaussians_rounds"][self.hottest]
        than = "as" if most == SAME else "than"
        self.say(f"on average, $hat(y)$ cost {most} {than} $y$ in round {rounds}, and {least} in the end")
        self.stop("the end", hold=3.0)


def compared(gap: float) -> str:
    """Say how much more one thing costs than another, to one digit after the point.

    >>> compared(1.26), compared(-0.04), compared(-0.1)
    ('1.3 more', 'the same', '0.1 less')
    """
    near = round(float(gap), 1)
    return SAME if not near else f"{abs(near):.1f} {'more' if near > 0 else 'less'}"
