"""Formulas and numbers at points in space: drawn once by Cairo, then always facing the viewer at their own size."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import moderngl
import numpy as np
from manim import Camera, Mobject

from ebviz.stage.gl.context import program
from ebviz.stage.gl.space import Eye, Part

MARGIN = 2  # empty pixels around a picture
_FINER = 2  # texels per pixel: a label that glides between pixels neither blurs nor shimmers

_VERTEX = """
in vec2 corner;
uniform vec4 place;         // clip space
uniform vec2 half_screen;
uniform vec2 size;          // pixels
uniform vec2 shift;         // pixels, right and down
out vec2 texel;
void main() {
    vec2 pixel = shift + corner * size * 0.5;
    gl_Position = vec4(place.xy + pixel / half_screen * place.w, place.zw);
    texel = corner * 0.5 + 0.5;
}
"""
_FRAGMENT = """
in vec2 texel;
uniform sampler2D image;
uniform float opacity;
out vec4 colour;
void main() { colour = opacity * texture(image, texel); }
"""


def picture(mobject: Mobject, pixels_per_unit: float) -> np.ndarray:
    """Return a mobject as Cairo draws it on a transparent ground: (H, W, 4) bytes, pre-multiplied, top row first."""
    margin = _FINER * MARGIN
    width = int(np.ceil(mobject.width * pixels_per_unit)) + 2 * margin
    height = int(np.ceil(mobject.height * pixels_per_unit)) + 2 * margin
    camera = Camera(
        frame_center=mobject.get_center(),
        pixel_width=width,
        pixel_height=height,
        frame_width=width / pixels_per_unit,
        frame_height=height / pixels_per_unit,
        background_color="#000000",
        background_opacity=0.0,
    )
    camera.capture_mobject(mobject)
    return camera.pixel_array


class Stamp:
    """One mobject's picture on the GPU, drawn at any number of places."""

    def __init__(self, gl: moderngl.Context, mobject: Mobject, pixels_per_unit: float) -> None:
        image = picture(mobject, _FINER * pixels_per_unit)
        self.size = np.array([image.shape[1], image.shape[0]]) / _FINER
        self.texture = gl.texture((image.shape[1], image.shape[0]), 4, image.tobytes())
        self.texture.filter = moderngl.LINEAR, moderngl.LINEAR
        self.texture.repeat_x = self.texture.repeat_y = False
        self.program = program(_VERTEX, _FRAGMENT)
        corners = gl.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4").tobytes())
        self.shape = gl.vertex_array(self.program, [(corners, "2f", "corner")])

    def units(self, eye: Eye) -> np.ndarray:
        """Return the width and height (2,) on the screen, in Manim units."""
        return (self.size - 2 * MARGIN) / eye.frame.pixels_per_unit

    def draw(self, eye: Eye, point: np.ndarray, shift: np.ndarray, opacity: float) -> None:
        """Draw at a point (3,), moved by ``shift`` (2,) in Manim units right and up on the screen."""
        if opacity <= 0:
            return
        unit = eye.frame.pixels_per_unit * eye.scale
        self.texture.use(0)
        self.program["place"] = tuple(eye.clip(np.asarray(point, dtype=float)))
        self.program["half_screen"] = eye.half
        self.program["size"] = tuple(self.size * eye.scale)
        self.program["shift"] = (float(shift[0]) * unit, -float(shift[1]) * unit)
        self.program["opacity"] = opacity
        self.shape.render(moderngl.TRIANGLE_STRIP)


class SpaceLabel(Part):
    """Any Cairo mobject at a point in space, facing the viewer, as large on the screen as it is by itself.

    ``shift`` moves it on the screen, in Manim units right and up. ``hidden`` lets nearer surfaces cover it. Its
    appearance is captured when it is first drawn.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "place", "shift_on_screen")

    def __init__(self, mobject: Mobject, point: Any, shift: Any = (0, 0), hidden: bool = False) -> None:
        super().__init__()
        self.mobject, self.hidden = mobject, hidden
        self.place = np.asarray(point, dtype=float)[...]
        self.shift_on_screen = np.asarray(shift, dtype=float)[:2]

    def set_place(self, point: Any) -> Self:
        """Move the label to another point (3,) in space."""
        self.place = np.asarray(point, dtype=float)[...]
        return self

    def bounds(self) -> np.ndarray:
        """Return the label's point twice: a box of no extent."""
        return np.stack([self.place, self.place])

    def _stamp(self, eye: Eye) -> None:
        if self.gpu.get("unit") != eye.frame.pixels_per_unit:
            self.gpu["unit"] = eye.frame.pixels_per_unit
            self.gpu["stamp"] = Stamp(eye.gl, self.mobject, eye.frame.pixels_per_unit)
        self.gpu["stamp"].draw(eye, self.place, self.shift_on_screen, self.opacity)

    def body(self, eye: Eye) -> None:
        """Draw it along with the lines, if surfaces may hide it."""
        if self.hidden:
            self._stamp(eye)

    def overlay(self, eye: Eye) -> None:
        """Draw it over everything."""
        if not self.hidden:
            self._stamp(eye)
