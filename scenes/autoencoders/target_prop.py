"""Target propagation in motion: from the encoder's guess to what a search finds, and the encoder after it."""

from itertools import pairwise

import numpy as np

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import TARGET_PROP
from ebviz.stage import *

SOME = 24  # samples whose way is drawn on the plane
OFF = 0.05  # share of the latents' span beyond which a guess is not what was found
LEAST = (2.4, 1.9)  # how far the plane reaches at least


class TargetPropagation(LectureScene):
    """A search improves on the guess, and the encoder learns what was found, except where the curve's ends meet."""

    studies = ("target_prop", "toys")
    gif = (0, 28)

    def thumbnail(self) -> None:
        """Draw the latent, the encoder, and the term between them."""
        blocks = [
            block("$z$", "z", (0, 0), shapes.ellipse(80)),
            block("D", "D", (0, 1.1), shapes.square(72)),
            block("Enc", "lavender", (0, 2.2), shapes.bullet((90, 72), "up")),
        ]
        wires = [link(*pair) for pair in pairwise(blocks)]
        self.add(*poster(VGroup(*wires, *blocks), "search,", "then", "guess", share=0.5))

    def construct(self) -> None:
        self.run, self.y = self.study("target_prop"), self.study("toys")["ellipse"]
        self.now = int((self.run["guess_C"] - self.run["found_C"]).argmax())
        for act in (self.lay_out, self.guess, self.search, self.all_search, self.learn):
            act()

    def at(self, name: str) -> np.ndarray:
        """Return an array of the study at the moment of the first search."""
        return self.run[name][self.now]

    def lay_out(self) -> None:
        """Lay out the plane of y on the left; on the right the diagram, and room for what happens to z."""
        main, side = self.body.columns(1, 1)
        (above, main), (upper, self.lower) = main.rows(2, 29, gap=2), side.rows(1, 2, gap=16)
        shown = np.vstack([self.y, *self.run["curve"][self.now :]])
        self.plane = Plane(*ticks.spread(shown, LEAST), within=main, every=(2, 2), axes=False)
        self.model = upper.put(diagram(TARGET_PROP, scale=0.56, letters=False))
        self.model["code"].outline.set_stroke(COLOURS["orange"])  # as z̃ is written everywhere here
        self.model["code"].label.set_fill(COLOURS["orange"])
        self.curve = self.plane.trace(self.run["curve"][self.now :], "y_tilde", width=3)
        samples = self.plane.dots(self.y, rgba("y") * np.array([1, 1, 1, 0.6]), size=4)
        marks = [("dot", "y", "samples $y$"), ("line", "y_tilde", "what the decoder makes")]
        self.key = above.put(Legend(marks, size=24, across=True), "left")
        self.add(title("Target propagation"), self.plane, samples, self.model, self.key[0])

    def guess(self) -> None:
        """Show one sample, what the encoder guesses for it, and what the decoder makes of that guess."""
        shown, way = self.y[int(self.at("i_shown"))], self.at("way_y")
        self.here = self.plane.point(shown, "y'", RIGHT)
        says = "one sample, $y'$: which latent $z$ makes it? an encoder guesses $tilde(z)$ …"
        self.say(says, FadeIn(self.here, scale=2))
        self.wait(1)
        answers = self.plane.cloud(way[:, None], "y_tilde", size=14)
        ends = np.stack([np.broadcast_to(shown, way.shape), way], axis=1)
        self.walk = VGroup(self.plane.trace(ends, "E", dash=(5, 4)), answers)
        now, last = int(self.at("steps")), int(self.run["steps"][-1])
        says = f"… but at step ${now}$ of ${last}$ it is off: $Dec(tilde(z))$ is far from $y'$"
        along = np.concatenate([self.model.way("y", "enc", "code"), self.model.way("z", "dec", "y~")])
        self.say(says, FadeIn(self.curve, self.key[1]))
        self.play(Travel(along, "green", run_time=1.5))
        self.play(FadeIn(self.walk), run_time=0.5)

    def search(self) -> None:
        """Let z go downhill on the energy of that sample, which D holds near the guess."""
        z, E, way, up = (self.at(name) for name in ("z", "E", "way_z", "way_E"))
        above, room = self.lower.rows(1, 8, gap=4)
        top, gap = 1.1 * float(up[0]), ticks.spacing(1.1 * float(up[0]), 3)
        span = float(z[0]), float(z[-1]), ticks.spacing(float(np.ptp(z)), 4)
        self.energy = Plane(span, (0, top, gap), within=room, stretch=True, labels=("z", ""))
        marks = ("line", "E", "$E = C + R + D$"), ("dashed", "D", "$D$ from the guess")
        key = above.put(Legend(marks, across=True))
        near = self.energy.curve(z, self.at("E_D"), "D", width=2, dash=(6, 4))
        start = self.energy.point((way[0], up[0]), "tilde(z)", LEFT, shape="ring", size=15, width=3)
        ball = self.energy.cloud((way[0], up[0]), "z", size=13)
        follow(ball, way, put=lambda now: ball.place(self.energy.at([[now, np.interp(now, z, E)]])))
        self.aside = VGroup(self.energy, key, self.energy.curve(z, E, width=3), near, start, ball)
        says = "a search goes downhill from $tilde(z)$, and $D$ makes it costly to go far"
        self.say(says, FadeIn(self.aside))
        self.replay(3, only=[ball, self.walk], pace=way)
        end = self.energy.point((way[-1], up[-1]), "check(z)", UP, shape="cross", width=4)
        self.aside.add(end)
        self.play(FadeIn(end, scale=2, run_time=1.6))

    def all_search(self) -> None:
        """Let every sample be searched for: from the diagonal, where z is the guess, up or down."""
        guess, found = self.run["guess"][self.now :], self.run["found"][self.now :]
        low, high = float(min(guess.min(), found.min())), float(max(guess.max(), found.max()))
        room, self.beside = self.lower.columns(3, 2)
        span = (low, high, ticks.spacing(high - low, 4))
        names = '"guess" tilde(z)', '"found" check(z)'
        self.square = Plane(span, span, within=room, labels=names, axes=False, above=True)
        level = self.square.trace(np.array([[low, low], [high, high]]), "note", dash=(5, 4), width=1.5)
        key = self.beside.put(Legend([("dashed", "note", "found = guessed")], size=24), "bottom left")
        self.pairs = self.square.dots(np.stack([guess[0], guess[0]], axis=-1), "z", size=5)
        some = np.linspace(0, len(self.y) - 1, SOME).astype(int)
        ends = np.stack(np.broadcast_arrays(self.y[some], self.run["found_y"][self.now :, some]), axis=2)
        lines = [self.plane.trace(ends[:, k], "E", width=1.5) for k in range(SOME)]
        says = "so for every $y$: $z$ starts on the diagonal, at its guess, and moves to $check(z)$"
        self.play(FadeOut(self.aside, self.walk, self.here))
        self.say(says, *map(FadeIn, (self.square, level, self.pairs, key)))
        self.both = np.stack([guess, found], axis=-1)
        places = self.square.at(np.stack([guess[0], guess[0]], axis=-1)), self.square.at(self.both[0])
        self.play(Fly(self.pairs, *places, lag=0.2, run_time=2.5), *map(Create, lines))
        self.wait(0.7)

    def learn(self) -> None:
        """Go on with the training: the dots go sideways, to the diagonal, and the decoder to the samples."""
        run = {name: self.run[name][self.now :] for name in ("steps", "guess_C", "found_C")}
        words = {"guess_C": "$C$ at guess $tilde(z)$", "found_C": "$C$ at found $check(z)$"}
        costs = (Counter(word, run[name], "{:.3f}") for name, word in words.items())
        rows = Counter("step", run["steps"], step), *costs
        told = counters(*rows, left=self.beside.left, top=self.beside.at(0, 0.75)[1], pitch=40)
        self.remove(self.pairs).add(self.square.dots(self.both, "z", size=5))
        says = "then both learn: the decoder to make $y$ out of $check(z)$, the encoder to guess $check(z)$"
        pace = Words("ever more steps a second", size=22, colour="grey")
        self.say(says, FadeIn(told, pace.next_to(told, DOWN, aligned_edge=LEFT, buff=pt(16))))
        self.swell("dec", "enc")
        self.replay(4, stop=(len(self.both) - 1) / 2, pace="even")
        self.claim("a search improves on the guess, and the encoder learns what was found")
        self.replay(5, pace="even")
        if (off := self.at_the_cut()).any():
            self.play(FadeOut(pace), run_time=0.4)
            left = Legend([("dot", "gold", f"left over: ${off.sum()}$ of ${len(off)}$,")], size=24)
            where = (Words(line, size=24) for line in ("where the two ends", "of the curve meet"))
            key = stacked(left, *where, pitch=28).next_to(told, DOWN, aligned_edge=LEFT, buff=pt(14))
            planes = (self.plane, self.y), (self.square, self.both[-1])
            self.play(FadeIn(key, *(plane.cloud(at[off], "gold", size=9) for plane, at in planes)))
        self.swell("code", "D", "z")

    def at_the_cut(self) -> np.ndarray:
        """Return whose last guess is not what was found, (N,) bool: none, unless all are near the cut."""
        (guess, found), cut = self.both[-1].T, self.run["curve"][-1][[0, -1]].mean(axis=0)
        off, away = np.abs(found - guess) > OFF * np.ptp(found), np.linalg.norm(self.y - cut, axis=-1)
        return np.asarray(off & (away[off].max(initial=0.0) <= np.quantile(away, 0.1)))

    def swell(self, *roles: str) -> None:
        """Point out some of the diagram's blocks."""
        lit = (ApplyMethod(self.model[role].scale, 1.25, rate_func=there_and_back) for role in roles)
        self.play(*lit, run_time=1)
