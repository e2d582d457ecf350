"""Our words of the stage: what `from ebviz.stage import *` adds to Manim's own names."""

from ebviz.stage.architecture import diagram
from ebviz.stage.bar import Bar
from ebviz.stage.baseline import baseline, beside, in_columns, on_line, stacked
from ebviz.stage.bubbles import Bubbles, Stamps
from ebviz.stage.counter import Counter, counters, step
from ebviz.stage.diagram import Diagram
from ebviz.stage.dial import Dial
from ebviz.stage.discs import Discs
from ebviz.stage.dot_grid import DotGrid
from ebviz.stage.dots import Dots
from ebviz.stage.drawn import Drawn
from ebviz.stage.flows import Flows
from ebviz.stage.formula import Formula, Words, tex
from ebviz.stage.gl import Arrows, Axes3D, Curve, Field, Points, Rings, Space, SpaceLabel, Surface, View
from ebviz.stage.gl.colours import rgba
from ebviz.stage.history import between, bind, follow, stand
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.lever import Lever
from ebviz.stage.links import Links
from ebviz.stage.map import Heat
from ebviz.stage.marks import Cloud, Trace, coloured_cloud
from ebviz.stage.morph import Carried, Morph
from ebviz.stage.motions import Fly, Grow, Travel, Turn, along, eased
from ebviz.stage.network import Network
from ebviz.stage.nodes import Mark, Node, Wire
from ebviz.stage.on_space import relief, space
from ebviz.stage.pictures import Pictures
from ebviz.stage.plots import Plane
from ebviz.stage.poster import block, link, poster
from ebviz.stage.ranking import Ranking
from ebviz.stage.regions import BODY, FRAME, SAFE, Region
from ebviz.stage.scene import LectureScene
from ebviz.stage.shares import Histogram
from ebviz.stage.spokes import Spokes
from ebviz.stage.titles import dim, emoji, recalled, title
from ebviz.stage.units import line, place, pt
from ebviz.stage.well import Well
from ebviz.stage.zoom import Zoom
from ebviz.style import ticks
from ebviz.style.colourmap import energy_scale, hexes, rgb
from ebviz.style.numbers import brief, rounded
from ebviz.style.palette import COLOURS, SYMBOLS, colour
from ebviz.style.regimes import Regime, hot_below, regime

__all__ = [
    "BODY",
    "COLOURS",
    "FRAME",
    "SAFE",
    "SYMBOLS",
    "Arrows",
    "Axes3D",
    "Bar",
    "Bubbles",
    "Carried",
    "Cloud",
    "ColourBar",
    "Counter",
    "Curve",
    "Diagram",
    "Dial",
    "Discs",
    "DotGrid",
    "Dots",
    "Drawn",
    "Field",
    "Flows",
    "Fly",
    "Formula",
    "Grow",
    "Heat",
    "Histogram",
    "LectureScene",
    "Legend",
    "Lever",
    "Links",
    "Mark",
    "Morph",
    "Network",
    "Node",
    "Pictures",
    "Plane",
    "Points",
    "Ranking",
    "Regime",
    "Region",
    "Rings",
    "Space",
    "SpaceLabel",
    "Spokes",
    "Stamps",
    "Surface",
    "Trace",
    "Travel",
    "Turn",
    "View",
    "Well",
    "Wire",
    "Words",
    "Zoom",
    "along",
    "baseline",
    "beside",
    "between",
    "bind",
    "block",
    "brief",
    "colour",
    "coloured_cloud",
    "counters",
    "diagram",
    "dim",
    "eased",
    "emoji",
    "energy_scale",
    "follow",
    "hexes",
    "hot_below",
    "in_columns",
    "line",
    "link",
    "on_line",
    "place",
    "poster",
    "pt",
    "recalled",
    "regime",
    "relief",
    "rgb",
    "rgba",
    "rounded",
    "space",
    "stacked",
    "stand",
    "step",
    "tex",
    "ticks",
    "title",
]
