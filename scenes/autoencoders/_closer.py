"""Bubbles seen from nearer: which overlap most, whose an answer is, and how near to a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from manim import UP, UR, Circle, Group, VGroup

from ebviz.stage.formula import Formula, Words
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.pictures import Pictures
from ebviz.stage.regions import Region
from ebviz.stage.units import line, place, pt
from ebviz.style.palette import colour
from scenes.autoencoders._bubbles import WORDS

if TYPE_CHECKING:
    from ebviz.stage import Plane
    from ebviz.study import Run

LARGE = 1.5  # side of a picture that is pulled out


def tinted(plane: Plane, mu: np.ndarray, radius: np.ndarray, shares: np.ndarray) -> Group:
    """Bubbles (N, 2), (N,) that share an answer, each as full as its share (N,)."""
    each = zip(mu[:, None], radius[:, None], shares, strict=True)
    return Group(*(plane.bubbles(m, r, "y_tilde", fill=float(share)) for m, r, share in each))


def enlarged(region: Region, z: np.ndarray, mu: np.ndarray, radius: np.ndarray, shares: np.ndarray) -> VGroup:
    """The same bubbles as wide as a region, with z (2,), a line to each, and in each its share of the answer."""
    low, high = (mu - radius[:, None]).min(axis=0), (mu + radius[:, None]).max(axis=0)
    scale, middle = 0.8 * min(region.width, region.height) / float((high - low).max()), (low + high) / 2

    def at(spot: np.ndarray) -> np.ndarray:
        return place(*(region.centre[:2] + scale * (spot - middle)))

    picture, hub = VGroup(region.inset(8, 8).put(Words("enlarged", size=WORDS), "top right")), at(z)
    for m, r, share in zip(mu, radius, shares, strict=True):
        disc = Circle(
            scale * float(r), color=colour("y_tilde"), stroke_width=line(3), fill_opacity=0.6 * share
        )
        spot = at(m + np.array([0.0, 0.4 * r * np.sign(m[1] - z[1])]))
        words = Words(f"${100 * share:.0f}$ % of $tilde(y)$", size=WORDS).move_to(spot)
        picture.add(disc.move_to(at(m)), Trace(np.stack([hub, at(m)]), "y_tilde", width=1 + 5 * share), words)
    if (rest := 100 * (1 - float(shares.sum()))) >= 1:
        picture.add(region.inset(8, 8).put(Words(f"others ${rest:.0f}$ %", size=WORDS), "bottom right"))
    picture.add(Trace(region.corners, closed=True).set_stroke(colour("frame"), line(1)))
    return picture.add(Cloud(hub[None], "z", size=12), Formula("z", size=36).next_to(hub, UR, buff=pt(7)))


def pulled_out(
    plane: Plane, region: Region, mu: np.ndarray, radius: np.ndarray, pair: list[int], images: np.ndarray
) -> Group:
    """The pictures (N, P, P) of two bubbles, enlarged in a region, and a line to where they are."""
    shelves = region.columns(1, 1, gap=14)
    each = zip(pair, shelves, strict=True)
    tiles = [shelf.put(Pictures(images[n], LARGE, gap=0).framed("y")) for n, shelf in each]
    marked = plane.bubbles(mu[pair], radius[pair], "white", fill=0.12)
    lead = Trace(np.stack([plane.at(mu[pair].mean(axis=0)), tiles[0].get_left()]), "white", width=2.0)
    words = Words("those that overlap most", size=WORDS).next_to(Group(*tiles), UP, buff=pt(10))
    return Group(marked, lead, words, *tiles)


def _nearest(run: Run) -> tuple[float, float]:
    """The median C between an answer and the picture nearest to it, and between a picture and the nearest other."""
    y, answers = (run[name].reshape(len(run[name]), -1) for name in ("images", "prior_y"))
    near, usual = (np.square(some[:, None] - y).sum(-1) for some in (answers, y))
    np.fill_diagonal(usual, np.inf)
    scale = 2 * run.config["noise"] ** 2
    return float(np.median(near.min(axis=1))) / scale, float(np.median(usual.min(axis=1))) / scale


def how_near(run: Run, name: str) -> tuple[str, tuple[str, ...]]:
    """Whether an answer is mostly a picture's likeness, as a word for a claim; and by how much, in rows."""
    near, usual = _nearest(run)
    rows = (
        f"median $C$ to the nearest {name}:",
        f"${near:.1f}$ from what comes out,",
        f"${usual:.1f}$ from one {name} to another",
    )
    return "mostly " * (near < usual), rows
