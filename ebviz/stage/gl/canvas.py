"""The offscreen image that layers draw on, on top of what Cairo has already drawn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import moderngl
import numpy as np

from ebviz.stage.gl.context import context, finish, program
from ebviz.stage.gl.frame import Frame

Box = tuple[int, int, int, int]

_PASTE_VERTEX = """
in vec2 corner;
void main() { gl_Position = vec4(corner, 0.0, 1.0); }
"""
_PASTE_FRAGMENT = """
uniform sampler2D image;
uniform float opacity;
out vec4 colour;
void main() { colour = opacity * texelFetch(image, ivec2(gl_FragCoord.xy), 0); }
"""


class Canvas:
    """Colour (RGBA, 8 bits, pre-multiplied, top row first) and depth, for one frame size.

    Colours are blended pre-multiplied, as Cairo stores them: result = source + (1 - alpha) · background in
    all four channels.
    """

    def __init__(self, width: int, height: int) -> None:
        self.gl = context()
        self.size = (width, height)
        self.depth = self.gl.depth_renderbuffer(self.size)
        self._sheets = [self._sheet()]
        self._level = 0
        self._screen = self.gl.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], dtype="f4").tobytes())
        self._paste = program(_PASTE_VERTEX, _PASTE_FRAGMENT)
        self._paste_shape = self.gl.vertex_array(self._paste, [(self._screen, "2f", "corner")])

    def _sheet(self) -> tuple[moderngl.Texture, moderngl.Framebuffer]:
        colour = self.gl.texture(self.size, 4)
        return colour, self.gl.framebuffer([colour], self.depth)

    def load(self, pixels: np.ndarray | None, rows: slice) -> None:
        """Take rows of a frame (H, W, 4) as the background to draw on; None if none of it will be seen."""
        top, bottom, _ = rows.indices(self.size[1])
        texture, sheet = self._sheets[0]
        if pixels is not None:
            texture.write(pixels[top:bottom], viewport=(0, top, self.size[0], bottom - top))
        sheet.use()
        self.gl.enable_only(moderngl.BLEND)
        self.gl.blend_func = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA

    def save(self, pixels: np.ndarray, rows: slice) -> None:
        """Write the finished rows back into the frame (H, W, 4)."""
        top, bottom, _ = rows.indices(self.size[1])
        finish()
        viewport = (0, top, self.size[0], bottom - top)
        self._sheets[0][1].read_into(pixels[top:bottom], viewport=viewport, components=4)
        self.gl.gc()

    def clip(self, box: Box) -> None:
        """Restrict drawing on the present sheet to this rectangle of pixels from now on."""
        sheet = self._sheets[self._level][1]
        sheet.scissor = box
        sheet.use()

    def forget_depth(self, box: Box) -> None:
        """Clear the depth inside the rectangle, so that nothing there hides anything."""
        sheet = self._sheets[self._level][1]
        sheet.scissor = (0, 0, *self.size)
        sheet.color_mask = (False,) * 4
        sheet.clear(depth=1.0, viewport=box)
        sheet.color_mask = (True,) * 4
        sheet.scissor = box
        sheet.use()  # masks take effect when a framebuffer is bound

    def write_depth(self, on: bool) -> None:
        """Set whether what is drawn from now on hides what comes later."""
        for _, sheet in self._sheets:
            sheet.depth_mask = on
        self._sheets[self._level][1].use()

    def write_colour(self, on: bool) -> None:
        """Set whether what is drawn from now on is seen, or leaves only its depth."""
        sheet = self._sheets[self._level][1]
        sheet.color_mask = (on,) * 4
        sheet.use()

    @contextmanager
    def opaque(self, yes: bool = True) -> Iterator[None]:
        """Overwrite instead of blending inside the ``with``: cheaper where all below is hidden."""
        if yes:
            self.gl.disable(moderngl.BLEND)
        try:
            yield
        finally:
            self.gl.enable(moderngl.BLEND)

    @contextmanager
    def group(self, opacity: float, box: Box) -> Iterator[None]:
        """Draw the contents of the ``with`` as one picture, then composite it at this opacity.

        Depth is shared with the picture below.
        """
        below = self._sheets[self._level][1]
        self._level += 1
        if self._level == len(self._sheets):
            self._sheets.append(self._sheet())
        image, sheet = self._sheets[self._level]
        sheet.scissor = (0, 0, *self.size)
        sheet.depth_mask = False
        sheet.clear(viewport=box)
        sheet.depth_mask = below.depth_mask
        sheet.scissor = box
        sheet.use()
        try:
            yield
        finally:
            self._level -= 1
            below.use()
            self.gl.disable(moderngl.DEPTH_TEST)
            image.use(0)
            self._paste["opacity"] = opacity
            self._paste_shape.render(moderngl.TRIANGLE_STRIP)
            self.gl.enable(moderngl.DEPTH_TEST)


@lru_cache(maxsize=2)
def _canvas(process: int, width: int, height: int) -> Canvas:
    return Canvas(width, height)


def canvas(frame: Frame) -> Canvas:
    """Return this process's canvas for frames of this size."""
    return _canvas(os.getpid(), frame.width, frame.height)
