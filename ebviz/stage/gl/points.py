"""Clouds of points: anti-aliased discs, or triangles, that face the viewer."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import moderngl
import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.stage.gl.context import program
from ebviz.stage.gl.curves import points_of
from ebviz.stage.gl.space import Eye, Part
from ebviz.stage.marks import INRADIUS

_VERTEX = """
in vec2 corner;
in vec3 centre;
in vec4 paint;
in float radius;             // pixels, for a point at the view's own distance
uniform mat4 matrix;
uniform vec2 half_screen;
uniform float lift;
uniform float reach;         // of the mark, in radii
uniform vec2 haze;           // opacity lost per unit of depth past the first
noperspective out vec2 local;
flat out float size;
flat out vec4 hue;
void main() {
    vec4 clip = matrix * vec4(centre, 1.0);
    size = radius / clip.w;
    local = corner * (reach * size + 1.0);
    gl_Position = vec4(clip.xy + local / half_screen * clip.w, clip.z - lift * clip.w, clip.w);
    float depth = clamp((clip.z / clip.w - haze.x) * 0.5, 0.0, 1.0);
    hue = vec4(paint.rgb, paint.a * (1.0 - haze.y * depth));
}
"""
_FRAGMENT = """
noperspective in vec2 local;
flat in float size;
flat in vec4 hue;
uniform float reach;
uniform float opacity;
uniform float rim;           // how much darker the edge is than the middle
out vec4 colour;
void main() {
#ifdef TRIANGLE
    float far = max(local.y, 0.8660254 * abs(local.x) - 0.5 * local.y) * 2.0 / reach;  // rows count from the top
#else
    float far = length(local);
#endif
    float alpha = hue.a * opacity * clamp(size + 0.5 - far, 0.0, 1.0);
    if (alpha < 0.004) discard;
    float shade = 1.0 - rim * smoothstep(0.45, 1.0, far / max(size, 1.0));
    colour = vec4(hue.rgb * shade * alpha, alpha);
}
"""


class Points(Part):
    """Marks at points (N, 3), of ``radius`` Manim units (N or one); nearer ones look larger.

    ``colour`` is one colour or (N, 3 or 4) floats. ``shape`` is "dot", or "triangle", which points up and has the
    area of a dot. ``haze``, 0 to 1, makes the far ones fainter; ``rim`` darkens each mark's edge so that neighbours
    stay distinct.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "points_in_space", "paint", "radius", "haze")

    def __init__(
        self,
        points: Any,
        colour: Any = "blue",
        radius: Any = 0.06,
        haze: float = 0.0,
        rim: float = 0.35,
        lift: float = 3e-3,
        shape: Literal["dot", "triangle"] = "dot",
    ) -> None:
        super().__init__()
        if shape not in ("dot", "triangle"):
            raise UsageError(f"unknown shape '{shape}' of points: expected dot or triangle")
        self.haze, self.rim, self.lift, self.shape = haze, rim, lift, shape
        self.set_cloud(points, colour, radius)

    def set_cloud(self, points: Any, colour: Any = None, radius: Any = None) -> Self:
        """Replace the points (N, 3), and the colours and radii if given; N may change if both match it."""
        self.points_in_space = points_of(points)
        if colour is not None:
            self.paint = colours.rgba(colour)
        if radius is not None:
            self.radius = np.asarray(radius, dtype="f4")[...]
        return self

    def set_colour(self, colour: Any) -> Self:
        """Replace the colour: one, or (N, 3 or 4) floats."""
        self.paint = colours.rgba(colour)
        return self

    def bounds(self) -> np.ndarray:
        """Return the corners (2, 3) of a box around the points."""
        return np.stack([self.points_in_space.min(axis=0), self.points_in_space.max(axis=0)])

    def body(self, eye: Eye) -> None:
        """Draw the marks, far ones first."""
        gpu, count = self.gpu, len(self.points_in_space)
        pointed = self.shape == "triangle"
        if gpu.get("count") != count:
            features = ("TRIANGLE",) * pointed
            gpu["count"], gpu["program"] = count, program(_VERTEX, _FRAGMENT, *features)
            gpu["data"] = eye.gl.buffer(reserve=32 * count, dynamic=True)
            gpu["corners"] = eye.gl.buffer(np.array([-1, -1, 1, -1, -1, 1, 1, 1], "f4").tobytes())
            layout = ("3f 4f 1f/i", "centre", "paint", "radius")
            content = [(gpu["corners"], "2f", "corner"), (gpu["data"], *layout)]
            gpu["shape"] = eye.gl.vertex_array(gpu["program"], content)
        data = np.empty((count, 8), dtype="f4")
        data[:, :3] = self.points_in_space
        data[:, 3:7] = colours.rgba(self.paint, count)
        data[:, 7] = self.radius * eye.frame.pixels_per_unit * eye.scale
        order = np.argsort(eye.nearness(self.points_in_space), kind="stable")
        gpu["data"].write(data[order])
        shader = gpu["program"]
        eye.write(shader, "matrix", eye.matrix)
        shader["half_screen"], shader["lift"] = eye.half, self.lift
        shader["reach"] = 2 * INRADIUS if pointed else 1.0
        shader["opacity"], shader["rim"], shader["haze"] = self.opacity, self.rim, (-1.0, self.haze)
        gpu["shape"].render(moderngl.TRIANGLE_STRIP, vertices=4, instances=count)
