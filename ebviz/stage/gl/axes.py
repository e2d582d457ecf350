"""Three axes: a box with back panes, a grid, and ticks and numbers on the edges that suit the view.

The view decides which faces and edges show; each fades in and out as the view turns, so nothing jumps while the
box spins.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import moderngl
import numpy as np
from manim import Mobject

from ebviz.stage.gl import colours
from ebviz.stage.gl.context import program
from ebviz.stage.gl.labels import Stamp
from ebviz.stage.gl.space import Eye, Part
from ebviz.stage.gl.strokes import Strokes, loose

_VERTEX = """
in vec3 position;
in vec4 paint;
uniform mat4 matrix;
out vec4 hue;
void main() { gl_Position = matrix * vec4(position, 1.0); hue = paint; }
"""
_FRAGMENT = """
in vec4 hue;
out vec4 colour;
void main() { colour = vec4(hue.rgb * hue.a, hue.a); }
"""


def smooth(low: float, high: float, value: float) -> float:
    """Return 0 below ``low``, 1 above ``high``, and a smooth step between."""
    t = min(max((value - low) / (high - low), 0.0), 1.0)
    return t * t * (3 - 2 * t)


class Axes3D(Part):
    """Axes around a box of data, centred on the origin.

    Parameters
    ----------
    x_range, y_range, z_range : first value, last value and tick step.
    lengths : the box's sides in Manim units.
    names : mobjects (or None) that name the axes.
    number : function that makes the mobject of a tick's number; None leaves the numbers out.
    """

    def __init__(
        self,
        x_range: Sequence[float],
        y_range: Sequence[float],
        z_range: Sequence[float],
        lengths: Sequence[float] = (6.0, 4.5, 3.0),
        names: Sequence[Mobject | None] = (None, None, None),
        number: Any = "default",
        colour: str = "frame",
        grid: float = 0.28,
        pane: float = 0.045,
        width: float = 1.6,
    ) -> None:
        super().__init__()
        self.ranges = np.array([x_range[:2], y_range[:2], z_range[:2]], dtype=float)  # (3, 2)
        self.lengths = np.asarray(lengths, dtype=float)
        self.ticks = [
            np.round(np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step, 10) + 0.0
            for low, high, step in (x_range, y_range, z_range)
        ]
        self.paint, self.grid, self.pane, self.width_in_strokes = colours.rgba(colour), grid, pane, width
        self.names = list(names)
        make = _number if number == "default" else number
        self.numbers = [[make(tick) if make else None for tick in ticks] for ticks in self.ticks]

    def point(self, x: Any, y: Any, z: Any) -> np.ndarray:
        """Return where data (…) lie in space, (…, 3): the middle of the ranges is the origin."""
        data = np.stack(np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (x, y, z))), axis=-1)
        low, high = self.ranges.T
        return (data - (low + high) / 2) * (self.lengths / (high - low))

    def heights(self, x: Any, y: Any, values: Any) -> np.ndarray:
        """Return the sheet of points (H, W, 3) of values (H, W) over x (W,) and y (H,), for a `Surface`."""
        across, along = np.meshgrid(x, y)
        return self.point(across, along, values)

    def bounds(self) -> np.ndarray:
        """Return the corners (2, 3) of the box."""
        return np.stack([-self.lengths / 2, self.lengths / 2])

    def _facing(self, eye: Eye) -> np.ndarray:
        """Return how directly each face looks at the viewer, -1 to 1: (3, 2), axis by low and high side."""
        viewer = eye.viewer
        faces = np.empty((3, 2))
        for axis, side in itertools.product(range(3), range(2)):
            sign = 2 * side - 1
            ray = viewer.copy()
            ray[axis] -= sign * self.lengths[axis] / 2
            faces[axis, side] = sign * ray[axis] / np.linalg.norm(ray)
        return faces

    def _panes(self, eye: Eye, faces: np.ndarray) -> None:
        """Draw the panes that face away, and their grids."""
        half, triangles, lines, strengths = self.lengths / 2, [], [], []
        for axis, side in itertools.product(range(3), range(2)):
            weight = smooth(0.0, 0.1, -faces[axis, side]) * self.opacity
            if weight <= 0:
                continue
            a, b = (other for other in range(3) if other != axis)
            corner = np.zeros((4, 3))
            corner[:, axis] = half[axis] * (2 * side - 1)
            corner[:, a], corner[:, b] = (
                half[a] * np.array([-1, 1, -1, 1]),
                half[b] * np.array([-1, -1, 1, 1]),
            )
            paint = np.tile([*self.paint[:3], self.pane * weight], (6, 1))
            triangles.append(np.hstack([corner[[0, 1, 2, 2, 1, 3]], paint]))
            for along, across in ((a, b), (b, a)):
                values = self.ticks[along]
                start = np.zeros((len(values), 3))
                start[:, axis] = corner[0, axis]
                start[:, along] = self._along(along, values)
                start[:, across], end = -half[across], start.copy()
                end[:, across] = half[across]
                lines.append(loose(start, end))
                strengths += [self.grid * weight] * len(values)
        if not triangles:
            return
        data = np.concatenate(triangles).astype("f4")
        gpu = self.gpu
        if "mesh" not in gpu:
            gpu["program"] = program(_VERTEX, _FRAGMENT)
            gpu["panes"] = eye.gl.buffer(reserve=6 * 6 * 28, dynamic=True)
            gpu["mesh"] = eye.gl.vertex_array(gpu["program"], [(gpu["panes"], "3f 4f", "position", "paint")])
        gpu["panes"].write(data)
        eye.write(gpu["program"], "matrix", eye.matrix)
        gpu["mesh"].render(moderngl.TRIANGLES, vertices=len(data))
        self._strokes(eye, "grid", np.concatenate(lines), np.array(strengths), 0.6)

    def _along(self, axis: int, values: np.ndarray) -> np.ndarray:
        low, high = self.ranges[axis]
        return (values - (low + high) / 2) * self.lengths[axis] / (high - low)

    def _strokes(
        self, eye: Eye, name: str, segments: np.ndarray, strengths: np.ndarray, width: float = 1.0
    ) -> None:
        paint = np.empty((len(segments), 2, 4))
        paint[..., :3], paint[..., 3] = self.paint[:3], strengths[:, None]
        if name not in self.gpu:
            self.gpu[name] = Strokes(eye.gl)
        self.gpu[name].set(segments, paint)
        self.gpu[name].draw(eye, width * self.width_in_strokes)

    def _edges(self, faces: np.ndarray) -> list[tuple[int, np.ndarray, float, float]]:
        """Return the box's 12 edges: axis, midpoint (3,), and the facings of the two faces that meet there."""
        edges = []
        for axis in range(3):
            a, b = (other for other in range(3) if other != axis)
            for i, j in itertools.product(range(2), range(2)):
                middle = np.zeros(3)
                middle[a], middle[b] = self.lengths[a] * (i - 0.5), self.lengths[b] * (j - 0.5)
                edges.append((axis, middle, faces[a, i], faces[b, j]))
        return edges

    def _ruled(self, eye: Eye, faces: np.ndarray) -> list[tuple[int, np.ndarray, np.ndarray, float]]:
        """Return the edges that carry ticks: axis, midpoint (3,), outward direction (3,), strength."""
        ruled = []
        below = faces[2, 0] > 0  # seen from below, the top edges carry the ticks
        level, down = (0.5, np.array([0, 0, 1.0])) if below else (-0.5, np.array([0, 0, -1.0]))
        for axis, other in ((0, 1), (1, 0)):
            for side in range(2):
                strength = smooth(0.06, 0.24, faces[other, side])
                outwards = np.zeros(3)
                outwards[other] = 2 * side - 1
                middle = outwards * self.lengths / 2
                middle[2] = level * self.lengths[2]
                direction = outwards + 0.7 * down
                ruled.append((axis, middle, direction / np.linalg.norm(direction), strength))
        posts = np.array([[i, j, 0] for i in (-0.5, 0.5) for j in (-0.5, 0.5)]) * self.lengths
        places = eye.pixels(posts)[:, 0] / eye.frame.pixels_per_unit
        first, second = np.argsort(places)[:2]
        # Seen from above, numbers would pile up.
        aslant = np.sqrt(1 - min(float(eye.rotation[2, 2]) ** 2, 1.0))
        strength = smooth(0.0, 0.22, places[second] - places[first]) * smooth(0.25, 0.5, aslant)
        ruled.append((2, posts[first], -eye.rotation[0], strength))
        return [edge for edge in ruled if edge[3] > 0]

    def backdrop(self, eye: Eye) -> None:
        """Draw the panes that face away, their grids and the edges between them."""
        faces = self._facing(eye)
        self._panes(eye, faces)
        chosen = [(k, m, min(f, g)) for k, m, f, g in self._edges(faces) if max(f, g) < 0]
        self._bars(eye, "back", [(k, m, 0.5 * smooth(0, 0.1, -strength)) for k, m, strength in chosen])

    def _bars(self, eye: Eye, name: str, edges: list[tuple[int, np.ndarray, float]]) -> None:
        if not edges:
            return
        middles = np.array([middle for _, middle, _ in edges])
        reach = np.zeros_like(middles)
        for row, (axis, _, _) in enumerate(edges):
            reach[row, axis] = self.lengths[axis] / 2
        strengths = np.array([strength for _, _, strength in edges]) * self.opacity
        self._strokes(eye, name, loose(middles - reach, middles + reach), strengths)

    def body(self, eye: Eye) -> None:
        """Draw the edges that carry ticks, with the ticks."""
        ruled = self._ruled(eye, self._facing(eye))
        if not ruled:
            return
        segments, strengths = [], []
        for axis, middle, out, strength in ruled:
            reach = np.zeros(3)
            reach[axis] = self.lengths[axis] / 2
            places = np.tile(middle, (len(self.ticks[axis]), 1))
            places[:, axis] = self._along(axis, self.ticks[axis])
            segments += [
                loose((middle - reach)[None], (middle + reach)[None]),
                loose(places, places + 0.09 * out),
            ]
            strengths += [strength * self.opacity] * (1 + len(places))
        self._strokes(eye, "front", np.concatenate(segments), np.array(strengths))

    def overlay(self, eye: Eye) -> None:
        """Write the numbers and the names."""
        if self.gpu.get("unit") != eye.frame.pixels_per_unit:
            self.gpu["unit"] = eye.frame.pixels_per_unit
            self.gpu["stamps"] = [
                [m and Stamp(eye.gl, m, self.gpu["unit"]) for m in (*numbers, name)]
                for numbers, name in zip(self.numbers, self.names, strict=True)
            ]
        for axis, middle, out, strength in self._ruled(eye, self._facing(eye)):
            *numbers, name = self.gpu["stamps"][axis]
            way = eye.pixels(middle + out) - eye.pixels(middle)
            away = way * [1, -1] / max(float(np.linalg.norm(way)), 1e-6)  # (2,) right and up on the screen
            point, reach = middle + 0.16 * out, 0.0
            for tick, stamp in zip(self._along(axis, self.ticks[axis]), numbers, strict=True):
                if stamp:
                    point[axis] = tick
                    extent = float(np.abs(away) @ stamp.units(eye))
                    reach = max(reach, extent)
                    stamp.draw(eye, point, away * extent / 2, strength * self.opacity)
            if name:
                point[axis] = 0.0
                extent = float(np.abs(away) @ name.units(eye))
                name.draw(eye, point, away * (reach + 0.12 + extent / 2), strength * self.opacity)


def _number(value: float) -> Mobject:
    """Return a tick's number as a small formula."""
    from ebviz.stage.formula import Formula

    return Formula(f"{value:g}", size=22, colour="grey")
