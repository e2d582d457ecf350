"""The autoencoder family as block diagrams, side by side, and on the map that says which one change leads where.

Lecture: section 5. What the diagrams and the map show is data in `diagrams.architectures`, which the films draw too.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle

from ebviz.diagrams import shapes
from ebviz.diagrams.architectures import (
    AE,
    CAE,
    CARD,
    CHANGES,
    DAE,
    GAN,
    GREEN_GUESS,
    PITCH,
    SMALL,
    STOPS,
    TARGET_PROP,
    VAE,
    Architecture,
    Block,
    Wire,
    ends,
)
from ebviz.plot.base import figure
from ebviz.plot.diagram import LETTER, NAME, Diagram, path
from ebviz.plot.formula import words
from ebviz.plot.label import Label, label
from ebviz.style.themes import Theme

HUES = {"decoder": "aqua", "encoder": "lavender", "sampler": "orange"}
TINT = 0.3  # how much of its hue fills a block that is pointed out


@figure(size=(12, 6.75))
def target_prop_diagram(fig: Figure, theme: Theme) -> None:
    """Target propagation: the latent is found by minimising, and an encoder learns to guess it."""
    _alone(fig, theme, TARGET_PROP)


@figure(size=(12, 6.75))
def ae_diagram(fig: Figure, theme: Theme) -> None:
    """The autoencoder: the encoder's guess is the code, and nothing is searched any more."""
    _alone(fig, theme, AE)


@figure(size=(12, 6.75))
def dae_diagram(fig: Figure, theme: Theme) -> None:
    """The denoising autoencoder: the encoder sees a corrupted ŷ, the cost the clean y."""
    _alone(fig, theme, DAE)


@figure(size=(12, 6.75))
def cae_diagram(fig: Figure, theme: Theme) -> None:
    """The contractive autoencoder: its regulariser is the slope of the code."""
    _alone(fig, theme, CAE)


@figure(size=(12, 6.75))
def vae_diagram(fig: Figure, theme: Theme) -> None:
    """The variational autoencoder: the encoder gives μ and v, the decoder a sample z; U and V hold them."""
    _alone(fig, theme, VAE)


@figure(size=(12, 6.75))
def gan_diagram(fig: Figure, theme: Theme) -> None:
    """The GAN: a switch shows the cost a sample y or what the generator makes, ŷ."""
    _alone(fig, theme, GAN)


@figure(size=(12, 6.75))
def gan_versus_dae(fig: Figure, theme: Theme) -> None:
    """GAN and DAE: both have a contrastive ŷ, one out of noise alone, one a corrupted y."""
    _beside(fig, theme, GAN, DAE, (("sampler", "y^"),) * 2)
    label(fig, "two contrastive $hat(y)$: out of noise alone, and a corrupted $y$", (0.5, 0.055), size=24)


@figure(size=(12, 6.75))
def vae_versus_gan(fig: Figure, theme: Theme) -> None:
    """VAE and GAN: the sampler follows an encoder, or nothing; the cost is a distance, or learned."""
    _beside(fig, theme, VAE, GAN, (("enc", "sampler", "C"), ("sampler", "C")))
    label(
        fig,
        "the sampler follows an encoder, or nothing; $C$ is a distance, or learned",
        (0.5, 0.055),
        size=24,
    )


@figure(size=(12, 6.75))
def vae_versus_ae(fig: Figure, theme: Theme) -> None:
    """VAE and AE: with v = 0 the sample is μ, and μ is h."""
    _beside(fig, theme, VAE, AE, (("code", "v", "sampler", "z"), ("code",)))
    label(fig, "without $V$, and with $v = 0$: $z = mu = h$, the AE", (0.5, 0.055), size=24)


@figure(size=(12, 6.75))
def vae_versus_dae(fig: Figure, theme: Theme) -> None:
    """VAE and DAE: the same parts, encoder and sampler swapped."""
    _beside(fig, theme, VAE, DAE, (("enc", "sampler"),) * 2)
    label(fig, "the same parts, encoder and sampler swapped", (0.5, 0.055), size=24)


@figure(size=(12, 6.75))
def under_over_complete(fig: Figure, theme: Theme) -> None:
    """Under-complete, the code has fewer numbers than y and must choose; over-complete, it could copy."""
    axes = _canvas(fig)
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
                _shape(axes, ring, edgecolor=theme(symbol), facecolor=fill, width=shapes.STROKE)
            label(axes, f"${symbol}$", (x - wide / 2 - 16, y), anchor="right", size=32)
        for start, weight in ((-105.0, "W_h"), (40.0, "W_y")):
            _arrow(axes, theme, np.array([[x, start], [x, start + 55]]), 1.6)
            label(axes, f"${weight}$", (x + 14, start + 27), anchor="left", size=26)
        label(axes, name, (x, 232), anchor="centre", size=28)
        label(axes, says, (x, -228), anchor="baseline centre", size=22)


