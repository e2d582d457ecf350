"""Surfaces, fields and clouds drawn by OpenGL, composited into Manim's Cairo frame."""

from ebviz.stage.gl.camera import MovingStageCamera, StageCamera, ThreeDStageCamera
from ebviz.stage.gl.space import Space
from ebviz.stage.gl.surface import Surface
from ebviz.stage.gl.view import View

__all__ = ["MovingStageCamera", "Space", "StageCamera", "Surface", "ThreeDStageCamera", "View"]
