"""Heads: several attentions at once, each with queries, keys and values of its own; one map brings them together."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._strip import outline, strip
from scenes.transformer._vectors import Barcode, mixing
from scenes.transformer._words import MOST, looked_at, plain, spoken

HUES = ("orange", "aqua", "violet", "pink")
MANY = len(HUES)  # heads that are shown beside one another
SET, VALUES, HEADS, STACKED, SAID = 0.95, 0.84, 0.5, 0.24, 0.05  # up the body
TALL, WIDE = 28, 150  # slide points: height of a vector, and its width at most
REST = 0.7  # seconds at each word


class Heads(LectureScene):
    """Each head of an attention looks where it will, word by word; what they bring is stacked, and mapped to h."""

    studies = ("translation", "language")
    cannot_show = {
        "translation.predictor": "it shows heads and their values, which a predictor of your own may lack"
    }
    gif = (1, 30)

    def thumbnail(self) -> None:
        """Draw what two heads take from the set, one from above and one from below."""
        self.read()
        a, ups = self.a[:2, self.word, :3], (4, -4)
        self.add(*poster(VGroup(*map(mixing, a, ups)), "several", "questions"))

    def construct(self) -> None:
        self.read()
        self.lay_out()
        self.ask()
        self.gather()
        self.walk()

    def read(self) -> None:
        """Read what each head makes of each word, and which word they differ about the most."""
        self.run, language = self.study("translation"), self.study("language")
        self.symbols = looked_at(language, self.run["shown_x"])
        self.said = spoken(language, self.run["free"])[:MOST]
        self.a = self.run["free_a"][:, : len(self.said), : len(self.symbols)]  # (H, L, K)
        self.h = self.run["dial_h"][len(self.run["dial_beta"]) // 2, :, : len(self.said)]  # (H, L, D)
        self.many = len(self.a) > 1
        self.heads = range(min(len(self.a), MANY))
        self.word = int(np.abs(self.a - self.a.mean(axis=0)).sum(axis=(0, 2)).argmax())

    def lay_out(self) -> None:
        """Lay out the set with a value for each head, the heads below it, what they bring, and the words."""
        columns = self.body.columns(*[1] * len(self.symbols), gap=0)
        gap, each = 4 * min(4, columns[0].width), [1] * len(self.heads)
        slots = [one.inset(gap / 2, 0).columns(*each, gap=gap) for one in columns]
        size = (min(slots[0][0].width, pt(WIDE)), pt(TALL))
        self.cells = strip(columns, SET, self.symbols, "x")
        self.values, self.brought, self.flows, self.names = [], [], [], VGroup()
        for i, room in enumerate(self.body.columns(*each)):
            starts = [one[i].at(0.5, VALUES) for one in slots]
            values, middle = self.run["values"][i], room.at(0.5, HEADS)
            reach, edge = float(np.abs(values).max()), 0.6 * size[1] * UP
            own = zip(values, starts, strict=False)
            self.values.append(Group(*(Barcode(value, "v", at, reach=reach, size=size) for value, at in own)))
            self.brought.append(Barcode(self.h[i], "h", middle, reach=reach, size=size))
            ends = [at - edge for at in starts]
            self.flows.append(Flows(ends, middle + edge, self.a[i], HUES[i], width=size[0] / pt(1)))
            name = Words(f"head {i + 1}: $h^{i + 1}$", size=30, colour=HUES[i]).set_x(middle[0])
            self.names.add(on_line(name, self.brought[i].get_bottom()[1] - pt(26)))
        left, block, right = self.body.columns(4, 1, 4, gap=60)
        stack, together = np.concatenate([*self.h], axis=-1), self.run["together"][: len(self.said)]  # (L, d)
        self.stack, self.together = (
            Barcode(h, "h", room.at(0.5, STACKED), reach=float(np.abs(h).max()), size=(room.width, pt(TALL)))
            for h, room in ((stack, left), (together, right))
        )
        box = outline(block, STACKED).set_stroke(colour("white"), 2)
        self.map = VGroup(box, Formula("W_h", size=36).move_to(box))
        inner = {1: "h^1", 2: "h^1 ; h^2"}.get(len(self.a), f"h^1 ; ... ; h^{len(self.a)}")
        self.formulas = [
            on_line(Formula(text, size=34), one.frame.get_top()[1] + pt(12), left=one.get_left()[0])
            for one, text in ((self.stack, f"[{inner}]"), (self.together, f"h = W_h [{inner}]"))
        ]
        ways = ((self.stack.get_right(), box.get_left()), (box.get_right(), self.together.get_left()))
        self.wires = VGroup(*(Wire(np.stack(way)) for way in ways))
        places = self.body.columns(*[1] * len(self.said), gap=0)
        self.words = strip(places, SAID, self.said, "y_tilde")
        self.cursor = outline(places[0], SAID).set_stroke(colour("q"), 5)
        middles = np.stack([one.at(0.5, SAID) for one in places])
        follow(self.cursor, middles, put=self.cursor.move_to)
        self.add(title("Heads" if self.many else "One head"))

    def ask(self) -> None:
        """Show the set, and the word before which each head looks at it."""
        self.moving = [*self.brought, *self.flows, self.stack, self.together, self.cursor]
        stand(float(self.word), *self.moving)
        cut = [f"first {len(self.heads)} heads"] * (len(self.heads) < len(self.a))
        cut += [f"first {MOST} symbols"] * (max(self.run["free_a"].shape[1:]) > MOST)
        few = f" (the {' and the '.join(cut)} are shown)" if cut else ""
        heads = f"with ${len(self.a)}$ heads at once" if self.many else "with one head"
        says = (
            f"before it says “{plain(self.said[self.word])}”, the predictor looks at the source {heads}{few}"
        )
        self.say(says, run_time=0)
        self.add(self.cells)
        self.play(LaggedStart(*map(FadeIn, self.words), lag_ratio=0.5, run_time=2))
        self.play(FadeIn(self.cursor))
        self.wait(1)
        says = "each head has its own query, and of each symbol its own key and value"
        says = says if self.many else "the head has a query, and of each symbol a key and a value"
        self.say(says, LaggedStart(*map(FadeIn, self.values), lag_ratio=0.5), run_time=2)
        for i in self.heads:
            share, best = self.a[i, self.word].max(), self.symbols[int(self.a[i, self.word].argmax())]
            says = f"head {i + 1} takes ${100 * share:.0f}$ % of $h^{i + 1}$ from “{plain(best)}”"
            self.say(says, self.flows[i].grow(), *map(FadeIn, (self.brought[i], self.names[i])), run_time=1)
            self.wait(1)
        self.stop("heads")

    def gather(self) -> None:
        """Stack what the heads bring, and map it."""
        goal, share = self.stack, self.stack.width / len(self.a)
        copies = [self.brought[i].copy() for i in self.heads]
        places = [goal.get_left() + (i + 0.5) * share * RIGHT for i in self.heads]
        moved = [
            one.animate.stretch_to_fit_width(share).move_to(at)
            for one, at in zip(copies, places, strict=True)
        ]
        says = "what they bring is stacked into one vector" if self.many else "what it brings goes on"
        self.say(says, *moved, FadeIn(self.formulas[0]), run_time=1.5)
        self.add(self.stack)
        self.remove(*copies)
        self.wait(1)
        says = f"one more map, $W_h$, {'mixes it' if self.many else 'follows'}"
        self.say(says, *map(FadeIn, (self.map, self.wires)))
        self.play(FadeIn(self.together, shift=RIGHT), FadeIn(self.formulas[1]))
        self.stop("together")

    def walk(self) -> None:
        """Go through the sentence word by word."""
        self.say(f"and so before every word: where does {'each' if self.many else 'the'} head look?")
        self.replay(1.5, start=self.word, stop=0, pace="even")
        self.wait(1)
        more = "several heads look in several places at once"
        self.claim(more if self.many else "one head looks in one way at a time")
        last = len(self.said) - 1
        if last:
            rests = {float(j): REST for j in range(1, last)}
            self.replay(min(8, 1.2 * last), start=0, dwell=rests, pace="even")
        self.stop("the end", hold=2)
