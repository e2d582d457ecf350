"""A window into three dimensions: surfaces, curves, points, axes and labels that occlude one another correctly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import moderngl
import numpy as np

from ebviz.stage.gl.canvas import Box, Canvas
from ebviz.stage.gl.frame import Frame
from ebviz.stage.gl.layer import Layer
from ebviz.stage.gl.live import Live
from ebviz.stage.gl.view import CameraView, View


@dataclass(frozen=True, slots=True)
class Eye:
    """What a part needs to draw itself: the map from space to the screen, and the screen."""

    canvas: Canvas
    frame: Frame
    box: Box
    matrix: np.ndarray  # (4, 4), space to clip space
    rotation: np.ndarray  # (3, 3), last row towards the viewer
    viewer: np.ndarray  # (3,), where the viewer is
    scale: float  # how much the window has grown: labels and discs grow with it

    @property
    def gl(self) -> moderngl.Context:
        """The OpenGL context."""
        return self.canvas.gl

    @property
    def half(self) -> tuple[float, float]:
        """Half the frame's width and height in pixels."""
        return self.frame.width / 2, self.frame.height / 2

    def stroke(self, width: float) -> float:
        """Return a Manim stroke width in pixels."""
        return self.frame.stroke(width)

    def write(self, program: moderngl.Program, name: str, value: np.ndarray) -> None:
        """Set a matrix uniform; OpenGL expects column-major order."""
        uniform = program[name]
        assert isinstance(uniform, moderngl.Uniform)
        uniform.write(np.ascontiguousarray(value.T, dtype="f4").tobytes())

    def clip(self, points: np.ndarray) -> np.ndarray:
        """Return points (…, 3) in clip space, (…, 4)."""
        return points @ self.matrix[:, :3].T + self.matrix[:, 3]

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return points (…, 3) on the screen in pixels, (…, 2), column then row from the top left."""
        clip = self.clip(points)
        return (clip[..., :2] / clip[..., 3:] + 1) * np.array(self.half)

    def nearness(self, points: np.ndarray) -> np.ndarray:
        """Return how far towards the viewer points (…, 3) lie, in Manim units: (…)."""
        return points @ self.rotation[2]


class Part(Live):
    """A member of a `Space`. It overrides the phases it takes part in; by default each draws nothing."""

    is_solid = False  # whether `solid` draws anything

    def bounds(self) -> np.ndarray:
        """Return the corners (2, 3) of a box around everything drawn, for the depth range."""
        return np.zeros((0, 3))

    def backdrop(self, eye: Eye) -> None:
        """Draw what lies behind everything, without depth."""

    def solid(self, eye: Eye) -> None:
        """Draw surfaces, as if opaque."""

    def edges(self, eye: Eye) -> None:
        """Draw what smooths the surfaces' outlines; it leaves no depth."""

    def body(self, eye: Eye) -> None:
        """Draw lines and points, tested against the depth of the surfaces."""

    def overlay(self, eye: Eye) -> None:
        """Draw labels, over everything."""


class Space(Layer):
    """A 3-D layer: the `Part` objects added to it are drawn together, sharing depth.

    ``view`` says where it is seen from, in numbers that can be animated; ``Space(camera=scene.camera)`` follows
    a scene's own `ThreeDCamera` instead. The view's target, ``view.centre``, is drawn at the window's centre.
    """

    def __init__(
        self,
        *parts: Part,
        view: View | None = None,
        camera: Any = None,
        width: float | None = None,
        height: float | None = None,
    ) -> None:
        super().__init__(width, height)
        if view is None:  # an empty mobject is falsy, so "view or …" would drop it
            view = CameraView(camera).follow() if camera is not None else View()
        self.view = view
        self.add(self.view, *parts)

    def prepare(self) -> Space:
        """Copy the angles of the scene's camera, if this layer follows it."""
        if isinstance(self.view, CameraView):
            self.view.follow()
        return self

    def project(self, points: Any) -> np.ndarray:
        """Return where points (…, 3) of this space appear in the Manim frame: (…, 3), the last coordinate 0.

        A Cairo mobject placed there sits exactly on the point.
        """
        centre, growth = self.prepare().window()
        flat = self.view.project(points)
        flat[..., :2] = flat[..., :2] * growth + centre
        flat[..., 2] = 0.0
        return flat

    def parts(self) -> list[Part]:
        """Return the visible parts, in the order they were added."""
        return [part for part in self.get_family() if isinstance(part, Part) and part.opacity > 0]

    def eye(self, canvas: Canvas, frame: Frame) -> Eye:
        """Return the map from this space to the screen, for a frame."""
        centre, growth = self.window()
        rotation = self.view.rotation()
        corners = [part.bounds() for part in self.parts()]
        points = np.concatenate([c for c in corners if len(c)] or [np.zeros((1, 3))])
        low, high = points.min(axis=0), points.max(axis=0)
        reach = np.abs(rotation[2]) @ np.maximum(high - low, 1e-3) / 2 * 1.02 + 0.1
        middle = rotation[2] @ ((low + high) / 2 - self.view.centre)
        near = min(middle + reach, 0.98 * self.view.focal_distance)
        window = np.diag([growth[0], growth[1], 1.0, 1.0])
        window[:2, 3] = centre
        matrix = frame.matrix() @ window @ self.view.homogeneous(near, min(middle - reach, near - 1e-3))
        viewer = self.view.centre + self.view.focal_distance * rotation[2]
        return Eye(canvas, frame, frame.box(self.points), matrix, rotation, viewer, float(growth[1]))

    def draw(self, canvas: Canvas, frame: Frame) -> None:
        """Draw all parts: backdrop, surfaces, lines and points, labels."""
        eye = self.eye(canvas, frame)
        if self.opacity >= 1:
            self._draw(eye)
            return
        with canvas.group(self.opacity, eye.box):
            self._draw(eye)

    def _draw(self, eye: Eye) -> None:
        parts, gl = self.parts(), eye.gl
        eye.canvas.forget_depth(eye.box)
        gl.disable(moderngl.DEPTH_TEST)
        for part in parts:
            part.backdrop(eye)
        gl.enable(moderngl.DEPTH_TEST)
        gl.depth_func = "<="
        for part in parts:
            if part.opacity >= 1:
                part.solid(eye)
                eye.canvas.write_depth(False)
                part.edges(eye)
                eye.canvas.write_depth(True)
        self._veils(eye, [part for part in parts if part.opacity < 1 and part.is_solid])
        for part in parts:
            part.body(eye)
        gl.disable(moderngl.DEPTH_TEST)
        for part in parts:
            part.overlay(eye)

    def _veils(self, eye: Eye, veils: list[Part]) -> None:
        """Draw translucent surfaces: their depth, the lines behind them, then their nearest sheet over both."""
        if not veils:
            return
        eye.canvas.write_colour(False)
        for part in veils:
            part.solid(eye)
        eye.canvas.write_colour(True)
        eye.canvas.write_depth(False)
        eye.gl.depth_func = ">"
        for part in self.parts():
            part.body(eye)
        eye.gl.depth_func = "<="
        for part in veils:
            with eye.canvas.group(part.opacity, eye.box):
                part.solid(eye)
                part.edges(eye)
        eye.canvas.write_depth(True)
