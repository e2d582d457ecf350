"""Autoencoders of digits: what their encoders look for, lost pixels filled in, and two digits averaged.

Lecture: section 5, autoencoders in PyTorch. A denoising autoencoder knows digits, OpenCV's methods only neighbouring
pixels; it does not restore what is not a digit, and the error is an energy.
"""

from __future__ import annotations

import math

import numpy as np

from ebviz.plot import *
from scenes.autoencoders._words import a, class_names, kind


@figure(studies=("digits_autoencoder",), size=(12, 6.75))
def encoder_kernels(fig: Figure, theme: Theme, digits_autoencoder: Run) -> None:
    """What the encoders look for: rows of W_h in the under-complete and the denoising autoencoder."""
    dropout = digits_autoencoder.config["dropout"]
    sides = (
        ("ae", "autoencoder", "sees all pixels", 0.05),
        ("dae", "denoising", f"${100 * dropout:g}$ % of the pixels are lost", 0.53),
    )
    for short, name, remark, left in sides:
        kernels = digits_autoencoder[f"{short}_kernels"]
        columns = math.ceil(len(kernels) ** 0.5)
        rows = math.ceil(len(kernels) / columns)
        full = np.full((rows * columns, *kernels.shape[1:]), np.nan)
        full[: len(kernels)] = kernels
        high = float(np.quantile(np.abs(kernels), 0.99))
        table = full.reshape(rows, columns, *kernels.shape[1:])
        sheet(fig, theme, (left, 0.07, 0.36, 0.64), table, low=-high, high=high)
        label(fig, name, (left + 0.18, 0.88), anchor="baseline centre", size=30)
        label(fig, remark, (left + 0.18, 0.8), anchor="baseline centre", size=20)
        colours = ScalarMappable(Normalize(-high, high), theme.other_map)
        plain_bar(fig, theme, (left + 0.37, 0.16, 0.014, 0.44), colours, [-high, 0, high], "$W_h$")


@figure(studies=("digits", "digits_autoencoder"), size=(12, 6.75))
def inpainting(fig: Figure, theme: Theme, digits: Run, digits_autoencoder: Run) -> None:
    """Lost pixels filled in by the denoising autoencoder, Telea's method and Navier-Stokes, scored in decibels."""
    run, chosen = digits_autoencoder, digits["chosen"][digits["chosen"] >= 0][::2]
    rows = (
        ("clean $y$", digits["test_images"], None),
        ("corrupted $hat(y)$", run["corrupted"], "psnr_corrupted"),
        ("denoising AE", run["dae_filled"], "psnr_dae"),
        ("Telea", run["telea"], "psnr_telea"),
        ("Navier–Stokes", run["navier_stokes"], "psnr_navier_stokes"),
    )
    pictures = np.stack([images[chosen] for _, images, _ in rows])
    axes = sheet(fig, theme, (0.24, 0.04, 0.54, 0.92), pictures)
    most = max(float(run[key].mean()) for *_, key in rows if key)
    for row, (name, _, key) in enumerate(rows):
        label(axes, name, (0, row + 0.5), anchor="right", offset=(-16, 0), size=26)
        if key:
            mean, end = float(run[key].mean()), (len(chosen), row + 0.5)
            size = 36 if mean == most else 26
            label(axes, f"${mean:.1f}$ dB", end, anchor="left", offset=(18, 0), size=size)
    for text, down in (("mean PSNR", 10), (f"of all ${len(run['psnr_dae'])}$", -18)):
        label(axes, text, (len(chosen), 0.5), anchor="left", offset=(18, down), size=22)


@figure(studies=("digits", "digits_autoencoder"), size=(12, 6.75))
def average_digit(fig: Figure, theme: Theme, digits: Run, digits_autoencoder: Run) -> None:
    """Garbage in: the average of two digits is not a digit, and neither autoencoder turns it into one."""
    run = digits_autoencoder
    first, last = (class_names(digits)[digit] for digit in run.config["pair"])
    ends = run["line"][[0, -1]]
    size, high = 0.17, 0.17 * 12 / 6.75
    top = (
        (ends[0], a(first), 0.12),
        (ends[1], a(last), 0.415),
        (run["average"], "their average", 0.71),
    )
    for picture, name, left in top:
        sheet(fig, theme, (left, 0.55, size, high), picture[None, None])
        label(fig, name, (left + size / 2, 0.9), anchor="baseline centre", size=26)
    for sign, left in (("+", 0.3525), ("=", 0.6475)):
        label(fig, f"${sign}$", (left, 0.55 + high / 2), size=36)
    below = (("ae", "autoencoder", 0.415), ("dae", "denoising", 0.71))
    for name, words, left in below:
        sheet(fig, theme, (left, 0.145, size, high), run[f"{name}_average"][None, None])
        C = float(np.square(2 * (run["average"] - run[f"{name}_average"])).mean())  # pixels from −1 to 1
        ordinary = float(np.median(run[f"{name}_energy"]))
        label(fig, words, (left + size / 2, 0.48), anchor="baseline centre", size=24)
        for line, says in enumerate(
            (f"$C = {rounded(C, 3)}$", f"median of {kind(digits)}s: ${rounded(ordinary, 3)}$")
        ):
            label(fig, says, (left + size / 2, 0.085 - 0.055 * line), anchor="baseline centre", size=18)
    label(fig, "garbage in,", (0.05, 0.32), anchor="baseline left", size=34)
    label(fig, "garbage out: $tilde(y)$", (0.05, 0.24), anchor="baseline left", size=34)
