"""Glyphs and rules as Typst sets them, each on its line of text.

Manim would read Typst's SVG through svgelements, every use of a letter anew; that took most of the time in which a
scene with some formulas draws a single moment. What Typst writes beyond letters and rules, Manim still reads.
"""

from __future__ import annotations

import functools
from typing import Any, Self, cast
from xml.etree import ElementTree

import numpy as np
from manim import RIGHT, SVGMobject, VGroup, VMobject

from ebviz.stage.baseline import baseline
from ebviz.style.outlines import BeyondTypstError, Mark, commands, marks

CLOSE = 1e-4  # a line that ends this near to where it began is closed


class OnBaseline(SVGMobject):
    """A Typst mobject whose glyphs remember, from Typst's own layout, how high above its foot their baseline runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"use_svg_cache": False, **kwargs})  # copying takes longer than reading

    def generate_mobject(self) -> Self:
        """Read what Typst has set."""
        read: Any = ElementTree.parse(self.get_file_path())
        root: Any = self.modify_xml_tree(read).getroot()
        try:
            found = list(marks(root))
        except BeyondTypstError:
            return super().generate_mobject()
        groups = {"root": VGroup()}
        for mark in found:
            glyph = self._glyph(mark)
            if glyph is None:
                continue
            self.add(glyph)
            for name in ("root", *mark.groups):
                groups.setdefault(name, VGroup()).add(glyph)
        self.id_to_vgroup_dict = groups
        return self.flip(RIGHT)  # SVG's y points down

    def _glyph(self, mark: Mark) -> VMobject | None:
        """Return a glyph or a rule, or None if it has no ink, such as a space."""
        points = _curves(mark.d)
        if not len(points):
            return None
        glyph: Any = VMobject()
        glyph.points = np.zeros((len(points), 3))
        glyph.points[:, :2] = points @ mark.place[:, :2].T + mark.place[:, 2]
        glyph.set_style(
            fill_color=mark.fill[:7] or None,
            fill_opacity=_opacity(mark.fill),
            stroke_color=mark.stroke[:7] or None,
            stroke_opacity=_opacity(mark.stroke),
            stroke_width=mark.width,
        )
        low, high = glyph.points[:, 1].min(), glyph.points[:, 1].max()
        if mark.glyph and high > low:
            glyph.rises = float(high - mark.place[1, 2]) / float(high - low)
        own = cast(Any, self)
        if mark.width and own._preserve_svg_stroke_widths:  # the rule grows thicker as it grows longer
            glyph._typst_reference_size = max(glyph.width, glyph.height)
            glyph._typst_source_stroke_width = mark.width
            own._stroke_width_tracked_submobjects.append(glyph)
        return glyph

    @property
    def baseline(self) -> float:
        """The height of the line on which the text stands, in the frame's units."""
        return baseline(self)


def _opacity(hue: str) -> float | None:
    if not hue:
        return None
    return int(hue[7:], 16) / 255 if len(hue) > 7 else 1.0


@functools.lru_cache(maxsize=4096)
def _curves(d: str) -> np.ndarray:
    """Return a path as Manim has it: cubic curves one after another, points (4 n, 2)."""
    curves: list[np.ndarray] = []
    here = start = np.zeros(2)
    for letter, points in commands(d):
        if letter == "M":
            start = points[-1]
        elif letter == "C":
            curves += [here, *points]
        elif letter == "Q":
            control, end = points
            curves += [here, (here + 2 * control) / 3, (2 * control + end) / 3, end]
        elif letter == "L" or np.linalg.norm(here - start) > CLOSE:
            end = points[-1]
            curves += [here, (2 * here + end) / 3, (here + 2 * end) / 3, end]
        if letter != "Z" or np.linalg.norm(here - start) > CLOSE:
            here = points[-1]
    return np.reshape(curves, (-1, 2))
