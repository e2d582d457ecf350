"""Four energies for the same samples: what plain, denoising, contractive and variational autoencoders call low."""

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.autoencoders._words import energy_cap

FAR = 0.01  # share of what is low that may be off the samples
LIFTED = 0.05  # share of the colours' range that the least energy is above 0
ON = 0.2  # share of the margin within which a place is on the samples


class FourEnergies(LectureScene):
    """AE, DAE, CAE and VAE learned the same samples; what else is low depends on the model."""

    studies = ("toys", "autoencoder", "denoising", "contractive", "toy_vae")
    gif = (2.5, 22)

    def thumbnail(self) -> None:
        """Draw all four maps."""
        maps = Group()
        for _, F, _ in self.energies():
            plane = Plane(
                (-1, 1), (-0.75, 0.75), width=4, grid=False, axes=False, numbers=False, labels=("", "")
            )
            maps.add(plane.heat(F, high=energy_cap(self.study("toys"), "ellipse")))
        self.add(*poster(maps.arrange_in_grid(2, 2, buff=0.15), "4", "energies", share=0.64))

    def construct(self) -> None:
        self.toys = self.study("toys")
        self.y, self.hot = self.toys["ellipse"], energy_cap(self.toys, "ellipse")
        self.sides = [self.toys[f"ellipse_y{k}"][[0, -1]] for k in (1, 2)]
        self.models, self.shown = self.energies(), Group()
        self.rows = self.side.rows(5, 3, 3, 3, 3, gap=6)
        self.ask()
        for k in range(len(self.models)):
            self.tell(k)
        self.gather()

    def energies(self) -> list[tuple[str, np.ndarray, float]]:
        """Return for each model its name, F over the plane (H, W), and the share of the plane that is low."""
        ae, denoising, contractive, vae = (self.study(name) for name in self.studies[1:])
        sigma, price, beta = float(denoising["ellipse_sigma"]), contractive["lambdas"][-1], vae.config["beta"]
        return [
            ("AE", ae["ellipse_ae_F"][-1], float(ae["ellipse_ae_low"])),
            (f"DAE, $sigma = {sigma:g}$", denoising["ellipse_F"], float(denoising["ellipse_low"])),
            (
                f"CAE, $lambda = {price:g}$",
                contractive["ellipse_F"][-1],
                float(contractive["ellipse_low"][-1]),
            ),
            (f"VAE, $beta = {beta:g}$", vae["ellipse_F"], float(vae["ellipse_low"])),
        ]

    def word(self, F: np.ndarray, level: float) -> str:
        """Say in a word how an energy F (H, W), low up to a level, differs from one that is low on the data alone."""
        nearest, margin = self.study("denoising")["ellipse_nearest_F"], self.toys.config["low"]
        if F.min() > LIFTED * self.hot:
            return "lifted: it is nowhere $0$"
        if (nearest[level >= F] > margin).mean() > FAR:
            return "wide: low off the data, too"
        if F[nearest < ON * margin].max() > self.hot / 2:
            return "torn: high in places on the data"
        return "tight: low on little but the data"

    def map_of(self, k: int, region: Region, **options: Any) -> tuple[Plane, Group]:
        """Return one model's plane and map, with a line around what is low, and the samples."""
        _, F, share = self.models[k]
        gap = ticks.spacing(float(np.ptp(self.sides[0])), 4)
        plane = Plane(
            *((*side, gap) for side in self.sides), within=region, grid=False, axes=False, **options
        )
        level = {"levels": (float(np.quantile(F, share)),), "ring_colour": "white", "ring_strength": 1.0}
        return plane, Group(
            plane.heat(F, high=self.hot, **level), plane.cloud(self.y, "y", size=4, on_map=True)
        )

    def ask(self) -> None:
        """Show the samples, and ask what an energy should call low."""
        self.plane, _ = self.map_of(0, self.hero)
        self.samples = self.plane.cloud(self.y, "y", size=4, on_map=True)
        margin = self.toys.config["low"]
        marks = [("dot", "y", "samples $y$"), ("line", "white", f"low: {margin:g} above $95$ % of them")]
        key = self.rows[0].put(Legend(marks, size=24), "top left")
        bar = ColourBar(
            0,
            self.hot,
            [0, self.hot / 2, self.hot],
            "F(y)",
            horizontal=True,
            length=150,
            thickness=13,
            size=24,
        )
        self.add(title("Four energies of the same samples", sign="battery"), self.plane, self.samples, key[0])
        self.say("four autoencoders learned from the same samples: what does each call low?", run_time=0)
        self.stop("samples", hold=2.5)
        self.play(FadeIn(key[1], self.banner.put(bar, "right")), run_time=0.5)

    def tell(self, k: int) -> None:
        """Show one energy, its name, how much of the plane is low, and the word for it."""
        name, F, share = self.models[k]
        _, here = self.map_of(k, self.hero)
        row = self.rows[k + 1]
        heading = on_line(Words(name, size=28), row.top - pt(18), left=row.left)
        says = f"low in {100 * share:.0f} %; {self.word(F, float(np.quantile(F, share)))}"
        text = on_line(Words(says, size=24, colour="grey"), row.top - pt(46), left=row.left)
        self.play(FadeIn(here, heading), run_time=1)
        self.play(FadeIn(text), run_time=0.5)
        self.stop(name.partition(",")[0], hold=2)
        self.shown.add(here)

    def gather(self) -> None:
        """Set all four side by side."""
        cells = [cell for row in self.hero.rows(1, 1, gap=10) for cell in row.columns(1, 1, gap=10)]
        pairs, heads = [], VGroup()
        bare = {"numbers": False, "labels": ("", "")}
        for k, cell in enumerate(cells):
            head, body = cell.rows(1, 6, gap=2)
            plane, small = self.map_of(k, body, **bare)
            name = Words(self.models[k][0].partition(",")[0], size=26)
            heads.add(on_line(name, head.bottom + pt(6), left=float(plane.frame.get_left()[0])))
            pairs.append((self.shown[k], small))
        self.remove(self.samples)
        says = "all four learned the same samples; what else is low depends on the model"
        moved = [old.animate.scale(new.width / old.width).move_to(new) for old, new in pairs]
        self.claim(says, FadeOut(self.plane, rate_func=rush_from), *moved, FadeIn(heads), run_time=1.5)
        self.wait(1)
