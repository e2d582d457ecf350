"""Filling in lost pixels: the task of a denoising autoencoder, and how it fares against OpenCV's two methods."""

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import kind

LANES = {  # key of the arrays: name, filled pictures, colour
    "dae": ("DAE", "dae_filled", "violet"),
    "telea": ("Telea", "telea", "mint"),
    "navier_stokes": ("Navier–Stokes", "navier_stokes", "gold"),
}
LOST, SIDE = "note", 2.7  # shown where a pixel is lost; size of a picture that travels through the model
COLUMNS = (2, 7, 3)  # shares of a row: name, pictures, score


class InpaintingRace(LectureScene):
    """A denoising autoencoder fills in lost pixels, its task, and races against Telea's method and Navier–Stokes."""

    studies = ("digits", "digits_autoencoder")
    cannot_show = {"digits_autoencoder.weights": "it shows a training, and given weights are not trained"}
    thumbnail = 12
    gif = (13.5, 21)

    def construct(self) -> None:
        self.run, digits = self.study("digits_autoencoder"), self.study("digits")
        self.y, self.mask = digits["test_images"], self.run["mask"]
        self.chosen = digits["chosen"][digits["chosen"] >= 0][::2]
        self.add(title("Filling in lost pixels"))
        self.learn()
        self.race()

    def learn(self) -> None:
        """Show the task that the DAE was trained on: pixels are lost at random, C compares with the clean picture."""
        self.build_model()
        first, second = np.resize(np.roll(self.chosen, -1), 2)
        self.lose(first, f"{100 * self.mask.mean():.0f} % of the pixels are lost: what was there?")
        self.stop("a question")
        enter = f"kept pixels are multiplied by ${self.kept:.3g}$ on the way in, but shown as they are"
        self.say(f"a denoising autoencoder has learned to answer; {enter}", FadeIn(self.model, self.noise))
        self.restore()
        self.say("this was its task; $C$ compares its answer with $y$", FadeIn(self.cost), run_time=0.8)
        self.stop("the task", hold=1.2)
        others = f"it was trained on other {kind(self.study('digits'))}s, each time with a new mask"
        self.lose(second, others, FadeOut(*self.shown), ApplyMethod(self.cost.set_opacity, 0))
        self.restore(run_time=0.5)
        self.stop("trained", hold=0.8)

    def build_model(self) -> None:
        """Place the model in the lower half, with what it is trained for."""
        self.model = model = Diagram()
        model.variable("y", observed=True)
        model.sampler("mask", label="Mask")
        model.variable("y^", label="hat(y)")
        model.encoder("enc", direction="right")
        model.decoder("dec")
        model.variable("y~", label="tilde(y)")
        model.energy("C", "below")
        model.connect("y", "mask", "y^", "enc", "dec", "y~", "C")
        compared = model.connect("y", "C", bend="up")
        self.body.put(model, "bottom")
        self.kept = kept = 1 / (1 - self.run.config["dropout"])
        rule = f"hat(y) = y dot.o m, quad y_i in [-1, 1], quad m_i in {{0, {kept:.3g}}}"
        self.noise = compared.carry(Formula(rule, size=32), gap=20)
        cost = Counter(Formula(f"C = norm(y - tilde(y))^2 \\/ {self.y[0].size} =", size=32))
        self.cost = compared.carry(cost, "end", gap=20)

    def over(self, name: str, picture: Group) -> Group:
        """Set a picture over its letter in the model."""
        return picture.next_to(self.model[name], UP, buff=pt(20))

    def lose(self, index: int, sentence: str, *along: Animation) -> None:
        """Let a held-out picture appear, and a copy of it lose its pixels on the way to ŷ."""
        clean, hat = (Pictures(self.y[index], SIDE, gap=0).framed(edge, LOST) for edge in ("y", "y_hat"))
        end, start = (self.over(name, hat).get_center() for name in ("y^", "y"))

        def go(share: float) -> None:
            hat.move_to(start + smooth(min(1, 2 * share)) * (end - start))
            hat[1].set_found(self.mask[index][None, None], [[1 - smooth(max(0, 2 * share - 1))]])

        self.say(sentence, FadeIn(self.over("y", clean)), *along)
        self.add(hat)
        self.play(Drawn(hat, go, rate_func=linear, run_time=2.2))
        self.last, self.shown = index, [clean, hat]

    def restore(self, run_time: float = 0.8) -> None:
        """Send ŷ into the encoder, and the answer out of the decoder; count C."""
        answer, code = self.run["dae_y_tilde_all"][self.last], self.shown[1].copy()
        self.play(code.animate.replace(self.model["enc"].label, dim_to_match=1), run_time=run_time)
        self.remove(code)
        tilde = self.over("y~", Pictures(answer, SIDE, gap=0).framed("y_tilde", LOST))
        seat, self.shown = tilde.copy(), [*self.shown, tilde]
        self.add(tilde.replace(self.model["dec"].label, dim_to_match=1))
        self.play(tilde.animate.replace(seat), run_time=run_time)
        self.cost.put(4 * float(((self.y[self.last] - answer) ** 2).mean()))  # pixels from −1 to 1
        self.cost.set_opacity(1)

    def race(self) -> None:
        """Let the methods fill the same lost pixels, count decibels, then go on to all held-out pictures."""
        order = np.concatenate([self.chosen, np.setdiff1d(np.arange(len(self.y)), self.chosen)])
        means = {name: self.means(name, order) for name in LANES}
        top, *rows = self.body.inset(0, 8).rows(1, *(1 for _ in LANES), gap=14)
        lanes = [self.lane(row, name, means) for row, name in zip(rows, LANES, strict=True)]
        label, shelf, score = top.inset(10, 0).columns(*COLUMNS)
        clean = shelf.fit(Pictures(self.y[self.chosen][None], shelf.width), "left")
        rule = VGroup(Formula('"PSNR" = 10 log_10 2^2\\/C', size=27), Words("higher is better", size=24))
        done = np.maximum(np.arange(len(order) + 1), len(self.chosen))
        count = Counter("mean of", done, "${:.0f}$ pictures")
        score.put(VGroup(*rule, count).arrange(DOWN, aligned_edge=LEFT), "left")
        places = clean.middles()[0]
        moved = self.shown[0].animate.scale(clean.height / SIDE).move_to(places[self.chosen == self.last][0])
        early, late = (squish_rate_func(smooth, *half) for half in ((0, 0.5), (0.5, 1)))
        shown = FadeIn(label.put(Words("held-out $y$"), "left"), clean, rule, count, *lanes, rate_func=late)
        gone = FadeOut(self.model, self.noise, self.cost, *self.shown[1:], rate_func=early)
        spread = "known pixels stay; two inpainting algorithms spread them, the DAE has seen many pictures"
        self.say(spread, moved, gone, shown, run_time=1.4)
        self.remove(self.shown[0])
        self.stop("the race", hold=1.2)
        self.replay(5.5, stop=len(self.chosen), pace="even")
        self.stop("filled in")
        self.replay(2.5, pace="even")
        final = {name: round(float(mean[-1]), 1) for name, mean in means.items()}  # as they are shown
        ahead = final["dae"] - final[rival := max([*LANES][1:], key=lambda name: final[name])]
        told = f"wins by {ahead:.1f} dB: it has seen {kind(self.study('digits'))}s before"
        best = [*LANES].index("dae" if ahead >= 0 else rival)
        row = Trace(rows[best].inset(0, -5).corners, [*LANES.values()][best][2], closed=True)
        self.claim(f"the DAE {told if ahead > 0 else f'does not beat {LANES[rival][0]}'}", Create(row))
        pair = VGroup(*(Square(clean.height).move_to(it.middles()[0, 0]) for it in (clean, lanes[best][2])))
        compare = Words("compare with $y$", size=24).next_to(lanes[best][0], DOWN, aligned_edge=LEFT)
        self.play(Create(pair.set_stroke(COLOURS["white"], line(3))), FadeIn(compare), run_time=0.5)
        for way in np.diff(places, axis=0):
            self.play(pair.animate.shift(way), run_time=0.9)
        self.play(FadeOut(pair, compare), run_time=0.3)

    def means(self, name: str, order: np.ndarray) -> np.ndarray:
        """Return the mean decibels when so many pictures (M + 1,) are filled in: of the few shown, then of all."""
        few, after = len(self.chosen), self.run[f"psnr_{name}"][order].astype(float)
        before = self.run["psnr_corrupted"][order[:few]].astype(float)
        shown = [np.append(after[:done], before[done:]).mean() for done in range(few)]
        return np.append(shown, (np.cumsum(after) / np.arange(1, len(order) + 1))[few - 1 :])

    def lane(self, row: Region, name: str, means: dict[str, np.ndarray]) -> Group:
        """One method's row: its name, the pictures that it fills, and a bar for the mean."""
        word, filled, hue = LANES[name]
        label, shelf, score = row.inset(10, 0).columns(*COLUMNS)
        pictures = shelf.fit(Pictures(self.run[filled][self.chosen][None], shelf.width), "left")
        lost, places = self.mask[self.chosen][None], np.arange(len(self.chosen))
        bind(pictures, [means[name]], lambda done: pictures.set_found(lost, [np.clip(done - places, 0, 1)]))
        bar = Bar(score.inset(0, 12), means[name], np.max([*means.values()]), '{:.1f} "dB"', colour=hue)
        return Group(label.put(Words(word, colour=COLOURS[hue]), "left"), pictures.boxes(LOST), pictures, bar)
