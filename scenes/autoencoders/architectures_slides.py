"""The autoencoder family as block diagrams: alone, side by side, and on the map of which idea leads where.

Lecture: section 5. Diagrams and map are data in `diagrams.architectures`, which the films draw too.
"""

from __future__ import annotations

import numpy as np

from ebviz.diagrams.architectures import AE, CAE, DAE, TARGET_PROP, VAE
from ebviz.diagrams.map import CHANGES, KEY, SHORTENED, SMALL, START, STOPS, UNDER, changed, ends, key_at
from ebviz.plot import *


@figure(size=(12, 6.75))
def target_prop_diagram(fig: Figure, theme: Theme) -> None:
    """Target propagation: the latent is found by minimisation, and an encoder learns to guess it."""
    alone(fig, theme, TARGET_PROP)


@figure(size=(12, 6.75))
def ae_diagram(fig: Figure, theme: Theme) -> None:
    """The autoencoder: the encoder's guess is the code, without a search for the best z."""
    alone(fig, theme, AE)


@figure(size=(12, 6.75))
def dae_diagram(fig: Figure, theme: Theme) -> None:
    """The denoising autoencoder: the encoder sees the corrupted ŷ, the cost the clean y."""
    alone(fig, theme, DAE)


@figure(size=(12, 6.75))
def cae_diagram(fig: Figure, theme: Theme) -> None:
    """The contractive autoencoder: it regularises the slope of the code."""
    alone(fig, theme, CAE)


@figure(size=(12, 6.75))
def vae_diagram(fig: Figure, theme: Theme) -> None:
    """The variational autoencoder: the encoder gives μ and v, the decoder a sample z; U and V hold μ and v."""
    alone(fig, theme, VAE)


@figure(size=(12, 6.75))
def vae_versus_ae(fig: Figure, theme: Theme) -> None:
    """VAE and AE: with v = 0 the sample z is μ, and μ is h."""
    side_by_side(fig, theme, VAE, AE, (("code", "v", "sampler", "z"), ("code",)))
    label(fig, "without $V$, and with $v = 0$: $z = mu = h$, the AE", (0.5, 0.055), size=24)


@figure(size=(12, 6.75))
def vae_versus_dae(fig: Figure, theme: Theme) -> None:
    """VAE and DAE: the same parts, with encoder and sampler swapped."""
    side_by_side(fig, theme, VAE, DAE, (("enc", "sampler"),) * 2)
    label(fig, "the same parts, encoder and sampler swapped", (0.5, 0.055), size=24)


@figure(size=(12, 6.75))
def under_over_complete(fig: Figure, theme: Theme) -> None:
    """An under-complete code has fewer numbers than y and must choose; an over-complete one could copy."""
    axes = canvas(fig)
    for x, d, name, says in (
        (-235, 2, "under-complete", "$d < n$: it must choose what to keep"),
        (235, 4, "over-complete", "$d > n$: it could copy $y$"),
    ):
        rows = (("y", 3, -150, True), ("h", d, -5, False), ("tilde(y)", 3, 140, False))
        for symbol, count, y, observed in rows:
            fill = theme("observed") if observed else theme.paper
            wide = 72.0 * count + 14
            _rounded(axes, theme, (x, y), (wide, 82.0), symbol)
            for i in range(count):
                middle = np.array([x + 72 * (i - (count - 1) / 2), y])
                ring = shapes.ellipse(56.0) + middle
                outlined(axes, ring, edgecolor=theme(symbol), facecolor=fill, width=shapes.STROKE)
            label(axes, f"${symbol}$", (x - wide / 2 - 16, y), anchor="right", size=32)
        for start, weight in ((-105.0, "W_h"), (40.0, "W_y")):
            arrow_along(axes, theme, np.array([[x, start], [x, start + 55]]), 1.6)
            label(axes, f"${weight}$", (x + 14, start + 27), anchor="left", size=26)
        label(axes, name, (x, 232), anchor="centre", size=28)
        label(axes, says, (x, -228), anchor="baseline centre", size=22)


@figure(size=(12, 6.75))
def architecture_map(fig: Figure, theme: Theme) -> None:
    """The map of architectures: from the latent-variable EBM on, each edge has one main idea."""
    axes = canvas(fig)
    for change in CHANGES:
        way = ends(change, STOPS)
        for line in (way, way[::-1]) if change.mutual else (way,):
            arrow_along(axes, theme, line, 1.5, head=1.2)
        x, y = way.mean(axis=0) + change.beside
        for row, text in enumerate(change.text):
            up = y + 18.0 * ((len(change.text) - 1) / 2 - row)
            label(axes, text, (x, up - 5), size=15.5, anchor="baseline centre")
    for name, stop in STOPS.items():
        corner = np.array(stop.at) - stop.half
        frame = Rectangle((corner[0], corner[1]), *2 * stop.half, facecolor="none", edgecolor=theme("frame"))
        frame.set_linewidth(2.4 if name == START else 1.0)
        axes.add_patch(frame)
        label(axes, stop.name, stop.name_at, size=15.5, anchor="baseline left")
        at = (stop.at[0], stop.at[1] - UNDER)
        Blocks(fig, theme, stop.model, at=at, scale=SMALL, letters=False, lit=changed(name))
    told = "each edge has one main idea; filled strongly: new, or changed"
    label(axes, told, (0, -244), size=20, anchor="baseline centre")
    for index, (short, whole, hue) in enumerate(KEY):
        x, y = key_at(index)
        label(axes, short, (x, y), size=15.5, anchor="baseline left", colour=hue)
        label(axes, whole, (x + SHORTENED, y), size=15.5, anchor="baseline left")


def _rounded(
    axes: Axes, theme: Theme, middle: tuple[float, float], size: tuple[float, float], hue: str
) -> None:
    """A box with rounded corners round the circles of one vector."""
    box = FancyBboxPatch(
        (middle[0] - size[0] / 2, middle[1] - size[1] / 2),
        *size,
        boxstyle="round,pad=0,rounding_size=22",
        edgecolor=theme(hue),
        facecolor="none",
        linewidth=1.5,
    )
    axes.add_patch(box)
