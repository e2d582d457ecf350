"""Four energies for the same samples: what plain, denoising, contractive and variational autoencoders call low."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import data_name, energy_cap

TOYS = ("ellipse", "moons")
FAR = 0.02  # share of what is low that may be off the samples
LIFTED = 0.05  # share of the colours' range that the least energy is above 0
ON = 0.2  # share of the margin within which a place is on the samples


class FourEnergies(LectureScene):
    """AE, DAE, CAE and VAE learn the same samples: whatever those are, what is low depends on the model."""

    studies = ("toys", "autoencoder", "denoising", "contractive", "toy_vae")
    gif = (2, 29.5)

    def thumbnail(self) -> None:
        """Draw all four maps."""
        maps = Group()
        bare: Any = {"grid": False, "axes": False, "numbers": False, "labels": ("", "")}
        for _, F, _ in self.energies(TOYS[0]):
            plane = Plane((-1, 1), (-0.75, 0.75), width=4, **bare)
            maps.add(plane.heat(F, high=energy_cap(self.study("toys"), TOYS[0])))
        self.add(*poster(maps.arrange_in_grid(2, 2, buff=0.15), "4", "energies", share=0.64))

    def construct(self) -> None:
        self.toys = self.study("toys")
        self.hot = energy_cap(self.toys, *TOYS)
        self.models, self.shown, self.heads = self.energies(TOYS[0]), Group(), list[VGroup]()
        self.head, self.low = self.body.rows(2, 31, gap=6)
        self.ask()
        for k in range(len(self.models)):
            self.tell(k)
        self.gather()

    def energies(self, toy: str) -> list[tuple[str, np.ndarray, float]]:
        """Return for each model its name, F over the plane (H, W), and the share of the plane that is low."""
        ae, denoising, contractive, vae = (self.study(name) for name in self.studies[1:])
        sigma, price, beta = float(denoising[f"{toy}_sigma"]), contractive["lambdas"][-1], vae.config["beta"]
        contracted = contractive[f"{toy}_F"][-1], float(contractive[f"{toy}_low"][-1])
        return [
            ("AE, $h in RR$", ae[f"{toy}_ae_F"][-1], float(ae[f"{toy}_ae_low"])),
            (f"DAE, $sigma = {sigma:g}$", denoising[f"{toy}_F"], float(denoising[f"{toy}_low"])),
            (f"CAE, $lambda = {price:g}$", *contracted),
            (f"VAE, $beta = {beta:g}$", vae[f"{toy}_F"], float(vae[f"{toy}_low"])),
        ]

    def words(self, toy: str, F: np.ndarray, share: float) -> dict[str, str]:
        """Say how an energy F (H, W), low in a share of the plane, is low off it, torn or lifted: word → meaning."""
        nearest, margin = self.study("denoising")[f"{toy}_nearest_F"], self.toys.config["low"]
        off = (nearest[np.quantile(F, share) >= F] > margin).mean() > FAR
        found = {"": "low off the samples, too" if off else "low mostly near the samples"}
        if F.min() > LIFTED * self.hot:
            found["lifted"] = "nowhere $0$"
        if F[nearest < ON * margin].max() > self.hot / 2:
            found["torn"] = "high in places among them"
        return found

    def plane_of(self, toy: str, region: Region, **options: Any) -> Plane:
        """Return the plane of a toy within a region."""
        sides = [self.toys[f"{toy}_y{k}"][[0, -1]] for k in (1, 2)]
        gap = ticks.spacing(float(np.ptp(sides[0])), 4)
        return Plane(*((*side, gap) for side in sides), within=region, grid=False, axes=False, **options)

    def map_of(self, toy: str, plane: Plane, F: np.ndarray, share: float, size: float = 4) -> Group:
        """Return one model's map, with a line around what is low, and the samples."""
        level = {"levels": (float(np.quantile(F, share)),), "ring_colour": "white", "ring_strength": 1.0}
        heat = plane.heat(F, high=self.hot, **level)
        return Group(heat, plane.cloud(self.toys[toy], "y", size=size, on_map=True))

    def grow(self, picture: Any, *along: Any) -> None:
        """Let a map grow over what was there, below its samples."""
        growing = Grow(picture[0], lag=0.8)
        self.add(*picture)
        self.play(growing, *along, run_time=1)

    def ask(self) -> None:
        """Show the samples, and ask what an energy should call low."""
        main, side = self.low.columns(62, 38)
        self.rows, self.plane = side.rows(1, 1, 1, 1, gap=6), self.plane_of(TOYS[0], main)
        self.samples = self.plane.cloud(self.toys[TOYS[0]], "y", size=4, on_map=True)
        margin = self.toys.config["low"]
        low = f"low: inside, up to ${margin:g}$ above the energy of $95$ % of them"
        marks = [("dot", "y", "samples $y$"), ("line", "white", low)]
        key = self.head.put(Legend(marks, size=24, across=True), "left")
        shades = [0, self.hot / 2, self.hot]
        bar = ColourBar(0, self.hot, shades, "F(y)", horizontal=True, length=150, thickness=13, size=24)
        self.add(title("Four energies of the same samples", sign="battery"), self.plane, self.samples, key[0])
        much = "how much of the picture does each call low?"
        self.say(f"four autoencoders learned from the same samples: {much}", run_time=0)
        self.stop("samples", hold=2)
        near = 100 * (self.study("denoising")[f"{TOYS[0]}_nearest_F"] <= margin).mean()
        held = f"to compare: in ${near:.0f}$ % of it, the nearest sample is at a squared distance below ${margin:g}$"
        self.say(held, FadeIn(key[1], self.banner.put(bar, "right")), run_time=0.5)
        self.wait(1.8)

    def tell(self, k: int) -> None:
        """Show one energy, its name, how much of the plane is low, and the word for it."""
        name, F, share = self.models[k]
        here, row = self.map_of(TOYS[0], self.plane, F, share), self.rows[k]
        heading = on_line(Words(name, size=28), row.at(0, 0.62)[1], left=row.left)
        says = f"low in ${100 * share:.0f}$ % of the picture"
        text = on_line(Words(says, size=24, colour="grey"), row.at(0, 0.62)[1] - pt(28), left=row.left)
        self.grow(here, FadeIn(heading), FadeIn(text))
        words = self.words(TOYS[0], F, share)
        if jumps := k == 0 and "torn" in words and self.toys.config[f"{TOYS[0]}_data"] is None:
            words["torn"] = "high in places, as one number $h$ cannot run round a ring"
        says = "; ".join(f"{word}: {what}" if word else what for word, what in words.items())
        self.say(f"{name.partition(',')[0]}: {says}", run_time=0.5)
        self.stop(name.partition(",")[0], hold=2.4 if jumps else 1.6)
        self.shown.add(here)
        self.heads.append(VGroup(heading, text))

    def gather(self) -> None:
        """Set all four side by side, each below its name, and then the same on other samples."""
        moves, told, again = list[Any](), VGroup(), list[Any]()
        cells = [cell.rows(2, 12, 2, 12, 2, gap=1) for cell in self.low.columns(1, 1, 1, 1, gap=14)]
        for k, (head, upper, says, lower, last) in enumerate(cells):
            new, below = self.small(TOYS[0], k, upper, says), self.small(TOYS[1], k, lower, last)
            seat = on_line(self.heads[k][0].copy(), head.bottom + pt(8), left=new[0].get_left()[0])
            small: Any = self.shown[k].animate.scale(new[0].width / self.shown[k].width).move_to(new[0])
            late = squish_rate_func(linear, 0.2 * (3 - k), 0.4 + 0.2 * (3 - k))  # the one on top goes first
            moves.append(AnimationGroup(small, FadeIn(seat), rate_func=late))
            told.add(new[1])
            again.append(below)
        self.remove(self.samples).add(*self.shown)
        self.hush(FadeOut(self.plane, *self.heads), run_time=0.6)
        self.play(*moves, run_time=2.2)
        then = f"and the same four models, trained on {data_name(self.toys, TOYS[1])}"
        self.say(then, FadeIn(told, *(both[0][1] for both in again)))
        for both in again[:-1]:
            self.grow(both[0], FadeIn(both[1]))
        self.claim("whatever the samples, what is low depends on the model")
        self.grow(again[-1][0], FadeIn(again[-1][1]))
        said = zip(told, (words for _, words in again), strict=True)
        pairs = [AnimationGroup(*(Indicate(text, 1.1, COLOURS["white"]) for text in both)) for both in said]
        self.play(LaggedStart(*pairs, lag_ratio=0.6), run_time=3)

    def small(self, toy: str, k: int, region: Region, below: Region) -> tuple[Group, Words]:
        """Return a small map of a model, with its samples, and what there is to say of it below."""
        _, F, share = self.energies(toy)[k]
        plane = self.plane_of(toy, region, numbers=False, labels=("", ""))
        picture = self.map_of(toy, plane, F, share, size=2)
        says = "; ".join((f"low in ${100 * share:.0f}$ %", *filter(None, self.words(toy, F, share))))
        return picture, on_line(Words(says, size=24), below.bottom + pt(8), left=picture.get_left()[0])
