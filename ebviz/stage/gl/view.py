"""Where a 3-D layer is seen from: Manim's `ThreeDCamera` as numbers that can be animated.

With R = R_z(gamma) R_x(-phi) R_z(-theta - 90°) and q = R (p - centre), a point p lands at
q_xy · zoom · f / (f - q_z) for the focal distance f: what `ThreeDCamera.project_points` computes.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from manim import DEGREES

from ebviz.stage.gl.live import Live


def _about_z(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _about_x(angle: float) -> np.ndarray:
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


class View(Live):
    """A viewpoint: angles in radians, distances in Manim units; ``view.animate.turn(TAU)`` spins it."""

    LERP: ClassVar[tuple[str, ...]] = ("opacity", "phi", "theta", "gamma", "zoom", "focal_distance", "centre")

    def __init__(
        self,
        phi: float = 65 * DEGREES,
        theta: float = -60 * DEGREES,
        gamma: float = 0.0,
        zoom: float = 1.0,
        focal_distance: float = 20.0,
        centre: Any = (0.0, 0.0, 0.0),
    ) -> None:
        super().__init__()
        self.phi, self.theta, self.gamma = phi, theta, gamma
        self.zoom, self.focal_distance = zoom, focal_distance
        self.centre = np.asarray(centre, dtype=float)

    def look(self, **values: Any) -> Self:
        """Set any of phi, theta, gamma, zoom, focal_distance, centre."""
        for name, value in values.items():
            if name not in self.LERP:
                raise AttributeError(f"a view has no '{name}': expected {', '.join(self.LERP[1:])}")
            setattr(self, name, np.asarray(value, dtype=float) if name == "centre" else float(value))
        return self

    def turn(self, angle: float) -> Self:
        """Turn by ``angle`` radians about the vertical axis, counter-clockwise seen from above."""
        return self.look(theta=self.theta + angle)

    def rotation(self) -> np.ndarray:
        """Return R, shape (3, 3): its last row is the direction towards the viewer."""
        return _about_z(self.gamma) @ _about_x(-self.phi) @ _about_z(-self.theta - np.pi / 2)

    def project(self, points: Any) -> np.ndarray:
        """Project points (…, 3) onto the frame; the third coordinate is the distance towards the viewer."""
        points = np.asarray(points, dtype=float)
        turned = (points - self.centre) @ self.rotation().T
        depth = self.focal_distance - turned[..., 2:]
        factor = np.where(depth < 0, 1e6, self.focal_distance / np.where(depth == 0, 1e-9, depth))
        return np.concatenate([turned[..., :2] * factor * self.zoom, turned[..., 2:]], axis=-1)

    def homogeneous(self, near: float, far: float) -> np.ndarray:
        """Return that map as a matrix (4, 4) to (x w, y w, d w, w): depth d = -1 at ``near``, 1 at ``far``.

        ``near`` and ``far`` are coordinates towards the viewer, far < near < focal_distance.
        """
        w = np.array([0, 0, -1 / self.focal_distance, 1])
        w_near, w_far = 1 - near / self.focal_distance, 1 - far / self.focal_distance
        slope = (w_far + w_near) / (far - near)
        eye = np.zeros((4, 4))
        eye[:3, :3] = self.rotation()
        eye[:3, 3] = -eye[:3, :3] @ self.centre
        eye[3, 3] = 1
        lens = np.diag([self.zoom, self.zoom, 0.0, 0.0])
        lens[2] = [0, 0, slope, -w_near - slope * near]
        lens[3] = w
        return lens @ eye


class CameraView(View):
    """The view of a scene's own `ThreeDCamera`, followed as it moves."""

    LERP: ClassVar[tuple[str, ...]] = ("opacity",)

    def __init__(self, camera: Any) -> None:
        self.camera = camera
        super().__init__()

    def follow(self) -> Self:
        """Copy the camera's current angles, zoom, focal distance and centre."""
        camera = self.camera
        self.phi, self.theta, self.gamma = camera.get_phi(), camera.get_theta(), camera.get_gamma()
        self.zoom, self.focal_distance = camera.get_zoom(), camera.get_focal_distance()
        self.centre = np.array(camera.frame_center, dtype=float)
        return self
