"""Lines of constant width on the screen, anti-aliased by coverage, mitred at joints, with round caps."""

from __future__ import annotations

import moderngl
import numpy as np

from ebviz.stage.gl.context import program
from ebviz.stage.gl.space import Eye

_VERTEX = """
in vec2 corner;              // x: 0 start, 1 end; y: -1 left, 1 right
in vec3 before, start, end, after;
in vec4 colour_start, colour_end;
uniform mat4 matrix;
uniform vec2 half_screen;    // pixels
uniform float half_width;    // pixels
uniform float lift;          // towards the viewer, in units of depth
noperspective out vec2 local;  // along and across the segment, pixels
noperspective out vec4 paint;
flat out float span;
flat out vec2 cap;

vec2 screen(vec4 p) { return p.xy / p.w * half_screen; }

void main() {
    vec4 clip_a = matrix * vec4(start, 1.0), clip_b = matrix * vec4(end, 1.0);
    vec2 a = screen(clip_a), b = screen(clip_b);
    vec2 along = b - a;
    span = length(along);
    along = span > 1e-4 ? along / span : vec2(1.0, 0.0);
    vec2 normal = vec2(-along.y, along.x);
    cap = vec2(before == start, after == end);
    bool first = corner.x < 0.5;
    float reach = half_width + 1.0;
    vec2 shift = normal * corner.y * reach;
    if ((first ? cap.x : cap.y) > 0.5) {
        shift += along * (first ? -reach : reach);
    } else {
        vec2 next = first ? a - screen(matrix * vec4(before, 1.0)) : screen(matrix * vec4(after, 1.0)) - b;
        float length_next = length(next);
        vec2 tangent = along + (length_next > 1e-3 ? next / length_next : along);
        float size = length(tangent);
        if (size > 0.7) {
            vec2 mitre = vec2(-tangent.y, tangent.x) / size;
            shift = mitre / max(dot(mitre, normal), 0.35) * corner.y * reach;
        }
    }
    vec2 place = (first ? a : b) + shift;
    local = vec2(dot(place - a, along), dot(place - a, normal));
    vec4 clip = first ? clip_a : clip_b;
    gl_Position = vec4(place / half_screen * clip.w, clip.z - lift * clip.w, clip.w);
    paint = first ? colour_start : colour_end;
}
"""
_FRAGMENT = """
noperspective in vec2 local;
noperspective in vec4 paint;
flat in float span;
flat in vec2 cap;
uniform float half_width;
uniform float opacity;
out vec4 colour;
void main() {
    float past = max(max(cap.x * -local.x, cap.y * (local.x - span)), 0.0);
    float cover = clamp(half_width + 0.5 - length(vec2(past, local.y)), 0.0, 1.0);
    float alpha = paint.a * opacity * cover;
    if (alpha < 0.004) discard;
    colour = vec4(paint.rgb * alpha, alpha);
}
"""


def joined(points: np.ndarray, closed: bool = False) -> np.ndarray:
    """Return a polyline (N, 3) as segments with their neighbours, (S, 4, 3): before, start, end, after.

    An end without a neighbour repeats itself.
    """
    if closed:
        points = points[:-1] if len(points) > 1 and np.array_equal(points[0], points[-1]) else points
        ring = np.concatenate([points[-1:], points, points[:2]])
    else:
        ring = np.concatenate([points[:1], points, points[-1:]])
    return np.stack([ring[:-3], ring[1:-2], ring[2:-1], ring[3:]], axis=1).astype("f4")


def loose(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return separate segments (S, 3), (S, 3) in the form `joined` gives: (S, 4, 3)."""
    return np.stack([starts, starts, ends, ends], axis=1).astype("f4")


class Strokes:
    """A set of segments on the GPU."""

    def __init__(self, gl: moderngl.Context) -> None:
        self.gl = gl
        self.program = program(_VERTEX, _FRAGMENT)
        self.corners = gl.buffer(np.array([0, -1, 0, 1, 1, -1, 1, 1], dtype="f4").tobytes())
        self.buffer = gl.buffer(reserve=80, dynamic=True)
        self.count = 0
        self._bind()

    def _bind(self) -> None:
        layout = ("3f 3f 3f 3f 4f 4f/i", "before", "start", "end", "after", "colour_start", "colour_end")
        self.shape = self.gl.vertex_array(
            self.program, [(self.corners, "2f", "corner"), (self.buffer, *layout)]
        )

    def set(self, segments: np.ndarray, colours: np.ndarray) -> None:
        """Replace the segments, (S, 4, 3), and the colours of their two ends, (S, 2, 4), not pre-multiplied."""
        self.count = len(segments)
        if not self.count:
            return
        colours = np.broadcast_to(colours, (self.count, 2, 4)).reshape(self.count, 8)
        data = np.concatenate([segments.reshape(self.count, 12), colours], axis=1).astype("f4", copy=False)
        if data.nbytes > self.buffer.size:
            self.buffer = self.gl.buffer(reserve=2 * data.nbytes, dynamic=True)
            self._bind()
        self.buffer.write(np.ascontiguousarray(data))

    def draw(self, eye: Eye, width: float, opacity: float = 1.0, lift: float = 0.0) -> None:
        """Draw all segments ``width`` wide (Manim stroke width); below one pixel they become fainter instead."""
        if not self.count:
            return
        pixels = eye.stroke(width)
        eye.write(self.program, "matrix", eye.matrix)
        self.program["half_screen"] = eye.half
        self.program["half_width"] = max(pixels, 1.0) / 2
        self.program["opacity"] = opacity * min(pixels, 1.0)
        self.program["lift"] = lift
        self.shape.render(moderngl.TRIANGLE_STRIP, vertices=4, instances=self.count)
