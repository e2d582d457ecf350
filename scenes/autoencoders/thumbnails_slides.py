"""Thumbnails of the videos: few huge words and one picture, still read when they are 160 pixels wide.

Lecture: section 5, from the latent-variable model to the autoencoders, and the bubbles.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import image
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ebviz.plot.base import figure
from ebviz.plot.label import label
from ebviz.style import palette
from ebviz.style.compiler import compiler
from ebviz.style.palette import COLOURS
from ebviz.style.themes import Theme
from scenes.autoencoders.bubbles_slides import draw_bubbles, pictures
from scenes.gan.gan_slides import MOMENTS, TOP, moment

if TYPE_CHECKING:
    from ebviz.study import Run

DATA = ("../style/emoji/*.svg",)  # counted with the code
EMOJI = Path(palette.__file__).parent / "emoji"
PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 72pt)"""
LAST = -1
WAY: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 2.0, "units": "dots", "zorder": 3}
WAY |= {"color": COLOURS["white"], "width": 8, "headwidth": 3.4, "headlength": 3.2, "headaxislength": 2.9}


@figure(studies=("toys", "denoising"), size=(8, 4.5))
def thumbnail_autoencoders(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """From the LV-EBM to AE, DAE, CAE and VAE: the energy of a denoising autoencoder, and its ways home."""
    y1, y2, F = toys["spiral_y1"], toys["spiral_y2"], denoising["spiral_F"]
    half = float(min(y1[-1], y2[-1]))
    axes = _square(fig, half)
    box = (y1[0], y1[-1], y2[0], y2[-1])
    top = float(np.quantile(F, 0.9))
    axes.imshow(F, extent=box, origin="lower", cmap=theme.heat_map, vmin=0, vmax=top, zorder=0.5)
    axes.set(xlim=(-half, half), ylim=(-half, half))
    at, sent = denoising["spiral_at"], denoising["spiral_sent"]
    rows = len(np.unique(at[:, 1]))
    some = np.arange(len(at)).reshape(rows, -1)[1::2, ::2].ravel()  # every other one of the grid, both ways
    way = sent - at
    some = some[np.linalg.norm(way[some], axis=1) > 0.1]
    axes.quiver(*at[some].T, *way[some].T, **WAY)
    data = toys["spiral"]
    axes.plot(*data.T, color=COLOURS["black"], linewidth=13, zorder=3.5)
    axes.plot(*data.T, color=COLOURS["blue"], linewidth=9, zorder=4)
    for text, up, size, colour in (
        ("LV-EBM", 0.78, 58, "orange"),
        ("AE DAE", 0.42, 58, None),
        ("CAE VAE", 0.17, 58, None),
    ):
        label(fig, text, (0.79, up), anchor="baseline centre", size=size, colour=colour)


@figure(studies=("bubbles",), size=(8, 4.5))
def thumbnail_bubbles(fig: Figure, theme: Theme, bubbles: Run) -> None:
    """VAE: a bubble of bubbles, packed in earnest."""
    mu, radius = bubbles["full_mu"][LAST], bubbles["full_radius"][LAST]
    reach = float(bubbles["reach"])
    half = 1.04 * (reach + 1)
    axes = _square(fig, half)
    draw_bubbles(axes, theme, mu, radius, bubbles, alpha=0.3, rim=4.0, big=7.0)
    pictures(axes, theme, bubbles["images"], mu, reach * radius)
    axes.set(xlim=(-half, half), ylim=(-half, half))
    label(fig, "VAE", (0.785, 0.56), anchor="baseline centre", size=110, colour="orange")
    label(fig, "a bubble", (0.785, 0.3), anchor="baseline centre", size=50)
    label(fig, "of bubbles", (0.785, 0.12), anchor="baseline centre", size=50)


def _square(fig: Figure, half: float) -> Axes:
    """The plane without its frame, as high as the picture, at the left."""
    axes = fig.add_axes((0.0, 0.0, 4.5 / 8, 1.0), xlim=(-half, half), ylim=(-half, half), aspect="equal")
    axes.set_axis_off()
    return axes


@figure(studies=("toys", "gan"), size=(8, 4.5))
def thumbnail_gan(fig: Figure, theme: Theme, toys: Run, gan: Run) -> None:
    """GAN: the cold and the hot, on the energy that is learnt from both."""
    y1, y2, modes = toys["gaussians_y1"], toys["gaussians_y2"], toys["modes"]
    at = moment(gan, "gaussians", MOMENTS[2])
    C = gan["gaussians_C"][at]
    half = float(min(y1[-1], y2[-1]))
    axes = _square(fig, half)
    box = (y1[0], y1[-1], y2[0], y2[-1])
    axes.imshow(C - C.min(), extent=box, origin="lower", cmap=theme.heat_map, vmin=0, vmax=TOP, zorder=0.5)
    axes.set(xlim=(-half, half), ylim=(-half, half))
    rim: dict[str, Any] = {"edgecolors": COLOURS["black"], "linewidths": 4}
    axes.scatter(modes[:, 0], modes[:, 1], marker="o", s=1500, c=COLOURS["blue"], zorder=3, **rim)
    energy = gan["gaussians_C_hat"][at] - C.min()
    hottest = energy.argsort()[::-1][: max(1, len(energy) // 4)]
    y_hat = gan["gaussians_y_hat"][at]
    some = _apart(y_hat, hottest, 0.21 * half)
    own: dict[str, Any] = {"c": energy[some], "cmap": theme.energy_map, "vmin": 0, "vmax": TOP}
    axes.scatter(y_hat[some, 0], y_hat[some, 1], marker="^", s=900, zorder=4, **own, **rim)
    label(fig, "GAN", (0.785, 0.715), anchor="baseline centre", size=84, colour="aqua")
    for text, name, up in (("cold", "cold", 0.41), ("& hot", "hot", 0.12)):
        label(fig, text, (0.6, up), anchor="baseline left", size=54)
        picture = fig.add_axes((0.86, up - 0.03, 0.11, 0.11 * 8 / 4.5))
        picture.imshow(_emoji(name), interpolation="antialiased")
        picture.set_axis_off()


def _apart(places: np.ndarray, order: np.ndarray, least: float) -> list[int]:
    """Which of places (P, 2) to keep, in an order (Q,), so that all keep a distance from one another."""
    kept: list[int] = []
    for i in order.tolist():
        if all(np.linalg.norm(places[i] - places[j]) >= least for j in kept):
            kept.append(i)
    return kept


def _emoji(name: str) -> np.ndarray:
    """One of the lecture's emoji in true colour, as a picture (P, P, 4)."""
    svg = (EMOJI / f"{name}.svg").read_text(encoding="utf-8")
    picture = compiler().compile(input=PAGE.encode(), format="png", ppi=288, sys_inputs={"svg": svg})
    assert isinstance(picture, bytes)
    return np.asarray(image.imread(io.BytesIO(picture)))
