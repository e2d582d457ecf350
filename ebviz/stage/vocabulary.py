"""Our words of the stage: what `from ebviz.stage import *` adds to Manim's own names."""

from ebviz.stage.architecture import diagram
from ebviz.stage.baseline import baseline, beside, on_line, stacked
from ebviz.stage.bubbles import Bubbles, Dots, Stamps
from ebviz.stage.counter import Counter, counters, step
from ebviz.stage.diagram import Diagram
from ebviz.stage.formula import Formula, Words, tex
from ebviz.stage.gl import Arrows, Axes3D, Curve, Field, Points, Rings, Space, SpaceLabel, Surface, View
from ebviz.stage.history import between, bind, follow
from ebviz.stage.keys import ColourBar, Legend
from ebviz.stage.map import Heat
from ebviz.stage.marks import Cloud, Trace, coloured_cloud
from ebviz.stage.motions import Drawn, Fly, Grow, Turn, along, eased
from ebviz.stage.nodes import Mark, Node, Wire
from ebviz.stage.on_space import relief
from ebviz.stage.pictures import Pictures
from ebviz.stage.plots import Plane
from ebviz.stage.regions import BODY, FRAME, SAFE, Region
from ebviz.stage.scene import LectureScene
from ebviz.stage.shares import Histogram
from ebviz.stage.titles import dim, emoji, recalled, title
from ebviz.stage.units import line, place, pt
from ebviz.style import ticks
from ebviz.style.palette import COLOURS, SYMBOLS, colour

__all__ = [
    "BODY",
    "COLOURS",
    "FRAME",
    "SAFE",
    "SYMBOLS",
    "Arrows",
    "Axes3D",
    "Bubbles",
    "Cloud",
    "ColourBar",
    "Counter",
    "Curve",
    "Diagram",
    "Dots",
    "Drawn",
    "Field",
    "Fly",
    "Formula",
    "Grow",
    "Heat",
    "Histogram",
    "LectureScene",
    "Legend",
    "Mark",
    "Node",
    "Pictures",
    "Plane",
    "Points",
    "Region",
    "Rings",
    "Space",
    "SpaceLabel",
    "Stamps",
    "Surface",
    "Trace",
    "Turn",
    "View",
    "Wire",
    "Words",
    "along",
    "baseline",
    "beside",
    "between",
    "bind",
    "colour",
    "coloured_cloud",
    "counters",
    "diagram",
    "dim",
    "eased",
    "emoji",
    "follow",
    "line",
    "on_line",
    "place",
    "pt",
    "recalled",
    "relief",
    "stacked",
    "step",
    "tex",
    "ticks",
    "title",
]
