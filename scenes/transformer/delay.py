"""The delay: without it a sentence is copied; with it every symbol has to be predicted, and costs what it decides."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._strip import Columns, Costs, fitted, guesses, strip
from scenes.transformer._words import plain, words_of

TOP, COSTS, ASKED, GUESSED, INPUT = 0.93, 0.6, 0.545, 0.46, 0.04  # heights of the rows, as shares of the body
BLOCKS = {"Encoder": "lavender", "Predictor": "yellow", "Decoder": "aqua"}
COPIED = 0.05  # nats that a sentence costs at most when it is copied


class Delay(LectureScene):
    """An autoencoder copies; its input is delayed by one, and a language model has to predict every symbol."""

    studies = ("language", "sequence_autoencoder", "language_model")
    gif = (1, 45)

    def thumbnail(self) -> None:
        """Draw what is decided as tall and red, and what is forced as low and blue."""
        counted = self.study("language")["counted"][self.study("language_model").config["shown"]][:5]
        high = float(counted.max())
        bars = [
            Rectangle(
                width=1, height=max(4 * cost / high, 0.4), stroke_width=0, fill_opacity=1, fill_color=hue
            )
            for cost, hue in zip(counted, hexes(counted, 0, 1.2 * high), strict=True)
        ]
        self.add(*poster(VGroup(*bars).arrange(RIGHT, aligned_edge=DOWN), "what", "comes", "next?"))

    def construct(self) -> None:
        self.copier, self.model = self.study("sequence_autoencoder"), self.study("language_model")
        self.words = words_of(self.study("language")["words"])
        self.shown = self.model["shown"]
        self.cost = np.vstack([self.copier["shown_cost"], self.copier["late_cost"], self.model["shown_cost"]])
        self.p = np.vstack([self.copier["shown_p"], self.copier["late_p"][None], self.model["shown_p"]])
        self.late = len(self.copier["shown_cost"])  # the moment when the input is late
        self.forced = self.study("language")["counted"][self.model.config["shown"]]
        self.high = max(3, 1.2 * float(self.forced.max()))
        self.lay_out()
        self.copy()
        self.delay()
        self.predict()
        self.conclude()

    def lay_out(self) -> None:
        """Lay out the rows: input, blocks, guesses, costs."""
        names, room = self.body.columns(1, 7, gap=0)
        self.columns = columns = Columns(room, len(self.shown))
        said = [self.words[word] for word in self.shown]
        self.input = strip(columns, INPUT, said, "y")
        self.output = guesses(columns, GUESSED, self.p.argmax(-1), self.p.max(-1), self.words)
        self.costs = Costs(columns, COSTS, TOP, self.cost, self.high)
        self.blocks = {name: self.block(name) for name in BLOCKS}
        self.blocks["Encoder"].set_y(room.at(0, 0.17)[1])
        self.blocks["Decoder"].set_y(room.at(0, 0.31)[1])
        self.asked = VGroup(*(fitted(word, columns, j, ASKED, "y") for j, word in enumerate(said)))
        ways = (
            np.stack([columns.at(j, INPUT + 0.04), columns.at(j, GUESSED - 0.04)]) for j in range(len(said))
        )
        self.wires = VGroup(*map(Wire, ways)).set_opacity(0.6)
        rows = (("$C$ in nats", 0.5 * (COSTS + TOP)), ("$y$", ASKED), ("$tilde(y)$", GUESSED), ("$y$", INPUT))
        self.names = VGroup(*(Words(text, size=32).move_to(names.at(0.4, up)) for text, up in rows))
        self.add(title("The delay"))

    def block(self, name: str) -> VGroup:
        """Return a block as wide as the sentence."""
        room = self.columns.region
        box = RoundedRectangle(pt(10), width=room.width, height=pt(34), stroke_color=COLOURS[BLOCKS[name]])
        fill = interpolate_color(ManimColor(COLOURS["black"]), ManimColor(COLOURS[BLOCKS[name]]), 0.18)
        box.set_stroke(width=2).set_fill(fill, 1).move_to(room.centre)
        return VGroup(box, Words(name, size=30, colour=BLOCKS[name]).move_to(box))

    def copy(self) -> None:
        """Train the autoencoder: it copies."""
        first = [
            self.wires,
            self.blocks["Encoder"],
            self.blocks["Decoder"],
            self.output,
            self.costs,
            self.asked,
        ]
        self.add(self.input, self.names[3])
        self.say(
            "a sentence goes in, and the same sentence has to come out: what does that cost?", run_time=0
        )
        self.wait(2)
        self.say(
            "an autoencoder sees the very symbol that it has to say", *map(FadeIn, [*first, *self.names[:3]])
        )
        self.replay(5, start=0, stop=self.late - 1)
        total = float(self.cost[self.late - 1].sum())
        free = (
            "it copies: all of it costs nothing"
            if total < COPIED
            else f"all of it costs ${rounded(total)}$ nats"
        )
        self.say(free)
        self.stop("copied", hold=2)

    def delay(self) -> None:
        """Shift the input by one column: what the autoencoder copies is now wrong."""
        step = self.columns.wide * RIGHT
        begin = strip(self.columns, INPUT, [""], "y")[0]
        name = Words("$zeta^(-1) y$", size=32).move_to(self.names[3])
        gone, stay = self.input[-1], VGroup(*self.input[:-1])
        self.say(
            "now the input comes late by one symbol",
            stay.animate.shift(step), FadeOut(gone, shift=step), FadeIn(begin, shift=step),
            Transform(self.names[3], name), run_time=2,
        )  # fmt: skip
        self.wait(1)
        self.replay(2, start=self.late - 1, stop=self.late, pace="even")
        before = np.concatenate([[0], self.shown[:-1]])
        wrong = (self.p[self.late].argmax(-1) == before).mean() > 0.5
        self.say(
            "it still copies what it sees, and that is the symbol before"
            if wrong
            else "its answers are wrong"
        )
        self.stop("late", hold=3)

    def predict(self) -> None:
        """Slide the predictor in, and train the language model."""
        room, predictor = self.columns.region, self.blocks["Predictor"]
        ups = {"Encoder": 0.14, "Predictor": 0.24, "Decoder": 0.34}
        places = {name: room.at(0.5, up) for name, up in ups.items()}
        moved = [self.blocks[name].animate.move_to(places[name]) for name in ("Encoder", "Decoder")]
        predictor.move_to(places["Predictor"]).shift(room.width * LEFT).set_opacity(0)
        shown = self.block("Predictor").move_to(places["Predictor"])
        self.say(
            "what comes next cannot be copied: a predictor has to guess it",
            *moved,
            Transform(predictor, shown),
        )
        self.wait(1)
        self.replay(10, start=self.late, stop=len(self.cost) - 1)
        self.stop("trained", hold=1)

    def conclude(self) -> None:
        """Say what is paid for, and mark what counting says."""
        marks = [self.costs.mark(j, cost) for j, cost in enumerate(self.forced)]
        self.claim("a language model pays where something is decided, and nothing where it is forced")
        self.wait(3)
        dear = int(self.forced.argmax())
        cost, ways = float(self.cost[-1][dear]), float(np.exp(self.forced[dear]))
        word = plain(self.words[self.shown[dear]]) or "the end"
        says = f"“{word}” costs ${rounded(cost)}$ nats; by counting (white) it is one of {ways:.1f} equal choices"
        self.say(says, *map(FadeIn, marks))
        self.stop("counted", hold=4)
