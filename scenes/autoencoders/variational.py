"""The free energy from above: any q(z) bounds it; a free q comes down to it, a q of one bump leaves a gap."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import settled

TURN = 2 * np.pi
DESCENT = 6  # seconds of either descent
DONE, STILL = 0.05, 0.001  # shares of the first gap: one below it is none, and does not shrink any more
KL = 'upright("KL")'
BOUND = f"lr(chevron.l E(y', z) chevron.r)_q + 1/beta thin {KL}(q || u) >= F_beta (y'), quad beta = "


class VariationalBound(LectureScene):
    """Any q(z) bounds F_β from above; the gap closes for a q of any form, and stays for a q of one bump."""

    studies = ("variational",)
    cannot_show = {
        "inference.decoder": "it is about the two wells of the ellipse's energy",
        "inference.energy": "it is about the two wells of the ellipse's energy",
    }
    gif = (0, 16)

    def thumbnail(self) -> None:
        """Draw the energy, its level F, a bound above it, and the gap between."""
        run = self.study("variational")
        x, tall = np.linspace(-2.6, 2.6, len(run["E"])), 4.6 / float(np.ptp(run["E"]))
        F, bound = tall * float(run["F"]), tall * float(run["bump_bound"][len(run["bump_bound"]) // 8])
        drawn = VGroup(Trace(np.stack([x, tall * run["E"], 0 * x], -1), "E", width=12))
        for hue, low, high in (("F", F, F), ("white", bound, bound), ("gold", F, bound)):
            across, wide = x[[0, -1]] * (low == high), 12 if low == high else 24
            drawn.add(Trace(np.stack([across, [low, high], [0, 0]], axis=-1), hue, width=wide))
        self.add(*poster(drawn, ("a bound", "white"), ("a gap", "gold")))

    def construct(self) -> None:
        self.run = self.study("variational")
        before, E, after = (np.roll(self.run["E"], by) for by in (1, 0, -1))
        self.wells = int(((before > E) & (after >= E)).sum())
        self.z, self.F = np.append(self.run["z"], TURN), float(self.run["F"])
        gaps = [self.run[f"{name}_gap"] for name in ("free", "bump")]
        self.last, self.settled = max(settled(gap, STILL) for gap in gaps), settled(gaps[1], DONE)
        self.free, self.bump = (bool(gap[-1] < DONE * gap[0]) for gap in gaps)  # has it closed?
        self.lay_out()
        self.ask()
        bounds = "any $q(z)$ bounds it: mean energy, plus a price for leaving the uniform $u$"
        self.descend("free", self.last, bounds)
        closed = "a $q$ of any form comes down to $F_beta$: there it is $softargmin_beta [E]$"
        self.say(closed if self.free else "a $q$ of any form comes down, but has not arrived yet")
        self.stop("free", hold=0.5)
        self.one_bump()

    def lay_out(self) -> None:
        """Lay out E over q(z) on the left, and on the right the bound as it comes down."""
        run = self.run
        values = np.concatenate([run["E"], run["free_bound"], run["bump_bound"]])
        span = ticks.round_span(values, 5)
        narrow, wide = self.body.columns(4, 6, gap=20)
        upper, lower = narrow.rows(1, 1, gap=10)
        turn = {0.0: "0", TURN / 2: "pi", TURN: "2 pi"}
        style: dict[str, Any] = {"stretch": True, "above": True, "axes": False, "grid": False}
        self.energy = Plane((0, TURN), span, within=upper, labels=("z", "E(y', z)"), x_ticks=turn, **style)
        top = 1.08 * float(max(run["free_q"][0].max(), run["softargmin"].max()))
        sides, names = ((0, TURN), (0, top, ticks.spacing(top, 3))), ("z", 'q(z)", mass per point"')
        self.density = Plane(*sides, within=lower, labels=names, x_ticks=turn, **style)
        head, body = wide.rows(2, 9, gap=8)
        body, aside = body.columns(12, 7, gap=14)
        style |= {"room": 116, "labels": ('"step"', '"bound"')}
        self.fall = Plane((0, self.last, ticks.spacing(self.last, 5)), span, within=body, **style)
        self.formula = head.fit(Formula(f"{BOUND}{run['beta']:.2g}", size=40), "left")
        self.curve = self.energy.history(np.append(run["E"], run["E"][0]), x=self.z, width=4, size=14)
        ends = [(p, [(0, self.F), (p.x[1], self.F)]) for p in (self.energy, self.fall)]
        self.level = VGroup(*(p.trace(way, "F", width=3, dash=(6, 5)) for p, way in ends))
        spot = self.energy.at((TURN / 2, self.F))
        self.level.add(Formula("F_beta", size=32).next_to(spot, DOWN, buff=pt(5)))
        reach = 1.1 * np.abs(np.vstack([run["y_tilde"], run["y"]])).max(axis=0)
        self.data = Plane(*((-far, far) for far in reach), within=aside, numbers=False, labels=("", ""))

    def ask(self) -> None:
        """Let z run round and draw the energy of one sample, then show how high F_β lies in it."""
        middle = not self.run["y"].any() and self.wells == 2
        flat = "two sides of the ellipse are near: two wells; how high is their free energy $F_beta$?"
        found = "the energy of one sample over all $z$: how high is its free energy $F_beta$?"
        answers = np.vstack([self.run["y_tilde"], self.run["y_tilde"][:1]])  # (K + 1, 2)
        point = self.data.point(self.run["y"], "y'", DOWN)
        way = self.data.trace(np.stack([0 * answers + self.run["y"], answers], axis=1), "E", width=4)
        answer = self.data.cloud(answers[:, None], "y_tilde", size=14)
        name = Formula("tilde(y)(z)", size=32).next_to(self.data.at(answers[0]), RIGHT, buff=pt(10))
        self.add(title("The free energy from above", sign="battery"), self.energy, self.curve)
        self.add(self.data.trace(answers, "y_tilde", width=3), point, way, answer, name)
        says = "$z$ runs round: $E(y', z)$ is the squared distance from one sample, $y'$, to $tilde(y)(z)$"
        self.say(says, run_time=0)
        self.replay(4, only=[self.curve, way, answer], pace="even")
        self.say(flat if middle else found, FadeOut(way, answer, self.curve[1]))
        self.play(Create(self.level[0]), FadeIn(self.level[2]), run_time=1)
        self.stop("an energy", hold=1)

    def parts(self, family: str) -> Group:
        """Return all that follows one family's descent: q, its bound, and the gap above F_β with its number."""
        run, fall = self.run, self.fall
        q = np.concatenate([run[f"{family}_q"], run[f"{family}_q"][:, :1]], axis=1)
        area = Trace(np.zeros((0, 3)), "q", width=3).set_fill(colour("q"), 0.35)
        over = np.stack([np.broadcast_to(self.z, q.shape), q], axis=-1)  # (S, K + 1, 2)
        follow(area, over, put=lambda now: area.run(self.density.at(np.vstack([now, [(TURN, 0), (0, 0)]]))))
        bound = fall.history(run[f"{family}_bound"], "white", width=4, size=14)
        bracket = Trace(np.zeros((0, 3)), "gold", width=5)
        number = Counter("gap", form="{:.2f}", size=34, number_colour="gold")
        x, tip = float(fall.frame.get_right()[0]) + pt(12), pt(7)

        def put(up: np.ndarray) -> None:
            low, high = (float(fall.at((0, value))[1]) for value in (self.F, self.F + float(up)))
            bracket.run(np.pad([(x - tip, high), (x, high), (x, low), (x - tip, low)], ((0, 0), (0, 1))))
            on_line(number.word, (low + high) / 2 - pt(8), left=x + pt(8))
            number.put(float(up))

        follow(bracket, run[f"{family}_gap"], put=put)
        discs = Discs(self.data.at(run["y_tilde"]), run[f"{family}_q"], "q", size=60)
        return Group(area, bound, bracket, number, discs)

    def descend(self, family: str, stop: int, says: str) -> None:
        """Let q move down its bound, and the gap shrink with it."""
        self.moving = self.parts(family)
        if family == "free":
            weights = np.append(self.run["softargmin"], self.run["softargmin"][0])
            best = self.density.curve(self.z, weights, "z", width=3, dash=(5, 4))
            name = Legend([("dashed", "z", "$softargmin_beta [E]$")], size=24)
            name.move_to(self.density.frame.get_corner(UP + RIGHT) - pt(12), aligned_edge=UP + RIGHT)
            come = self.density, best, name, self.fall, self.formula, self.level[1], self.moving
            self.say(says, FadeIn(*come), run_time=1)
            self.stop("at first", hold=1.5)
        else:
            self.add(self.moving)
            self.say(says)
        self.replay(DESCENT * stop / self.last, only=[self.moving], pace="even", stop=stop)

    def one_bump(self) -> None:
        """Go back to where both begin, and let q be one bump; a thin line remembers how low the first came."""
        seen = np.arange(self.last + 1)
        self.add(self.fall.curve(seen, self.run["free_bound"][seen], "grey", width=2.5))
        self.say("back to the start: what if $q$ may only be one bump, as a VAE's Gaussian is?")
        self.replay(1.5, only=[self.moving], stop=0, pace="even")
        self.remove(*self.moving)
        self.descend("bump", self.settled, "it slides into one of the wells")
        stays = "a free $q$ closes the gap, one bump leaves it open"
        over = rounded(float(self.run["bump_gap"][-1]), 2)
        ends = f"any $q$ bounds $F_beta$; one bump ends ${over}$ above it"
        self.claim(stays if self.wells > 1 and self.free and not self.bump else ends)
        self.replay(DESCENT * (1 - self.settled / self.last), only=[self.moving], pace="even", stop=self.last)
