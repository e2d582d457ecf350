"""The map of architectures as plain data: where each stands, and the main idea of each edge.

A later lecture adds a `Stop`, and a `Change` for each step that leads there. Places are slide points from the
map's middle, y upwards. Source: lectures, sections 5 to 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ebviz.diagrams.architectures import (
    AE,
    CAE,
    DAE,
    GAN,
    LV_EBM,
    SHORT,
    TARGET_PROP,
    VAE,
    Architecture,
)
from ebviz.diagrams.graphs import ATTENTION, GATED_GCN, GCN
from ebviz.diagrams.sequences import LANGUAGE_MODEL, TRANSFORMER
from ebviz.diagrams.shapes import HUES

CARD = (152.0, 108.0)  # the frame round a stop's name and its small diagram
NARROW = 104.0  # a frame's width round a layer
SMALL = 0.25  # scale of that diagram
UNDER = 9.0  # how far its middle is below the frame's, for the name above it
NAME = (8.0, 18.0)  # from a frame's upper left corner to the start of the name's baseline, right and down
SHORTENED = 40.0  # from where a short name begins to where what it is short for does
START = "lv_ebm"  # the stop that every way starts from


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the map: a frame ``wide`` slide points across, with a model's name and small diagram in it."""

    name: str
    at: tuple[float, float]
    model: Architecture
    wide: float = CARD[0]

    @property
    def half(self) -> np.ndarray:
        """Half the frame's width and height, (2,)."""
        return np.array([self.wide, CARD[1]]) / 2

    @property
    def name_at(self) -> tuple[float, float]:
        """Where the baseline of its name starts."""
        return self.at[0] - self.wide / 2 + NAME[0], self.at[1] + CARD[1] / 2 - NAME[1]


@dataclass(frozen=True, slots=True)
class Change:
    """An edge of the map: the main idea that leads from one stop to another (``mutual``: and back).

    Parameters
    ----------
    text : the idea in a few words, line by line. beside : offset of the text from the edge's middle.
    blocks : roles of the blocks concerned, in the model that it leads to.
    """

    start: str
    end: str
    text: tuple[str, ...]
    beside: tuple[float, float]
    blocks: tuple[str, ...] = ()
    mutual: bool = False


def ends(change: Change, stops: Mapping[str, Stop], gap: float = 6.0) -> np.ndarray:
    """Return where an edge leaves one card and reaches the other, (2, 2) in slide points.

    It points from middle to middle; between a card and a wide one that lies over or under it, straight down.

    >>> ends(Change("a", "b", (), (0, 0)), {"a": Stop("A", (0, 0), AE), "b": Stop("B", (300, 0), AE)}).tolist()
    [[82.0, 0.0], [218.0, 0.0]]
    """
    start, end = stops[change.start], stops[change.end]
    a, b = np.array(start.at, float), np.array(end.at, float)
    if abs(b[0] - a[0]) < end.half[0]:
        b[0] = a[0]
    elif abs(b[0] - a[0]) < start.half[0]:
        a[0] = b[0]
    along = (b - a) / np.linalg.norm(b - a)
    first, last = (((stop.half + gap) / np.maximum(np.abs(along), 1e-9)).min() for stop in (start, end))
    return np.stack([a + first * along, b - last * along])


KEY = (  # what the names in small blocks are short for, and their colours
    *((SHORT[kind.title()], kind, hue) for kind, hue in HUES.items()),
    (SHORT["Generator"], "generator", HUES["decoder"]),
    (f"${LANGUAGE_MODEL.blocks['delay'].text}$", "delay", "arrow"),
)


def changed(name: str) -> tuple[str, ...]:
    """Return the roles of all blocks that some edge to this stop changes.

    >>> changed("dae"), changed(START)
    (('sampler', 'y^', 'enc'), ())
    """
    ways = [change for change in CHANGES if change.end == name or (change.mutual and change.start == name)]
    return tuple(
        dict.fromkeys(role for change in ways for role in change.blocks if role in STOPS[name].model.blocks)
    )


def key_at(index: int) -> tuple[float, float]:
    """Return where the short name with this index in `KEY` begins, on its baseline.

    >>> [key_at(index) for index in (0, 3)]
    [(-456.0, -118.0), (-330.0, -150.0)]
    """
    return -456.0 + 126.0 * (index % 2), -118.0 - 32.0 * (index // 2)


STOPS = {
    "lv_ebm": Stop("LV-EBM", (-132, 0), LV_EBM),
    "target_prop": Stop("target prop", (-380, 0), TARGET_PROP),
    "ae": Stop("AE", (-132, 148), AE),
    "cae": Stop("CAE", (-380, 148), CAE),
    "dae": Stop("DAE", (116, 148), DAE),
    "vae": Stop("VAE", (116, 0), VAE),
    "gan": Stop("GAN", (-132, -148), GAN),
    "language_model": Stop("language model", (380, 148), LANGUAGE_MODEL),
    "transformer": Stop("conditional language model", (342, 0), TRANSFORMER, wide=228),
    "attention": Stop("attention", (404, -148), ATTENTION, wide=NARROW),
    "gcn": Stop("GCN", (216, -148), GCN, wide=NARROW),
    "gated_gcn": Stop("gated GCN", (28, -148), GATED_GCN, wide=NARROW),
}
CHANGES = (
    Change("lv_ebm", "target_prop", ("an encoder", "guesses $z$"), (0, 24), ("enc", "code", "D")),
    Change("target_prop", "ae", ("no search",), (-56, 12), ("code",)),
    Change("ae", "cae", ("a penalty", "on $partial h \\/ partial y$"), (0, 24), ("R",)),
    Change("ae", "dae", ("a corrupted", "input $hat(y)$"), (0, 24), ("sampler", "y^")),
    Change("dae", "vae", ("swap encoder", "and sampler"), (64, 0), ("enc", "sampler"), mutual=True),
    Change("ae", "vae", ("a sampled code",), (-80, -4), ("code", "v", "sampler", "z", "R", "V")),
    Change(
        "lv_ebm",
        "vae",
        ("a bubble,", "not a point"),
        (0, 24),
        ("enc", "code", "v", "sampler", "R", "V"),
    ),
    Change("lv_ebm", "gan", ("energy is pushed up", "at its samples $hat(y)$"), (-88, 0), GAN.new),
    Change("dae", "language_model", ("a delay, and", "a predictor"), (0, 24), LANGUAGE_MODEL.new),
    Change("language_model", "transformer", ("the predictor", "looks at $x$"), (-64, 0), TRANSFORMER.new),
    Change("transformer", "attention", ("its attention", "alone"), (-56, 0), ATTENTION.new),
    Change("attention", "gcn", ("$a$ is", "given"), (0, 24), GCN.new),
    Change("gcn", "gated_gcn", ("gates", "on edges"), (0, 24), GATED_GCN.new),
)
