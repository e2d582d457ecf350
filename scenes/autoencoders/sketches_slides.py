"""Where noise comes in: a DAE corrupts y before the encoder, a VAE corrupts the code behind it.

Lecture: section 5, figures DAE-1, with a sample and the trained network's answer, and VAE-3, a sketch.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from ebviz.style.ticks import step_between

ASIDE = 0.012  # distance of each arrow of a pair from the straight way, as a share of the plane's width
BOLD: Style = {"angles": "xy", "scale_units": "xy", "scale": 1, "units": "dots", "width": 6, "zorder": 4}
FORMULA = '$tilde(F)(y) = C(y, tilde(y)) + beta D_"KL" [cal(N)(mu, v) || cal(N)(0, 1)]$'
VIEW = View(-60, 16, (1.0, 1.0, 0.8))


@figure(studies=("toys", "denoising"), size=(12, 6.75))
def denoising_pair(fig: Figure, theme: Theme, toys: Run, denoising: Run) -> None:
    """Noise takes a sample away from the data; the network learns to bring it back, by nearly the same way."""
    y, origin = toys["moons"], toys["moons"][denoising["moons_origin"]]
    (hat, home), sigma = denoising["moons_walk"][:2], float(denoising["moons_sigma"])
    astray, missed = (np.linalg.norm(end - origin, axis=1) for end in (hat, home))
    one = int((np.minimum(astray, 2.5 * sigma) - 4 * missed).argmax())
    start, end, sent = origin[one], hat[one], home[one]
    middle = (np.minimum(y.min(axis=0), end) + np.maximum(y.max(axis=0), end)) / 2
    half = 0.62 * float(np.ptp(np.vstack([y, end]), axis=0).max())
    box = [(m - half * share, m + half * share) for m, share in zip(middle, (1, 0.72), strict=True)]
    axes = plane(fig, theme, (0.085, 0.13, 0.56, 0.717), *box, step=(step_between(*box[0]),) * 2)
    axes.grid(False)
    for line in axes.lines:
        line.set(linewidth=1, alpha=0.5)
    axes.plot(*y.T, marker="o", ms=4.5, linestyle="none", color=theme("y"), alpha=0.7, zorder=2)
    aside = 2 * half * ASIDE * (end - start)[::-1] * [-1, 1] / max(float(astray[one]), 1e-9)
    for tail, tip, hue in ((start + aside, end + aside, "note"), (end - aside, sent - aside, "h")):
        axes.quiver(*tail, *(tip - tail), color=theme(hue), **BOLD)
    for place, mark, name, hue in ((start, "o", "$y$", "y"), (end, "^", "$hat(y)$", "hat(y)")):
        axes.plot(*place, marker=mark, ms=15, color=theme(hue), zorder=5)
        down = float((end - start)[1]) * (1 if mark == "^" else -1) < 0
        anchor, gap = ("top", -16) if down else ("bottom", 16)
        label(axes, name, (float(place[0]), float(place[1])), anchor=anchor, offset=(0, gap), size=30, halo=3)
    lines = (
        (0.8, 24, "note", "corruption:"),
        (0.72, 28, None, "$hat(y) = y + sigma epsilon$"),
        (0.52, 24, "h", "denoising:"),
        (0.44, 28, None, "$tilde(y) = Dec(Enc(hat(y)))$"),
        (0.24, 24, None, "cost: $C(y, tilde(y))$"),
    )
    for up, size, paint, text in lines:
        label(fig, text, (0.69, up), anchor="baseline left", size=size, colour=paint)


@figure(size=(12, 6.75))
def vae_sketch(fig: Figure, theme: Theme) -> None:
    """A sketch: a curly line of data in space; Enc and noise send y to a stretch of the code, Dec brings it back."""
    t = np.linspace(0, 4.4 * np.pi, 400)
    curl = np.stack([np.cos(t), np.sin(t), 0.12 * t * (1 + 0.12 * np.sin(2 * t))], axis=-1)
    span = ((-1.4, 1.4), (-1.4, 1.4), (0.0, 1.9))
    marks = ((-1, 0, 1), (-1, 0, 1), (0, 1))
    space = Space(fig, theme, (0.05, 0.17, 0.44, 0.68), VIEW, span, marks, ("$y_1$", "$y_2$", "$y_3$"))
    space.line(curl, theme("y"), width=3, zorder=2)
    one = 100 + int(VIEW.flat(curl[100:300])[:, 0].argmax())
    dots = [*range(20, 400, 47)]
    space.points(curl[dots], np.tile(to_rgba(theme("y")), (len(dots), 1)), size=10)
    y, back = curl[one], curl[one] + [0.25, 0.1, 0.3]
    ends = []
    space.axes.apply_aspect()
    for place, name, hue, offset in ((y, "$y$", "y", (-6, -36)), (back, "$tilde(y)$", "tilde(y)", (6, 38))):
        x, up = space.view.flat(place)
        space.axes.plot(x, up, marker="o", ms=13, color=theme(hue), zorder=6)
        space.label(name, place, offset=offset, size=30, halo=3)
        share = fig.transFigure.inverted().transform(space.axes.transData.transform((x, up)))
        ends.append((share - 0.5) * shapes.SLIDE)
    _code(canvas(fig), theme, *ends)
    label(fig, FORMULA, (0.5, 0.06), anchor="baseline centre", size=26)


def _code(page: Axes, theme: Theme, y: np.ndarray, back: np.ndarray) -> None:
    """The axis of the code with the place and the stretch of one sample, and the arcs that lead there and back."""
    z, reach = np.array([300.0, 0.0]), 46.0
    page.plot([150, 450], [0, 0], color=theme("frame"), linewidth=1.5, zorder=1.5)
    label(page, "$z_1$", (440, -12), anchor="top", size=26)
    page.plot(z[0] + [-reach, reach], [0, 0], color=theme("z"), linewidth=9, zorder=3, solid_capstyle="round")
    page.add_patch(Circle(tuple(z), reach + 12, fill=False, edgecolor=theme("red"), linewidth=3, zorder=2.5))
    page.plot(*z, marker="o", ms=13, color=theme("z"), zorder=4)
    label(page, "$mu$", (z[0], -16), anchor="top", size=26)
    label(page, "$V$: not a point", (z[0] - 30, -74), anchor="top right", size=24, colour="red")
    turn = np.linspace(0, np.pi, 60)[:, None]
    for start, end, high, hue, name in (
        (y, z + np.array([-reach / 2, 26]), 150, "lavender", "Encoder + noise"),
        (z + np.array([reach / 2, -30]), back, -190, "aqua", "Decoder"),
    ):
        share = (1 - np.cos(turn)) / 2
        way = start + share * (end - start) + np.sin(turn) * [0, high]
        arrow_along(page, theme, way, 3, hue=hue, head=1.3)
        top = way[30] + [0, 20]
        label(page, name, (float(top[0]), float(top[1])), anchor="bottom", size=24, colour=hue, halo=4)
    centre, way = (y + back) / 2, back - y
    ring = shapes.ellipse(1.0).reshape(-1, 2) * [np.linalg.norm(way) + 44, 40]
    angle = np.arctan2(*way[::-1])
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    outlined(
        page, (ring @ spin + centre).reshape(-1, 4, 2), edgecolor=theme("red"), facecolor="none", width=3
    )
    label(page, "$C$", (float(centre[0]) - 50, float(centre[1])), size=28, halo=3)
