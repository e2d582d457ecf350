"""Architectures as block diagrams: one alone with its energy, or two side by side.

The diagrams are data in `diagrams.architectures`, which the films draw too.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import FULL, GREEN_GUESS, PITCH, SHORT, Architecture, Block, Wire
from ebviz.plot.diagram import LETTER, NAME, Diagram, path
from ebviz.plot.formula import words
from ebviz.plot.label import Label, label
from ebviz.style.looks import LIT, TINT, tinted
from ebviz.style.palette import SYMBOLS
from ebviz.style.themes import Theme

LARGE = 2.15 * LETTER  # letters of a small diagram's blocks at most, in its slide points


class Blocks(Diagram):
    """The diagram of an architecture.

    Parameters
    ----------
    at : its middle, in slide points from the figure's, y upwards. letters : False shortens the names of modules.
    lit : roles of the blocks to fill with a tint of their colour.
    """

    def __init__(
        self,
        fig: Figure,
        theme: Theme,
        model: Architecture,
        *,
        at: tuple[float, float] = (0.0, 0.0),
        scale: float = 1.0,
        letters: bool = True,
        lit: tuple[str, ...] = (),
    ) -> None:
        middle, (wide, high) = model.middle, PITCH
        centre = (middle[0] - at[0] / scale / wide, middle[1] + at[1] / scale / high)
        super().__init__(fig, theme, centre=centre, pitch=PITCH, scale=scale)
        self.letters, self.head = letters, max(1.0, 0.5 / scale)
        self.points *= self.head  # keep the lines of a small diagram strong
        for role, block in model.blocks.items():
            self.block(role, block, lit=role in lit)
        for wire in model.wires:
            self.wire(wire)
        if model.guess:
            self.along(model.guess_way, "green", dashed=True)
        if model.guess and letters:
            left = (float(model.guess_way[:, 0].min()) - 8, float(model.guess_way[:, 1].mean()))
            label(self.axes, "initialise", left, anchor="right", size=18 * self.points, colour="green")

    def block(self, role: str, block: Block, *, lit: bool) -> None:
        """Draw one block with its text."""
        if block.kind == "switch":
            self._node(role, block.at, shapes.switch(), "arrow", self.theme.paper)
            return
        if block.kind == "delay":
            fill = tinted(self.theme("arrow"), self.theme.paper, LIT if lit else 0)
            self._node(role, block.at, shapes.delay(block.direction), "arrow", fill)
            self._name(role, f"${block.text}$", 0.8 * LETTER, "arrow")
            return
        module = block.kind in shapes.HUES
        symbol = GREEN_GUESS.get(block.text, block.text if block.text in SYMBOLS else "white")
        hue = shapes.HUES[block.kind] if module else "E" if block.kind == "energy" else symbol
        fill = self.theme("observed") if block.kind == "observed" else self.theme.paper
        if lit or module or block.kind == "energy":
            fill = tinted(self.theme(hue), fill, LIT if lit else TINT)
        outline = shapes.module(block.direction) if module else shapes.ellipse(shapes.VARIABLE)
        self._node(role, block.at, shapes.square() if block.kind == "energy" else outline, hue, fill)
        if module:
            nudge = {"right": (-4, 0), "left": (4, 0), "up": (0, -4), "down": (0, 4)}[block.direction]
            self._name(role, block.text, NAME, hue, nudge)
        else:
            self._name(role, f"${block.text}$", LETTER, hue)

    def _name(self, role: str, text: str, size: float, hue: str, nudge: tuple[float, float] = (0, 0)) -> None:
        """Write in a block what it is; in a small diagram a short name, as large as the block bears."""
        if not self.letters:
            text = SHORT.get(text, text)
            left, bottom, right, top = words(text).box
            room = np.ptp(self.nodes[role].reshape(-1, 2), axis=0) * FULL
            size = min(LARGE, float((room / (right - left, top - bottom)).min())) / self.head
        self._letter(self._centre(role) + nudge, text, size, colour=hue)

    def wire(self, wire: Wire) -> None:
        """Draw one connection, from rim to rim."""
        end = self._centre(wire.end)
        starts = [self._centre(role) for role in wire.start.split("|")]
        start = np.mean(starts, axis=0)
        corner = np.array([end[0], start[1]]) if wire.bend else None
        first = (
            start if len(starts) > 1 else self._rim(wire.start, (end if corner is None else corner) - start)
        )
        last = self._rim(wire.end, (start if corner is None else corner) - end)
        self.along(np.array([first, last] if corner is None else [first, corner, last]), "arrow")

    def along(self, way: np.ndarray, hue: str, *, dashed: bool = False) -> None:
        """Draw an arrow along the places ``way`` (S, 2)."""
        width = shapes.ARROW * self.points
        arrow_along(self.axes, self.theme, way, width, hue=hue, head=self.head, dashed=dashed)


def alone(fig: Figure, theme: Theme, model: Architecture) -> None:
    """One model: its title, its diagram, its energy and what the terms stand for."""
    label(fig, model.title, (0.04, 0.925), anchor="baseline left", size=32)
    label(fig, model.said, (0.96, 0.925), anchor="baseline right", size=22)
    Blocks(fig, theme, model, at=(0, 8 if model.rows < 3 else 16), scale=1.15 if model.rows < 3 else 0.98)
    _formula(fig, theme, f"{model.formula} quad quad {model.where}", (0.5, 0.105), 24)


def side_by_side(
    fig: Figure,
    theme: Theme,
    left: Architecture,
    right: Architecture,
    lit: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    """Two models, with the blocks in which they differ filled with a tint of their colour."""
    for x, model, roles in ((-240, left, lit[0]), (240, right, lit[1])):
        at = 0.5 + x / shapes.SLIDE[0]
        label(fig, model.title, (at, 0.9), anchor="baseline centre", size=28)
        Blocks(fig, theme, model, at=(x, 112 - 34 * model.rows), scale=0.78, lit=roles)
        _formula(fig, theme, model.formula, (at, 0.17), 19)


def _formula(fig: Figure, theme: Theme, source: str, xy: tuple[float, float], size: float) -> None:
    """A model's formula, with z̃ in its colour as an encoder's output."""
    outline = words(f"$ {source} $", GREEN_GUESS)
    fig.add_artist(
        Label(theme, outline, xy, fig.transFigure, size=size, anchor="baseline centre", source=source)
    )


def canvas(fig: Figure) -> Axes:
    """Axes that fill the figure, measured in slide points from its middle."""
    wide, high = shapes.SLIDE
    axes = fig.add_axes((0, 0, 1, 1), xlim=(-wide / 2, wide / 2), ylim=(-high / 2, high / 2))
    axes.set_axis_off()
    return axes


def outlined(axes: Axes, outline: np.ndarray, *, edgecolor: str, facecolor: str, width: float) -> None:
    axes.add_patch(
        PathPatch(path(outline), edgecolor=edgecolor, facecolor=facecolor, linewidth=width, zorder=3)
    )


def arrow_along(
    axes: Axes,
    theme: Theme,
    way: np.ndarray,
    width: float,
    *,
    hue: str = "arrow",
    head: float = 1.0,
    dashed: bool = False,
) -> None:
    """An arrow along ``way`` (S, 2) in slide points, ``width`` points wide, with a head ``head`` times the usual."""
    along = way[-1] - way[-2]
    tip = shapes.arrow_head((0, 0), (along[0], along[1])) * head + way[-1]
    body = way.copy()
    body[-1] -= along / np.linalg.norm(along) * min(np.linalg.norm(along), shapes.ARROW_HEAD * 0.7 * head)
    (line,) = axes.plot(*body.T, color=theme(hue), linewidth=width, zorder=2)
    line.set_linestyle((0, (3, 2.4)) if dashed else "-")
    axes.add_patch(PathPatch(path(tip), facecolor=theme(hue), edgecolor="none", zorder=2.1))
