"""Three costs fall to what cannot be known: a copy costs nothing, a prediction log N, a translation nothing."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._words import least

MOMENTS = 61  # of the common history
ROOM = 1.4  # height of the axes above a curve's end, in its cost
NEAR = 0.05  # nats from its floor at which a cost is said to reach it


class ThreeFloors(LectureScene):
    """Three models learn the same sentences, with a source or without, and each cost falls to a floor of its own."""

    studies = ("language", "sequence_autoencoder", "language_model", "translation")
    thumbnail = 16
    gif = (1, 19)

    def construct(self) -> None:
        language, known = self.study("language"), ("sequence_autoencoder", "language_model", "translation")
        self.runs = [self.study(name) for name in known]
        self.floors = [0.0, float(language["floor"]), float(language["given"])]
        self.count = len(language["y"])
        ends = [
            ROOM * float(run["cost"][-1]) for run in self.runs
        ]  # there the numbers stand above the curves
        self.high = max(*ends, *(float(run["cost"].max()) for run in self.runs))
        self.add(title("What a sentence costs"))
        parts = [self.column(k, region) for k, region in enumerate(self.body.columns(1, 1, 1))]
        self.ask(parts)
        self.fall()

    def column(self, k: int, region: Region) -> VGroup:
        """Draw the axes of one model's cost, its floor, and what the model is."""
        run, heads = self.runs[k], ("autoencoder", "language model", "conditional language model")
        chain = ("y -> h -> tilde(y)", "zeta^(-1) y -> h -> tilde(y)", "x, zeta^(-1) y -> h -> tilde(y)")[k]
        head, body = region.rows(1, 4)
        last = float(np.log10(1 + run["steps"][-1]))
        decades = {
            float(np.log10(1 + step)): f"{step:g}" for step in (0, 10, 100, 1000) if step <= run["steps"][-1]
        }
        gap = ticks.spacing(self.high, 5)
        plane = Plane(
            (0, last), (0, float(np.ceil(self.high / gap) * gap), gap), within=body, stretch=True, x_ticks=decades,
            labels=('"step"', ""),
        )  # fmt: skip
        at = np.linspace(0, last, MOMENTS)
        cost = np.interp(at, np.log10(1 + run["steps"]), run["cost"])
        floor = plane.curve(np.array([0, last]), np.full(2, self.floors[k]), "white", width=3, dash=(6, 4))
        names = VGroup(Words(heads[k], size=32), Formula(chain, size=36))
        number = Counter(Formula("C =", size=34), cost)
        for name, up in zip(names, (46, 10), strict=True):
            on_line(name, head.bottom + pt(up)).set_x(float(head.centre[0]))
        on_line(number, plane.frame.get_top()[1] - pt(30), right=plane.frame.get_right()[0] - pt(20))
        says = Words(f"at least {least(self.floors[k], self.count, 2)}", size=28)
        up = 10 if self.floors[k] < NEAR else -28
        on_line(says, floor.get_top()[1] + pt(up), left=plane.frame.get_left()[0] + pt(10))
        return VGroup(names, plane, VGroup(floor, says), plane.history(cost, "C", x=at), number)

    def ask(self, parts: list[VGroup]) -> None:
        """Show the three models, then their floors."""
        self.say(f"{self.count} sentences, equally likely: what does one cost, in nats?", run_time=0)
        self.add(*(part[0] for part in parts), *(part[1] for part in parts))
        self.wait(2)
        self.say(
            "counting gives the least that it can cost, on average", *(FadeIn(part[2]) for part in parts)
        )
        self.stop("floors", hold=2)
        self.play(*(FadeIn(part[3:]) for part in parts))

    def fall(self) -> None:
        """Train all three."""
        self.claim("a model pays for what it cannot know")
        self.replay(8)
        self.wait(1)
        ends = [float(run["cost"][-1]) for run in self.runs]
        reached = all(abs(end - floor) < NEAR for end, floor in zip(ends, self.floors, strict=True))
        costs = [least(floor, self.count, 2) if floor > NEAR else "nothing" for floor in self.floors]
        says = " to copy it, {} to predict it, {} to translate it".format(*costs[1:])
        self.say(f"{costs[0]}{says}: all three arrive" if reached else f"at least {costs[0]}{says}")
        self.stop("reached", hold=4)
