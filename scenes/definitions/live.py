"""A definition that stays live: y = 2x is held, and says 12 once x is 6, 14 once it is 7; a copy does not follow."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.definitions._held import *

LAST = 40  # moments from one value to the next
SIZE = 54  # of what is typed
DIM = 0.4  # of what was so before


class LiveDefinitions(LectureScene):
    """A definition follows what it is made of: y = 2x is 12 when x is 6, and 14 when x is 7; a copy stays 12."""

    studies = ()
    gif = (2, 32)

    def thumbnail(self) -> None:
        """Draw the definition as the line that it is, and one of its values."""
        plane = Plane((0, HIGH, 2), (0, 2 * HIGH, 4), width=6, height=5.4, numbers=False, grid=False)
        line = plane.curve(np.array([0, HIGH]), np.array(values([0, HIGH])), "y", width=44)
        (x, y) = pairs([SECOND])[0]
        stem = plane.trace(np.array([(x, 0), (x, y), (0, y)]), "grey", width=26)
        mark = plane.cloud(pairs([SECOND]), "white", size=84)
        self.add(*poster(VGroup(stem, line, mark), ("$y = 2x$", "y"), "is held"))

    def construct(self) -> None:
        self.add(title("Definitions that stay live"))
        self.lay_out()
        self.define()
        self.set_it()
        self.copy()
        self.wait_for_it()

    def lay_out(self) -> None:
        """Lay out what is typed on the left, and the plane of x and y on the right."""
        left, right = self.body.columns(5, 6, gap=30)
        room, self.low = right.rows(9, 1)
        self.plane = Plane(
            (0, HIGH, 2), (0, 2 * HIGH, 4), within=room, stretch=True, labels=("x", "y"), above=True
        )
        self.heads, *self.rows = left.rows(0.4, 1, 1, 1, 1, 1, 1)
        self.line = self.plane.curve(np.array([0, HIGH]), np.array(values([0, HIGH])), "y", width=3)

    def typed(self, row: int, source: str, answer: str) -> tuple[Formula, Formula]:
        """Return what is typed in a row, and what it gives, on one baseline."""
        region = self.rows[row]
        what, gives = Formula(source, size=SIZE), Formula(answer, size=SIZE, colour=colour("y"))
        on_line(what, region.centre[1], left=region.left)
        on_line(gives, region.centre[1], left=region.at(0.56, 0)[0])
        return what, gives

    def way(self, start: float, *stops: float) -> np.ndarray:
        """Return what x is at each moment, on its way from one value to others."""
        legs = zip((start, *stops), stops, strict=False)
        return np.concatenate([np.linspace(a, b, LAST + 1) for a, b in legs])

    def marks(self, x: np.ndarray) -> list[Any]:
        """Return the point on the line at each x (S,), and what leads to it from both axes."""
        places = pairs(x)
        corners = [[(a, 0), (a, b), (0, b)] for a, b in places]
        point = self.plane.cloud(places[:, None], "white", size=15)
        return [self.plane.trace(np.array(corners), "grey", width=3), point]

    def numbers(self, x: np.ndarray) -> list[Counter]:
        """Return x (S,) and y as numbers."""
        heads = Counter(Formula("x =", size=36), x, "{:.1f}"), Counter(Formula("y =", size=36), x, at_tenth)
        for counter, share in zip(heads, (0.12, 0.55), strict=True):
            on_line(counter, self.low.bottom + pt(6), left=self.low.at(share, 0)[0])
        return list(heads)

    def define(self) -> None:
        """Say what y is before x is anything."""
        held, gives = self.typed(0, "y = 2 x", shown())
        heads = Words("typed", size=26, colour="grey"), Words("what it gives", size=26, colour="grey")
        for head, below in zip(heads, (held, gives), strict=True):
            on_line(head, self.heads.bottom, left=below.get_left()[0])
        self.add(self.plane)
        self.say("what is $y$, as long as $x$ is not known?", Write(held), FadeIn(heads[0]))
        self.wait(1.0)
        says = "the definition is held: it knows a $y$ for every $x$"
        self.say(says, Create(self.line), FadeIn(gives, heads[1]), run_time=2)
        self.stop("held", hold=1)

    def set_it(self) -> None:
        """Set x: y has a value."""
        what, gives = self.first = self.typed(1, f"x = {FIRST}", f"y = {value(FIRST)}")
        way = self.way(FIRST, SECOND, SECOND, FOURTH)
        self.mark = stem, point = self.marks(way)
        x, y = self.numbers(way)
        self.say(f"$x$ is ${FIRST}$", Write(what), FadeIn(x))
        self.say(f"and $y$ is ${value(FIRST)}$", Create(stem), run_time=1.5)
        self.play(FadeIn(point, y, gives))
        self.stop("first", hold=1)

    def copy(self) -> None:
        """Copy the number, and set x anew: y follows, and the copy does not."""
        what, gives = self.typed(2, "c <- y", f"c = {value(FIRST)}")
        gives.set_color(colour("orange"))
        level = self.plane.curve(self.plane.x[:2], np.full(2, value(FIRST)), "orange", width=3, dash=(7, 5))
        name = Formula("c", size=36, colour=colour("orange"))
        name.next_to(self.plane.at((self.plane.x[1], value(FIRST))), UL, buff=pt(5))
        self.say(f"copy the number: $c$ is ${value(FIRST)}$", Write(what), Create(level), FadeIn(gives, name))
        self.wait(1.5)
        what, gives = self.second = self.typed(3, f"x = {SECOND}", f"y = {value(SECOND)}")
        self.say(f"now $x$ is ${SECOND}$", Write(what), *(one.animate.set_opacity(DIM) for one in self.first))
        self.say("no one touches $y$, and it follows; the copy stays")
        self.replay(3, stop=LAST)
        self.play(FadeIn(gives))
        self.stop("second", hold=1.5)

    def wait_for_it(self) -> None:
        """Define a function: it waits for its argument, whatever x is."""
        what, gives = self.typed(4, r"y[x\_] := 2 x", r"y[\_]")
        self.say(r"a function: $y$ of whatever is put in, with no need of $x$", Write(what), FadeIn(gives))
        self.wait(2.0)
        way = self.way(SECOND, SECOND, THIRD, THIRD)
        asked, argument = self.marks(way)
        answer = Counter(
            "",
            way,
            lambda now: f"y[{now:.1f}] = {at_tenth(now)}",
            gap=0,
            size=SIZE / 1.15,
            number_colour="y",
        )
        on_line(answer, baseline(gives), left=gives.get_left()[0])
        self.add(asked.set_stroke(opacity=DIM), argument.set_color(colour("y")))
        self.bring_to_front(*self.mark)
        self.say(f"what moves is its argument; $x$ stays ${SECOND}$", FadeOut(gives), FadeIn(answer))
        self.replay(2.5, stop=2 * LAST + 1)
        self.say(f"given ${THIRD}$, it says ${value(THIRD)}$")
        self.wait(1)
        dim = [one.animate.set_opacity(DIM) for one in self.second]
        what, gives = self.typed(5, f"x = {FOURTH}", f"y = {value(FOURTH)}")
        self.say(f"and now $x$ is ${FOURTH}$", Write(what), FadeOut(asked, argument), *dim)
        self.claim("a definition follows its $x$; a copied number stays")
        self.replay(3)
        self.play(FadeIn(gives))
