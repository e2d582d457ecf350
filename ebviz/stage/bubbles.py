"""Bubbles and small pictures in the plane of the frame: one layer for any number, redrawn every frame."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import moderngl
import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.dots import spots
from ebviz.stage.gl import colours
from ebviz.stage.gl.canvas import Canvas
from ebviz.stage.gl.context import program
from ebviz.stage.gl.frame import Frame
from ebviz.stage.gl.layer import Layer

_CORNERS = np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4")

_BUBBLE_VERTEX = """
in vec2 corner;
in vec2 centre;              // pixels
in float radius;             // pixels
in vec4 paint;
uniform vec2 half_screen;
uniform float rim;           // half of the rim's width, pixels
noperspective out vec2 local;
flat out float size;
flat out vec4 hue;
void main() {
    size = radius;
    local = corner * (radius + rim + 1.0);
    gl_Position = vec4((centre + local) / half_screen - 1.0, 0.0, 1.0);
    hue = paint;
}
"""
_BUBBLE_FRAGMENT = """
noperspective in vec2 local;
flat in float size;
flat in vec4 hue;
uniform float rim;
uniform float fill;
uniform float opacity;
out vec4 colour;
void main() {
    float far = length(local), share = far / max(size, 1e-3);
    float inside = fill * mix(0.55, 1.45, share * share) * clamp(size + 0.5 - far, 0.0, 1.0);
    float edge = clamp(rim + 0.5 - abs(far - size), 0.0, 1.0);
    float alpha = hue.a * opacity * max(inside, edge);
    if (alpha < 0.012) discard;  // eight bits would round its colour to another
    colour = vec4(hue.rgb * alpha, alpha);
}
"""
_PICTURE_VERTEX = """
in vec2 corner;
in vec2 centre;              // pixels
in float half_side;          // pixels
uniform vec2 half_screen;
noperspective out vec2 local;  // 0 to 1, right and down
flat out int row;
void main() {
    local = corner * 0.5 + 0.5;
    gl_Position = vec4((centre + corner * half_side) / half_screen - 1.0, 0.0, 1.0);
    row = gl_InstanceID;
}
"""
_PICTURE_FRAGMENT = """
noperspective in vec2 local;
flat in int row;
uniform sampler2D ink;       // one picture below the other
uniform int cells;           // P
uniform vec3 paint;
uniform float opacity;
out vec4 colour;
void main() {
    ivec2 cell = clamp(ivec2(local * cells), ivec2(0), ivec2(cells - 1));
    float alpha = opacity * texelFetch(ink, ivec2(cell.x, cell.y + row * cells), 0).r;
    if (alpha < 0.002) discard;
    colour = vec4(paint * alpha, alpha);
}
"""


def _spots(centres: Any, sizes: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return centres as float32 (N, 2) and sizes as (N,), or say what is wrong with them."""
    centres = spots(centres)
    return centres, np.broadcast_to(np.asarray(sizes, dtype="f4"), len(centres))


