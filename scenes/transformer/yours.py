"""What every head of a transformer looks at, yours or the language model's: one token by token, then all heads."""

import numpy as np

from ebviz.stage import *
from scenes.transformer import _looking, _one_head
from scenes.transformer import _looking_said as said

PALE = 0.15  # opacity of heads that are not spoken of
SHOWN = 3  # ways to look that are shown
SPARSE = 24  # slide points between numbers of heads, at least


class AttentionOfYours(LectureScene):
    """Attention in all layers and heads, of a file of yours or of the language model: what each token looks at."""

    studies = ("attention",)
    gif = (1, 20)

    def thumbnail(self) -> None:
        """Draw the first tokens' attention in the head that tells the most, as dots."""
        it = _looking.Looking(self.study("attention"))
        radii = np.sqrt(it.a[it.clearest(it.ways[0])][:5, :5]) / 2
        dots = VGroup(*(Circle(radii[t, s]).move_to(place(s, -t)) for t, s in np.argwhere(radii > 0.05)))
        dots.set_stroke(width=0).set_fill(colour("a"), 1)
        self.add(*poster(dots, "who", "looks", "where?"))

    def construct(self) -> None:
        self.it = it = _looking.Looking(self.study("attention"))
        self.tour = [it.clearest(way) for way in it.ways[:SHOWN]]
        left, self.right = self.body.columns(5, 4)
        heads = np.stack([it.a[place] for place in (self.tour[0], *self.tour, self.tour[0])])
        self.one = _one_head.OneHead(it, heads, it.example(self.tour[0])[0], left, self.right)
        self.add(title("What each token looks at"))
        if said.cuts(it):
            note = Words(said.cuts(it), size=20, colour="note")
            self.add(on_line(note, self.banner.bottom + pt(8), right=SAFE.right))
        self.read()
        if it.way.size > 1:
            self.overview()
        self.visit()

    def read(self) -> None:
        """Read one head, token by token, and name what weighs the most."""
        one, count = self.one, len(self.it.rows)
        self.say(said.asks(self.it), run_time=0)
        self.add(one.lookers, one.seen)
        self.wait(2)
        self.add(one.links, one.grid)
        self.caption = one.caption(self.tour[0])
        says = "the wider a line and the larger a dot, the more a token takes from there"
        self.say(says, *map(FadeIn, (one.bar, one.above, self.caption)))
        self.bring_to_back(one.bar)
        self.replay(4, start=0, stop=count, pace="even", dwell=dict.fromkeys(range(1, count + 1), 4 / count))
        self.say(said.example(self.it, self.tour[0]))
        self.replay(1, start=count, stop=count + 1)
        self.stop("one token", hold=2)
        self.at = count + 2  # the moment at which all lines of the head are seen
        self.play(FadeOut(one.bar), run_time=0.5)
        self.replay(1, start=count + 1, stop=self.at)

    def overview(self) -> None:
        """Send the head to its place among all heads."""
        it, one = self.it, self.one
        room = Region(self.right.left + pt(48), self.right.bottom, self.right.right, self.right.top - pt(48))
        self.all = DotGrid(it.a, room)
        lit = np.stack([*(it.way == way for way in it.ways[:SHOWN]), it.sharp | ~it.sharp.any()])
        lights = np.concatenate([np.ones((self.at + 1, *it.way.shape)), PALE + (1 - PALE) * lit])
        follow(self.all, lights[..., None, None], put=self.all.light)
        homes = [self.all.matrix(*place) for place in self.tour]
        self.ring = Trace(homes[0].inset(-4).corners, "gold", width=2, closed=True)
        places = np.stack([homes[0].centre] * (self.at + 1) + [home.centre for home in (*homes, homes[0])])
        follow(self.ring, places, put=self.ring.move_to)
        small = DotGrid(it.a[self.tour[0]], homes[0])
        self.say(said.all_heads(it), FadeOut(one.above), Transform(one.grid, small), run_time=2)
        self.remove(one.grid)
        self.play(FadeIn(self.all), FadeIn(self.numbers()), Create(self.ring))
        self.stop("all heads", hold=2)

    def numbers(self) -> VGroup:
        """Return the names of the layers, and the numbers of the heads, beside all of them."""
        it, (rows, columns) = self.it, self.it.way.shape
        above = [self.all.matrix(0, head).at(0.5, 1) + pt(16) * UP for head in range(columns)]
        beside = [self.all.matrix(row, 0).at(0, 0.5) + pt(16) * LEFT for row in range(rows)]
        names = [f"${number + 1}$" if it.own else _looking.layer(it.run, number) for number in it.layers]
        found = VGroup(Words("head", size=24).move_to((above[0] + above[-1]) / 2 + pt(20) * UP))
        if it.own:
            side = (beside[0] + beside[-1]) / 2 + pt(20) * LEFT
            found.add(Words("layer", size=24).rotate(PI / 2).move_to(side))
        for places, texts in ((above, [f"${head + 1}$" for head in range(columns)]), (beside, names)):
            step = 1 if len(places) == 1 else int(np.ceil(pt(SPARSE) / np.abs(places[1] - places[0]).max()))
            for at, text in list(zip(places, texts, strict=True))[::step]:
                found.add(Words(text, size=22).rotate(0 if "$" in text else PI / 2).move_to(at))
        return found

    def visit(self) -> None:
        """Show each way to look in the head where it is the clearest; then say how many pick a token."""
        if self.it.way.size > 1:
            for stop, (way, place) in enumerate(zip(self.it.ways, self.tour, strict=False)):
                self.say(said.looks(self.it, way), *self.captioned(place))
                self.replay(1.5, start=self.at + stop, stop=self.at + stop + 1)
                self.stop(f"way {stop + 1}", hold=2.5)
            self.claim(said.claim(self.it), *self.captioned(self.tour[0]))
            self.replay(1.5, start=self.at + len(self.tour))
        else:
            self.claim(said.claim(self.it))
        self.stop("the end", hold=1.5)

    def captioned(self, place: tuple[int, int]) -> list[Animation]:
        """Return what puts the name of another head above the lines."""
        gone, self.caption = self.caption, self.one.caption(place)
        return [FadeOut(gone), FadeIn(self.caption)]
