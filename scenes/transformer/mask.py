"""The causal mask, what a delay means for attention: a row looks at what has left the delay, and no further."""

import numpy as np

from ebviz.stage import *
from scenes.transformer._strip import cell, fitted, strip
from scenes.transformer._vectors import reading
from scenes.transformer._words import MOST, START, spoken

SEEN, WALK = 0.94, 8  # up the body; seconds in which all rows are gone through
NEAR = 0.1  # what p may be off what counting says


class CausalMask(LectureScene):
    """A delayed sentence, and who may look where: what is still to come is struck out row by row, and weighs 0."""

    studies = ("language", "language_model")
    cannot_show = {
        "language_model.predictor": "it shows masked attention, and a predictor of your own may have none"
    }
    gif = (1, 35)

    def thumbnail(self) -> None:
        """Draw a triangle of discs, and the other one struck out."""
        low = np.tri(4).ravel()
        at = np.array([place(i, -j) for j in range(4) for i in range(4)])
        crosses = Cloud(at[low == 0], "note", shape="cross", size=30, width=9)
        self.add(*poster(VGroup(Discs(at, low, size=56), crosses), "no", "peeking"))

    def construct(self) -> None:
        self.read()
        self.lay_out()
        for act in (self.ask, self.delay, self.strike, self.weigh, self.train):
            act()

    def read(self) -> None:
        """Read the sentence, and the head of the predictor whose attention the training changes the most."""
        self.run, language = self.study("language_model"), self.study("language")
        said = spoken(language, shown := self.run["shown"])
        self.cut, self.y = f" (the first {MOST})" if len(said) > MOST else "", said[:MOST]
        n = self.n = len(self.y)
        a = self.run["predictor_a"][:, :, :n, :n]  # (S, H, L, L): row j is what ỹ[j] takes from what is seen
        head = int(np.abs(a[-1] - a[0]).sum(axis=(1, 2)).argmax())
        self.a, self.which = a[:, head], f"predictor, head {head + 1} of {a.shape[1]}"
        self.p = self.run["shown_p"][:, np.arange(n), shown[:n]]  # (S, L)
        least = np.exp(-language["counted"][self.run.config["shown"], :n])
        self.counted = np.abs(self.p[-1] - least).max() < NEAR and least.min() < 0.5

    def lay_out(self) -> None:
        """Lay out the strip that is seen, a row below it for each guess, and a cell for each pair."""
        names, room, self.side = self.body.columns(2, 9, 2, gap=12)
        table = room.rows(1, 6, gap=8)[1]
        columns, rows = room.columns(*[1] * self.n, gap=0), table.rows(*[1] * self.n, gap=0)
        self.columns, self.ups = columns, [row.centre[1] for row in rows]
        self.full = 0.92 * min(rows[0].height, columns[0].width) / pt(1)  # diameter of a weight of 1
        self.size = min(30, 0.6 * self.full)  # of what is written in a cell
        self.at = np.array([[[one.centre[0], up, 0] for one in columns] for up in self.ups])  # (L, L, 3)
        self.seen = strip(columns, SEEN, self.y, "y")
        rooms = [Region(names.left, row.bottom, names.right, row.top) for row in rows]
        self.asked = VGroup(*(fitted(word, one, 0.5, "y") for word, one in zip(self.y, rooms, strict=True)))
        self.name = Formula("y").move_to(names.at(0.5, SEEN))
        both = (*rows, *table.columns(*[1] * self.n, gap=0))
        self.grid = VGroup(*(Trace(one.corners, "frame", width=1, closed=True) for one in both))
        self.grid.set_stroke(opacity=0.4)
        self.lit = Trace(np.array([names.at(0, 0), self.side.at(1, 0)]), "q", width=rows[0].height / pt(1))
        self.lit.set_stroke(opacity=0.15).set_cap_style(CapStyleType.BUTT).set_y(self.ups[0])
        self.curtain = Rectangle(width=room.width, height=pt(44), stroke_width=0, fill_color=colour("black"))
        self.curtain.set_fill(opacity=0.75).move_to(room.at(0.5, SEEN))
        self.add(title("The causal mask"))

    def ask(self) -> None:
        """Show the sentence, and a row for each of its symbols; without a delay each of them sees the answer."""
        self.add(self.name, self.seen)
        says = f"a row for each symbol{self.cut} that is to be guessed: where in the sentence may it look?"
        self.say(says, run_time=0)
        self.wait(1)
        guesses = [TransformFromCopy(one[1], word) for one, word in zip(self.seen, self.asked, strict=True)]
        self.play(LaggedStart(*guesses, lag_ratio=0.2, run_time=2), FadeIn(self.grid))
        self.wait(1)
        self.answers = self.asked.copy()
        for word, at in zip(self.answers, self.at.diagonal().T, strict=True):
            word.scale(min(1, 0.8 * self.columns[0].width / word.width)).move_to(at)
        falls = [FadeIn(word, shift=0.5 * DOWN) for word in self.answers]
        says = "without a delay the answer is among what a row sees: to copy it is enough"
        self.say(says, LaggedStart(*falls, lag_ratio=0.2, run_time=2))
        self.stop("undelayed")

    def delay(self) -> None:
        """Shift the sentence by one column, and with it the answers."""
        step, name = self.columns[0].width * RIGHT, Formula("zeta^(-1) y").move_to(self.name)
        begin = cell(self.columns[0], SEEN, START, "y")
        stay, gone = VGroup(*self.seen[:-1], *self.answers[:-1]), VGroup(self.seen[-1], self.answers[-1])
        shift = (stay.animate.shift(step), FadeOut(gone, shift=step), FadeIn(begin, shift=step))
        says = "a delay moves every symbol on by one: now each answer lies just ahead of its row"
        self.say(says, *shift, Transform(self.name, name), run_time=2)
        self.stop("delayed", hold=2)

    def strike(self) -> None:
        """Let the delay release symbol after symbol, and strike out in each row what is still to come."""
        infinite, each = Formula("-oo", size=self.size, colour="note"), WALK / self.n / 2
        self.struck, self.scores = VGroup(), VGroup()
        says = "row by row: the past may be seen, what is still to come is struck out"
        self.say(says, FadeIn(self.curtain))
        for j, row in enumerate(self.at):
            self.light(j, each)
            score, gone = Cloud(row[: j + 1], "q", size=12), self.answers[j : self.n - 1][:1]
            ahead = [infinite.copy().move_to(at) for at in row[j + 1 :]]
            self.play(*map(FadeIn, (score, *ahead)), *map(FadeOut, gone), run_time=each)
            self.struck.add(*ahead)
            self.scores.add(score)
        self.say("struck out: its score is $-oo$, whatever the key and the query", FadeOut(self.lit))
        self.stop("struck", hold=1)

    def light(self, j: int, seconds: float) -> None:
        """Light a row, and let the curtain hide what has not left the delay by then."""
        left, right = self.columns[j].right, self.columns[-1].right
        after = self.curtain.copy().stretch_to_fit_width(max(right - left, pt(1))).set_x((left + right) / 2)
        row = self.lit.animate.set_y(self.ups[j]) if j else FadeIn(self.lit.set_y(self.ups[0]))
        self.play(row, Transform(self.curtain, after), run_time=seconds)

    def weigh(self) -> None:
        """Turn scores into weights: none of it falls on what is still to come, and each row sums to 1."""
        self.discs = Discs(self.at, self.a.reshape(len(self.a), -1), size=self.full)
        zero = Formula("0", size=self.size, colour="note")
        turned = [Transform(one, zero.copy().move_to(one)) for one in self.struck]
        sums = zip(self.a[0].sum(axis=-1), self.ups, strict=True)
        self.sums = [Formula(f"= {a:.2f}", size=30).move_to(self.side.at(0.5, 0)).set_y(up) for a, up in sums]
        which = Words(self.which, colour="note")
        on_line(which, BODY.top + pt(10), right=self.columns[-1].right)
        says = "softargmax turns that into a weight of $0$, and each row still sums to $1$"
        self.say(says, FadeOut(self.scores), *map(FadeIn, (self.discs, which)), *turned)
        self.play(LaggedStart(*map(FadeIn, self.sums), lag_ratio=0.2, run_time=1))
        self.stop("weights", hold=2)

    def train(self) -> None:
        """Replay the training: weights grow where they may."""
        off = self.side.width / 2 * RIGHT
        at = np.array([[self.side.at(0.25, 0)[0], up, 0] for up in self.ups])
        p = [reading(p, one + off, min(28, self.full)) for p, one in zip(self.p.T, at, strict=True)]
        right = Discs(at, self.p, "y_tilde", size=self.full)
        head = Formula("p(y[j])").move_to(self.side.at(0.5, SEEN))
        steps = on_line(Counter("step", self.run["steps"], step), BODY.top + pt(10), left=self.side.left)
        says = f"in training all rows are computed at once: one pass, ${self.n}$ predictions"
        self.say(says, *map(FadeOut, self.sums), *map(FadeIn, (*p, right, head, steps)))
        self.replay(8)
        says = "where $p$ stays low, the language leaves a choice: by counting, no model does better"
        self.say(says if self.counted else "the weights are learned, the mask is not")
        self.stop("trained", hold=2)
        self.claim("with the delay and the mask, each row sees the past and nothing else")
        self.stop("the end", hold=3)