@figure(size=(12, 6.75))
def architecture_map(fig: Figure, theme: Theme) -> None:
    """The map of architectures: the LV-EBM in the centre, and every edge one change."""
    axes = _canvas(fig)
    for change in CHANGES:
        way = ends(change, STOPS)
        for line in (way, way[::-1]) if change.mutual else (way,):
            _arrow(axes, theme, line, 1.5, head=1.2)
        x, y = way.mean(axis=0) + change.beside
        for row, text in enumerate(change.text):
            up = y + 18.0 * ((len(change.text) - 1) / 2 - row)
            label(axes, text, (x, up - 5), size=15.5, anchor="baseline centre")
    for stop in STOPS.values():
        corner = np.array(stop.at) - np.array(CARD) / 2
        frame = Rectangle((corner[0], corner[1]), *CARD, facecolor="none", edgecolor=theme("frame"))
        frame.set_linewidth(2.4 if stop.at == (0, 0) else 1.0)
        axes.add_patch(frame)
        name = (corner[0] + 2, corner[1] + CARD[1] + 7)
        label(axes, stop.name, name, size=18, anchor="baseline left")
        Blocks(fig, theme, stop.model, at=stop.at, scale=SMALL, letters=False)
    label(axes, "every edge is one change", (-350, -150), size=18, colour="note")


class Blocks(Diagram):
    """The diagram of an architecture.

    Parameters
    ----------
    at : where its middle stands, in slide points from the figure's, upwards. letters : False draws shapes alone.
    lit : roles of the blocks that are filled with a tint of their colour.
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
        self.points *= self.head  # the lines of a small diagram stay strong
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
        """Draw one block and what is written in it."""
        if block.kind == "switch":
            self._node(role, block.at, shapes.switch(), "arrow", self.theme.paper)
            return
        module = block.kind in HUES
        symbol = GREEN_GUESS.get(block.text, block.text)
        hue = HUES[block.kind] if module else "E" if block.kind == "energy" else symbol
        fill = self.theme("observed") if block.kind == "observed" else self.theme.paper
        if lit:
            strong, weak = (np.array(to_rgb(shade)) for shade in (self.theme(hue), fill))
            fill = to_hex(tuple((TINT * strong + (1 - TINT) * weak).tolist()))
        size = shapes.MODULE if block.direction in ("left", "right") else shapes.DOME
        outline = shapes.bullet(size, block.direction) if module else shapes.ellipse(shapes.VARIABLE)
        self._node(role, block.at, shapes.square() if block.kind == "energy" else outline, hue, fill)
        if module and self.letters:
            nudge = {"right": (-4, 0), "left": (4, 0), "up": (0, -4), "down": (0, 4)}[block.direction]
            self._letter(self.place(block.at) + nudge, block.text, NAME, colour=hue)
        elif self.letters:
            self._letter(self.place(block.at), f"${block.text}$", LETTER, colour=hue)

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
        _arrow(self.axes, self.theme, way, width, hue=hue, head=self.head, dashed=dashed)


def _alone(fig: Figure, theme: Theme, model: Architecture) -> None:
    """One model: its title, its diagram, its energy and what the terms stand for."""
    label(fig, model.title, (0.04, 0.925), anchor="baseline left", size=32)
    label(fig, model.said, (0.96, 0.925), anchor="baseline right", size=22)
    Blocks(fig, theme, model, at=(0, 8 if model.rows < 3 else 16), scale=1.15 if model.rows < 3 else 0.98)
    _energy(fig, theme, f"{model.formula} quad quad {model.where}", (0.5, 0.105), 25)


def _beside(
    fig: Figure,
    theme: Theme,
    left: Architecture,
    right: Architecture,
    lit: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    """Two models, the blocks in which they differ filled with a tint of their colour."""
    for x, model, roles in ((-240, left, lit[0]), (240, right, lit[1])):
        at = 0.5 + x / shapes.SLIDE[0]
        label(fig, model.title, (at, 0.9), anchor="baseline centre", size=28)
        Blocks(fig, theme, model, at=(x, 112 - 34 * model.rows), scale=0.78, lit=roles)
        _energy(fig, theme, model.formula, (at, 0.17), 19)


def _energy(fig: Figure, theme: Theme, source: str, xy: tuple[float, float], size: float) -> None:
    """A model's formula, z̃ in the colour it has as the output of an encoder."""
    outline = words(f"$ {source} $", GREEN_GUESS)
    fig.add_artist(
        Label(theme, outline, xy, fig.transFigure, size=size, anchor="baseline centre", source=source)
    )


def _canvas(fig: Figure) -> Axes:
    """Axes that fill the figure, in slide points from its middle."""
    wide, high = shapes.SLIDE
    axes = fig.add_axes((0, 0, 1, 1), xlim=(-wide / 2, wide / 2), ylim=(-high / 2, high / 2))
    axes.set_axis_off()
    return axes


def _shape(axes: Axes, outline: np.ndarray, *, edgecolor: str, facecolor: str, width: float) -> None:
    axes.add_patch(
        PathPatch(path(outline), edgecolor=edgecolor, facecolor=facecolor, linewidth=width, zorder=3)
    )


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


def _arrow(
    axes: Axes,
    theme: Theme,
    way: np.ndarray,
    width: float,
    *,
    hue: str = "arrow",
    head: float = 1.0,
    dashed: bool = False,
) -> None:
    """An arrow along ``way`` (S, 2) in slide points, ``width`` points wide, its head ``head`` times the usual."""
    along = way[-1] - way[-2]
    tip = shapes.arrow_head((0, 0), (along[0], along[1])) * head + way[-1]
    body = way.copy()
    body[-1] -= along / np.linalg.norm(along) * min(np.linalg.norm(along), shapes.ARROW_HEAD * 0.7 * head)
    (line,) = axes.plot(*body.T, color=theme(hue), linewidth=width, zorder=2)
    line.set_linestyle((0, (3, 2.4)) if dashed else "-")
    axes.add_patch(PathPatch(path(tip), facecolor=theme(hue), edgecolor="none", zorder=2.1))
