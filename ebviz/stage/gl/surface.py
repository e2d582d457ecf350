"""Energy surfaces: smooth, coloured by energy, with contour rings and clean edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import moderngl
import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.stage.gl.context import program
from ebviz.stage.gl.contours import level_lines, nearest_level
from ebviz.stage.gl.mesh import outline, triangles
from ebviz.stage.gl.space import Eye, Part
from ebviz.stage.gl.strokes import Strokes, joined, loose
from ebviz.style.looks import RING, SHADING

_VERTEX = """
in vec3 position, normal;
in float energy;
uniform mat4 matrix;
uniform mat3 rotation;
uniform vec3 light;
uniform float shading;
uniform vec2 scale;            // place in the colour map = energy * x + y
uniform vec2 count;            // levels counted from 0 = energy * x + y
noperspective out vec3 mixed;  // light, place in the map, energy in levels; cells are too small for perspective
void main() {
    gl_Position = matrix * vec4(position, 1.0);
    mixed = vec3(shading * dot(rotation * normal, light), energy * scale.x + scale.y, energy * count.x + count.y);
}
"""
_FRAGMENT = """
noperspective in vec3 mixed;
uniform sampler2D map;         // colour map, 1024 x 1
uniform float ambient;         // brightness of what the light only grazes
uniform float cap;             // nothing is drawn above this energy in levels
uniform float last;            // number of the last level
uniform sampler2D nearest;     // nearest contour level, 2048 x 1
uniform vec2 table;            // place in it = energy * x + y
uniform float ring_width;      // half of it, pixels
uniform float density;         // 4 / distance of the closest levels
uniform vec4 ring;             // colour and strength of the rings
out vec4 colour;
void main() {
#if defined CAP || defined EVEN || defined UNEVEN
    float energy = mixed.z;
#endif
#ifdef CAP
    if (energy > cap) discard;
#endif
    vec3 paint = texture(map, vec2(mixed.y, 0.5)).rgb * (ambient + abs(mixed.x));  // both sides are lit alike
#if defined EVEN || defined UNEVEN
#ifdef EVEN
    float level = clamp(floor(energy + 0.5), 0.0, last);
#else
    float level = texture(nearest, vec2(energy * table.x + table.y, 0.5)).r;
#endif
    float slope = max(fwidth(energy), 1e-9), pixels = abs(energy - level) / slope;
    float apart = clamp(2.0 - slope * density, 0.0, 1.0);  // seen edge-on, rings would run together
    paint = mix(paint, ring.rgb, ring.a * apart * clamp(ring_width + 0.5 - pixels, 0.0, 1.0));
#endif
    colour = vec4(paint, 1.0);
}
"""
_LIGHT = np.array([-0.35, 0.45, 0.82]) / np.linalg.norm([-0.35, 0.45, 0.82])


def normals(grid: np.ndarray) -> np.ndarray:
    """Return the unit normals (H, W, 3) of a surface given as points (H, W, 3)."""
    normal = np.cross(np.gradient(grid, axis=1), np.gradient(grid, axis=0))
    return normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)


class Surface(Part):
    """A surface through a grid of points, coloured by the energy at each.

    Parameters
    ----------
    grid : points (H, W, 3) in Manim units, the rows and columns of any smooth sheet (see `Axes3D.heights`).
    energy : (H, W), gives the colour: ``vmin`` cold, ``vmax`` and above hot.
    cmap : what is shown, "energy" or "x", or a colour map's name.
    levels : energies at which contour rings are drawn, ``ring_width`` wide (Manim stroke width).
    cap : nothing is drawn where the energy exceeds it; the rim follows that contour.
    shading : how much brighter what faces the light is than what it only grazes; 0 for not at all, 0.12 at most,
        since colour is energy.
    """

    LERP: ClassVar[tuple[str, ...]] = (
        "opacity",
        "grid",
        "energy",
        "box",
        "cap",
        "vmin",
        "vmax",
        "ring_width",
    )
    is_solid = True

    def __init__(
        self,
        grid: Any,
        energy: Any,
        *,
        cmap: str = "energy",
        vmin: float = 0.0,
        vmax: float = 1.0,
        levels: Sequence[float] = (),
        ring_width: float = 1.5,
        ring_colour: Any = "#000000",
        ring_strength: float = RING,
        cap: float = np.inf,
        shading: float = SHADING,
        edge_width: float = 1.2,
    ) -> None:
        super().__init__()
        if not 0 <= shading <= SHADING:
            raise UsageError(
                f"a surface's shading: expected 0 to {SHADING}, since colour is energy, got {shading:g}"
            )
        self.cmap, self.vmin, self.vmax, self.cap = cmap, vmin, vmax, cap
        self.levels = tuple(sorted(float(level) for level in levels))
        self.ring_width, self.shading, self.edge_width = ring_width, shading, edge_width
        self.ring = np.array([*colours.rgba(ring_colour)[:3], ring_strength])
        self.set_grid(grid, energy)

    def set_grid(self, grid: Any, energy: Any) -> Self:
        """Replace all points (H, W, 3) and energies (H, W), in every frame if need be; the shape may change."""
        grid, energy = np.asarray(grid, dtype="f4")[...], np.asarray(energy, dtype="f4")[...]
        if grid.ndim != 3 or grid.shape[-1] != 3 or energy.shape != grid.shape[:2] or min(energy.shape) < 2:
            raise UsageError(
                "expected points (H, W, 3) and energies (H, W), H and W at least 2, "
                f"got {grid.shape} and {energy.shape}"
            )
        if not np.isfinite(grid).all() or np.isnan(energy).any():
            raise UsageError("a surface's points and energies: expected finite numbers, got NaN or infinity")
        self.grid, self.energy = grid, energy
        flat = grid.reshape(-1, 3).T  # column by column, minima are ten times faster
        self.box = np.array([[column.min() for column in flat], [column.max() for column in flat]])
        return self

    def set_cap(self, cap: float) -> Self:
        """Change the energy above which the surface is cut off."""
        self.cap = float(cap)
        return self

    def bounds(self) -> np.ndarray:
        """Return the corners (2, 3) of a box around the surface."""
        return self.box

    def _mesh(self, eye: Eye) -> moderngl.VertexArray:
        """Bring the GPU's copy of the mesh up to date; return it with a shader that does only what is needed."""
        gpu, (height, width) = self.gpu, self.energy.shape
        changed = gpu.get("grid") is not self.grid or gpu.get("energy") is not self.energy
        if gpu.get("shape") != (height, width):
            gpu.clear()
            gpu["shape"] = (height, width)
            gpu["vertices"] = eye.gl.buffer(reserve=height * width * 28, dynamic=True)
            gpu["index"] = eye.gl.buffer(reserve=(height - 1) * (width - 1) * 24, dynamic=True)
        if changed:
            gpu["grid"], gpu["energy"], gpu["normal"] = self.grid, self.energy, normals(self.grid)
            vertices = np.concatenate([self.grid, gpu["normal"], self.energy[..., None]], axis=-1)
            gpu["vertices"].write(vertices.astype("f4"))
        first, right, down = self.grid[[0, 0, -1], [0, -1, 0]] @ eye.rotation[2]
        order = (self.cap, bool(down > first), bool(right > first))
        if changed or gpu.get("order") != order:
            index = triangles(self.energy <= self.cap, *order[1:])
            if len(index):
                gpu["index"].write(index)
            gpu["count"], gpu["order"] = index.size, order
        if self._spacing() is None and gpu.get("levels") != self.levels:
            gpu["levels"] = self.levels
            gpu["nearest"], gpu["table"] = nearest_level(eye.gl, self.levels)
        rings = ("UNEVEN" if self._spacing() is None else "EVEN",) * bool(self.levels)
        features = rings + ("CAP",) * bool(np.isfinite(self.cap))
        if features not in gpu:
            layout = (gpu["vertices"], "3f 3f 1f", "position", "normal", "energy")
            gpu[features] = eye.gl.vertex_array(
                program(_VERTEX, _FRAGMENT, *features), [layout], index_buffer=gpu["index"]
            )
        return gpu[features]

    def _spacing(self) -> tuple[float, float] | None:
        """Return (a, b) such that a · energy + b counts the levels from 0; None if they are not evenly spaced."""
        if len(self.levels) < 2:
            return 1.0, -self.levels[0] if self.levels else 0.0
        steps = np.diff(self.levels)
        if steps.min() <= 0 or np.ptp(steps) > 1e-6 * steps.max():
            return None
        return 1 / steps.mean(), -self.levels[0] / steps.mean()

    def solid(self, eye: Eye) -> None:
        """Draw the triangles."""
        mesh = self._mesh(eye)
        shader = mesh.program
        if not self.gpu["count"]:
            return
        eye.write(shader, "matrix", eye.matrix)
        eye.write(shader, "rotation", eye.rotation)
        colours.texture(self.cmap).use(0)
        shader["map"], shader["scale"] = 0, colours.placing(self.vmin, self.vmax)
        shader["light"], shader["shading"] = tuple(_LIGHT), self.shading
        shader["ambient"] = 1 - self.shading / 2
        count = self._spacing() or (1.0, 0.0)
        if "count" in shader:  # absent when neither rings nor cap are drawn
            shader["count"] = count
        if self.levels:
            shader["ring_width"], shader["ring"] = eye.stroke(self.ring_width) / 2, tuple(self.ring)
            closest = min(np.diff(self.levels), default=0.1 * (self.vmax - self.vmin))
            shader["density"] = 4 / (closest * count[0])
            if self._spacing():
                shader["last"] = len(self.levels) - 1
            else:
                self.gpu["nearest"].use(1)
                shader["nearest"], shader["table"] = 1, self.gpu["table"]
        if np.isfinite(self.cap):
            shader["cap"] = self.cap * count[0] + count[1]
        with eye.canvas.opaque():
            mesh.render(moderngl.TRIANGLES, vertices=self.gpu["count"])

    def edges(self, eye: Eye) -> None:
        """Draw the outline and the rim over the triangles' ragged edges, in the surface's own colours."""
        gpu, normal = self.gpu, self.gpu["normal"]
        if "edges" not in gpu:
            gpu["edges"], gpu["rim"] = Strokes(eye.gl), Strokes(eye.gl)
        pairs = outline(eye.clip(self.grid), self.energy <= self.cap)  # (S, 2)
        paint = colours.mapped(self.energy.reshape(-1)[pairs], self.cmap, self.vmin, self.vmax)
        paint[..., :3] *= self._shade(eye, normal.reshape(-1, 3)[pairs])
        ends = self.grid.reshape(-1, 3)[pairs]
        gpu["edges"].set(loose(ends[:, 0], ends[:, 1]), np.clip(paint, 0, 1))
        gpu["edges"].draw(eye, self.edge_width, lift=2e-4)
        segments, paint = self._rim(eye)
        gpu["rim"].set(segments, paint)
        gpu["rim"].draw(eye, self.edge_width, lift=2e-4)

    def _shade(self, eye: Eye, normal: np.ndarray) -> np.ndarray:
        """Return the brightness (…, 1) where the surface has normals (…, 3), by the fragment shader's formula."""
        return 1 + self.shading * (np.abs(normal @ (_LIGHT @ eye.rotation)[:, None]) - 0.5)

    def _rim(self, eye: Eye) -> tuple[np.ndarray, np.ndarray]:
        """Return the line along which the cap cuts the surface: segments (S, 4, 3), colours (S, 2, 4)."""
        gpu = self.gpu
        if gpu.get("rim_of") is not self.energy or gpu.get("rim_at") != self.cap:
            sheet = np.concatenate([self.grid, gpu["normal"]], axis=-1)
            gpu["rims"] = level_lines(sheet, self.energy, self.cap) if np.isfinite(self.cap) else []
            gpu["rim_of"], gpu["rim_at"] = self.energy, self.cap
        segments, paint = [np.zeros((0, 4, 3), "f4")], [np.zeros((0, 2, 4))]
        for line in gpu["rims"]:
            segments.append(joined(line[:, :3], closed=bool(np.array_equal(line[0], line[-1]))))
            colour = np.tile(colours.mapped(self.cap, self.cmap, self.vmin, self.vmax), (len(line), 1))
            colour[:, :3] = np.clip(colour[:, :3] * self._shade(eye, line[:, 3:]), 0, 1)
            paint.append(np.stack([colour[:-1], colour[1:]], axis=1))
        return np.concatenate(segments), np.concatenate(paint)
