"""Surfaces, fields and clouds drawn by OpenGL, composited into Manim's Cairo frame."""

from ebviz.stage.gl.arrows import Arrows
from ebviz.stage.gl.axes import Axes3D
from ebviz.stage.gl.camera import MovingStageCamera, StageCamera, ThreeDStageCamera
from ebviz.stage.gl.curves import Curve, Rings
from ebviz.stage.gl.field import Field
from ebviz.stage.gl.labels import SpaceLabel
from ebviz.stage.gl.points import Points
from ebviz.stage.gl.space import Space
from ebviz.stage.gl.surface import Surface
from ebviz.stage.gl.view import View

__all__ = [
    "Arrows",
    "Axes3D",
    "Curve",
    "Field",
    "MovingStageCamera",
    "Points",
    "Rings",
    "Space",
    "SpaceLabel",
    "StageCamera",
    "Surface",
    "ThreeDStageCamera",
    "View",
]
