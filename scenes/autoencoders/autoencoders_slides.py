"""The autoencoder family as energies over the plane, and the autoencoder that copies whatever it gets.

Lecture: section 5. One colour scale for all: they differ in where the energy is low. It should be low only near
the samples; a one-dimensional code cannot close a ring, and a high-dimensional one gives everything low energy.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.autoencoders._words import energy_cap, even_ticks


@figure(studies=("toys", "autoencoder", "denoising", "contractive", "toy_vae"), size=(12, 6.75))
def energies_ellipse(
    fig: Figure,
    theme: Theme,
    toys: Run,
    autoencoder: Run,
    denoising: Run,
    contractive: Run,
    toy_vae: Run,
) -> None:
    """Six energies F(y) for the ellipse on one colour scale, and how much of the plane each makes low."""
    _energies(fig, theme, "ellipse", toys, autoencoder, denoising, contractive, toy_vae)


@figure(studies=("toys", "autoencoder", "denoising", "contractive", "toy_vae"), size=(12, 6.75))
def energies_moons(
    fig: Figure,
    theme: Theme,
    toys: Run,
    autoencoder: Run,
    denoising: Run,
    contractive: Run,
    toy_vae: Run,
) -> None:
    """Six energies F(y) for the two moons on one colour scale, and how much of the plane each makes low."""
    _energies(fig, theme, "moons", toys, autoencoder, denoising, contractive, toy_vae)


@figure(studies=("toys", "autoencoder"), size=(12, 6.75))
def ae_copies(fig: Figure, theme: Theme, toys: Run, autoencoder: Run) -> None:
    """A one-dimensional code draws a line, cut open somewhere; a large one copies: hardly any arrows or energy."""
    y, sides = toys["ellipse"], (toys["ellipse_y1"], toys["ellipse_y2"])
    grid = np.stack(np.meshgrid(*sides), axis=-1)  # (H, W, 2)
    step = max(1, len(toys["ellipse_y1"]) // 16)
    every = (slice(None, None, step), slice(None, None, step))
    line = "a line cannot close a ring" if toys.config["ellipse_data"] is None else "it draws a line"
    titles = f"$d = 1$: {line}", f"$d = {int(autoencoder['copy_code_size'])}$: it copies"
    top = energy_cap(toys, "ellipse")
    for column, (name, title) in enumerate(zip(("ae", "copy"), titles, strict=True)):
        left, F = 0.055 + 0.435 * column, autoencoder[f"ellipse_{name}_F"][-1]
        axes, image = heat(fig, theme, (left, 0.22, 0.405, 0.54), sides, F, top)
        travel(axes, grid[every], autoencoder[f"ellipse_{name}_plane"][every], F[every], scale=3.0, top=top)
        axes.plot(*y.T, **data(theme, 3.4, 0.4), zorder=3.4)
        if name == "ae":
            axes.plot(*autoencoder["ellipse_ae_curve"][-1].T, **model(theme, 3.0), zorder=3.6)
        ticks(axes, "x", even_ticks(sides[0][0] + 0.5, sides[0][-1] - 0.5))
        bare(axes, left=bool(column))
        label(fig, title, (left + 0.2025, 0.895), anchor="baseline centre", size=25)
        low = float(autoencoder[f"ellipse_{name}_low"])
        says = f"low energy on {low:.0%} of the plane".replace("%", " %")
        label(fig, says, (left + 0.2025, 0.8), anchor="baseline centre", size=21)
    colour_bar(fig, theme, (0.925, 0.22, 0.018, 0.42), image, [0, top / 2, top], "$F$")
    entries = [
        (data(theme, 7.0, 0.4), "$y$"),
        (model(theme, 3.0), "$Dec(h)$"),
        (pointer(theme), "$y -> tilde(y)$, drawn at a third"),
    ]
    legend(fig, entries, (0.055, 0.045), anchor="bottom left", across=True, size=22)
    label(fig, "$F(y) = norm(y - tilde(y))^2$", (0.975, 0.045), anchor="baseline right", size=24)


def _energies(fig: Figure, theme: Theme, toy: str, toys: Run, *runs: Run) -> None:
    """Six maps in two rows, each with its name and the share of the plane with low energy."""
    ae, dae, cae, vae = runs
    d, price = int(ae["copy_code_size"]), float(cae["lambdas"][-1])
    rows = (
        ("target prop", ae[f"{toy}_target_F"][-1], ae[f"{toy}_target_low"]),
        ("AE, $d = 1$", ae[f"{toy}_ae_F"][-1], ae[f"{toy}_ae_low"]),
        (f"AE, $d = {d}$", ae[f"{toy}_copy_F"][-1], ae[f"{toy}_copy_low"]),
        (f"DAE, $d = {int(dae['code_size'])}$", dae[f"{toy}_F"], dae[f"{toy}_low"]),
        (f"CAE, $lambda = {price:g}$", cae[f"{toy}_F"][-1], cae[f"{toy}_low"][-1]),
        (f"VAE, $beta = {vae.config['beta']:g}$", vae[f"{toy}_F"], vae[f"{toy}_low"]),
    )
    sides, top = (toys[f"{toy}_y1"], toys[f"{toy}_y2"]), energy_cap(toys, toy)
    for at, (title, F, low) in enumerate(rows):
        row, column = divmod(at, 3)
        left, bottom = 0.05 + 0.282 * column, 0.585 - 0.415 * row
        axes, image = heat(fig, theme, (left, bottom, 0.264, 0.345), sides, F, top)
        axes.plot(*toys[toy].T, **data(theme, 2.6, 0.3), zorder=3)
        axes.tick_params(labelsize=14, labelbottom=bool(row), labelleft=not column)
        for which, side in zip("xy", sides, strict=True):
            ticks(axes, which, even_ticks(side[0] + 1e-3, side[-1] - 1e-3, 6))
        bare(axes, names=True)
        label(axes, title, (0, 1), coords="axes", anchor="baseline left", offset=(0, 9), size=20)
        share = f"low: {float(low):.0%}".replace("%", " %")
        label(axes, share, (1, 1), coords="axes", anchor="baseline right", offset=(0, 9), size=19)
    colour_bar(fig, theme, (0.915, 0.17, 0.018, 0.62), image, [0, top / 2, top], "$F$", size=24)
    label(fig, "$y_2$", (0.019, 0.95), size=20)
    label(fig, "$y_1$", (0.883, 0.14), size=20)
    margin = float(toys.config["low"])
    near = float((dae[f"{toy}_nearest_F"] < margin).mean())
    says = (
        f"low: the share of the plane with $F$ at most ${margin:g}$ above that of 95 % of the $y$;",
        f"it would be {100 * near:.0f} % if $F$ were the squared distance to the nearest $y$."
        f" Of the VAE: $tilde(F)(y)$.",
    )
    for row, text in enumerate(says):
        label(fig, text, (0.05, 0.075 - 0.048 * row), anchor="baseline left", size=18)
