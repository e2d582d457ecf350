"""What the films of bubbles share: how far they reach, which overlap, and their picture for a thumbnail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from manim import Circle, Group, VGroup

from ebviz.diagrams.crowd import overlapping
from ebviz.stage.drawn import Drawn
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import follow
from ebviz.stage.marks import Trace
from ebviz.stage.units import line
from ebviz.style import ticks
from ebviz.style.palette import colour

if TYPE_CHECKING:
    from ebviz.stage import Bubbles, Plane, Region
    from ebviz.study import Run

HEAP = 0.3  # opacity of a bubble while all overlap
ROOM = 1.04  # around what reaches farthest


def reached(mu: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """How far from the origin the outermost of the discs (…, N, 2), (…, N) reaches, (…)."""
    return np.asarray((np.linalg.norm(mu, axis=-1) + radius).max(axis=-1))


def sides(region: Region, half: float) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The ranges of a plane of z that fills a region, ``half`` and a little more above and below the origin."""
    high = ROOM * half
    wide, every = high * region.width / region.height, ticks.step_between(-high, high, 5)
    return (-wide, wide, every), (-high, high, every)


def pairs(mu: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """How many pairs of discs overlap at each moment, (S,)."""
    return np.array([float(len(overlapping(*moment))) for moment in zip(mu, radius, strict=True)])


def ring_around(run: Run, mu: np.ndarray, radius: np.ndarray) -> float:
    """How many standard deviations of the prior hold all discs, in tenths."""
    return float(np.ceil(10 * reached(mu, run["reach"] * radius)) / 10)


def no_two(count: float, bubbles: int) -> str:
    """How many pairs of ``bubbles`` overlap, in words that a sentence begins with.

    >>> no_two(0, 61), no_two(1, 61), no_two(7, 61)
    ('no two overlap', 'only one pair overlaps', '7 of 1830 pairs overlap')
    """
    if count < 2:
        return ("no two overlap", "only one pair overlaps")[round(count)]
    return f"{count:.0f} of {bubbles * (bubbles - 1) // 2} pairs overlap"


def marbles(
    mu: np.ndarray, radius: np.ndarray, hue: str = "z", *, fill: float = 0.35, width: float = 4.0
) -> VGroup:
    """Discs (N, 2), (N,) as a picture that can be scaled: a thumbnail's."""
    picture = VGroup()
    for place, r in zip(mu, radius, strict=True):
        disc = Circle(float(r), color=colour(hue), stroke_width=line(width), fill_opacity=fill)
        picture.add(disc.move_to(np.append(place, 0.0)))
    return picture


def see_through(bubbles: Bubbles, mu: np.ndarray, radius: np.ndarray, *, fill: float) -> None:
    """Let bubbles (S, N, 2), (S, N) be the fainter, the more of their pairs overlap, so that a heap is no blot."""
    count = mu.shape[-2]
    share, hue = pairs(mu, radius) / max(count * (count - 1) / 2, 1), np.tile(rgba("z"), (count, 1))

    def paint(now: np.ndarray) -> None:
        clear = 1 - float(now)
        hue[:, 3] = HEAP + (1 - HEAP) * clear**2
        bubbles.set_colour(hue.copy()).set_fill(fill * clear**4)

    follow(bubbles, share, put=paint)


def rain(plane: Plane, z: np.ndarray, ends: np.ndarray, *, run_time: float) -> Drawn:
    """Let codes (K, 2) appear on a plane one by one, each with a line to where its answer is, (K, 2)."""
    dots, rays = plane.cloud(z, "white", size=4.5), Trace(np.zeros((0, 3)), "y_tilde", width=1.3)
    places, ways = plane.at(z), plane.at(np.stack([z, ends, np.full_like(z, np.nan)], axis=1))

    def fall(share: float) -> None:
        some = round(share * len(z))
        dots.place(places[:some])
        rays.run(ways[:some].reshape(-1, 3))

    return Drawn(Group(rays, dots), fall, run_time=run_time, introducer=True)


def joined(run: Run, names: Sequence[str], array: str) -> np.ndarray:
    """The histories of several runs, of which each goes on where the last one ends, as one."""
    return np.concatenate([run[f"{name}_{array}"] for name in names])
