"""Energy surfaces: smooth, coloured by energy, ringed by contours, with clean edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import moderngl
import numpy as np

from ebviz.errors import UsageError
from ebviz.stage.gl import colours
from ebviz.stage.gl.context import program
from ebviz.stage.gl.contours import nearest_level
from ebviz.stage.gl.edges import outline
from ebviz.stage.gl.space import Eye, Part
from ebviz.stage.gl.strokes import Strokes, loose

_VERTEX = """
in vec3 position, normal;
in float energy;
uniform mat4 matrix;
uniform mat3 rotation;
out vec3 v_normal;
out float v_energy;
void main() {
    gl_Position = matrix * vec4(position, 1.0);
    v_normal = rotation * normal;
    v_energy = energy;
}
"""
_FRAGMENT = """
in vec3 v_normal;
in float v_energy;
uniform sampler2D map;         // colour map, 1024 x 1
uniform sampler2D nearest;     // nearest contour level, 1024 x 1
uniform vec2 range;            // energies at the ends of the colour map
uniform vec2 level_range;
uniform float cap;             // nothing is drawn above this energy
uniform float ring_width;      // pixels, 0 for none
uniform vec4 ring;             // colour and strength of the rings
uniform vec3 light;
uniform float shading;
out vec4 colour;
void main() {
    if (v_energy > cap) discard;
    vec3 n = normalize(v_normal);
    float facing = dot(n.z < 0.0 ? -n : n, light);
    float shade = 1.0 + shading * (facing - 0.75);
    float share = (v_energy - range.x) / (range.y - range.x);
    vec3 paint = texture(map, vec2(share * (1023.0 / 1024.0) + 0.5 / 1024.0, 0.5)).rgb * shade;
    if (ring_width > 0.0) {
        float place = (v_energy - level_range.x) / (level_range.y - level_range.x);
        float level = texture(nearest, vec2(place, 0.5)).r;
        float pixels = abs(v_energy - level) / max(fwidth(v_energy), 1e-9);
        float cover = clamp(0.5 * ring_width + 0.5 - pixels, 0.0, 1.0);
        paint = mix(paint, ring.rgb, ring.a * cover);
    }
    colour = vec4(min(paint, vec3(1.0)), 1.0);
}
"""
_LIGHT = np.array([-0.35, 0.45, 0.82]) / np.linalg.norm([-0.35, 0.45, 0.82])


def normals(grid: np.ndarray) -> np.ndarray:
    """Return the unit normals (H, W, 3) of a surface given by its points (H, W, 3)."""
    across, along = np.gradient(grid, axis=1), np.gradient(grid, axis=0)
    normal = np.cross(across, along)
    return normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)


class Surface(Part):
    """A surface through a grid of points, coloured by an energy at each.

    Parameters
    ----------
    grid : points (H, W, 3) in Manim units, rows and columns of any smooth sheet (see `Axes3D.heights`).
    energy : (H, W), the colour: ``vmin`` cold, ``vmax`` and above hot.
    levels : energies at which contour rings are drawn.
    cap : nothing is drawn where the energy exceeds it; the rim follows that contour exactly.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "grid", "energy", "cap", "vmin", "vmax", "ring_width")

    def __init__(
        self,
        grid: Any,
        energy: Any,
        *,
        cmap: str = "coolwarm",
        vmin: float = 0.0,
        vmax: float = 1.0,
        levels: Sequence[float] = (),
        ring_width: float = 1.5,
        ring_colour: Any = "#000000",
        ring_strength: float = 0.55,
        cap: float = np.inf,
        shading: float = 0.45,
        edge_width: float = 1.2,
    ) -> None:
        super().__init__()
        self.cmap, self.vmin, self.vmax, self.cap = cmap, vmin, vmax, cap
        self.levels = tuple(sorted(float(level) for level in levels))
        self.ring_width, self.shading, self.edge_width = ring_width, shading, edge_width
        self.ring = np.array([*colours.rgba(ring_colour)[:3], ring_strength])
        self.set_grid(grid, energy)

    def set_grid(self, grid: Any, energy: Any) -> Self:
        """Replace all points (H, W, 3) and energies (H, W); the shape may change. Cheap enough for every frame."""
        grid, energy = np.asarray(grid, dtype="f4")[...], np.asarray(energy, dtype="f4")[...]
        if grid.ndim != 3 or grid.shape[-1] != 3 or energy.shape != grid.shape[:2] or min(energy.shape) < 2:
            raise UsageError(
                f"a surface takes points (H, W, 3) and energies (H, W), H and W from 2 up: got {grid.shape} "
                f"and {energy.shape}"
            )
        if not np.isfinite(grid).all() or np.isnan(energy).any():
            raise UsageError("a surface's points and energies must be finite: got NaN or infinity")
        self.grid, self.energy = grid, energy
        return self

    def bounds(self) -> np.ndarray:
        """Return the corners (2, 3) of a box around the surface."""
        flat = self.grid.reshape(-1, 3)
        return np.stack([flat.min(axis=0), flat.max(axis=0)])

    def _shade(self, eye: Eye, normal: np.ndarray) -> np.ndarray:
        """Return the shading of normals (…, 3), (…, 1): the fragment shader's formula."""
        seen = normal @ eye.rotation.T
        seen = np.where(seen[..., 2:] < 0, -seen, seen)
        return 1 + self.shading * (seen @ _LIGHT[:, None] - 0.75)

    def _mesh(self, eye: Eye) -> Any:
        """Bring the GPU's copy of the mesh up to date and return it."""
        gpu, (height, width) = self.gpu, self.energy.shape
        if gpu.get("shape") != (height, width):
            gpu["program"] = program(_VERTEX, _FRAGMENT)
            cell = (np.arange(height - 1)[:, None] * width + np.arange(width - 1)).reshape(-1, 1)
            index = (cell + [0, 1, width, width + 1, width, 1]).astype("i4")
            gpu["vertices"] = eye.gl.buffer(reserve=height * width * 28, dynamic=True)
            gpu["mesh"] = eye.gl.vertex_array(
                gpu["program"],
                [(gpu["vertices"], "3f 3f 1f", "position", "normal", "energy")],
                index_buffer=eye.gl.buffer(index.tobytes()),
            )
            gpu["shape"] = (height, width)
        if gpu.get("grid") is not self.grid or gpu.get("energy") is not self.energy:
            normal = normals(self.grid)
            gpu["normal"] = normal
            gpu["vertices"].write(
                np.concatenate([self.grid, normal, self.energy[..., None]], -1).astype("f4")
            )
            gpu["grid"], gpu["energy"] = self.grid, self.energy
        if gpu.get("levels") != self.levels:
            gpu["levels"] = self.levels
            gpu["nearest"], gpu["level_range"] = nearest_level(eye.gl, self.levels)
        return gpu["mesh"]

    def _faces(self, eye: Eye) -> None:
        mesh, shader = self._mesh(eye), self.gpu["program"]
        eye.write(shader, "matrix", eye.matrix)
        eye.write(shader, "rotation", eye.rotation)
        colours.texture(self.cmap).use(0)
        self.gpu["nearest"].use(1)
        shader["map"], shader["nearest"] = 0, 1
        shader["range"] = self.vmin, self.vmax
        shader["level_range"] = self.gpu["level_range"]
        shader["cap"] = min(self.cap, 3e38)
        shader["ring_width"] = eye.stroke(self.ring_width) if self.levels else 0.0
        shader["ring"] = tuple(self.ring)
        shader["light"] = tuple(_LIGHT)
        shader["shading"] = self.shading
        mesh.render(moderngl.TRIANGLES)

    def _edges(self, eye: Eye) -> None:
        """Draw the outline and the rim over the ragged edge of the triangles, in the surface's own colours."""
        gpu, normal = self.gpu, self.gpu["normal"]
        if "edges" not in gpu:
            gpu["edges"], gpu["rim"] = Strokes(eye.gl), Strokes(eye.gl)
        pairs = outline(eye.clip(self.grid), self.energy <= self.cap)  # (S, 2) indices
        paint = colours.mapped(self.energy.reshape(-1)[pairs], self.cmap, self.vmin, self.vmax)
        paint[..., :3] *= self._shade(eye, normal.reshape(-1, 3)[pairs])
        ends = self.grid.reshape(-1, 3)[pairs]
        gpu["edges"].set(loose(ends[:, 0], ends[:, 1]), np.clip(paint, 0, 1))
        gpu["edges"].draw(eye, self.edge_width, lift=2e-4)

    def solid(self, eye: Eye) -> None:
        """Draw the surface; a translucent one shows its nearest sheet only, laid over what is behind."""
        self._faces(eye)
        self._edges(eye)
