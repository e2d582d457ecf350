"""The words of a slide figure: what `from ebviz.plot import *` brings.

They are ours, and those of matplotlib's names that figures use.
"""

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.colorbar import Colorbar
from matplotlib.colors import BoundaryNorm, ListedColormap, Normalize, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Rectangle

from ebviz.diagrams import shapes
from ebviz.plot.axes import Rect, colour_bar, energy_axes, extent, name_axes, number, plane, ticks
from ebviz.plot.base import SlideFigure, draw, figure, save
from ebviz.plot.basin import Basin
from ebviz.plot.blocks import Blocks, alone, arrow_along, canvas, outlined, side_by_side
from ebviz.plot.bubbles import discs, stamps
from ebviz.plot.diagram import Diagram
from ebviz.plot.emoji import emoji
from ebviz.plot.formula import tex
from ebviz.plot.heat import data, heat, model, plain_bar
from ebviz.plot.label import Label, label, label_near, labels
from ebviz.plot.legend import Style, legend
from ebviz.plot.marks import arrow, cross
from ebviz.plot.network import Network
from ebviz.plot.on_map import ARROWS, arrows, bare, pointer, travel
from ebviz.plot.relief import Grid
from ebviz.plot.sheet import sheet
from ebviz.plot.space import Space, View
from ebviz.plot.surface import surface
from ebviz.plot.thumbnail import square
from ebviz.study.run import Run
from ebviz.style.colourmap import bright, energy_scale, hexes, rgb
from ebviz.style.numbers import brief, rounded
from ebviz.style.regimes import Regime, hot_below, regime
from ebviz.style.themes import Theme

__all__ = [
    "ARROWS",
    "Axes",
    "AxesImage",
    "Basin",
    "Blocks",
    "BoundaryNorm",
    "Circle",
    "Colorbar",
    "Diagram",
    "FancyBboxPatch",
    "Figure",
    "Grid",
    "Label",
    "LineCollection",
    "ListedColormap",
    "Network",
    "Normalize",
    "PatchCollection",
    "PathPatch",
    "PolyCollection",
    "Rect",
    "Rectangle",
    "Regime",
    "Run",
    "ScalarMappable",
    "SlideFigure",
    "Space",
    "Style",
    "Theme",
    "View",
    "alone",
    "arrow",
    "arrow_along",
    "arrows",
    "bare",
    "brief",
    "bright",
    "canvas",
    "colour_bar",
    "cross",
    "data",
    "discs",
    "draw",
    "emoji",
    "energy_axes",
    "energy_scale",
    "extent",
    "figure",
    "heat",
    "hexes",
    "hot_below",
    "label",
    "label_near",
    "labels",
    "legend",
    "model",
    "name_axes",
    "number",
    "outlined",
    "plain_bar",
    "plane",
    "pointer",
    "regime",
    "rgb",
    "rounded",
    "save",
    "shapes",
    "sheet",
    "side_by_side",
    "square",
    "stamps",
    "surface",
    "tex",
    "ticks",
    "to_rgb",
    "to_rgba",
    "travel",
]
