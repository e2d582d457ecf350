"""Remembers every number that stands on the stage while a scene is played.

Every column of numbers counts: the x, y or z of a curve's or a cloud's places, the values of a heat map or a picture,
the weights of links, the energies and heights of a surface. A stored array is on the stage if some row or column of
it is one of those columns, up to the scale and offset of an axis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from manim import Mobject, VMobject

from ebviz.stage.bubbles import Stamps
from ebviz.stage.counter import Counter
from ebviz.stage.discs import Discs
from ebviz.stage.flows import Flows
from ebviz.stage.gl.axes import Axes3D
from ebviz.stage.gl.live import Live
from ebviz.stage.links import Links
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.pictures import Pictures
from ebviz.stage.plots import Plane
from ebviz.stage.spokes import Spokes

FEWEST = 5  # numbers in a column that says anything
TOLERANCE = 2e-6  # of a correlation, and of a column of single-precision numbers


class Stage:
    """All columns of numbers that were on the stage, by length, scales of its axes, and what its counters read."""

    def __init__(self) -> None:
        self._columns: dict[int, dict[bytes, np.ndarray]] = defaultdict(dict)
        self._seen: set[int] = set()
        self._kept: list[np.ndarray] = []
        self._known: set[tuple[tuple[int, ...], bytes]] = set()  # what a still mobject yields at every look
        self.scales: set[tuple[float, float]] = set()  # (units per number, place of 0)
        self._counters: dict[int, tuple[Counter, set[str]]] = {}

    def look(self, mobjects: list[Mobject]) -> None:
        """Remember what stands on the stage now."""
        for part in {id(member): member for top in mobjects for member in top.get_family()}.values():
            for array in arrays(part):
                if id(array) not in self._seen:
                    self._seen.add(id(array))
                    self._kept.append(array)  # or its id could be given to another
                    self._add(array)
            if isinstance(part, Counter):
                self._counters.setdefault(id(part), (part, set()))[1].add(part.number.source)
            if isinstance(part, Plane):
                ends = part.at([(part.x[0], part.y[0]), (part.x[1], part.y[1])])
                for name, span, at in zip("xy", (part.x, part.y), ends[:, :2].T, strict=True):
                    self._scale(np.log10(span[:2]) if name in part.log else span, at)
            if isinstance(part, Axes3D):
                for span, length in zip(part.ranges, part.lengths, strict=True):
                    self._scale(span, (-length / 2, length / 2))

    def _scale(self, span: tuple[float, ...] | np.ndarray, ends: tuple[float, float] | np.ndarray) -> None:
        slope = (ends[1] - ends[0]) / (span[1] - span[0])
        self.scales.add((round(float(slope), 6), round(float(ends[0] - slope * span[0]), 6)))

    def _add(self, array: np.ndarray) -> None:
        if (whole := (array.shape, array.tobytes())) in self._known:
            return
        self._known.add(whole)
        for column in columns(array):
            if len(column) < FEWEST:
                continue
            short = np.ascontiguousarray(column, "f4")
            raw = short.tobytes()
            if raw in self._columns.get(len(short), ()):
                continue
            if np.isfinite(short).all() and np.ptp(short) > 0:
                self._columns[len(short)][raw] = short

    def read(self, texts: list[str]) -> bool:
        """Return whether one counter read each of these texts at some time."""
        return any(set(texts) <= seen for _, seen in self._counters.values())

    def lengths(self) -> list[int]:
        return sorted(self._columns)

    def block(self, length: int) -> np.ndarray:
        """Return all columns of a length, (K, length)."""
        return np.stack(list(self._columns[length].values())).astype(float)


def arrays(part: Mobject) -> Iterator[np.ndarray]:
    """Yield the numbers that a mobject is drawn from: places (N, 3), and values of any shape."""
    if isinstance(part, Pictures):
        rows, columns_, high, wide = part.kept
        whole = np.zeros((rows * (high + part.gap), columns_ * (wide + part.gap)), "f4")
        whole[: part.cells[0], : part.cells[1]] = part.values[::-1]
        tiles = whole.reshape(rows, high + part.gap, columns_, wide + part.gap)
        yield from tiles.transpose(0, 2, 1, 3)[..., :high, :wide].reshape(-1, 1, high * wide)
    elif isinstance(part, Links | Flows | Spokes):
        yield part.weights
    elif isinstance(part, Discs):
        yield part.shares
    elif isinstance(part, Stamps):
        yield from part.images.reshape(len(part.images), 1, -1)
    elif isinstance(part, Live):
        yield from (value for name in part.LERP if isinstance(value := getattr(part, name), np.ndarray))
    elif isinstance(part, Cloud) or (isinstance(part, Trace) and part.dash):
        yield part.places
    elif isinstance(part, VMobject) and len(part.points):
        if isinstance(part, Trace) and not np.isfinite(part.places).all():
            yield part.points[3::4]  # of stems, their tips
        yield np.concatenate([part.points[::4], part.points[-1:]])


def columns(array: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the columns of places (…, 3) or (…, 2); of anything else, all numbers in a row."""
    if array.ndim >= 2 and array.shape[-1] in (2, 3):
        yield from array.reshape(-1, array.shape[-1]).T
    if array.ndim <= 2 or array.shape[-1] not in (2, 3):
        yield array.reshape(-1)


