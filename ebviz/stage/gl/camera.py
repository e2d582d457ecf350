"""Manim's Cairo cameras, taught to draw OpenGL layers in order with the Cairo mobjects."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Camera, Mobject, MovingCamera, MultiCamera, ThreeDCamera

from ebviz.stage.gl.canvas import canvas
from ebviz.stage.gl.frame import Frame
from ebviz.stage.gl.layer import Layer


class DrawsLayers:
    """Mix-in, ahead of a Manim camera, that composites runs of `Layer` mobjects into the frame.

    A run of layers takes the rows it covers from Cairo's frame, draws on them, and puts them back; the rest of
    the frame is never touched, nor converted to floating point.
    """

    def type_or_raise(self, mobject: Mobject) -> Any:
        """Return the mobject's key in Manim's table of display functions; layers have their own."""
        kind = super().type_or_raise(mobject)  # type: ignore[misc]
        self.display_funcs[Layer] = self.display_layers  # type: ignore[attr-defined]
        return Layer if isinstance(mobject, Layer) else kind

    def display_layers(self, layers: list[Layer], pixels: np.ndarray) -> None:
        """Draw visible layers, first to last, over ``pixels`` (H, W, 4)."""
        frame = Frame.of(self)
        shown = [(layer, frame.box(layer.points)) for layer in layers if layer.opacity > 0]
        shown = [(layer, box) for layer, box in shown if box[2] > 0 and box[3] > 0]
        if not shown:
            return
        rows = slice(min(box[1] for _, box in shown), max(box[1] + box[3] for _, box in shown))
        target = canvas(frame)
        target.load(None if shown[0][0].covers(frame) else pixels, rows)
        for layer, box in shown:
            target.clip(box)
            layer.prepare().draw(target, frame)
        target.clip((0, 0, frame.width, frame.height))
        target.save(pixels, rows)


class StageCamera(DrawsLayers, Camera):
    """The ordinary 2-D camera; 3-D happens inside layers, each with its own view, and nothing else moves."""


class MovingStageCamera(DrawsLayers, MovingCamera):
    """The 2-D camera whose frame can move and zoom."""


class ThreeDStageCamera(DrawsLayers, ThreeDCamera):
    """The 3-D camera, for scenes whose Cairo mobjects turn together with a layer that follows it."""


class MultiStageCamera(DrawsLayers, MultiCamera):
    """The camera of a `ZoomedScene`: what it shows enlarged has its layers too."""

    def add_image_mobject_from_camera(self, image_mobject_from_camera: Any) -> None:
        """Show what another camera sees, which draws layers from now on."""
        other = image_mobject_from_camera.camera
        other.__class__ = drawing_layers(type(other))
        super().add_image_mobject_from_camera(image_mobject_from_camera)


def drawing_layers(camera: type[Camera]) -> type[Camera]:
    """Return the layer-drawing version of a camera class: the stage's own, or one derived from it."""
    if issubclass(camera, DrawsLayers):
        return camera
    known = {
        Camera: StageCamera,
        MovingCamera: MovingStageCamera,
        ThreeDCamera: ThreeDStageCamera,
        MultiCamera: MultiStageCamera,
    }
    return known.get(camera) or type(camera.__name__, (DrawsLayers, camera), {})
