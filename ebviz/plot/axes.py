"""Axes in the lecture's style: the plane of y, plots of an energy over z, colour bars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

from ebviz.plot.label import label
from ebviz.style import ticks as tables
from ebviz.style.themes import Theme

Rect = tuple[float, float, float, float]  # left, bottom, width, height as shares of the figure


def plane(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    names: tuple[str, str] = ("$y_1$", "$y_2$"),
    step: tuple[float, float] = (1.0, 1.0),
    size: float = 26.0,
) -> Axes:
    """Axes of equal scale with solid lines through zero: the plane of y."""
    axes = fig.add_axes(rect)
    axes.set(xlim=xlim, ylim=ylim, aspect="equal")
    for line in (axes.axhline, axes.axvline):
        line(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", ticks.steps(*xlim, step[0]))
    ticks(axes, "y", ticks.steps(*ylim, step[1]))
    name_axes(axes, *names, size=size)
    return axes


def extent(y: np.ndarray, least: tuple[float, float] = (3.0, 1.75)) -> tuple[tuple[float, float], ...]:
    """Return limits for both axes, symmetric about zero, that show places y (…, 2): the lecture's, or wider.

    >>> extent(np.array([[1.0, 2.0]]))
    ((-3.0, 3.0), (-2.2, 2.2))
    """
    reach = 1.1 * np.abs(y.reshape(-1, 2)).max(axis=0)
    wide, high = (max(own, float(needed)) for own, needed in zip(least, reach, strict=True))
    return (-wide, wide), (-high, high)


def energy_axes(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    zlim: tuple[float, float],
    top: float,
    *,
    name: str = "$E(y', z)$",
    zstep: float = np.pi,
    estep: float = 4.0,
    cellar: float = 0.1,
    size: float = 26.0,
    zticks: Mapping[float, str] | None = None,
) -> Axes:
    """Axes of an energy over the latent, up to ``top``: z in multiples of pi or at ``zticks``, a line at E = 0.

    Below the line a ``cellar``, a share of the height, has room for the marks of latents.
    """
    axes = fig.add_axes(rect)
    axes.set(xlim=zlim, ylim=(-cellar * top / (1 - cellar), top))
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", ticks.pi(zlim[0], zlim[1], zstep / np.pi) if zticks is None else zticks)
    ticks(axes, "y", np.arange(0, top + 1e-9, estep))
    name_axes(axes, "$z$", name, size=size, long=True)
    return axes


class Ticks:
    """Puts ticks on an axis: ``ticks(axes, "x", ticks.pi(0, 2 * np.pi))``; films take the same tables."""

    pi = staticmethod(tables.pi)
    decades = staticmethod(tables.decades)
    steps = staticmethod(tables.steps)
    bare = staticmethod(tables.bare)
    capped = staticmethod(tables.capped)
    latent = staticmethod(tables.latent)
    spacing = staticmethod(tables.spacing)

    def __call__(
        self, axes: Any, which: str, values: Sequence[float] | np.ndarray | Mapping[float, str]
    ) -> None:
        """Put ticks on axis "x", "y" or "z" at ``values``, as numbers, or with the labels of a table."""
        axis = getattr(axes, f"{which}axis")
        places = list(values)
        axis.set_major_locator(FixedLocator(places))
        if isinstance(values, Mapping):
            written = [mathtext(text) for text in values.values()]
            axis.set_major_formatter(FixedFormatter(written))
        else:
            axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        if which == "y" and axis.get_ticks_position() == "left":
            _narrow(axes, places)


ticks = Ticks()
WIDTH, GAP = 0.55, 10.0  # of a figure, in its size; between the numbers and the axis, in points


def _narrow(axes: Axes, places: Sequence[float]) -> None:
    """Set numbers of three figures and more so small that they fit between the axis and the page's left edge."""
    figures = max((len(f"{value:g}") for value in places if abs(value) >= 100), default=0)
    page, size = axes.get_figure(root=True), mpl.rcParams["ytick.labelsize"]
    room = 72 * page.get_figwidth() * axes.get_position(original=True).x0 - GAP  # type: ignore[union-attr]
    if figures * WIDTH * size > room > 0:
        axes.tick_params(axis="y", labelsize=room / (figures * WIDTH))


def mathtext(text: str) -> str:
    r"""A tick's label, in the Typst of `style.ticks`, as mathtext.

    >>> mathtext("-3 pi\\/2"), mathtext("10^(-2)"), mathtext("lt.eq 1"), mathtext("")
    ('$-3 \\pi/2$', '$10^{-2}$', '$\\leq 1$', '')
    """
    if not text:
        return ""
    for typst, tex in (
        ("\\/", "/"),
        ("pi", r"\pi"),
        ("oo", r"\infty"),
        ("lt.eq", r"\leq"),
        ("gt.eq", r"\geq"),
    ):
        text = text.replace(typst, tex)
    return "$" + re.sub(r"\^\(([^)]*)\)", r"^{\1}", text) + "$"


def number(value: float) -> str:
    """A number as mathtext.

    >>> number(-0.5), number(2.0)
    ('$-0.5$', '$2$')
    """
    return f"${round(float(value), 10) + 0.0:g}$"


def name_axes(axes: Axes, x: str, y: str, *, size: float = 26.0, long: bool = False) -> None:
    """Name the axes: x below its middle, y upright above its upper end; a ``long`` y extends over the axes."""
    label(axes, x, (0.5, 0.0), coords="axes", size=size, anchor="top", offset=(0, -37))
    anchor, offset = ("baseline left", (-6, 14)) if long else ("baseline right", (-8, 19))
    label(axes, y, (0.0, 1.0), coords="axes", size=size, anchor=anchor, offset=offset)


def colour_bar(
    fig: Figure,
    theme: Theme,
    rect: Rect,
    mappable: ScalarMappable,
    values: Sequence[float],
    name: str,
    *,
    size: float = 26.0,
    flush: bool = False,
    tip: bool = True,
) -> Colorbar:
    """A colour bar whose last tick is a cap, "≥", and which ends in a ``tip``; without one, all values are within it.

    ``name`` is written above it: centred or, if it is long, ``flush`` with the bar's left edge. From thousands on, a
    power of ten is taken out and written there.
    """
    axes = fig.add_axes(rect)
    power = int(np.floor(np.log10(max(values)))) if max(values) >= 1000 else 0
    name = f"${name.strip('$')} \\/ 10^{power}$" if power else name
    bar = Colorbar(axes, mappable, extend="max" if tip else "neither", extendfrac=0.06)
    bar.outline.set_edgecolor(theme("frame"))
    more = {max(values)} if tip else set()
    form = "g" if tip else ".2g"
    ticks(axes, "y", {v: ("gt.eq " if v in more else "") + f"{v / 10**power:{form}}" for v in values})
    axes.tick_params(which="both", length=4, color=theme("frame"))
    axes.minorticks_off()
    at, anchor = (0.0, "bottom left") if flush else (0.5, "bottom")
    above, gap = (1.06, 10) if tip else (1.0, 12)
    label(axes, name, (at, above), coords="axes", size=size, anchor=anchor, offset=(0, gap))
    return bar
