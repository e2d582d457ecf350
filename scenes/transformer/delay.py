"""The delay: without it a sentence is copied; with it every symbol has to be predicted, and costs what it decides."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._strip import Bars, cell, fitted, guesses, strip
from scenes.transformer._words import BOUNDARY, MOST, START, named, plain, spoken

TOP, COSTS, ASKED, GUESSED, INPUT = 0.93, 0.6, 0.545, 0.46, 0.04  # heights of the rows, as shares of the body
BLOCKS = {"Encoder": "lavender", "Predictor": "yellow", "Decoder": "aqua"}
COPIED = 0.05  # nats that a sentence costs at most when it is copied


class Delay(LectureScene):
    """An autoencoder copies; delay its input by one symbol, and it has to predict: that is a language model."""

    studies = ("language", "sequence_autoencoder", "language_model")
    gif = (1, 42)

    def thumbnail(self) -> None:
        """Draw what is decided as tall and red, and what is forced as low and blue."""
        counted = self.study("language")["counted"][self.study("language_model").config["shown"]][:5]
        high = float(counted.max())
        bars = VGroup(
            *(Rectangle(width=1, height=max(4 * cost / high, 0.4), stroke_width=0) for cost in counted)
        )
        for bar, paint in zip(bars, hexes(counted, 0, 1.2 * high), strict=True):
            bar.set_fill(paint, 1)
        self.add(*poster(bars.arrange(RIGHT, aligned_edge=DOWN), "what", "comes", "next?"))

    def construct(self) -> None:
        language, self.copier = self.study("language"), self.study("sequence_autoencoder")
        model = self.study("language_model")
        self.words, self.cut = named(language), ""
        self.said = spoken(language, model["shown"])
        if len(self.said) > MOST:
            self.said, self.cut = self.said[:MOST], f" (its first {MOST} symbols)"
        count = len(self.said)
        self.symbols = np.array(model["shown"][:count])
        self.before = np.array([BOUNDARY, *self.symbols[:-1]])
        runs = [(self.copier[f"{one}_cost"], self.copier[f"{one}_p"]) for one in ("shown", "late")]
        runs.append((model["shown_cost"], model["shown_p"]))
        self.cost = np.vstack([cost for cost, _ in runs])[:, :count]
        self.p = np.concatenate([p.reshape(-1, *p.shape[-2:]) for _, p in runs])[:, :count]
        self.late = len(self.copier["shown_cost"])  # the moment when the input is late
        self.forced = language["counted"][model.config["shown"], :count]
        self.lay_out()
        self.copy()
        self.delay()
        self.predict()
        self.conclude()

    def lay_out(self) -> None:
        """Lay out the rows: input, blocks, guesses, costs."""
        names, self.room = self.body.columns(1, 7, gap=0)
        self.columns = columns = self.room.columns(*[1] * len(self.said), gap=0)
        self.input = strip(columns, INPUT, self.said, "y")
        self.output = guesses(columns, GUESSED, self.p, self.words)
        self.costs = Bars(columns, COSTS, TOP, self.cost, max(3, 1.2 * float(self.forced.max())))
        self.blocks = {name: self.block(name) for name in BLOCKS}
        self.blocks["Encoder"].set_y(self.room.at(0, 0.17)[1])
        self.blocks["Decoder"].set_y(self.room.at(0, 0.31)[1])
        asked = zip(self.said, columns, strict=True)
        self.asked = VGroup(*(fitted(word, column, ASKED, "y") for word, column in asked))
        ways = (np.stack([one.at(0.5, INPUT + 0.04), one.at(0.5, GUESSED - 0.04)]) for one in columns)
        self.wires = VGroup(*map(Wire, ways)).set_opacity(0.6)
        rows = (("$C$ in nats", 0.5 * (COSTS + TOP)), ("$y$", ASKED), ("$tilde(y)$", GUESSED), ("$y$", INPUT))
        self.names = VGroup(*(Words(text, size=32).move_to(names.at(0.4, up)) for text, up in rows))
        self.add(title("The delay"))

    def block(self, name: str) -> VGroup:
        """Return a block as wide as the sentence."""
        box = RoundedRectangle(
            pt(10), width=self.room.width, height=pt(34), stroke_color=COLOURS[BLOCKS[name]]
        )
        fill = interpolate_color(ManimColor(COLOURS["black"]), ManimColor(COLOURS[BLOCKS[name]]), 0.18)
        box.set_stroke(width=2).set_fill(fill, 1).move_to(self.room.centre)
        return VGroup(box, Words(name, size=30, colour=BLOCKS[name]).move_to(box))

    def copy(self) -> None:
        """Train the autoencoder: it copies."""
        blocks = [self.blocks["Encoder"], self.blocks["Decoder"]]
        self.add(self.input, self.names[3])
        self.say(f"a sentence{self.cut} goes in and has to come out again: what does that cost?", run_time=0)
        self.wait(2)
        parts = [self.wires, *blocks, self.output, self.costs, self.asked, *self.names[:3]]
        self.say(
            "an autoencoder sees the very symbol that it has to say; it learns to copy it",
            *map(FadeIn, parts),
        )
        self.replay(5, start=0, stop=self.late - 1)
        total = float(self.copier["shown_cost"][-1].sum())
        copies, costs = "it copies: the whole sentence costs nothing", "the whole sentence still costs"
        self.say(copies if total < COPIED else f"{costs} ${rounded(total)}$ nats")
        self.stop("copied", hold=2)

    def delay(self) -> None:
        """Shift the input by one column: what the autoencoder copies is now wrong."""
        step = self.columns[0].width * RIGHT
        begin = cell(self.columns[0], INPUT, START, "y")
        name = Words("$zeta^(-1) y$", size=32).move_to(self.names[3])
        gone, stay = self.input[-1], VGroup(*self.input[:-1])
        self.say(
            "now the input is delayed by one symbol",
            stay.animate.shift(step), FadeOut(gone, shift=pt(16) * RIGHT), FadeIn(begin, shift=step),
            Transform(self.names[3], name), FadeOut(self.output), FadeOut(self.costs), run_time=2,
        )  # fmt: skip
        self.wait(1)
        stand(float(self.late), self.output, self.costs)
        says, count = self.p[self.late].argmax(-1), len(self.said)
        copied, wrong = int((says == self.before).sum()), int((says != self.symbols).sum())
        still = f"it still copies what it sees, the previous symbol, in ${copied}$ places of ${count}$"
        lost = f"now ${wrong}$ of its ${count}$ answers are wrong"
        self.say(still if copied > count / 2 else lost, FadeIn(self.output), FadeIn(self.costs))
        self.stop("late", hold=3)

    def predict(self) -> None:
        """Slide the predictor in, and train the language model."""
        ups = {"Encoder": 0.14, "Predictor": 0.24, "Decoder": 0.34}
        places = {name: self.room.at(0.5, up) for name, up in ups.items()}
        moved = [self.blocks[name].animate.move_to(places[name]) for name in ("Encoder", "Decoder")]
        predictor = self.blocks["Predictor"]
        predictor.move_to(places["Predictor"]).shift(self.room.width * LEFT).set_opacity(0)
        shown = self.block("Predictor").move_to(places["Predictor"])
        says = "the next symbol cannot be copied: a predictor has to guess it"
        self.say(says, *moved, Transform(predictor, shown))
        self.wait(1)
        self.replay(10, start=self.late, stop=len(self.cost) - 1)
        self.stop("trained", hold=1)

    def conclude(self) -> None:
        """Say what is paid for, and mark what counting says."""
        self.claim("a language model pays for choices; what is forced is all but free")
        self.wait(2)
        dear = int(self.forced.argmax())
        cost, ways = float(self.cost[-1][dear]), float(np.exp(self.forced[dear]))
        counted = f"by counting (white) its chance is 1 in {f'{ways:.1f}'.removesuffix('.0')}"
        says = f"“{plain(self.said[dear])}” costs ${rounded(cost)}$ nats; {counted}"
        self.say(says, FadeIn(self.costs.mark(self.forced)))
        self.stop("counted", hold=4)
