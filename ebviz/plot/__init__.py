"""Building blocks for slide figures, which matplotlib draws from the studies' arrays.

Everything a figure of your own needs is here: ``from ebviz.plot import figure, plane, label``.
"""

from ebviz.plot.axes import colour_bar, energy_axes, plane, ticks
from ebviz.plot.base import SlideFigure, draw, figure, save
from ebviz.plot.diagram import Diagram
from ebviz.plot.formula import tex
from ebviz.plot.label import label, label_near
from ebviz.plot.legend import legend
from ebviz.plot.marks import arrow, cross

__all__ = [
    "Diagram",
    "SlideFigure",
    "arrow",
    "colour_bar",
    "cross",
    "draw",
    "energy_axes",
    "figure",
    "label",
    "label_near",
    "legend",
    "plane",
    "save",
    "tex",
    "ticks",
]