class Bubbles(Layer):
    """Translucent discs with a rim: ``centres`` (N, 2 or 3) and ``radii`` (N or one) in the frame's Manim units.

    ``colour`` is one colour or (N, 3 or 4) floats, ``fill`` the opacity of the inside, ``width`` the rim's Manim
    stroke width. However small the bubble, its rim stays visible, as a point.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "centres", "radii", "paint", "fill")

    def __init__(
        self, centres: Any, radii: Any, colour: Any = "orange", *, fill: float = 0.1, width: float = 2.5
    ) -> None:
        super().__init__()
        self.fill, self.width_in_strokes = fill, width
        self.paint = colours.rgba(colour)
        self.set_bubbles(centres, radii)

    def set_bubbles(self, centres: Any, radii: Any) -> Self:
        """Replace centres (N, 2 or 3) and radii (N or one); N may change if the colours match it."""
        self.centres, self.radii = _spots(centres, radii)
        return self

    def set_colour(self, colour: Any) -> Self:
        """Replace the colour: one, or (N, 3 or 4) floats."""
        self.paint = colours.rgba(colour)
        return self

    def set_fill(self, fill: float) -> Self:
        """Replace the opacity of the inside."""
        self.fill = float(fill)
        return self

    def draw(self, canvas: Canvas, frame: Frame) -> None:
        """Draw all bubbles over the canvas, the first one at the bottom."""
        gpu, count = self.gpu, len(self.centres)
        if not count:
            return
        if gpu.get("count") != count:
            gpu["count"], gpu["program"] = count, program(_BUBBLE_VERTEX, _BUBBLE_FRAGMENT)
            gpu["data"] = canvas.gl.buffer(reserve=28 * count, dynamic=True)
            layout = ("2f 1f 4f/i", "centre", "radius", "paint")
            content = [(canvas.gl.buffer(_CORNERS.tobytes()), "2f", "corner"), (gpu["data"], *layout)]
            gpu["shape"] = canvas.gl.vertex_array(gpu["program"], content)
        middle, growth = self.window()
        data = np.empty((count, 7), dtype="f4")
        data[:, :2] = frame.pixels(self.centres * growth + middle)
        data[:, 2] = self.radii * growth.mean() * frame.pixels_per_unit
        data[:, 3:] = colours.rgba(self.paint, count)
        gpu["data"].write(data)
        shader = gpu["program"]
        shader["half_screen"] = frame.width / 2, frame.height / 2
        shader["rim"] = max(frame.stroke(self.width_in_strokes), 1.0) / 2
        shader["fill"], shader["opacity"] = self.fill, self.opacity
        gpu["shape"].render(moderngl.TRIANGLE_STRIP, vertices=4, instances=count)


class Stamps(Layer):
    """Small pictures (N, P, P), 0 to 1, drawn as ink with crisp pixels, each around its own centre.

    ``centres`` (N, 2 or 3) and ``sides`` (N or one) are in the frame's Manim units.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "centres", "sides")

    def __init__(self, images: Any, centres: Any, sides: Any, colour: Any = "white") -> None:
        super().__init__()
        self.images = np.ascontiguousarray(images, dtype="f4")
        if self.images.ndim != 3 or self.images.shape[1] != self.images.shape[2]:
            raise UsageError(f"pictures: expected shape (N, P, P), got {self.images.shape}")
        self.paint = colours.rgba(colour)
        self.set_stamps(centres, sides)

    def set_stamps(self, centres: Any, sides: Any) -> Self:
        """Set where the pictures are, (N, 2 or 3), and how wide, (N or one)."""
        self.centres, self.sides = _spots(centres, sides)
        if len(self.centres) != len(self.images):
            raise UsageError(f"expected {len(self.images)} centres, one per picture, got {len(self.centres)}")
        return self

    def draw(self, canvas: Canvas, frame: Frame) -> None:
        """Draw all pictures over the canvas."""
        gpu, (count, cells, _) = self.gpu, self.images.shape
        if "shape" not in gpu:
            gpu["program"] = program(_PICTURE_VERTEX, _PICTURE_FRAGMENT)
            gpu["ink"] = canvas.gl.texture((cells, count * cells), 1, self.images.tobytes(), dtype="f4")
            gpu["data"] = canvas.gl.buffer(reserve=12 * count, dynamic=True)
            layout = ("2f 1f/i", "centre", "half_side")
            content = [(canvas.gl.buffer(_CORNERS.tobytes()), "2f", "corner"), (gpu["data"], *layout)]
            gpu["shape"] = canvas.gl.vertex_array(gpu["program"], content)
        middle, growth = self.window()
        data = np.empty((count, 3), dtype="f4")
        data[:, :2] = frame.pixels(self.centres * growth + middle)
        data[:, 2] = self.sides * growth.mean() * frame.pixels_per_unit / 2
        gpu["data"].write(data)
        gpu["ink"].use(0)
        shader = gpu["program"]
        shader["ink"], shader["cells"] = 0, cells
        shader["half_screen"] = frame.width / 2, frame.height / 2
        shader["paint"], shader["opacity"] = tuple(self.paint[:3]), self.opacity
        gpu["shape"].render(moderngl.TRIANGLE_STRIP, vertices=4, instances=count)
