"""Attention: a query is compared with the keys of a set, and the values are mixed by how well their keys fit."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._strip import fitted, strip
from scenes.transformer._vectors import ROLES, Barcode, mixing, products, reading, undecided
from scenes.transformer._words import END, MOST, looked_at, plain, spoken

HEADS = ("first", "second", "third", "fourth")
SET, KEYS, QUERY, SCORES, WEIGHTS, VALUES, MIXED = 0.95, 0.84, 0.74, 0.64, 0.55, 0.45, 0.05  # up the body
TALL, WIDE = 30, 170  # slide points: height of a vector, and its width at most
LONGEST = 2  # seconds in which the query goes along all keys
BARS = 30  # slide points: the longest bar of a product


class Attention(LectureScene):
    """A query goes along the keys of a set, and what fits flows into the mixture; β turns a mean into a choice."""

    studies = ("translation", "language")
    cannot_show = {
        "translation.predictor": "it shows queries and keys, which a predictor of your own may lack"
    }
    gif = (1, 42)

    def thumbnail(self) -> None:
        """Draw the values that count most, flowing into their mixture."""
        self.read()
        a = self.run["dial_a"][self.own, self.head, self.word]
        self.add(*poster(mixing(a[np.sort(np.argsort(-a)[:3])], -4), "a soft", "choice"))

    def construct(self) -> None:
        self.read()
        self.lay_out()
        for act in (self.ask, self.compare, self.mix, self.turn):
            act()

    def read(self) -> None:
        """Read the set, and which word's query in which head is followed."""
        self.run, language = self.study("translation"), self.study("language")
        self.symbols, shown = looked_at(language, self.run["shown_x"]), self.run["shown_x"]
        self.asked = "symbols" if len(shown) <= MOST else f"of the first {MOST} symbols"
        said = spoken(language, self.run["free"])
        self.head, self.word = undecided(self.run["free_a"], max(1, len(said) - (said[-1] == END)))
        self.said = said[self.word]
        self.own, self.last = len(self.run["dial_beta"]) // 2, len(self.run["dial_beta"]) - 1

    def lay_out(self) -> None:
        """Lay out the set, a column for each symbol, and beside it the query, the formulas and the dial."""
        room, self.side = self.body.columns(5, 2)
        self.columns, h, j = room.columns(*[1] * len(self.symbols), gap=0), self.head, self.word
        self.size = (min(0.86 * self.columns[0].width, pt(WIDE)), pt(TALL))
        self.cells = strip(self.columns, SET, self.symbols, "x")
        self.keys, self.values = (
            [self.vector(kind, self.run[kind][h, k], one.at(0.5, up)) for k, one in enumerate(self.columns)]
            for kind, up in (("keys", KEYS), ("values", VALUES))
        )
        home = self.side.at(0, QUERY) + self.size[0] / 2 * RIGHT
        self.query = self.vector("queries", self.run["queries"][h, j], home)
        self.mixture = self.vector("values", self.run["dial_h"][:, h, j], room.at(0.5, MIXED), "h")
        a = self.run["dial_a"][:, h, j, : len(self.columns)]  # (B, K)
        scores = [Formula(f"{score:.1f}", size=34) for score in self.run["scores"][h, j, : len(self.columns)]]
        rise = SCORES * room.height / pt(1) - 10
        self.scores = in_columns(scores, [one.inset(3, 0) for one in self.columns], rise=rise)
        size, shares = min(34, 0.4 * self.columns[0].width / pt(1)), zip(a.T, self.columns, strict=True)
        self.weights = [reading(share, one.at(0.5, WEIGHTS), size, "a") for share, one in shares]
        edge = 0.6 * self.size[1] * UP
        starts = [one.at(0.5, VALUES) - edge for one in self.columns]
        self.flows = Flows(starts, room.at(0.5, MIXED) + edge, a, width=self.size[0] / pt(1))
        ticks = (0, float(f"{self.run['beta']:.3g}"), np.inf)
        self.dial = Dial(self.run["dial_beta"], self.side.rows(13, 3, 4)[1], ticks=ticks, signs=False)
        on_line(self.dial.value, self.side.at(0, 0.34)[1], left=self.side.left)
        rows = {KEYS: "keys $K$", SCORES: "$K^top q$", VALUES: "values $V$", MIXED: "$h = V a$"}
        rows[WEIGHTS] = '$a = op("softargmax")_beta (K^top q)$'
        self.names = {up: self.name(text, up, self.side.left) for up, text in rows.items()}
        self.add(title("Attention"))

    def name(self, text: str, up: float, left: float) -> Words:
        """Return what a row is called, written beside it."""
        return on_line(Words(text, size=30, colours=ROLES), self.side.at(0, up)[1] - pt(9), left=left)

    def vector(self, kind: str, values: np.ndarray, middle: np.ndarray, symbol: str = "") -> Barcode:
        """Return a vector, in the colours of all of its kind in this head."""
        reach = float(np.abs(self.run[kind][self.head]).max())
        return Barcode(values, symbol or kind[0], middle, reach=reach, size=self.size)

    def ask(self) -> None:
        """Show the set and the query."""
        before = f"before it says “{plain(self.said)}”, the predictor has a query $q$"
        self.say(f"{before}: which {self.asked} help?", run_time=0)
        self.add(self.cells, fitted(f"next: {self.said}", self.side, SET, "y_tilde"))
        self.wait(1)
        name = self.name("query $q$", QUERY, self.query.get_right()[0] + pt(12))
        self.play(FadeIn(self.query, shift=DOWN), FadeIn(name))
        self.wait(1)

    def compare(self) -> None:
        """Let each symbol offer a key and a value, and the query go along the keys."""
        which = HEADS[self.head] if self.head < len(HEADS) else f"${self.head + 1}$-th"
        pairs = zip(self.keys, self.values, strict=True)
        offers = (FadeIn(one, shift=DOWN) for pair in pairs for one in pair)
        says = f"each symbol offers a key, to be found by, and a value, to be taken (in the {which} head)"
        self.say(says, *map(FadeIn, (self.names[KEYS], self.names[VALUES])), LaggedStart(*offers), run_time=2)
        self.wait(1.5)
        says = "the query goes along the keys: $k^top q$, the sum of all products, says how well each fits"
        self.say(says, FadeIn(self.names[SCORES]))
        home, keys = self.query.get_center(), self.run["keys"][self.head]
        q = self.run["queries"][self.head, self.word]
        each, scale = min(0.7, LONGEST / len(self.keys)), pt(BARS) / float(np.abs(q * keys).max())
        for k, column in reversed([*enumerate(self.columns)]):
            self.play(self.query.animate.move_to(column.at(0.5, QUERY)), run_time=each)
            bars = products(q, keys[k], column.at(0.5, SCORES - 0.04), self.size[0], scale)
            lit = Indicate(self.keys[k].frame, 1.1, colour("q"))
            self.play(FadeIn(bars, shift=0.3 * DOWN), lit, run_time=each)
            self.play(FadeOut(bars, scale=0.3), FadeIn(self.scores[k]), run_time=each)
        self.play(self.query.animate.move_to(home))
        self.stop("scores", hold=1)

    def mix(self) -> None:
        """Turn the scores into weights, and let the values flow together."""
        stand(float(self.own), *self.weights, self.flows, self.mixture, self.dial, self.dial.value)
        shares = (FadeIn(number, shift=0.3 * DOWN) for number in self.weights)
        says = "the better a key fits, the more its symbol counts: the weights sum to $1$"
        named = map(FadeIn, (self.names[WEIGHTS], self.dial, self.dial.value))
        self.say(says, *named, *shares, self.flows.grow(), run_time=2)
        self.wait(1)
        drops = (FadeOut(value.copy(), target_position=self.mixture) for value in self.values)
        says = "the values flow together, each with its weight"
        self.say(says, *drops, *map(FadeIn, (self.mixture, self.names[MIXED])), run_time=2)
        self.stop("mixture", hold=1)

    def turn(self) -> None:
        """Turn β to both ends, and back to the model's own."""
        self.say("$beta = 0$: all count equally, and $h$ is their mean")
        self.replay(4, start=self.own, stop=0)
        self.stop("mean", hold=1)
        self.say("$beta -> oo$: hard attention, only the best counts")
        self.replay(5, start=0, stop=self.last)
        self.stop("hard", hold=1)
        self.claim("attention is a soft choice: the better the fit, the larger the weight")
        self.replay(6, start=self.last, stop=self.own)
        self.stop("own", hold=2)
