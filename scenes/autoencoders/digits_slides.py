"""Pictures of digits: what the autoencoders make of the same held-out ones, and which have high energy.

Lecture: section 5, autoencoders in PyTorch. Pictures are in viridis, ink from 0 to 1, without interpolation.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.autoencoders._words import a, class_names, kind

LAST = -1
TALL = 2.0  # height of a row with its words, in pictures


@figure(studies=("digits", "digits_autoencoder", "digits_vae"), size=(12, 6.75))
def digit_reconstructions(
    fig: Figure, theme: Theme, digits: Run, digits_autoencoder: Run, digits_vae: Run
) -> None:
    """One held-out picture of each digit, and what four trained models make of it."""
    there = digits["chosen"] >= 0
    y = digits["test_images"][digits["chosen"][there]]
    models = (
        ("autoencoder", digits_autoencoder["ae_y_tilde"]),
        ("denoising", digits_autoencoder["dae_y_tilde"]),
        ("VAE, $d = 2$", digits_vae["two_y_tilde"]),
        (f"VAE, $d = {digits_vae['many_mu'].shape[-1]}$", digits_vae["many_y_tilde"]),
    )
    rows = [y, *(y_tilde[LAST][there] for _, y_tilde in models)]
    names = ["held-out $y$", *(name for name, _ in models)]
    axes = sheet(fig, theme, (0.195, 0.04, 0.66, 0.84), np.stack(rows))
    for row, (name, pictures) in enumerate(zip(names, rows, strict=True)):
        middle = row + 0.5
        label(axes, name, (0, middle), anchor="right", offset=(-18, 0), size=23)
        if row:
            error = float(np.square(pictures - y).mean())
            label(axes, f"${rounded(error, 3)}$", (len(y), middle), anchor="left", offset=(22, 0), size=23)
    label(axes, "$ 1/n norm(y - tilde(y))^2 $", (len(y), 0.5), anchor="left", offset=(6, 0), size=19)
    label(fig, f"{kind(digits)}s that training has not seen", (0.525, 0.9), anchor="baseline centre", size=30)


@figure(
    studies=("digits", "digits_autoencoder", "digits_vae"),
    size=(12, 6.75),
    cannot_show={
        "digits_autoencoder.weights": "it shows a training, and given weights are not trained",
        "digits_vae.weights": "it shows a training, and given weights are not trained",
    },
)
def digits_by_epoch(fig: Figure, theme: Theme, digits: Run, digits_autoencoder: Run, digits_vae: Run) -> None:
    """Reconstructions of the same held-out pictures as training goes on: denoising and variational."""
    there = digits["chosen"] >= 0
    there &= np.cumsum(there) <= 7  # no more than can be made out
    y = digits["test_images"][digits["chosen"][there]]
    sides = (
        ("denoising autoencoder", digits_autoencoder, "dae"),
        (f"VAE, $d = {digits_vae['many_mu'].shape[-1]}$", digits_vae, "many"),
    )
    kept = [run[f"{short}_epochs"].tolist() for _, run, short in sides]
    early = [epoch for epoch in kept[0][:-1] if epoch in kept[1][:-1]]  # as many rows on both sides
    for column, ((name, run, short), epochs) in enumerate(zip(sides, kept, strict=True)):
        shown = [*early, epochs[-1]]
        rows = np.concatenate(
            [y[None], run[f"{short}_y_tilde"][[epochs.index(epoch) for epoch in shown]][:, there]]
        )
        axes = sheet(fig, theme, (0.108 + 0.495 * column, 0.06, 0.385, 0.76), rows)
        for row, epoch in enumerate(["$y$", *(f"epoch ${epoch}$" for epoch in shown)]):
            label(axes, epoch, (0, row + 0.5), anchor="right", offset=(-8, 0), size=16)
        label(axes, name, (len(y) / 2, 0), anchor="baseline centre", offset=(0, 26), size=28)


@figure(studies=("digits", "digits_autoencoder", "digits_vae"), size=(12, 6.75))
def energy_line(fig: Figure, theme: Theme, digits: Run, digits_autoencoder: Run, digits_vae: Run) -> None:
    """The energy along a straight line in pixels from one digit to another, for autoencoders and VAEs."""
    sides = (
        (
            digits_autoencoder,
            "line",
            "$ C(y, tilde(y)) = 1/n norm(y - tilde(y))^2 $",
            (("ae_line", "blue", "-", "o", "autoencoder"), ("dae_line", "orange", "--", "s", "denoising")),
        ),
        (
            digits_vae,
            "pixels",
            "$ tilde(F)(y) = C + beta (U + V) $",
            (
                ("two_pixels_F", "aqua", "-", "^", "VAE, $d = 2$"),
                ("many_pixels_F", "violet", "--", "D", f"VAE, $d = {digits_vae['many_mu'].shape[-1]}$"),
            ),
        ),
    )
    for column, (run, pictures, name, curves) in enumerate(sides):
        left, wide = 0.075 + 0.5 * column, 0.405
        plot = fig.add_axes((left, 0.275, wide, 0.5))
        share = np.arange(len(run[pictures]))
        entries, top = [], 0.0
        for key, hue, dash, mark, text in curves:
            line: Style = {"color": theme(hue), "linestyle": dash, "linewidth": 2.6, "marker": mark, "ms": 7}
            plot.plot(share, run[key], **line)
            entries.append((line, text))
            top = max(top, float(run[key].max()))
        plot.set(xlim=(-0.5, share[-1] + 0.5), ylim=(0, 1.12 * top))
        plot.set_xticks([])
        plot.locator_params(axis="y", nbins=5)
        plot.yaxis.set_major_formatter(lambda value, _: number(value))
        label(plot, name, (0, 1), coords="axes", anchor="bottom left", offset=(-8, 58), size=22)
        legend(plot, entries, (0, 1), offset=(0, 14), anchor="bottom left", across=True, size=20)
        sheet(fig, theme, (left, 0.2, wide, 0.06), run[pictures][None], anchor="N")
        first, last = (a(class_names(digits)[digit]) for digit in run.config["pair"])
        words = f"from {first} to {last}, in a straight line of pixels"
        label(fig, words, (left + wide / 2, 0.13), anchor="baseline centre", size=20)
        ends = [run[key][[0, -1]].max() for key, *_ in curves]
        between = [run[key][1:-1].max() for key, *_ in curves]
        rises = ", ".join(f"${rounded(b / e, 2)}$" for b, e in zip(between, ends, strict=True))
        says = f"most on the way / at the ends: {rises}"
        label(fig, says, (left + wide / 2, 0.055), anchor="baseline centre", size=18, colour="note")


@figure(studies=("digits", "digits_autoencoder", "digits_vae"), size=(12, 6.75))
def digit_energies(fig: Figure, theme: Theme, digits: Run, digits_autoencoder: Run, digits_vae: Run) -> None:
    """The energy of each held-out picture: low for ordinary ones, high for odd ones."""
    code = digits_vae["many_mu"].shape[-1]
    rows = (
        (digits_autoencoder["dae_energy"], "denoising autoencoder, $C(y, tilde(y))$", "orange", 0.58),
        (digits_vae["many_energy"], f"VAE of $d = {code}$, $tilde(F)(y)$", "violet", 0.11),
    )
    count = 7
    for energy, name, hue, bottom in rows:
        axes = fig.add_axes((0.06, bottom, 0.39, 0.29))
        axes.hist(energy, bins=30, color=theme(hue), edgecolor=theme.paper, linewidth=0.8)
        axes.set_xlim(0, 1.03 * float(energy.max()))
        axes.locator_params(nbins=5)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: number(value))
        axes.tick_params(labelsize=15)
        label(axes, name, (0, 1), coords="axes", anchor="baseline left", offset=(0, 14), size=22)
        order = energy.argsort()
        picked = np.stack([order[:count], order[::-1][:count]])
        strip = sheet(
            fig, theme, (0.5, bottom - 0.055, 0.48, 0.375), digits["test_images"][picked], tall=TALL
        )
        for row, word in enumerate(("least energy", "most energy")):
            label(strip, word, (0, TALL * row), anchor="baseline left", offset=(0, 7), size=19)
            for column, i in enumerate(picked[row]):
                text = f"${energy[i]:.2g}$" if energy.max() < 1 else f"${energy[i]:.1f}$"
                label(strip, text, (column + 0.45, TALL * row + 1), anchor="top", offset=(0, -3), size=15)
