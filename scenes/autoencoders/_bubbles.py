"""What the films of bubbles share: how far they reach, which overlap, and their picture for a thumbnail."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from manim import DL, UR, Circle, Group, VGroup

from ebviz.diagrams.crowd import overlapping
from ebviz.stage.baseline import stacked
from ebviz.stage.counter import Counter
from ebviz.stage.drawn import Drawn
from ebviz.stage.formula import Words
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import follow
from ebviz.stage.marks import Trace
from ebviz.stage.regions import Region
from ebviz.stage.units import line
from ebviz.style import ticks
from ebviz.style.palette import colour

if TYPE_CHECKING:
    from ebviz.stage import Bubbles, Plane
    from ebviz.study import Run

HEAP = 0.3  # opacity of a bubble while all overlap
ROOM = 1.04  # around what reaches farthest
WORDS = 24.0  # size of words within a plane
SURE = 0.5  # share of an answer from which on it is one sample's
MOSTLY = 0.9  # share of z whose answer is one sample's, from which on that is said of any
LOOKS = 16  # at radii on the way from one to another


def reached(mu: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """How far from the origin the outermost of the discs (…, N, 2), (…, N) reaches, (…)."""
    return np.asarray((np.linalg.norm(mu, axis=-1) + radius).max(axis=-1))


def sides(region: Region, half: float) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The ranges of a plane of z that fills a region, ``half`` and a little more above and below the origin."""
    high = ROOM * half
    wide, every = high * region.width / region.height, ticks.step_between(-high, high, 5)
    return (-wide, wide, every), (-high, high, every)


def within(plane: Plane) -> Region:
    """The region in a plane's frame, for words beside what is drawn there."""
    (left, bottom), (right, top) = (plane.frame.get_corner(way)[:2] for way in (DL, UR))
    return Region(float(left), float(bottom), float(right), float(top)).inset(14, 12)


