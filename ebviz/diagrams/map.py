"""The map of architectures as plain data: where each stands, and the one change that every edge makes.

A later lecture adds a `Stop`, and a `Change` for each single step that leads there. Places are slide points from the
map's middle, y upwards. Source: lectures, section 5; lecture_details, 4.1 to 4.4.
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
    TARGET_PROP,
    VAE,
    Architecture,
)

CARD = (188.0, 108.0)  # the frame round a stop's small diagram on the map
SMALL = 0.3  # scale of that diagram


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the map."""

    name: str
    at: tuple[float, float]
    model: Architecture


@dataclass(frozen=True, slots=True)
class Change:
    """An edge of the map: the one change that leads from one stop to another (``mutual``: and back).

    Parameters
    ----------
    text : the change in a few words, line by line. beside : offset of the text from the edge's middle.
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

    >>> ends(Change("a", "b", (), (0, 0)), {"a": Stop("A", (0, 0), AE), "b": Stop("B", (300, 0), AE)}).tolist()
    [[100.0, 0.0], [200.0, 0.0]]
    """
    a, b = (np.array(stops[name].at, float) for name in (change.start, change.end))
    along = (b - a) / np.linalg.norm(b - a)
    half = np.array(CARD) / 2 + gap
    reach = (half / np.maximum(np.abs(along), 1e-9)).min()
    return np.stack([a + reach * along, b - reach * along])


STOPS = {
    "lv_ebm": Stop("LV-EBM", (0, 0), LV_EBM),
    "target_prop": Stop("target prop", (-350, 0), TARGET_PROP),
    "ae": Stop("AE", (0, 150), AE),
    "cae": Stop("CAE", (-350, 150), CAE),
    "dae": Stop("DAE", (350, 150), DAE),
    "vae": Stop("VAE", (350, 0), VAE),
    "gan": Stop("GAN", (0, -150), GAN),
}
CHANGES = (
    Change("lv_ebm", "target_prop", ("an encoder", "guesses $z$"), (0, 24), ("enc", "code", "D")),
    Change("target_prop", "ae", ("no search",), (-26, 26), ("code",)),
    Change("ae", "dae", ("a corrupted", "input $hat(y)$"), (0, 24), ("sampler", "y^")),
    Change("ae", "cae", ("a penalty on", "the gradient of $h$"), (0, 24), ("R",)),
    Change("ae", "vae", ("a sampled code",), (16, 28), ("code", "v", "sampler", "z", "R", "V")),
    Change("dae", "vae", ("swap encoder", "and sampler"), (62, 0), ("enc", "sampler"), mutual=True),
    Change(
        "lv_ebm",
        "vae",
        ("a bubble of $z$", "for the point $check(z)$"),
        (0, 24),
        ("enc", "code", "v", "sampler", "R", "V"),
    ),
    Change("lv_ebm", "gan", ("energy is pushed up", "at its samples $hat(y)$"), (82, 0), GAN.new),
)
