"""Where the energies of samples have their valleys: over z, and on the model's manifold."""

from __future__ import annotations

from typing import Any

import numpy as np

from ebviz.stage import *
from scenes.inference._latents import Latents
from scenes.inference._numbers import number_word
from scenes.inference._sides import aside

STILL = 1e-4  # share of all latents by which the last step moves at most where a descent has arrived
WRONG = 0.02  # share of an energy's range by which a valley lies above the lowest one if it is another


class Valleys:
    """The valleys of the energy of each sample y (N, 2) of a run of study `inference`; its latents may be closed."""

    def __init__(self, run: Any, y: np.ndarray) -> None:
        self.run, self.y = run, y
        self.low = [valleys(E, closed=run.config["z_closed"]) for E in run["fine_E"]]

    def crosses(self, plot: Plane, i: int, size: float) -> Cloud:
        """Return a cross on each valley of one sample, in a plot of its energy over z."""
        low = self.low[i]
        places = np.stack([self.run["fine_z"][low], self.run["fine_E"][i][low]], axis=-1)
        return plot.cloud(places, "z", shape="cross", size=size, width=size / 4)

    def plot(self, region: Region, which: list[int], **style: Any) -> Plane:
        """Return an empty plot of an energy over z, as high as those of some samples are; it is stretched."""
        latents, top = Latents.of(self.run), float(self.run["fine_E"][which].max())
        gap = ticks.spacing(top, 4)
        return Plane(
            (latents.low, latents.high), (-gap / 4, float(np.ceil(top)), gap), within=region, stretch=True,
            above=True, x_ticks=latents.ticks(most=4), **style,
        )  # fmt: skip

    def curve(self, plot: Plane, i: int, width: float = 3) -> Trace:
        """Return the energy of one sample in a plot."""
        return plot.curve(self.run["fine_z"], self.run["fine_E"][i], width=width)

    def feet(self, *which: int) -> tuple[np.ndarray, np.ndarray]:
        """Return where the valleys of some samples lie on the manifold (V, 2), and the lines there, with gaps."""
        if "fine_y" not in self.run:
            return np.zeros((0, 2)), np.zeros((0, 2))
        ends = np.concatenate([self.run["fine_y"][self.low[i]] for i in which])
        start = np.concatenate([np.tile(self.y[i], (len(self.low[i]), 1)) for i in which])
        return ends, np.stack([start, ends, np.nan * ends], axis=1).reshape(-1, 2)

    def names(self, plane: Plane, words: list[str], which: list[int], shown: np.ndarray) -> VGroup:
        """Return the names of some samples, beside their places, away from those shown (S, 2) and their lines."""
        _, ways = self.feet(*which)
        lines = np.linspace(ways[::3], ways[1::3], 9).reshape(-1, 2)
        taken = plane.at(np.vstack([shown, lines, self.run.get("fine_y", lines)]))
        names = VGroup(*(Formula(word, size=36) for word in words))
        for name, place in zip(names, plane.at(self.y[which]), strict=True):
            aside(name, place, taken, plane, buff=9)
        return names

    def runs(self, plane: Plane, plots: list[Plane], which: list[int]) -> VGroup:
        """Return what moves while z runs for some samples: a dot on the energy of each, ỹ, and lines to it."""
        both = zip(plots, self.run["fine_E"][which], strict=True)
        ways = [(plot, np.stack([self.run["fine_z"], E], axis=-1)) for plot, E in both]
        moving = VGroup(*(plot.cloud(way[:, None], "z", size=13) for plot, way in ways))
        if "fine_y" in self.run:
            places = self.run["fine_y"]
            for y in self.y[which]:
                lines = np.stack([np.broadcast_to(y, places.shape), places], axis=1)  # (K, 2, 2)
                moving.add(plane.trace(lines, "E", dash=(5, 4)))
            moving.add(plane.cloud(places[:, None], "y_tilde", size=13))
        return moving

    def tour(self, plane: Plane, plot: Plane, i: int) -> VGroup:
        """Return what moves while z runs for one sample: its energy in a plot, ỹ and a line to it on a plane."""
        z, E = self.run["fine_z"], self.run["fine_E"][i]
        moving = VGroup(plot.history(E, x=z, width=3, size=8))
        if "fine_y" in self.run:
            places = self.run["fine_y"]
            ways = np.stack([np.broadcast_to(self.y[i], places.shape), places], axis=1)  # (K, 2, 2)
            moving.add(plane.trace(ways, "E"), plane.cloud(places[:, None], "y_tilde", size=13))
        return moving


def valleys(E: np.ndarray, *, closed: bool) -> np.ndarray:
    """Return where the valleys of energies (K,) over a line of latents lie; its ends are the same one if closed."""
    E = E[:-1] if closed else E
    before, after = np.roll(E, 1), np.roll(E, -1)
    if not closed:
        before[0] = after[-1] = np.inf
    return np.flatnonzero((before > E) & (after >= E))


def counted(count: int) -> str:
    """Return so many valleys, in words."""
    return f"{number_word(count)} valley{'' if count == 1 else 's'}"


def kept(planes: list[tuple[Plane, np.ndarray]], E: np.ndarray, counter: Counter) -> VGroup:
    """Return a counter of the lowest E (K,) so far, and a ring around it on each plane, at its place of (K, 2)."""
    rings = [plane.cloud(places[0], "z_check", shape="ring", size=21) for plane, places in planes]
    best = [int(E[: k + 1].argmin()) for k in range(len(E))]

    def keep(moment: float) -> None:  # they hold until a lower one is met
        now = best[int(moment + 1e-6)]
        counter.put(E[now])
        for ring, (plane, places) in zip(rings, planes, strict=True):
            ring.place(plane.at(places[now])[None])

    return bind(VGroup(*rings, counter), [np.array(best)], keep)


def arrived(run: Any, sample: int) -> str:
    """Return where the descent of a run of study `inference` for one sample ended, in words."""
    (z, E, F), latents = (run[name][sample] for name in ("gd_z", "gd_E", "F")), Latents.of(run)
    if E[-1] - F < WRONG * np.ptp(run["fine_E"][sample]):
        found = valleys(run["fine_E"][sample], closed=latents.closed)
        return f"it ends in the {'only' if len(found) == 1 else 'lowest'} valley"
    still = abs(z[-1] - z[-2]) < STILL * (latents.high - latents.low)
    return "it ends in a valley that is not the lowest" if still else "it has not arrived yet"
