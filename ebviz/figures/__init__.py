"""Slide figures, drawn by matplotlib from the studies' arrays; one module per lecture section.

What a figure of your own needs is here: ``from ebviz.figures import figure, plane, label``.
"""

from ebviz.figures.axes import colour_bar, energy_axes, plane, ticks
from ebviz.figures.base import SlideFigure, draw, figure, save
from ebviz.figures.diagram import Diagram
from ebviz.figures.label import label, label_near
from ebviz.figures.legend import legend
from ebviz.figures.marks import arrow, cross

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
    "ticks",
]
