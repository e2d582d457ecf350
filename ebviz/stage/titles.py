"""The writing around a slide's picture: its title, and where a recalled picture came from."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from manim import DL, UL, Mobject, SVGMobject, VGroup

from ebviz.errors import UsageError, nearest
from ebviz.stage.baseline import on_line
from ebviz.stage.formula import Words
from ebviz.stage.regions import SAFE
from ebviz.stage.units import place, pt
from ebviz.style import palette

DATA = ("../style/emoji/*.svg",)  # counted with the code
EMOJI = Path(palette.__file__).parent / "emoji"
BASELINE = SAFE.top - pt(30.0)  # of a title's first line


def text(line: str, *, size: float = 28.0, colour: str = "white", weight: str | None = None) -> Words:
    """One line of text in the house font, with formulas between dollar signs."""
    return Words(line, size=size, colour=colour, weight=weight)


def title(line: str, *, size: float = 44.0, sign: str = "") -> VGroup:
    """A slide's title, top left, followed by an emoji; all titles share one baseline, whatever their letters."""
    words = on_line(text(line, size=size), BASELINE, left=SAFE.left)
    if not sign:
        return VGroup(words)
    picture = emoji(sign, size=size)
    picture.move_to(place(words.get_right()[0] + pt(10.0), BASELINE - pt(4.0)), aligned_edge=DL)
    return VGroup(words, picture)


def emoji(name: str, *, size: float = 44.0) -> SVGMobject:
    """One of the lecture's emoji in full colour, as tall as letters of ``size``.

    ghost: latent; battery: energy; cold, warm, hot: temperature; horn: the data set; thermometer.
    """
    files = {path.stem: path for path in EMOJI.glob("*.svg")}
    if name not in files:
        raise UsageError(
            f"unknown emoji '{name}': expected one of {', '.join(sorted(files))}{nearest(name, files)}"
        )
    with TemporaryDirectory() as folder:  # manim writes a second file beside the one it reads
        copy = shutil.copy(files[name], folder)
        return SVGMobject(copy, height=pt(size * 0.78), use_svg_cache=False)


def recalled(lecture: str, *, size: float = 24.0) -> Words:
    """The small grey note that replaces the title of a recalled slide: "from the energy lecture"."""
    note = text(f"from the {lecture} lecture", size=size, colour="note")
    return note.move_to(place(SAFE.left, SAFE.top), aligned_edge=UL)


def dim(mobject: Mobject, opacity: float = 0.35) -> Mobject:
    """Return a dimmed copy, strokes and fills alike, of a picture that is recalled or out of focus."""
    copy = mobject.copy()
    for part in copy.family_members_with_points():
        part.set_stroke(opacity=part.get_stroke_opacity() * opacity, family=False)
        part.set_fill(opacity=part.get_fill_opacity() * opacity, family=False)
    return copy
