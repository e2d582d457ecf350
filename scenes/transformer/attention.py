"""Attention: a query is compared with the keys of a set, and takes from each value by how well its key fits."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._strip import Columns, Stack, cell, fitted
from scenes.transformer._words import END, plain, read_out, spoken

SHOWN = 12  # numbers of a value that are drawn
HEADS = ("first", "second", "third", "fourth")
TOP, WEIGHTS, ROW, VALUES = 0.86, 0.56, 0.46, 0.21  # heights of the rows, as shares of the body


class Attention(LectureScene):
    """Scores, softargmax, weights, a mixture of values: β turns attention from a mean of all into a choice of one."""

    studies = ("translation", "language")
    cannot_show = {"translation.predictor": "it shows the queries and keys of the lecture's predictor"}
    gif = (1, 32)

    def construct(self) -> None:
        self.run, language = self.study("translation"), self.study("language")
        self.symbols = read_out(language, self.run["shown_x"])
        said = spoken(language, self.run["free"])
        self.head, self.word = undecided(self.run["free_a"], len(said) - (said[-1] == END))
        self.said = plain(said[self.word])
        self.a = self.run["dial_a"][:, self.head, self.word, : len(self.symbols)]  # (B, K)
        self.lay_out()
        self.ask()
        self.turn()

    def lay_out(self) -> None:
        """Lay out the set with its values, scores and weights; the mixture; and the dial."""
        stage, rail = self.body.rows(7, 1, gap=0)
        room, self.side = stage.columns(5, 3)
        self.columns = columns = Columns(room, len(self.symbols))
        values = self.run["values"][self.head, :, :SHOWN]
        mixed, reach = self.run["dial_h"][:, self.head, self.word, :SHOWN], float(np.abs(values).max())
        edge = 0.36 * room.height / SHOWN
        self.cells = VGroup(*(cell(columns, k, ROW, symbol, "x") for k, symbol in enumerate(self.symbols)))
        self.values = VGroup(
            *(
                Stack(value, reach, columns.at(k, VALUES), edge)
                for k, value in enumerate(values[: len(self.symbols)])
            )
        )
        self.mixture = Stack(mixed, reach, self.side.at(0.5, VALUES), edge)
        scores = self.run["scores"][self.head, self.word]
        self.scores = VGroup(
            *(
                Formula(f"k_{k + 1}^top q = {scores[k]:.1f}", size=34).move_to(columns.at(k, TOP + 0.07))
                for k in range(len(self.symbols))
            )
        )
        self.weights = VGroup(*(self.weight(k) for k in range(len(self.symbols))))
        own = float(f"{self.run['beta']:.3g}")
        self.dial = Dial(self.run["dial_beta"], rail, ticks=(0, own, np.inf), signs=False)
        on_line(self.dial.value, self.side.at(0, 0.52)[1], left=self.side.at(0.1, 0)[0])
        self.add(title("Attention"))

    def weight(self, k: int) -> VGroup:
        """Return the weight of one symbol as a bar that follows the dial, with its number."""
        foot, tall = self.columns.at(k, WEIGHTS), (TOP - WEIGHTS) * self.columns.region.height
        bar = Rectangle(width=0.35 * self.columns.wide, height=1, stroke_width=0, fill_opacity=1)
        number = Counter("", size=28, gap=0)

        def put(a: float) -> None:
            height = max(pt(2), 0.8 * tall * float(a))
            bar.stretch_to_fit_height(height).move_to(foot + height / 2 * UP)
            bar.set_fill(hexes(np.array([a]), 0, 1, "weights")[0])
            number.put(float(a)).move_to(foot + (height + pt(16)) * UP)

        return follow(VGroup(bar, number), self.a[:, k], put=put)

    def ask(self) -> None:
        """Show the set, the query's scores, and what is made of them."""
        which = HEADS[self.head] if self.head < len(HEADS) else f"${self.head + 1}$-th"
        query = fitted(f"next: {self.said}", Columns(self.side, 1), 0, 0.93, "y_tilde")
        self.say(f"to say “{self.said}”, the predictor has a query $q$: which symbols help?", run_time=0)
        self.add(self.cells, query)
        self.wait(2)
        self.say(f"each symbol has a key, and fits by so much (the {which} head)", FadeIn(self.scores))
        self.stop("scores", hold=2)
        lines = Formula('a = op("softargmax")_beta (K^top q)', size=36), Formula("h = V a", size=36)
        stand(float(len(self.a) // 2), self.weights, self.mixture, self.dial, self.dial.value)
        stacked(*lines, pitch=40, left=self.side.at(0.1, 0)[0], top=self.side.at(0, 0.76)[1])
        self.say("the better the fit, the more it counts", FadeIn(self.weights), FadeIn(lines[0]), FadeIn(self.dial),
                 FadeIn(self.dial.value))  # fmt: skip
        self.wait(2)
        name = Formula("h", size=40).next_to(self.mixture, UP, buff=pt(12))
        self.say("what comes out is a mixture of the values", FadeIn(self.values), FadeIn(self.mixture),
                 *map(FadeIn, (lines[1], name)))  # fmt: skip
        self.stop("mixture", hold=2)

    def turn(self) -> None:
        """Turn β to both ends, and back to the model's own."""
        own, last = len(self.a) // 2, len(self.a) - 1
        self.say("$beta = 0$: all count alike, and $h$ is their mean")
        self.replay(4, start=own, stop=0)
        self.stop("mean", hold=2)
        self.say("$beta -> oo$: hard attention, the best one only")
        self.replay(6, start=0, stop=last)
        self.stop("hard", hold=2)
        self.claim("attention is a soft choice: what fits best counts most")
        self.replay(3, start=last, stop=own)
        self.stop("own", hold=3)


def undecided(a: np.ndarray, words: int) -> tuple[int, int]:
    """Return the head and the word whose weights (H, L, K) are the most evenly spread, among the first ``words``.

    >>> undecided(np.array([[[1.0, 0.0], [0.6, 0.4], [0.5, 0.5]]]), 2)
    (0, 1)
    """
    entropy = -(a * np.log(np.maximum(a, 1e-12))).sum(-1)[:, :words]
    head, word = np.unravel_index(entropy.argmax(), entropy.shape)
    return int(head), int(word)
