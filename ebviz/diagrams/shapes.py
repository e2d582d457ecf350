"""The shape grammar of the model diagrams, as plain numbers and outlines for both Manim and matplotlib.

Lengths are slide points on the lecture's 960 x 540 canvas. An outline is an array (S, 4, 2) of S cubic Bézier
segments (anchor, handle, handle, anchor), one after another, counter-clockwise around the origin:
``outline.reshape(-1, 2)`` is what Manim's ``VMobject.points`` holds (with a zero z added), and `plot.diagram`
turns it into a matplotlib path. Source: lecture_details, "Block-diagram grammar".
"""

from __future__ import annotations

from typing import Literal

import numpy as np

SLIDE = (960.0, 540.0)  # the canvas on which the lengths below are measured
VARIABLE = 60.0  # diameter of a variable's circle
COST = 60.0  # side of the square of a cost, energy or regulariser
MODULE = (120.0, 60.0)  # a module along the flow: decoder, encoder (length, thickness)
DOME = (135.0, 60.0)  # a module with vertical flow: predictor (width, height)
DELAY = (75.0, 60.0)  # the small module that delays (along the flow, across it)
CONTACT, CONTACT_GAP = 12.0, 14.0  # a switch's contacts: diameter, and distance from its middle
STROKE = 2.58  # outline of every shape
ARROW = 1.5  # line of a connection
ARROW_HEAD = 10.5  # length of its filled head
ARROW_HEAD_WIDTH = 8.0
DOMAIN = 66.0  # the segment above z
MANIFOLD = (64.0, 22.0)  # the ellipse above y-tilde: the image of the segment
HUES = {"decoder": "aqua", "encoder": "lavender", "predictor": "yellow", "sampler": "orange"}  # of modules

Direction = Literal["right", "left", "up", "down"]
_TURNS: dict[str, int] = {"right": 0, "up": 1, "left": 2, "down": 3}
_KAPPA = 4 / 3 * (2**0.5 - 1)  # handle length of a quarter circle of radius 1


def line(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    """One straight segment as a cubic Bézier, (1, 4, 2)."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    return np.stack([a, a + (b - a) / 3, b - (b - a) / 3, b])[None]


def quarter(centre: tuple[float, float], radii: tuple[float, float], turns: int) -> np.ndarray:
    """A quarter of an ellipse, counter-clockwise, starting at ``turns`` * 90 degrees, (1, 4, 2)."""
    arc = np.array([[1, 0], [1, _KAPPA], [_KAPPA, 1], [0, 1]], float)
    for _ in range(turns % 4):
        arc = np.stack([-arc[:, 1], arc[:, 0]], axis=1)
    return (np.asarray(centre) + arc * np.asarray(radii))[None]


def ellipse(width: float, height: float | None = None) -> np.ndarray:
    """A circle (given one number) or an ellipse: a variable, or the manifold's mark. (4, 4, 2)."""
    radii = (width / 2, (width if height is None else height) / 2)
    return np.concatenate([quarter((0, 0), radii, turn) for turn in range(4)])


def square(side: float = COST) -> np.ndarray:
    """A scalar-valued cost or energy. (4, 4, 2)."""
    return polygon(
        [(side / 2, -side / 2), (side / 2, side / 2), (-side / 2, side / 2), (-side / 2, -side / 2)]
    )


def polygon(corners: list[tuple[float, float]]) -> np.ndarray:
    """Straight segments round the given corners and back to the first. (S, 4, 2)."""
    return np.concatenate([line(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)])


def switch() -> np.ndarray:
    """Two small open contacts, one above the other; the wire leaves between them. (S, 4, 2)."""
    return np.concatenate([ellipse(CONTACT) + np.array([0.0, side * CONTACT_GAP]) for side in (1, -1)])


def bullet(
    size: tuple[float, float] = MODULE, direction: Direction = "right", roundness: float = 1.0
) -> np.ndarray:
    """A deterministic module: flat where the input enters, rounded where the output leaves. (5, 4, 2).

    ``size`` is (width, height) whatever the direction, so for "right" and "left" it is (along the flow, across
    it); a dome is ``bullet(DOME, "up")``. The rounded end is a half ellipse whose depth along the flow is
    ``roundness`` times half the extent across it: a half circle at 1, and never deeper than the block.

    >>> bullet(MODULE).reshape(-1, 2).max(axis=0).tolist()
    [60.0, 30.0]
    """
    turns = _TURNS[direction]
    length, across = size if turns % 2 == 0 else size[::-1]
    half, radius = length / 2, across / 2
    depth = min(roundness * radius, length)
    neck = half - depth  # where the straight sides meet the rounded end
    outline = np.concatenate(
        [
            line((-half, -radius), (neck, -radius)),
            quarter((neck, 0), (depth, radius), 3),
            quarter((neck, 0), (depth, radius), 0),
            line((neck, radius), (-half, radius)),
            line((-half, radius), (-half, -radius)),
        ]
    )
    for _ in range(turns):
        outline = np.stack([-outline[..., 1], outline[..., 0]], axis=-1)
    return outline


def module(direction: Direction) -> np.ndarray:
    """A decoder, encoder, predictor or sampler whose output leaves in a direction. (5, 4, 2)."""
    return bullet(MODULE if direction in ("left", "right") else DOME, direction)


def delay(direction: Direction) -> np.ndarray:
    """A unit delay whose output leaves in a direction. (5, 4, 2)."""
    return bullet(DELAY if direction in ("left", "right") else DELAY[::-1], direction)


def arrow_head(tip: tuple[float, float], towards: tuple[float, float]) -> np.ndarray:
    """A filled, stealth-like triangle with its point at ``tip``, flying along ``towards``. (4, 4, 2)."""
    along = np.asarray(towards, float) / np.hypot(*towards)
    across = np.array([-along[1], along[0]]) * ARROW_HEAD_WIDTH / 2
    point = np.asarray(tip, float)
    back = point - along * ARROW_HEAD
    notch = point - along * ARROW_HEAD * 0.75
    return polygon([tuple(point), tuple(back + across), tuple(notch), tuple(back - across)])
