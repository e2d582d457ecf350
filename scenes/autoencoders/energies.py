"""Four energies for the same samples: what plain, denoising, contractive and variational autoencoders call low."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, FadeIn, FadeOut, Mobject, VGroup

from ebviz.stage import LectureScene, Words
from ebviz.stage.gl import Field
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.plots import Plane
from ebviz.stage.titles import title
from ebviz.stage.units import place
from ebviz.style.numbers import rounded
from ebviz.style.ticks import step_between
from scenes.autoencoders._words import energy_cap

MIDDLE = 0.02  # how far the middle of the samples reaches, as a share of the plane's width
CORNERS = {"AE": (-5.05, 1.17), "DAE": (1.05, 1.17), "CAE": (-5.05, -1.98), "VAE": (1.05, -1.98)}


class FourEnergies(LectureScene):
    """AE, DAE, CAE and VAE: their energies over the plane on one scale, and where each is wrongly low."""

    studies = ("toys", "autoencoder", "denoising", "contractive", "toy_vae")
    thumbnail = 12.5
    gif = (0.0, 26.0)

    def construct(self) -> None:
        margin = self.study("toys").config["low"]
        self.hot = energy_cap(self.study("toys"), "ellipse", "moons")
        said = VGroup(
            Legend([("dot", "y", "samples $y$")]),
            Legend([("line", "white", f"low: {margin:g} above 95 % of the samples")]),
            Words("$F = norm(y - tilde(y))^2$, VAE $+ beta D_(K L)$", size=26),
        )
        said.arrange(RIGHT, buff=0.5).move_to(3.48 * DOWN)
        bar = ColourBar(0, self.hot, [0, self.hot / 2, self.hot], "F(y)", length=230)
        self.add(
            title("Four energies of the same samples", sign="battery"), bar.move_to(place(6.35, -0.4)), said
        )
        shown = self.show("ellipse")
        self.wait(3.0)
        self.play(*(FadeOut(part) for part in shown))
        self.show("moons")
        self.wait(4.0)

    def energies(self, toy: str) -> dict[str, tuple[str, np.ndarray, float]]:
        """Return for each model its heading, F over the plane (H, W), and the share of the plane that is low."""
        ae, denoising, contractive, vae = (self.study(name) for name in self.studies[1:])
        return {
            "AE": ("AE", ae[f"{toy}_ae_F"][-1], float(ae[f"{toy}_ae_low"])),
            "DAE": (
                f"DAE, $sigma = {float(denoising[f'{toy}_sigma']):g}$",
                denoising[f"{toy}_F"],
                float(denoising[f"{toy}_low"]),
            ),
            "CAE": (
                f"CAE, $lambda = {contractive['lambdas'][-1]:g}$",
                contractive[f"{toy}_F"][-1],
                float(contractive[f"{toy}_low"][-1]),
            ),
            "VAE": (f"VAE, $beta = {vae.config['beta']:g}$", vae[f"{toy}_F"], float(vae[f"{toy}_low"])),
        }

    def wrong(self, toy: str, F: np.ndarray, level: float) -> list[str]:
        """Say where an energy F (H, W), low up to a level, is wrong: off the samples, in their middle, or on them.

        Of a small part it says so: a speck of a few cells is seen, too.
        """
        toys, nearest = self.study("toys"), self.study("denoising")[f"{toy}_nearest_F"]
        low, y1, y2, middle = level >= F, toys[f"{toy}_y1"], toys[f"{toy}_y2"], toys[toy].mean(axis=0)
        off = low & (nearest > toys.config["low"])
        share, away = 100 * off.sum() / low.sum(), np.hypot(y1 - middle[0], (y2 - middle[1])[:, None])
        part = f"{share:.0f} %" if share >= 1 else "under 1 %"
        lines = (
            [f"{part} of that", "is off the samples"] if off.any() else ["nowhere far", "from the samples"]
        )
        if away[off].min(initial=np.inf) < MIDDLE * (y1[-1] - y1[0]):
            lines = [lines[0], f"{lines[1]},", "also in the middle"]
        least = float(F.min())
        return [*lines, f"$F >= {rounded(least, 2)}$"] if least >= 0.01 else lines

    def show(self, toy: str) -> list[Mobject]:
        """Show a toy's four fields together, then say, one after the other, where each is wrong."""
        y, y1, y2 = (self.study("toys")[f"{toy}{part}"] for part in ("", "_y1", "_y2"))
        fields: list[Mobject] = []
        verdicts: list[Mobject] = []
        for name, (heading, F, share) in self.energies(toy).items():
            step = step_between(y1[0], y1[-1])
            plane = Plane((y1[0], y1[-1], step), (y2[0], y2[-1], step), width=3.45, labels=("", ""))
            plane.shift(place(*CORNERS[name]) - plane.frame.get_center())
            level = np.quantile(F, share)  # the level below which that share of the plane lies
            field = Field(F, vmax=self.hot, levels=(float(level),), ring_colour="white", ring_strength=1.0)
            field.fit(plane.at((y1[0], y2[0])), plane.at((y1[-1], y2[-1])))
            head = Words(heading, size=30).next_to(plane.frame, UP, buff=0.1).align_to(plane.frame, LEFT)
            fields += [plane.frame, field, plane.cloud(y, "y", size=2.6, on_map=True), head]
            lines = [Words(f"low in {100 * share:.0f} %", size=30)]
            lines += [Words(line, size=26) for line in self.wrong(toy, F, float(level))]
            text = VGroup(*lines).arrange(DOWN, buff=0.13, aligned_edge=LEFT)
            verdicts.append(text.next_to(plane.frame, RIGHT, buff=0.2))
        self.play(*(FadeIn(part) for part in fields))
        self.wait(2.0)
        for verdict in verdicts:
            self.play(FadeIn(verdict))
            self.wait(0.8)
        return fields + verdicts
