"""Inside of encoder, predictor and decoder: symbols meet in attention, all else works on each of them alone."""

from collections.abc import Sequence

import numpy as np

from ebviz.stage import *
from scenes.transformer._opened import transformer, wires
from scenes.transformer._passing import Passing
from scenes.transformer._strip import strip
from scenes.transformer._words import END, START, named, words_of

WIDE, LOW = 172, 0.04  # of the blocks at the sides, in slide points; the words' height, a share of the body
PITCH, FIRST, FEW = 54, 56, 7  # slide points from part to part, and to the first; symbols that are shown
SAID = (
    "self-attention: each position mixes what it may look at",
    "Add, Norm: what came in is added, and the sum is normalised",
    "cross-attention: each position mixes what is in the source",
    "",
    "1-convolution: two layers, the same at every position",
    "",
)


class InsideTheBlocks(LectureScene):
    """A sentence passes through all parts of a transformer; then a symbol is exchanged: which vectors change?"""

    studies = ("translation", "language")
    cannot_show = {
        "translation.encoder": "it opens the lecture's own blocks",
        "translation.predictor": "it opens the lecture's own blocks",
        "translation.decoder": "it opens the lecture's own blocks",
    }
    gif = (3, 30)

    def thumbnail(self) -> None:
        """Draw a row of symbols below, a row above, and between them the attention where they meet."""
        a = self.study("translation")["encoder_a"][-1].mean(0)[:4, :4]
        above, below = ([place(2 * j, up) for j in range(len(a))] for up in (3, 0))
        squares = VGroup(*(Square(1, color=colour("y"), fill_opacity=1).move_to(at) for at in above + below))
        self.add(*poster(VGroup(Links(above, below, a, width=60), squares), "where", "they meet"))

    def construct(self) -> None:
        self.run, language = self.study("translation"), self.study("language")
        said, given = named(language), words_of(language["source_words"])
        self.seen = [[said[k] if j else START for j, k in enumerate(row)] for row in self.run["inside_seen"]]
        self.source = [[given[k] or END for k in row] for row in self.run["inside_source"]]
        self.lay_out()
        self.open()
        self.rise()
        self.hand_on()

    def lay_out(self) -> None:
        """Lay out the vectors in the middle, those of the source and of the sentence, and the blocks beside them."""
        counts = [min(self.run[name].shape[1], FEW) for name in ("inside_source", "inside_seen")]
        outer, middle, other = self.body.columns(WIDE, 888 - 2 * WIDE, WIDE, gap=12)
        sides = zip(middle.columns(3 * counts[0], 4 * counts[1], gap=30), counts, strict=True)
        self.columns = [side.columns(*[1] * count, gap=0) for side, count in sides]
        low = self.body.at(0, LOW)[1]
        ups = low + pt(FIRST) + pt(PITCH) * np.arange(len(self.run["inside_y"]))
        others = np.linspace(low + pt(34), ups[2], len(self.run["inside_x"]))  # the predictor looks down
        self.sources = Passing(others, self.columns[0], self.run["inside_x"], 10)
        self.passing = Passing(ups, self.columns[1], self.run["inside_y"])
        left, right = outer.right - pt(72), other.left + pt(72)
        stack, source = ([place(at, up) for up in some[1:]] for at, some in ((right, ups), (left, others)))
        self.blocks = transformer(np.array(stack), np.array(source))
        names = (("zeta^(-1) y", right), ("x", left))
        self.inputs = VGroup(*(Formula(text, size=36).move_to(place(at, low)) for text, at in names))
        self.strips = self.written(0)
        looks = self.run["encoder_a"][-1].mean(0), self.run["predictor_a"][-1].mean(0)  # of all heads
        within, across = (a[: counts[1], :count] for a, count in zip(looks, counts[::-1], strict=True))
        self.links = {1: (self.passing, 0, within), 3: (self.sources, len(others) - 1, across)}

    def written(self, version: int) -> list[VGroup]:
        """Return both strips."""
        rows = zip(self.columns, (self.source, self.seen), ("x", "y"), strict=True)
        return [strip(columns, LOW, words[version][:FEW], name) for columns, words, name in rows]

    def look(self, part: int, version: int = 0) -> Links:
        """Return the links of an attention; of another version, those that hand a change on."""
        of, level, a = self.links[part]
        kept = a * of.moved[level, version, : a.shape[1]] if version else a
        ends = self.passing.places(part, -1), of.places(level, 1)
        return Links(*ends, kept, "orange" if version else "a")

    def open(self) -> None:
        """Show the blocks, and open them."""
        _, predictor, _, source = (block.shape for block in self.blocks)
        begin, corner = source.get_top(), place(source.get_x(), predictor.get_y())
        given = Wire(np.stack([begin, corner, predictor.get_left()]))
        between, goal = (wires(self.inputs, self.blocks, opened=opened) for opened in (False, True))
        self.add(title("Inside the blocks"), self.inputs, between, given, *self.blocks, *self.strips)
        which = "the" if max(map(len, (self.seen[0], self.source[0]))) <= FEW else f"the first {FEW}"
        self.say(f"encoder, predictor, decoder: where inside do {which} symbols meet?", run_time=0)
        self.wait(3)
        opening = (move for block in self.blocks for move in block.open())
        self.say("each has a few parts", *opening, FadeOut(given), Transform(between, goal), run_time=2)
        self.stop("open", hold=1)

    def rise(self) -> None:
        """Let the sentence and its source pass through all parts."""
        self.say("each symbol comes in as a vector", FadeIn(self.sources[0]), FadeIn(self.passing[0]))
        self.wait(1)
        self.shown = {part: self.look(part) for part in self.links}
        for part, says in enumerate(SAID, 1):
            came = self.passing.rising(part)
            for some in range(2 * part - 1, min(2 * part + 1, len(self.sources))):
                came += self.sources.rising(some)
            came += [FadeIn(self.shown[part])] if part in self.shown else []
            self.say(says, *came, run_time=0.8) if says else self.play(*came, run_time=0.8)
            self.wait(1.5 if says else 0.2)
        self.stop("through", hold=1)

    def exchange(self, version: int, says: str) -> None:
        """Exchange a symbol; whatever is not yet known to change is dimmed."""
        words = zip(self.strips, self.written(version), strict=True)
        faint = ((links, links.copy().set_stroke(opacity=0.1)) for links in self.shown.values())
        new = (Transform(old, new) for old, new in (*words, *faint))
        self.say(says, *self.sources.waiting(), *self.passing.waiting(), *new)
        word = self.strips[2 - version][int(self.run["exchanged_i"][version - 1])][1]
        first = (self.passing, self.sources)[version - 1].becoming(0, version)
        self.play(word.animate.set_color(colour("orange")), *first)
        self.wait(1)

    def follow(self, version: int, parts: Sequence[int], says: str = "") -> None:
        """Follow the change through parts, one after another."""
        for part in parts:
            moves = self.passing.becoming(part, version)
            if part in self.shown:
                moves.append(Transform(self.shown[part], self.look(part, version)))
            self.say(says, *moves) if says else self.play(*moves or [Wait(0.8)], run_time=0.8)
            says = ""

    def hand_on(self) -> None:
        """Exchange a word, then a symbol of the source, and follow what changes."""
        self.exchange(1, "swap one word: which vectors change?")
        later = self.passing.moved[1, 1].sum() > 1
        self.follow(1, [1], "self-attention hands it on to the later words" if later else "none comes later")
        self.wait(1.5)
        self.follow(1, range(2, len(SAID) + 1), "from there on, words no longer mix")
        self.stop("word", hold=2)
        self.exchange(2, "swap a symbol of the source instead")
        self.say("its own self-attention hands it on to the whole source", *self.sources.becoming(1, 2))
        self.play(*(move for part in (2, 3, 4) for move in self.sources.becoming(part, 2)))
        which = "every word" if self.passing.moved[3, 2].all() else "the words that look at it"
        self.follow(2, [3], f"cross-attention hands it on to {which}")
        self.wait(1.5)
        self.follow(2, range(4, len(SAID) + 1))
        self.claim("symbols meet in attention; every other part works on each alone")
        self.stop("met", hold=3)
