"""A number is said word by word, and before each word the predictor looks up in its digits what comes next."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.transformer._translated import HEADS, Translated
from scenes.transformer._words import hue, named, plain

STYLES: tuple[Any, ...] = ("line", (9, 6), (3, 6))[:HEADS]  # of the heads' lines
SIDE = 0.13  # share of the width left free beside a number's digits


class Translation(LectureScene):
    """A number in words: before each of them the predictor looks at the digits, and in German the lines cross."""

    studies = ("translation", "language")
    gif = (19.0, 38.0)

    def thumbnail(self) -> None:
        """Draw where the words were looked up."""
        self.lay_out(Region(0, 0, 8, 7))
        a = self.it.a
        links = Links(self.below[: len(a)], self.above, np.where(a < 0.5, 0, a), width=34)
        blocks = VGroup(*(Rectangle(width=one.width, height=pt(40)) for one in self.columns))
        for bar, one in zip(blocks, self.columns, strict=True):
            bar.set_color(colour("y_tilde")).set_fill(opacity=1).move_to(one.at(0.5, 1), UP)
        symbols = self.written(self.it.source, self.symbols, "x", 170, weight="bold")
        self.add(*poster(VGroup(links, blocks, symbols), "look", "it up"))

    def construct(self) -> None:
        self.lay_out(self.body)
        self.ask()
        self.look()
        self.train()
        self.speak()
        self.conclude()

    def lay_out(self, within: Region) -> None:
        """Divide a region: the symbols of the source above, the places of the words below, and room under them."""
        self.it = Translated.of(self.study("translation"), self.study("language"))
        self.kind, self.symbol = ("number", "digit") if self.it.digits else ("sentence", "symbol")
        upper, _, lower, self.under = within.rows(8, 16, 5, 11, gap=0)
        margin = SIDE * within.width / pt(1) if self.it.digits else 0
        self.symbols = upper.inset(margin, 0).columns(*[1] * len(self.it.source))
        self.columns = lower.columns(*[1] * max(len(self.it.y), len(self.it.said)), gap=14)
        self.above = [one.at(0.5, 0) for one in self.symbols]
        self.below = [one.at(0.5, 1) for one in self.columns]

    def written(
        self, words: list[str], columns: Any, name: str, size: int, weight: str = "regular"
    ) -> VGroup:
        """Return words in their columns, the end in grey."""
        look: dict[str, Any] = {"size": size, "weight": weight}
        return in_columns([Words(plain(word), colour=hue(word, name), **look) for word in words], columns)

    def links(self, name: str, count: int) -> list[Links]:
        """Return the lines of each head from the first words to the symbols, beside one another."""
        a = np.moveaxis(self.it.attention(name, count), -3, 0)
        made = []
        for head, (weights, style) in enumerate(zip(a, STYLES, strict=False)):
            off = pt(18) * (head - (len(a) - 1) / 2) * RIGHT
            starts, ends = (np.array(some) + off for some in (self.below[:count], self.above))
            made.append(Links(starts, ends, weights, dash=None if style == "line" else style))
        return made

    def ask(self) -> None:
        """Show the source and its words, and ask where they come from."""
        self.add(title(f"{self.it.name}, word by word" if self.it.digits else "Word by word"))
        self.slots = [Trace(one.corners[:2], "frame", width=2) for one in self.columns]
        self.add(*self.slots, self.written(self.it.source, self.symbols, "x", 110))
        self.target = self.written(self.it.y, self.columns, "y", 46)
        says = f"{self.it.opening}: which {self.symbol} must the model look at before each word?"
        self.say(says, FadeIn(self.target, lag_ratio=0.5), run_time=1.5)
        self.wait(2.5)

    def look(self) -> None:
        """Show where the untrained predictor looks, and how probable the right words are to it."""
        p = self.it.p
        self.trained = self.links("predictor_a", len(self.it.y))
        rooms = [Region(one.left, one.bottom - pt(62), one.right, one.bottom - pt(6)) for one in self.columns]
        bars = [Bar(room, one, 1, colour="y_tilde", size=26) for room, one in zip(rooms, p.T, strict=False)]
        heads = [(STYLES[head], "a", f"head {head + 1}") for head in range(len(self.trained))]
        legend = Legend(heads if len(heads) > 1 else [("line", "a", "attention")], across=True)
        self.under.put(legend, "bottom left")
        name = Words("probability of the right word", size=26, colour="y_tilde")
        on_line(name, baseline(legend[-1]), left=legend.get_right()[0] + pt(40))
        says = f"the wider a line, the more attention the predictor pays to that {self.symbol}"
        self.say(says, *map(FadeIn, [*self.trained, legend]))
        self.wait(3)
        says = f"before training, it gives the right words probabilities of ${p[0].min():.2f}$ to ${p[0].max():.2f}$"
        self.taught = [*bars, name, *self.trained, self.target]
        self.say(says, *map(FadeIn, [*bars, name]))
        self.wait(3)

    def train(self) -> None:
        """Replay the training: the lines, the probabilities, and how many held-out sentences are said right."""
        run, held = self.it.run, len(self.it.run["held_out_i"])
        steps = Counter("step", run["steps"], step, size=26)
        right = Counter(
            f"held-out {self.kind}s said right", run["right"] * held, f'{{:.0f}} "of" {held}', size=26
        )
        for counter, left in ((steps, 372), (right, 500)):
            on_line(counter, BODY.top + pt(10), left=FRAME.left + pt(left))
        count = len(self.it.language["y"])
        says = f"it learns from {count - held} of {count} {self.kind}s; this one is held out"
        self.say(says, FadeIn(steps), FadeIn(right))
        self.replay(7)
        self.stop("trained", hold=1.5)

    def speak(self) -> None:
        """Say the sentence freely: look, expect, say."""
        says = "now nobody tells it the words: it goes on from what it has said itself"
        self.say(says, *map(FadeOut, self.taught))
        self.lines: list[Any] = self.links("free_a", len(self.it.said))
        names = [plain(word) for word in named(self.it.language)]
        for j, word in enumerate(self.written(self.it.said, self.columns, "y_tilde", 46)):
            ways = [Create(link) for lines in self.lines for link in lines[j]]
            self.play(*ways, self.slots[j].animate.set_color(colour("y_tilde")), run_time=0.7)
            first, *others = likely = Ranking(names, self.it.run["free_p"][j])
            likely.move_to(self.columns[j].at(0.5, 0) + pt(10) * DOWN, UP)
            left, right = likely.get_left()[0], likely.get_right()[0]
            likely.shift((max(BODY.left - left, 0) + min(BODY.right - right, 0)) * RIGHT)
            self.play(FadeIn(first), *map(FadeIn, others), run_time=0.4)
            self.wait(0.8 if j in self.it.open else 0.2)
            self.play(
                ReplacementTransform(first[0], word), *map(FadeOut, [*first[1:], *others]), run_time=0.5
            )

    def conclude(self) -> None:
        """Say in which order the words were looked up, and send a mark from each symbol to its word."""
        rest = [lines[j] for lines in self.lines for j in range(len(lines)) if j not in self.it.open]
        self.add(*self.lines)
        self.claim(self.it.claim(), *(some.animate.fade(0.8) for some in rest if self.it.open))
        for j in self.it.open:
            self.play(Travel(self.lines[0][j][int(self.it.a[j].argmax())].places[::-1], "x", run_time=0.9))
        self.stop("the end", hold=2)
