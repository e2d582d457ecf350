"""Attention: a query is compared with the keys of a set, and the values are mixed by how well their keys fit."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._strip import Bars, Stack, fitted, strip
from scenes.transformer._words import END, MOST, plain, read_out, spoken

SHOWN = 12  # numbers of a value that are drawn
ROOMY = 4  # symbols beside one another, up to which each score has its name
HEADS = ("first", "second", "third", "fourth")
TOP, WEIGHTS, ROW, VALUES = 0.86, 0.56, 0.46, 0.21  # heights of the rows, as shares of the body


class Attention(LectureScene):
    """Scores, softargmax, weights, a mixture of values; β turns attention from a mean of all into a choice of one."""

    studies = ("translation", "language")
    cannot_show = {
        "translation.predictor": "it shows queries and keys, which a predictor of your own may lack"
    }
    gif = (1, 32)

    def construct(self) -> None:
        self.run, language = self.study("translation"), self.study("language")
        self.symbols = read_out(language, self.run["shown_x"])
        self.symbols += [END] * (len(self.run["shown_x"]) - len(self.symbols))  # they are looked at, too
        self.asked = "symbols" if len(self.symbols) <= MOST else f"of the first {MOST} symbols"
        self.symbols = self.symbols[:MOST]
        said = spoken(language, self.run["free"])
        self.head, self.word = undecided(self.run["free_a"], len(said) - (said[-1] == END))
        self.said = said[self.word]
        self.lay_out()
        self.ask()
        self.turn()

    def lay_out(self) -> None:
        """Lay out the set with its values, scores and weights; the mixture; and the dial."""
        stage, rail = self.body.rows(7, 1, gap=0)
        room, self.side = stage.columns(5, 3)
        columns, count = room.columns(*[1] * len(self.symbols), gap=0), len(self.symbols)
        values = self.run["values"][self.head, :, :SHOWN]
        mixed, reach = self.run["dial_h"][:, self.head, self.word, :SHOWN], float(np.abs(values).max())
        edge = min(0.36 * room.height / SHOWN, columns[0].width / 5)
        self.cells = strip(columns, ROW, self.symbols, "x")
        stacks = zip(values[:count], columns, strict=True)
        self.values = VGroup(*(Stack(value, reach, one.at(0.5, VALUES), edge) for value, one in stacks))
        self.mixture = Stack(mixed, reach, self.side.at(0.5, VALUES), edge)
        names = [f"k_{k + 1}^top q = " if count <= ROOMY else "" for k in range(count)]
        scores = zip(names, self.run["scores"][self.head, self.word, :count], strict=True)
        texts = [Formula(f"{name}{score:.1f}", size=34) for name, score in scores]
        self.scores = in_columns(
            texts, [one.inset(3, 0) for one in columns], rise=(TOP + 0.05) * room.height / pt(1)
        )
        a = self.run["dial_a"][:, self.head, self.word, :count]  # (B, K)
        self.own, self.last = len(a) // 2, len(a) - 1
        self.weights = Bars(columns, WEIGHTS, TOP - 0.06, a, 1.0, "weights", wide=0.35)
        beta = float(f"{self.run['beta']:.3g}")
        self.dial = Dial(self.run["dial_beta"], rail, ticks=(0, beta, np.inf), signs=False)
        on_line(self.dial.value, self.side.at(0, 0.52)[1], left=self.side.at(0.1, 0)[0])
        self.add(title("Attention"))

    def ask(self) -> None:
        """Show the set, the query's scores, and what is made of them."""
        which = HEADS[self.head] if self.head < len(HEADS) else f"${self.head + 1}$-th"
        query = fitted(f"next: {self.said}", self.side, 0.93, "y_tilde")
        before = f"before it says “{plain(self.said)}”, the predictor has a query $q$"
        self.say(f"{before}: which {self.asked} help?", run_time=0)
        self.add(self.cells, query)
        self.wait(2)
        says = f"each symbol has a key $k$; $k^top q$ says how well it fits (in the {which} head)"
        self.say(says, FadeIn(self.scores))
        self.stop("scores", hold=2)
        lines = Formula('a = op("softargmax")_beta (K^top q)', size=36), Formula("h = V a", size=36)
        stand(float(self.own), self.weights, self.mixture, self.dial, self.dial.value)
        stacked(*lines, pitch=40, left=self.side.at(0.1, 0)[0], top=self.side.at(0, 0.76)[1])
        self.say("the better a key fits, the more its symbol counts",
                 *map(FadeIn, (self.weights, lines[0], self.dial, self.dial.value)))  # fmt: skip
        self.wait(2)
        name = Formula("h", size=40).next_to(self.mixture, UP, buff=pt(12))
        self.say("what comes out is a mixture of the values",
                 *map(FadeIn, (self.values, self.mixture, lines[1], name)))  # fmt: skip
        self.stop("mixture", hold=2)

    def turn(self) -> None:
        """Turn β to both ends, and back to the model's own."""
        self.say("$beta = 0$: all count equally, and $h$ is their mean")
        self.replay(4, start=self.own, stop=0)
        self.stop("mean", hold=2)
        self.say("$beta -> oo$: hard attention, only the best counts")
        self.replay(6, start=0, stop=self.last)
        self.stop("hard", hold=2)
        self.claim("attention is a soft choice: the better the fit, the larger the weight")
        self.replay(3, start=self.last, stop=self.own)
        self.stop("own", hold=3)


def undecided(a: np.ndarray, words: int) -> tuple[int, int]:
    """Return the head and the word whose weights (H, L, K) are the most evenly spread, among the first ``words``.

    >>> undecided(np.array([[[1.0, 0.0], [0.6, 0.4], [0.5, 0.5]]]), 2)
    (0, 1)
    """
    entropy = -(a * np.log(np.maximum(a, 1e-12))).sum(-1)[:, :words]
    head, word = np.unravel_index(entropy.argmax(), entropy.shape)
    return int(head), int(word)
