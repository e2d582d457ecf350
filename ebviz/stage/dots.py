"""Marks by the ten thousand in the plane of the frame, each in its own colour: round ones, and pointed ones."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import moderngl
import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.stage.gl.canvas import Canvas
from ebviz.stage.gl.context import program
from ebviz.stage.gl.frame import Frame
from ebviz.stage.gl.layer import Layer
from ebviz.stage.marks import INRADIUS
from ebviz.stage.units import pt

_VERTEX = """
in vec2 centre;              // pixels
in vec4 paint;
in float size;               // radius of the disc, or of the circle within the triangle, pixels
uniform vec2 half_screen;
uniform float rim;
flat out vec4 hue;
flat out float radius;
flat out float reach;
void main() {
    radius = size;
#ifdef TRIANGLE
    reach = 2.0 * (size + rim);
#else
    reach = size + rim;
#endif
    gl_PointSize = 2.0 * reach + 1.0;
    gl_Position = vec4(centre / half_screen - 1.0, 0.0, 1.0);
    hue = paint;
}
"""
_FRAGMENT = """
flat in vec4 hue;
flat in float radius;
flat in float reach;
uniform float rim;           // its width, pixels
uniform vec3 edge;
uniform float opacity;
out vec4 colour;
void main() {
    vec2 place = (gl_PointCoord - 0.5) * (2.0 * reach + 1.0);
#ifdef TRIANGLE
    float far = max(-place.y, 0.8660254 * abs(place.x) + 0.5 * place.y) - radius;
#else
    float far = length(place) - radius;
#endif
    float inside = clamp(0.5 - far, 0.0, 1.0);
    float alpha = hue.a * opacity * clamp(rim + 0.5 - far, 0.0, 1.0);
    if (alpha < 0.012) discard;
    colour = vec4((rim > 0.0 ? mix(edge, hue.rgb, inside) : hue.rgb) * alpha, alpha);
}
"""


class Dots(Layer):
    """Marks in the plane, tens of thousands of them, each in its own colour and redrawn every frame.

    Parameters
    ----------
    places : (N, 2 or 3) in the frame's Manim units, as `Plane.at` returns them; later ones lie over earlier ones.
    colour : one colour or (N, 3 or 4) floats.
    size : diameter in slide points, as in `Cloud`: of all, or (N,); of these, one smaller than a pixel is fainter.
    shape : "dot", or "triangle", which points up and has the area of a dot.
    rim : the colour of a line around each mark, ``rim_width`` slide points wide, or None for no rim.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "places", "paint", "size")

    def __init__(
        self,
        places: Any,
        colour: Any = "blue",
        *,
        size: float | np.ndarray = 6.0,
        shape: Literal["dot", "triangle"] = "dot",
        rim: Any = None,
        rim_width: float = 1.0,
    ) -> None:
        super().__init__()
        if shape not in ("dot", "triangle"):
            raise UsageError(f"unknown shape '{shape}' of dots: expected dot or triangle")
        self.size, self.shape, self.rim_width = size, shape, rim_width
        self.rim = None if rim is None else colours.rgba(rim)
        self.set_dots(places, colour)

    def set_dots(self, places: Any, colour: Any = None) -> Self:
        """Move the marks, and recolour them if colours are given; N may change if both match it."""
        self.places = spots(places)
        if colour is not None:
            self.paint = colours.rgba(colour)
        return self

    def draw(self, canvas: Canvas, frame: Frame) -> None:
        """Draw all marks over the canvas, as point sprites: twice as fast as quads in software."""
        gpu, count = self.gpu, len(self.places)
        if not count:
            return
        if gpu.get("count") != count:
            features = ("TRIANGLE",) * (self.shape == "triangle")
            gpu["count"], gpu["program"] = count, program(_VERTEX, _FRAGMENT, *features)
            gpu["data"] = canvas.gl.buffer(reserve=28 * count, dynamic=True)
            content = [(gpu["data"], "2f 4f 1f", "centre", "paint", "size")]
            gpu["shape"] = canvas.gl.vertex_array(gpu["program"], content)
        middle, growth = self.window()
        per_point = pt(1.0) * growth.mean() * frame.pixels_per_unit
        size = np.asarray(self.size, "f4") / 2 * per_point
        radius = np.maximum(size, 0.5)
        data = np.empty((count, 7), dtype="f4")
        data[:, :2] = frame.pixels(self.places * growth + middle)
        data[:, 2:6] = colours.rgba(self.paint, count)
        if size.ndim:
            data[:, 5] *= (size / radius) ** 2
        data[:, 6] = radius * (INRADIUS if self.shape == "triangle" else 1.0)
        gpu["data"].write(data)
        rim = 0.0 if self.rim is None else max(self.rim_width * per_point, 0.5)
        shader = gpu["program"]
        shader["half_screen"] = frame.width / 2, frame.height / 2
        shader["rim"], shader["opacity"] = rim, self.opacity
        shader["edge"] = (0.0, 0.0, 0.0) if self.rim is None else tuple(self.rim[:3])
        canvas.gl.enable(moderngl.PROGRAM_POINT_SIZE)
        gpu["shape"].render(moderngl.POINTS)


def spots(places: Any) -> np.ndarray:
    """Return places (N, 2 or 3) as float32 (N, 2); raise `UsageError` for another shape."""
    places = np.asarray(places, dtype="f4")[..., :2]
    if places.ndim != 2:
        raise UsageError(f"centres: expected shape (N, 2) or (N, 3), got {places.shape}")
    return places
