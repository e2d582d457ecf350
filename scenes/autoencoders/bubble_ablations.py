"""The bubble of bubbles with one force taken away at a time, all on one scale: it takes all three to pack."""

from typing import Any

from ebviz.stage import *
from scenes.autoencoders._bubbles import marbles, reached, see_through
from scenes.autoencoders._words import fate

STRUCK = "cancel({}, length: #130%, stroke: #1.3pt)"
NO_U, NO_V, NO_C = (STRUCK.format(term) for term in "UVC")
PANELS = {  # run, and the energy that it goes down
    "many": "C + beta (U + V)",
    "no_mean": f"C + beta ({NO_U} + V)",
    "no_variance": f"C + beta (U + {NO_V})",
    "no_cost": f"{NO_C} + beta (U + V)",
}
SMALL = 0.6  # size of a term beside a panel that the spotlight is not on


class BubbleAblations(LectureScene):
    """Without U bubbles fly away, without V they become points, without C they merge; it takes all three to pack."""

    studies = ("packing",)
    gif = (2.5, 10.5)

    def thumbnail(self) -> None:
        """Draw the ends without U and without C, on one scale."""
        run, tiles = self.study("packing"), Group()
        for name, hue in (("no_mean", "z"), ("no_cost", "violet")):
            mu, size = run[f"{name}_mu"][-1], run["reach"] * run[f"{name}_radius"][-1]
            tiles.add(marbles(mu, size, hue, fill=0.8, width=3))
        self.add(*poster(tiles.arrange(RIGHT, buff=1.0), "one force", ("missing", "violet")))

    def construct(self) -> None:
        self.run, self.reach = self.study("packing"), float(self.study("packing")["reach"])
        run = self.run
        ends = [run[f"{name}_{array}"] for name in PANELS for array in ("mu", "radius")]
        half = max(reached(mu, self.reach * r).max() for mu, r in zip(ends[::2], ends[1::2], strict=True))
        head, stage, foot = self.body.rows(0.75, 4.4, 2.0, gap=4)
        self.panels = {
            name: self.panel(name, half, *regions)
            for name, *regions in zip(
                PANELS, *(row.columns(1, 1, 1, 1) for row in (head, stage, foot)), strict=True
            )
        }
        entry = ("ring", "z", f"one $y$: $cal(N)(mu, v I)$ at ${self.reach:g} sqrt(v)$")
        key = self.banner.put(Legend([entry], size=24), "right")
        self.add(title("One force taken away at a time"), key)
        self.together()
        self.spotlight()

    def panel(self, name: str, half: float, head: Region, stage: Region, foot: Region) -> Group:
        """One run in a plane of the scale that all share: its energy, its bubbles, how large and how far they are."""
        run = self.run
        mu, radius = run[f"{name}_mu"], run[f"{name}_radius"]
        every = ticks.step_between(-half, half, 4)
        plane = Plane((-half, half, every), (-half, half, every), within=stage, grid=False, labels=("", ""))
        bubbles = plane.bubbles(mu, radius, reach=self.reach, fill=0.1, width=2.0)
        see_through(bubbles, mu, self.reach * radius, fill=0.1)
        far = reached(mu, self.reach * radius)
        rows = counters(
            Counter("median $sqrt(v)$", run[f"{name}_median_radius"], size=25),
            Counter("they reach", far, "{:.1f}", size=25),
            left=float(plane.frame.get_left()[0]),
            top=foot.top - pt(30),
        )
        term = head.put(Formula(PANELS[name], size=38)).set_x(plane.frame.get_x())
        told = Words(f"they {fate(run, name)}", size=27)
        on_line(told, foot.top - pt(98), left=float(plane.frame.get_left()[0]))
        return Group(Group(plane, bubbles), term, rows, told)

    def together(self) -> None:
        """All four set out from the same bubbles, and go down what they have for an energy."""
        everything = [part for *shown, _ in self.panels.values() for part in shown]
        self.say(
            "the same bubbles four times, on one scale; each but the first lacks one of its forces",
            run_time=0,
        )
        self.add(*everything)
        self.stop("four times", hold=3.0)
        self.say("all four step by step down their energy")
        self.replay(6.0)
        self.play(*(FadeIn(panel[-1]) for panel in self.panels.values()), run_time=0.5)
        self.stop("four ends", hold=1.0)

    def spotlight(self) -> None:
        """One after the other of the three that fail, then the whole: what the missing force was for."""
        says = {
            "no_mean": "without $U$ nothing ties them to the origin: a $z$ of the prior falls between them",
            "no_variance": "without $V$ they shrink: hardly any $z$ is ever decoded while it trains",
            "no_cost": "without $C$ all are the prior: $z$ does not say which $y$ it was",
        }
        self.wide = dict.fromkeys(PANELS, 1.0)
        self.shown = [text for *_, rows, told in self.panels.values() for text in (rows, told)]
        for name, sentence in says.items():
            self.say(sentence, *self.light(name), run_time=1.2)
            self.stop(name, hold=2.6)
        self.claim(
            "it takes $C$, $V$ and $U$ for bubbles to pack around the origin",
            *self.light("many"),
            run_time=1.2,
        )
        self.stop("the whole", hold=1.0)

    def light(self, lit: str) -> list[Any]:
        """Let one panel fill the left, with its numbers beside it; the others wait in a column on the right."""
        self.play(FadeOut(*self.shown), run_time=0.3)
        stage, beside_it, strip = self.body.columns(6.1, 4.4, 2.3)
        slots = iter(strip.rows(1, 1, 1, gap=6))
        motions: list[Any] = []
        for name, (picture, term, *_) in self.panels.items():
            region = stage if name == lit else next(slots)
            room, foot = (region, beside_it) if name == lit else region.rows(4, 1, gap=2)
            plane, middle = picture[0], picture[0].get_center()
            size = min(room.width / plane.width, room.height / plane.height)
            moved = picture.animate.scale(size, about_point=middle).shift(room.centre - middle)
            motions.append(moved)
            wide = 1.0 if name == lit else SMALL
            written = term.animate.scale(wide / self.wide[name])
            seat = (beside_it.at(0.1, 0.8), LEFT) if name == lit else (foot.centre, ORIGIN)
            motions.append(written.move_to(seat[0], aligned_edge=seat[1]))
            self.wide[name] = wide
        *_, rows, told = self.panels[lit]
        self.shown = [
            text.move_to(beside_it.at(0.1, up), aligned_edge=LEFT) for text, up in ((rows, 0.6), (told, 0.45))
        ]
        motions.append(FadeIn(*self.shown, rate_func=squish_rate_func(smooth, 0.7, 1.0)))
        return motions
