"""From one picture to another in two ways: the pictures are mixed, or their codes."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import a, class_names

WAYS: dict[
    str, tuple[str, str, tuple[float, float] | None, str]
] = {  # pictures: energies, colour, dash, formula
    "pixels": ("many_pixels_F", "red", (7, 5), '(1 - t) y_"a" + t y_"b"'),
    "many_line": ("many_line_F", "aqua", None, 'Dec((1 - t) mu_"a" + t mu_"b")'),
}


class CodeAgainstPixels(LectureScene):
    """The mean of two pictures is a double exposure of high energy; the decoded mean of their codes costs less."""

    studies = ("digits_vae", "digits")
    gif = (0, 28)

    def thumbnail(self) -> None:
        """Draw what is half-way on both ways."""
        run = self.study("digits_vae")
        half = len(run["pixels"]) // 2
        both = np.stack([run[name][half] for name in WAYS])[None]
        self.add(*poster(Pictures(both, 6), ("mixed", "red"), "or", ("decoded", "aqua"), share=0.62))

    def construct(self) -> None:
        self.run, self.data = self.study("digits_vae"), self.study("digits")
        self.moments = len(self.run["pixels"])
        self.moving: list[Mobject] = []
        self.add(title("Between two pictures"))
        self.lay_out()
        self.ask()
        for name, strip in zip(WAYS, self.strips, strict=True):
            self.go(name, strip)
        self.compare()

    def lay_out(self) -> None:
        """Lay out the energies along both ways, with room for a strip of pictures over and under them."""
        main, self.side = self.body.columns(5, 2)
        above, room, below = main.rows(1, 7, 1, gap=6)
        F = np.stack([self.run[energies] for energies, *_ in WAYS.values()])
        gap = ticks.spacing(float(np.ptp(F)), 4)
        low, high = (float(np.floor(F.min() / gap) * gap), float(np.ceil(F.max() / gap) * gap))
        edge = 0.5 / (self.moments - 1)  # half a picture of the strips
        self.plane = Plane(
            (-edge, 1 + edge), (low, high, gap), within=room, stretch=True, labels=("t", "tilde(F)"), axes=False,
            x_ticks={0: "0", 0.5: "0.5", 1: "1"},
        )  # fmt: skip
        self.strips = [Pictures(self.run[name][None], self.plane.frame.width) for name in WAYS]
        for strip, one in zip(self.strips, (above, below), strict=True):
            strip.move_to(place(self.plane.frame.get_x(), one.centre[1]))

    def ask(self) -> None:
        """Show both pictures, and let them go to the ends of the way."""
        names = [a(class_names(self.data)[k]) for k in self.run.config["pair"]]
        ends = [Pictures(self.run["pixels"][k], 3.4, gap=0) for k in (0, -1)]
        for picture, x in zip(ends, (-2.6, 2.6), strict=True):
            picture.move_to(self.body.centre + x * RIGHT)
        self.say(f"what lies between {names[0]} and {names[1]}?", *map(FadeIn, ends))
        self.wait(1)
        goals = [self.strips[0].picture(0, k) for k in (0, self.moments - 1)]
        pairs = zip(ends, goals, strict=True)
        moves = [one.animate.scale(goal.width / one.width).move_to(goal) for one, goal in pairs]
        self.play(*moves, run_time=1.5)
        self.say("and which energy $tilde(F)$ does a trained autoencoder give to that?", FadeIn(self.plane))
        self.wait(1)

    def go(self, name: str, strip: Pictures) -> None:
        """Go one way: a large picture, a strip of all, and the energy, which the same autoencoder gives to both."""
        energies, colour, dash, formula = WAYS[name]
        pictures, F, t = self.run[name], self.run[energies], np.linspace(0, 1, self.moments)
        first, half = name == "pixels", (self.moments - 1) / 2
        room, words = self.side.rows(1, 1, gap=12)[0 if first else 1], Formula(formula, size=28)
        on_line(words, room.top - pt(18)).set_x(room.centre[0])
        picture = Pictures(pictures[0], room.height - pt(30), gap=0)
        follow(room.put(picture, "bottom"), pictures, put=picture.set_ink)
        shape = (1, self.moments, 1, 1)
        put = lambda share: strip.set_shown(np.broadcast_to(share.reshape(shape), strip.kept))  # noqa: E731
        follow(strip, np.tri(self.moments), put=put)
        line = self.plane.history(F, colour, x=t, dash=dash, width=3.5, head=False)
        dot = self.plane.cloud(np.stack([t, F], axis=-1)[:, None], colour, size=13)
        says = (
            "one way: mix the pictures, pixel by pixel"
            if first
            else "another way: mix their codes, and decode"
        )
        plate = picture.boxes(edge=colour, width=3)
        self.moving += [picture, dot]
        self.add(plate, picture, strip)
        self.say(says, *map(FadeIn, (words, plate, picture, dot)))
        self.add(strip, line, dot)
        self.replay(3, only=[picture, strip, line, dot], stop=half, pace="even")
        most = rounded(float(F.max()), 1)
        self.say(
            f"both shine through, and $tilde(F)$ reaches {most}"
            if first
            else f"here $tilde(F)$ reaches {most}"
        )
        self.wait(1.2)
        self.replay(2.5, only=[picture, strip, line, dot], stop=self.moments - 1, pace="even")
        self.wait(0.3)

    def compare(self) -> None:
        """Let both come back to half-way, and say what they are there."""
        worst = [float(self.run[energies].max()) for energies, *_ in WAYS.values()]
        says = "the mean of two pictures is a double exposure: it costs more than the decoded mean of their codes"
        if worst[0] <= worst[1]:
            says = "here the mean of the pictures has no more energy than the decoded mean of their codes"
        self.claim(says)
        self.replay(4, only=self.moving, stop=(self.moments - 1) / 2, pace="even")
        self.wait(1)