def pairs(mu: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """How many pairs of discs overlap at each moment, (S,)."""
    return np.array([float(len(overlapping(*moment))) for moment in zip(mu, radius, strict=True)])


def touch(mu: np.ndarray, radius: np.ndarray) -> tuple[float, list[int]]:
    """How many of their radii (N,) around centres (N, 2) are drawn when the first two discs touch, and which two.

    >>> touch(np.array([[0.0, 0.0], [4.0, 0.0], [9.0, 0.0]]), np.array([1.0, 1.0, 0.5]))
    (2.0, [0, 1])
    """
    i, j = np.triu_indices(len(mu), 1)
    far = np.linalg.norm(mu[i] - mu[j], axis=-1) / (radius[i] + radius[j])
    first = int(far.argmin())
    return float(far[first]), [int(i[first]), int(j[first])]


def ring_around(run: Run, mu: np.ndarray, radius: np.ndarray) -> float:
    """How many standard deviations of the prior hold all discs, in tenths."""
    return float(np.ceil(10 * reached(mu, run["reach"] * radius)) / 10)


def share_within(radius: float) -> str:
    """How much of a Gaussian in two dimensions lies within so many standard deviations, in per cent.

    >>> share_within(2.5)
    '$96$ %'
    """
    return f"${100 * (1 - np.exp(-(radius**2) / 2)):.0f}$ %"


def no_two(count: float, bubbles: int) -> str:
    """How many pairs of ``bubbles`` overlap, in words that a sentence begins with.

    >>> no_two(0, 61), no_two(1, 61), no_two(7, 61)
    ('no two overlap', 'only one pair overlaps', '7 of 1830 pairs overlap')
    """
    if count < 2:
        return ("no two overlap", "only one pair overlaps")[round(count)]
    return f"{count:.0f} of {bubbles * (bubbles - 1) // 2} pairs overlap"


def first_touch(most: float, reach: float, count: float, bubbles: int) -> str:
    """What to say of bubbles drawn to ``most``, where the first two touch, if beyond their usual ``reach``."""
    if most < reach:
        return f"{no_two(count, bubbles)} at ${reach:g} sqrt(v)$"
    return f"the first two touch at ${most:.1f} sqrt(v)$, which holds {share_within(most)} of a bubble's $z$"


def of_one(shares: np.ndarray) -> tuple[str, tuple[str, ...]]:
    """How answers (K, N) to z of the prior are mostly one sample's: for a claim, if so, and in rows, a number."""
    sure = float((shares.max(axis=-1) > SURE).mean())
    rows = (
        f"for ${100 * sure:.0f}$ % of these $z$,",
        "one sample makes up",
        f"over ${100 * SURE:.0f}$ % of $tilde(y)$",
    )
    return " mostly with one sample" * (sure > MOSTLY), rows


def beside_it(region: Region, *rows: str) -> VGroup:
    """Words in rows at a region's upper left."""
    return region.put(stacked(*(Words(row, size=WORDS) for row in rows), pitch=30), "top left")


def marbles(
    mu: np.ndarray, radius: np.ndarray, hue: str = "z", *, fill: float = 0.35, width: float = 4.0
) -> VGroup:
    """Discs (N, 2), (N,) as a picture that can be scaled: a thumbnail's."""
    picture = VGroup()
    for spot, r in zip(mu, radius, strict=True):
        disc = Circle(float(r), color=colour(hue), stroke_width=line(width), fill_opacity=fill)
        picture.add(disc.move_to(np.append(spot, 0.0)))
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


def ring(reach: float | None = None) -> tuple[str, str, str]:
    """The legend's entry of a bubble: what it is, and how far of it is drawn, if that does not change."""
    drawn = "" if reach is None else f", drawn to ${reach:g} sqrt(v)$"
    return ("ring", "z", f"one $y$: $cal(N)(mu, v I)${drawn}")


def hits(run: Run, name: str, z: np.ndarray) -> str:
    """How many of z (K, 2) are in a bubble of a run in the end, in per cent."""
    mu, size = run[f"{name}_mu"][-1], run["reach"] * run[f"{name}_radius"][-1]
    inside = (np.linalg.norm(z[:, None] - mu, axis=-1) < size).any(axis=1)
    return f"${100 * inside.mean():.0f}$ %"


def lacking(run: Run, z: np.ndarray, far: float) -> dict[str, str]:
    """What to say of a packing that lacks a force: where its bubbles are, and how many z (K, 2) are in one.

    ``far`` is how far from the origin the prior is drawn.
    """
    mu, size = run["no_mean_mu"][-1], run["reach"] * run["no_mean_radius"][-1]
    out = int((np.linalg.norm(mu, axis=-1) - size > far).sum())
    lost = f": ${out}$ of ${len(mu)}$ lie outside the prior's circle"
    few, usual = (hits(run, name, z) for name in ("no_variance", "many"))
    return {
        "no_mean": f"without $U$ nothing ties them to the origin{lost if out else ''}",
        "no_variance": f"without $V$ they shrink: {few} of these $z$ are in a bubble; with all three, {usual}",
        "no_cost": "without $C$ all become the prior: $z$ does not say which $y$ it was",
    }


def crowd(count: np.ndarray, bubbles: int, **style: Any) -> Counter:
    """How many pairs of ``bubbles`` overlap at each moment, (S,), of how many there are."""
    whole = bubbles * (bubbles - 1) // 2
    return Counter("pairs that overlap", count, f"${{:.0f}}$ of ${whole}$", **style)


def swell(plane: Plane, bubbles: Bubbles, mu: np.ndarray, radius: np.ndarray, *, run_time: float) -> Drawn:
    """Let bubbles (N, 2), (N,) grow from points, one after the other."""
    late = 3 * np.arange(len(mu)) / max(len(mu) - 1, 1)

    def grow(share: float) -> None:
        grown = np.clip((1 + late[-1]) * share - late, 0.0, 1.0)
        bubbles.home().set_bubbles(plane.at(mu), plane.unit * radius * grown)

    return Drawn(bubbles, grow, run_time=run_time, introducer=True)


def stretched(
    plane: Plane, mu: np.ndarray, radius: np.ndarray, reach: float, most: float
) -> tuple[Bubbles, list[Counter], int]:
    """Bubbles (N, 2), (N,) drawn to 1, to ``most``, and to ``reach``; how far; and how many pairs overlap.

    It is a history, and the last number is the moment at which they are drawn to ``most``.
    """
    way = (1.0, most, reach)
    drawn = np.concatenate([np.linspace(a, b, LOOKS) for a, b in pairwise(way)])
    still, size = np.repeat(mu[None], len(drawn), axis=0), drawn[:, None] * radius
    count = pairs(still, size * (1 - 1e-6))  # what touches does not overlap
    rows = [
        Counter("drawn to", drawn, "${:.1f} sqrt(v)$", size=WORDS),
        crowd(count, len(mu), size=WORDS),
    ]
    return plane.bubbles(still, size, fill=0.12), rows, LOOKS - 1


def rain(plane: Plane, z: np.ndarray, ends: np.ndarray, *, run_time: float) -> Drawn:
    """Let codes (K, 2) appear on a plane one by one, each with a line to where its answer is, (K, 2)."""
    dots, rays = plane.cloud(z, "white", size=4.5), Trace(np.zeros((0, 3)), "white", width=1.3)
    places, ways = plane.at(z), plane.at(np.stack([z, ends, np.full_like(z, np.nan)], axis=1))

    def fall(share: float) -> None:
        some = round(share * len(z))
        dots.place(places[:some])
        rays.run(ways[:some].reshape(-1, 3))

    return Drawn(Group(rays, dots), fall, run_time=run_time, introducer=True)


def joined(run: Run, names: Sequence[str], array: str) -> np.ndarray:
    """The histories of several runs, of which each goes on where the last one ends, as one."""
    return np.concatenate([run[f"{name}_{array}"] for name in names])
