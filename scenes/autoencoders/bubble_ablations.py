"""The bubble of bubbles with one force taken away at a time, all on one scale: it takes all three to pack."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.autoencoders import _bubbles as bubble
from scenes.autoencoders._bubbles import hits, lacking, rain, reached, ring, swell
from scenes.autoencoders._words import fate

STRUCK = "cancel({}, length: #130%, stroke: #1.3pt)"
NO_U, NO_V, NO_C = (STRUCK.format(term) for term in "UVC")
PANELS = {  # run, and the energy that it goes down
    "many": "C + beta (U + V)",
    "no_mean": f"C + beta ({NO_U} + V)",
    "no_variance": f"C + beta (U + {NO_V})",
    "no_cost": f"{NO_C} + beta (U + V)",
}
DROPS = 60  # z of the prior that fall on a panel
NEARER = ("no_variance", "many")  # whose bubbles are small
HEAD = 44.0  # slide points for a term above its panel
WIDE = 1.55  # width of the panel that the spotlight is on, in those of the others


class BubbleAblations(LectureScene):
    """Without U bubbles spread, without V they shrink, without C they merge; it takes all three to pack."""

    studies = ("packing",)
    gif = (2, 14.5)

    def thumbnail(self) -> None:
        """Draw the ends without U and without C, on one scale."""
        run, tiles = self.study("packing"), Group()
        for name, hue in (("no_mean", "z"), ("no_cost", "violet")):
            mu, size = run[f"{name}_mu"][-1], run["reach"] * run[f"{name}_radius"][-1]
            tiles.add(bubble.marbles(mu, size, hue, fill=0.8, width=3))
        self.add(*poster(tiles.arrange(RIGHT, buff=1.0), "one force", ("missing", "violet")))

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        run = self.run
        ends = [run[f"{name}_{array}"] for name in PANELS for array in ("mu", "radius")]
        rims = np.array([reached(mu, self.reach * r) for mu, r in zip(ends[::2], ends[1::2], strict=True)])
        self.half, start = float(rims.max()), 1.3 * max(float(rims[:, 0].max()), self.reach)
        self.start, self.close = min(start, self.half), 1.05 * max(float(rims[0, -1]), self.reach)
        self.leaves = int(np.append(np.flatnonzero(rims.max(axis=0) > self.start), rims.shape[1])[0]) - 1
        self.z = run["prior_z"][np.linalg.norm(run["prior_z"], axis=-1) < self.reach]
        self.stage, low = self.body.rows(4.4, 1.0, gap=4)
        self.panels: dict[str, Any] = {name: self.panel(name, low) for name in PANELS}
        self.seat("", moving=False)
        prior = ("ring", "violet", f"prior, drawn to ${self.reach:g}$")
        entries = [ring(self.reach), prior, ("dot", "white", "$z$ of the prior")]
        self.key = self.banner.put(Legend(entries, size=24, across=True), "right")
        self.add(title("One force missing"), *self.key[:2])
        self.together()
        self.spotlight()

    def panel(self, name: str, low: Region) -> Group:
        """One run in a plane of the scale that all share: its bubbles, the prior, its energy, how large and far."""
        run, half = self.run, self.start
        mu, radius = run[f"{name}_mu"], run[f"{name}_radius"]
        span = (-half, half, ticks.step_between(-half, half, 5))
        plane = Plane(span, span, within=self.stage, grid=False, labels=("", ""))
        still = np.zeros((len(mu), 1, 2)), np.full((len(mu), 1), self.reach)  # a history, to follow a zoom
        prior = plane.bubbles(*still, "violet", fill=0.12, width=3.0)
        bubbles = plane.bubbles(mu, radius, reach=self.reach, fill=0.1, width=2.0)
        bubble.see_through(bubbles, mu, self.reach * radius, fill=0.1)
        rows = counters(
            Counter("median $sqrt(v)$", run[f"{name}_median_radius"], size=25),
            Counter("furthest rim", reached(mu, self.reach * radius), "{:.1f}", size=25),
            left=0.0,
            top=low.top - pt(18),
            pitch=26,
        )
        told = on_line(Words(f"they {fate(run, name)}", size=27), low.top - pt(70), left=0.0)
        return Group(Group(plane, prior, bubbles), Formula(PANELS["many"], size=38), rows, told)

    def seat(self, lit: str, *, moving: bool = True) -> list[Any]:
        """Give one panel more room, in the order in which they stand: motions of all, unless they are to be there."""
        shares = [WIDE if name == lit else 1.0 for name in PANELS]
        motions: list[Any] = []
        for region, panel in zip(self.stage.columns(*shares, gap=14), self.panels.values(), strict=True):
            picture, term, *words = panel
            plane, middle = picture[0], picture[0].get_center()
            size = min(region.width / plane.width, (region.height - pt(HEAD)) / plane.height)
            goal = place(region.centre[0], region.bottom + size * plane.height / 2)
            frame = goal + size * (plane.frame.get_center() - middle)
            top = place(frame[0], goal[1] + size * plane.height / 2 + pt(HEAD / 2))
            left = float(frame[0] - size * plane.frame.width / 2)
            picture, term, *words = (part.animate if moving else part for part in (picture, term, *words))
            motions += [picture.scale(size, about_point=middle).shift(goal - middle), term.move_to(top)]
            motions += [text.set_x(left, direction=LEFT) for text in words]
        return motions

    def together(self) -> None:
        """All four set out from the same bubbles, and go down what they have for an energy."""
        grown = []
        for name, ((plane, prior, bubbles), term, rows, _) in self.panels.items():
            mu, size = self.run[f"{name}_mu"][0], self.reach * self.run[f"{name}_radius"][0]
            self.add(plane, prior, bubbles, term, rows)
            grown.append(swell(plane, bubbles, mu, size, run_time=2.0))
        self.say("the same bubbles four times, on one scale", *grown, run_time=2.0)
        struck = (
            Transform(term, Formula(PANELS[name], size=38).move_to(term))
            for name, (_, term, *_) in self.panels.items()
        )
        self.say("all but the first lack one of the forces", *struck, run_time=1.0)
        self.stop("four times", hold=1.0)
        self.say("each descends in its own energy")
        self.replay(2.5, stop=self.leaves)
        if self.leaves < len(self.run["steps"]) - 1:
            away = [self.nearer(name, self.half) for name in PANELS]
            self.say("some leave: all four zoom out, and stay on one scale", *away)
            self.replay(2.8)
        self.play(*(FadeIn(panel[-1]) for panel in self.panels.values()), run_time=0.5)
        self.stop("four ends", hold=0.4)

    def spotlight(self) -> None:
        """One after the other of the three that fail, then the whole: what the missing force was for."""
        for name, sentence in lacking(self.run, self.z, self.reach).items():
            self.say(sentence, *self.seat(name), run_time=1.0)
            drops = self.shower(name)
            self.stop(name, hold=1.4)
            self.play(FadeOut(*drops), run_time=0.3)
            if name in NEARER:
                self.play(self.nearer(name, self.half), run_time=0.7)
        self.claim("bubbles pack only under $C$, $V$ and $U$ together", *self.seat("many"), run_time=1.0)
        self.shower("many")
        told = self.panels["many"][-1]
        hit = Words(f"{hits(self.run, 'many', self.z)} of $z$ in a bubble", size=27)
        self.play(FadeIn(on_line(hit, baseline(told), left=float(told.get_right()[0]) + pt(14))))
        self.stop("the whole", hold=1.0)

    def nearer(self, name: str, half: float) -> Zoom:
        """Let the axes of a panel run to ``half``."""
        (plane, *bubbles), *_ = self.panels[name]
        span = (-half, half, ticks.step_between(-half, half, 5))
        return Zoom(plane, span, span, *bubbles)

    def shower(self, name: str) -> tuple[Any, Any]:
        """Let z of the prior fall on a panel, from nearer if its bubbles are small; say how much larger it is."""
        if name in NEARER:
            self.play(self.nearer(name, self.close), run_time=1.0)
        plane, other = (self.panels[some][0][0] for some in (name, next(n for n in PANELS if n != name)))
        factor = Words(f"$times {plane.unit / other.unit:.1f}$", size=24)
        falling = rain(plane, self.z[:DROPS], self.z[:DROPS], run_time=1.8)
        self.add(self.key[2])
        self.play(falling, FadeIn(bubble.within(plane).put(factor, "top left")))
        return falling.mobject, factor