def slices(array: np.ndarray) -> Iterator[np.ndarray]:
    """Yield what of a stored array could be one column on the stage: (K, length) each."""
    array = np.asarray(array, float)
    for first in range(array.ndim):  # the last axes together: curves, pictures, fields
        yield array.reshape(int(np.prod(array.shape[:first])), -1)
    if array.ndim >= 2 and array.shape[-1] in (2, 3):  # places: each coordinate by itself
        for coordinate in np.moveaxis(array, -1, 0):
            yield from slices(coordinate)


def matches(stage: Stage, array: np.ndarray) -> Iterator[tuple[tuple[int, int], float, float]]:
    """Yield which slice of the array each column on the stage is, or is the first part of, with scale and offset."""
    for number, block in enumerate(slices(array)):
        for length in stage.lengths():
            if FEWEST <= length <= block.shape[1] and (length == block.shape[1] or length > 20):
                for row, slope, offset in fitted(block[:, :length], stage.block(length)):
                    yield (number, row), slope, offset


def fitted(block: np.ndarray, shown: np.ndarray) -> Iterator[tuple[int, float, float]]:
    """Yield row, scale and offset for each pair of a row of ``block`` and one of ``shown`` that differ in no more."""
    mean, seen = block.mean(axis=1, keepdims=True), shown.mean(axis=1, keepdims=True)
    size, length = np.linalg.norm(block - mean, axis=1), np.linalg.norm(shown - seen, axis=1)
    varied = np.flatnonzero(
        size > 1e-6 * (1 + np.abs(mean[:, 0])) * block.shape[1] ** 0.5
    )  # so it is finite, too
    if not len(varied):
        return
    unit = (block - mean)[varied] / size[varied, None]
    agreement = np.abs(unit @ ((shown - seen) / length[:, None]).T)
    for place, column in zip(*np.nonzero(agreement > 1 - TOLERANCE), strict=True):
        row = int(varied[place])
        a, b = block[row] - mean[row], shown[column] - seen[column]
        slope = float(a @ b / (a @ a))
        if np.abs(slope * a - b).max() < 1e-4 * np.ptp(b):
            yield row, slope, float(seen[column, 0] - slope * mean[row, 0])


def times_drawn(stage: Stage, array: np.ndarray, way: str, enough: int) -> int:
    """Return how many different slices of an array were on the stage, at most ``enough``.

    They count if they are there "itself", along one of the "axes", or "scaled" in any way.
    """
    found: set[tuple[int, int]] = set()
    for which, slope, offset in matches(stage, array):
        itself = way == "itself" and abs(slope - 1) < 1e-4 and abs(offset) < 1e-4
        if way == "scaled" or itself or (way == "axes" and on_axis(stage, slope, offset)):
            found.add(which)
            if len(found) == enough:
                break
    return len(found)


def on_axis(stage: Stage, slope: float, offset: float) -> bool:
    """Return whether an axis that was on the stage has this scale and offset."""
    return any(abs(slope / a - 1) < 2e-4 and abs(offset - b) < 2e-3 for a, b in stage.scales)
