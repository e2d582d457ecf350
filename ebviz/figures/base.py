"""Where 0.1.0 kept the declaration of a figure. It lives in :mod:`ebviz.plot`."""

from ebviz.plot.base import SlideFigure, draw, figure, save

__all__ = ["SlideFigure", "draw", "figure", "save"]
