"""Arrow fields in the plane of the frame: thousands of arrows at the cost of one."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import moderngl
import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.stage.gl.canvas import Canvas
from ebviz.stage.gl.context import program
from ebviz.stage.gl.frame import Frame
from ebviz.stage.gl.layer import Layer

_VERTEX = """
in vec2 corner;
in vec2 tail, way;           // pixels; way points from tail to tip
in vec4 paint;
uniform vec2 half_screen;
uniform float reach;         // half of the head's width and the soft edge, pixels
noperspective out vec2 local;  // along and across, pixels
flat out float span;
flat out vec4 hue;
void main() {
    span = length(way);
    vec2 along = span > 1e-4 ? way / span : vec2(1.0, 0.0), across = vec2(-along.y, along.x);
    local = vec2(mix(-reach, span + reach, corner.x), corner.y * reach);
    vec2 pixel = tail + along * local.x + across * local.y;
    gl_Position = vec4(pixel / half_screen - 1.0, 0.0, 1.0);
    hue = paint;
}
"""
_FRAGMENT = """
noperspective in vec2 local;
flat in float span;
flat in vec4 hue;
uniform float shaft;         // half of the shaft's width, pixels
uniform float head;          // half of the head's width, pixels
uniform float opacity;
out vec4 colour;
void main() {
    float size = min(head, 0.3 * span + 0.1), length_head = 2.2 * size;
    float back = span - length_head, side = abs(local.y);
    float line = min(shaft + 0.5 - side, min(local.x + 0.5, back - local.x + 1.0));
    float slope = size / max(length_head, 1e-3);
    float tip = min(((span - local.x) * slope - side) / sqrt(1.0 + slope * slope) + 0.5, local.x - back + 0.5);
    float alpha = hue.a * opacity * clamp(max(line, tip), 0.0, 1.0);
    if (alpha < 0.004) discard;
    colour = vec4(hue.rgb * alpha, alpha);
}
"""


class Arrows(Layer):
    """Arrows from ``tails`` (N, 2 or 3) along ``vectors`` (N, 2 or 3), both in the frame's Manim units.

    ``colour`` is one colour or (N, 3 or 4) floats. ``width`` is the shaft's Manim stroke width; the head
    is 3.2 shafts wide, less on short arrows. ``growth`` from 0 to 1 lets all arrows grow from their tails.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "tails", "vectors", "paint", "growth")

    def __init__(self, tails: Any, vectors: Any, colour: Any = "arrow", width: float = 2.0) -> None:
        super().__init__()
        self.width_in_strokes, self.growth = width, 1.0
        self.paint = colours.rgba(colour)
        self.set_arrows(tails, vectors)

    def set_arrows(self, tails: Any, vectors: Any) -> Self:
        """Replace tails and vectors (N, 2 or 3); N may change if the colours match it."""
        tails, vectors = (np.asarray(given, dtype="f4")[..., :2] for given in (tails, vectors))
        if tails.ndim != 2 or tails.shape != vectors.shape:
            raise UsageError(
                f"tails and vectors: expected one shape, (N, 2), got {tails.shape} and {vectors.shape}"
            )
        self.tails, self.vectors = tails, vectors
        return self

    def set_growth(self, growth: Any) -> Self:
        """Draw this share of every arrow's length, from the tail; (N,) gives each arrow its own."""
        self.growth = growth
        return self

    def draw(self, canvas: Canvas, frame: Frame) -> None:
        """Draw all arrows over the canvas."""
        gpu, count = self.gpu, len(self.tails)
        if not count:
            return
        if gpu.get("count") != count:
            gpu["count"], gpu["program"] = count, program(_VERTEX, _FRAGMENT)
            gpu["data"] = canvas.gl.buffer(reserve=32 * count, dynamic=True)
            corners = canvas.gl.buffer(np.array([0, -1, 0, 1, 1, -1, 1, 1], "f4").tobytes())
            layout = ("2f 2f 4f/i", "tail", "way", "paint")
            content = [(corners, "2f", "corner"), (gpu["data"], *layout)]
            gpu["shape"] = canvas.gl.vertex_array(gpu["program"], content)
        centre, growth = self.window()
        share = np.reshape(np.asarray(self.growth, dtype=float), (-1, 1))
        start = self.tails * growth + centre
        tails = frame.pixels(start)
        data = np.empty((count, 8), dtype="f4")
        data[:, :2], data[:, 2:4] = tails, frame.pixels(start + self.vectors * growth * share) - tails
        data[:, 4:] = colours.rgba(self.paint, count)
        data[:, 7] *= np.broadcast_to(share[:, 0] > 0, (count,))
        gpu["data"].write(data)
        shaft = max(frame.stroke(self.width_in_strokes), 1.0) / 2
        shader = gpu["program"]
        shader["half_screen"] = frame.width / 2, frame.height / 2
        shader["shaft"], shader["head"], shader["reach"] = shaft, 3.2 * shaft, 3.2 * shaft + 1.0
        shader["opacity"] = self.opacity
        gpu["shape"].render(moderngl.TRIANGLE_STRIP, vertices=4, instances=count)
