"""Energy fields: heat maps in a rectangle of the frame, with new values every frame, revealed cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import moderngl
import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.stage.gl.canvas import Canvas
from ebviz.stage.gl.context import program
from ebviz.stage.gl.contours import nearest_level
from ebviz.stage.gl.frame import Frame
from ebviz.stage.gl.layer import Layer
from ebviz.style.looks import RING

_VERTEX = """
in vec2 corner;
uniform vec4 box;            // clip space: left, bottom, right, top
noperspective out vec2 place;  // 0 to 1, right and up
void main() {
    place = corner;
    gl_Position = vec4(mix(box.xy, box.zw, corner), 0.0, 1.0);
}
"""
_FRAGMENT = """
noperspective in vec2 place;
uniform sampler2D values;    // H x W, first row at the bottom
uniform sampler2D map;       // 1024 x 1
uniform sampler2D nearest;   // nearest contour level, 2048 x 1
uniform sampler2D shown;     // H x W, how much of each cell is revealed
uniform vec2 cells;          // W, H
uniform vec2 scale;          // place in the colour map = value * x + y
uniform vec2 levels;
uniform float ring_width;    // half of it, pixels
uniform vec4 ring;
uniform float opacity;
out vec4 colour;
void main() {
    float value = texture(values, place).r;
    vec3 paint = texture(map, vec2(value * scale.x + scale.y, 0.5)).rgb;
#ifdef RINGS
        float level = texture(nearest, vec2(value * levels.x + levels.y, 0.5)).r;
        float pixels = abs(value - level) / max(fwidth(value), 1e-9);
        paint = mix(paint, ring.rgb, ring.a * clamp(ring_width + 0.5 - pixels, 0.0, 1.0));
#endif
    float alpha = opacity;
#ifdef REVEAL                // a cell grows from its middle to its full size
        vec2 cell = place * cells, middle = floor(cell) + 0.5;
        float share = texelFetch(shown, ivec2(cell), 0).r;
        vec2 pixel = fwidth(cell);
        vec2 inside = clamp((0.5 * share - abs(cell - middle)) / pixel + 0.5, 0.0, 1.0);
        alpha *= share >= 1.0 ? 1.0 : inside.x * inside.y * step(1e-4, share);
#endif
    colour = vec4(paint * alpha, alpha);
}
"""


class Field(Layer):
    """A heat map of values (H, W) that fills a rectangle: the first row is at the bottom, since y points up.

    Parameters
    ----------
    values : (H, W); ``vmin`` takes the colour map's cold end, ``vmax`` and above its hot end.
    cmap : what is shown, "energy", "weights", "pictures" or "x", or a colour map's name.
    width, height : of the rectangle in Manim units; move it like any mobject, or give two corners to `fit`.
    smooth : interpolate between cell centres; otherwise each cell has one colour.
    levels : values at which contour lines are drawn, ``ring_width`` wide (Manim stroke width).
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "values", "reveal", "vmin", "vmax", "ring_width")

    def __init__(
        self,
        values: Any,
        width: float | None = None,
        height: float | None = None,
        *,
        cmap: str = "energy",
        vmin: float = 0.0,
        vmax: float = 1.0,
        smooth: bool = True,
        levels: Sequence[float] = (),
        ring_width: float = 1.5,
        ring_colour: Any = "#000000",
        ring_strength: float = RING,
    ) -> None:
        super().__init__(width, height)
        self.cmap, self.vmin, self.vmax, self.smooth = cmap, vmin, vmax, smooth
        self.levels = tuple(sorted(float(level) for level in levels))
        self.ring_width = ring_width
        self.ring = np.array([*colours.rgba(ring_colour)[:3], ring_strength])
        self.reveal: np.ndarray | None = None
        self.set_values(values)

    def set_values(self, values: Any) -> Self:
        """Replace all values (H, W), in every frame if need be; the shape may change."""
        values = np.ascontiguousarray(values, dtype="f4")[...]
        if values.ndim != 2 or not values.size:
            raise UsageError(f"a field's values: expected shape (H, W), got {values.shape}")
        if np.isnan(np.sum(values)) and np.isnan(values).any():
            raise UsageError("a field's values: expected numbers, got NaN")
        self.values = values
        return self

    def set_reveal(self, reveal: Any) -> Self:
        """Show this share of each cell (H, W), from 0 (nothing) to 1 (all), growing from its middle.

        None shows everything. An array of 0 and 1, row by row or in any order, grows the map cell by cell.
        """
        if reveal is not None:
            reveal = np.ascontiguousarray(reveal, dtype="f4")[...]
            if reveal.shape != self.values.shape:
                raise UsageError(
                    f"a reveal: expected its field's shape, {self.values.shape}, got {reveal.shape}"
                )
        self.reveal = reveal
        return self

    def fit(self, first: Any, second: Any) -> Self:
        """Fill the rectangle between two opposite corners in the frame, such as those from ``axes.c2p(…)``."""
        a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
        low, high = np.minimum(a, b), np.maximum(a, b)
        x, y = (low[0], high[0]), (low[1], high[1])
        self.points = np.array([[x[0], y[1], 0], [x[1], y[1], 0], [x[1], y[0], 0], [x[0], y[0], 0]])
        return self

    def covers(self, frame: Frame) -> bool:
        """Whether the map hides the whole frame, so nothing below it need be fetched."""
        if self.opacity < 1 or self.reveal is not None:
            return False
        return frame.box(self.points) == (0, 0, frame.width, frame.height)

    def _textures(self, gl: moderngl.Context) -> None:
        """Bring the GPU's copies of the values, the reveal and the levels up to date."""
        gpu = self.gpu
        for name, array in (("values", self.values), ("reveal", self.reveal)):
            if array is None or gpu.get(f"{name} of") is array:
                continue
            size = (array.shape[1], array.shape[0])
            if name not in gpu or gpu[name].size != size:
                gpu[name] = gl.texture(size, 1, dtype="f4")
                gpu[name].repeat_x = gpu[name].repeat_y = False
            gpu[name].write(array)
            gpu[f"{name} of"] = array
        if self.levels and gpu.get("levels") != self.levels:
            gpu["levels"] = self.levels
            gpu["nearest"], gpu["place"] = nearest_level(gl, self.levels)

    def _shape(self, gl: moderngl.Context) -> moderngl.VertexArray:
        """Return the rectangle, with a shader that does only what this map needs."""
        features = ("RINGS",) * bool(self.levels) + ("REVEAL",) * (self.reveal is not None)
        if features not in self.gpu:
            corners = gl.buffer(np.array([0, 0, 1, 0, 0, 1, 1, 1], "f4").tobytes())
            shader = program(_VERTEX, _FRAGMENT, *features)
            self.gpu[features] = gl.vertex_array(shader, [(corners, "2f", "corner")])
        return self.gpu[features]

    def draw(self, canvas: Canvas, frame: Frame) -> None:
        """Draw the map over the canvas."""
        gl, gpu = canvas.gl, self.gpu
        self._textures(gl)
        shape = self._shape(gl)
        shader, wide = shape.program, moderngl.LINEAR if self.smooth else moderngl.NEAREST
        gpu["values"].filter = wide, wide
        images = {"values": gpu["values"], "map": colours.texture(self.cmap)}
        low, high = self.points.min(axis=0), self.points.max(axis=0)
        ends = np.array([[low[0], low[1], 0, 1], [high[0], high[1], 0, 1]]) @ frame.matrix().T
        shader["box"] = (ends[0, 0], ends[0, 1], ends[1, 0], ends[1, 1])
        shader["scale"] = colours.placing(self.vmin, self.vmax)
        shader["opacity"] = self.opacity
        if self.levels:
            images["nearest"] = gpu["nearest"]
            shader["levels"], shader["ring"] = gpu["place"], tuple(self.ring)
            shader["ring_width"] = frame.stroke(self.ring_width) / 2
        if self.reveal is not None:
            images["shown"] = gpu["reveal"]
            shader["cells"] = (self.values.shape[1], self.values.shape[0])
        for unit, (name, image) in enumerate(images.items()):
            image.use(unit)
            shader[name] = unit
        with canvas.opaque(self.opacity >= 1 and self.reveal is None):
            shape.render(moderngl.TRIANGLE_STRIP)
