"""The colours of a clip, counted, and a palette mended so that none that matters is lost.

A palette of 256 colours made for many frames spends its entries on what covers most pixels: a thin red ring turns
mauve. Here the house's own colours, wherever they occur, and any other colour that is far from every entry, take the
places of entries that others can stand in for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import numpy as np

from ebviz.style import lab

BITS = 5  # of each channel that are counted
FEWEST = 4  # pixels, in all frames together, from which a colour counts
OCCURS = 12.0  # ΔE*ab within which pixels count as one of the house's colours; coding moves them a little
EXACT = 2.0  # ΔE*ab within which an entry serves for one of the house's colours
LOST = 9.0  # ΔE*ab from the nearest entry at which any colour would turn into another
MOST = 40  # entries given to such colours


def counted(pixels: np.ndarray) -> np.ndarray:
    """Return how often each colour occurs among pixels (…, 3) uint8, RGB, five bits a channel: (32768,).

    >>> counted(np.zeros((2, 3), np.uint8)).max().item()
    2
    """
    r, g, b = np.moveaxis(pixels.reshape(-1, 3) >> (8 - BITS), -1, 0).astype(np.int32)
    return np.bincount((r << 2 * BITS) | (g << BITS) | b, minlength=1 << 3 * BITS)


@functools.cache
def _middles() -> tuple[np.ndarray, np.ndarray]:
    """Return the colour in the middle of each that is counted, as bytes (32768, 3) and in L*a*b*."""
    index = np.arange(1 << 3 * BITS)
    steps = np.stack([index >> 2 * BITS, index >> BITS & (1 << BITS) - 1, index & (1 << BITS) - 1], axis=-1)
    colours = np.rint(steps * (255 / ((1 << BITS) - 1)))
    return colours.astype(np.uint8), lab.of_rgb(colours / 255)


def mended(palette: np.ndarray, counts: np.ndarray, house: Iterable[str] = ()) -> np.ndarray:
    """Return a palette (P, 3) uint8 that serves all colours counted, with the least useful entries replaced.

    ``house`` are hex colours that must be there, as they are, if they occur at all.
    """
    made = _Palette(palette)
    colours, places = _middles()
    seen = np.flatnonzero(counts)
    for hue in house:
        wanted = np.array([int(hue[i : i + 2], 16) for i in (1, 3, 5)], np.uint8)
        near = np.linalg.norm(places[seen] - lab.of_rgb(wanted / 255), axis=1) < OCCURS
        if counts[seen[near]].sum() >= FEWEST:
            made.keep(wanted, EXACT)
    often = seen[counts[seen] >= FEWEST]
    far = made.distances(places[often])
    for _ in range(MOST):
        worst = int(far.argmax()) if len(far) else 0
        if not len(far) or far[worst] <= LOST:
            break
        made.keep(colours[often[worst]], 0.0)
        far = made.distances(places[often])
    return made.colours


class _Palette:
    """A palette some of whose entries must stay."""

    def __init__(self, colours: np.ndarray) -> None:
        self.colours = np.array(colours, np.uint8)
        self._places = lab.of_rgb(self.colours / 255)
        self._stays = np.zeros(len(colours), bool)

    def distances(self, places: np.ndarray) -> np.ndarray:
        """Return how far colours in L*a*b* (N, 3) are from the nearest entry, (N,)."""
        squares = (places**2).sum(1)[:, None] - 2 * places @ self._places.T + (self._places**2).sum(1)
        return np.sqrt(np.maximum(squares.min(axis=1), 0.0))

    def keep(self, colour: np.ndarray, within: float) -> None:
        """Keep a colour: the entry that is within a distance of it, or a new one in place of the least useful."""
        place = lab.of_rgb(colour / 255)
        far = np.linalg.norm(self._places - place, axis=1)
        entry = int(far.argmin())
        if far[entry] > within or self._stays[entry]:
            if far[entry] <= 0.5:
                return
            entry = self._least_useful()
        self.colours[entry], self._places[entry], self._stays[entry] = colour, place, True

    def _least_useful(self) -> int:
        """Return the entry that another stands in for best, among those that need not stay."""
        apart = np.linalg.norm(self._places[:, None] - self._places, axis=-1)
        np.fill_diagonal(apart, np.inf)
        nearest = np.where(self._stays, np.inf, apart.min(axis=1))
        return int(nearest.argmin())
