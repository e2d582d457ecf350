"""Where a scene's text is: for the test that nothing leaves the frame or overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from manim import Mobject, Typst, VMobject
from manim.mobject.text.text_mobject import MarkupText, Text

from ebviz.stage.units import FRAME_HEIGHT, FRAME_WIDTH

VISIBLE = 0.05  # opacity above which a text counts


class TextPath(VMobject):
    """A text drawn as one path, such as a tick's number; ``source`` is what it reads."""

    source = ""
    rises = 0.0  # how high above its lower edge its baseline is, as a share of its height


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text's bounding box, in the frame's units, at one moment of the film."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: TextBox, gap: float = 0.0) -> bool:
        """Tell whether two boxes come closer than ``gap``."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > -gap and along > -gap

    def inside(self, margin: float) -> bool:
        """Tell whether the box keeps ``margin`` units from every edge of the frame."""
        return (
            max(-self.left, self.right) <= FRAME_WIDTH / 2 - margin
            and max(-self.bottom, self.top) <= FRAME_HEIGHT / 2 - margin
        )


def text_boxes(mobjects: Iterable[Mobject]) -> list[TextBox]:
    """Return the boxes of every visible formula, title, label and number in ``mobjects``."""
    boxes = []
    for text in _texts(mobjects):
        glyphs = [g for g in text.family_members_with_points() if _visible(g)]
        if glyphs:
            points = np.concatenate([g.points for g in glyphs])
            low, high = points.min(axis=0), points.max(axis=0)
            name = getattr(text, "source", getattr(text, "text", ""))
            boxes.append(TextBox(str(name), float(low[0]), float(low[1]), float(high[0]), float(high[1])))
    return boxes


def faults(boxes: Iterable[TextBox], *, margin: float = 0.15, gap: float = 0.0) -> list[str]:
    """Return one line for each text that leaves the frame's margin and each pair that overlaps."""
    boxes = list(boxes)
    outside = [f"'{box.text}' leaves the frame" for box in boxes if not box.inside(margin)]
    pairs = combinations(boxes, 2)
    return outside + [f"'{a.text}' overlaps '{b.text}'" for a, b in pairs if a.overlaps(b, gap)]


def edges(picture: np.ndarray, width: int, *, ink: int = 60) -> list[str]:
    """Return the edges of a frame (H, W, 3) that anything is drawn nearer to than ``width`` pixels.

    Drawn is what differs from the paper, the colour of the corner, by more than ``ink`` of 255.
    """
    picture = np.asarray(picture, int)
    drawn = np.abs(picture - picture[0, 0]).max(axis=-1) > ink
    strips = {
        "left": drawn[:, :width],
        "right": drawn[:, -width:],
        "top": drawn[:width],
        "bottom": drawn[-width:],
    }
    return [name for name, strip in strips.items() if strip.any()]


def _texts(mobjects: Iterable[Mobject]) -> Iterator[Mobject]:
    for mobject in mobjects:
        if isinstance(mobject, (Typst, Text, MarkupText, TextPath)):
            yield mobject
        else:
            yield from _texts(mobject.submobjects)


def _visible(glyph: Any) -> bool:
    stroke = glyph.get_stroke_opacity() if glyph.get_stroke_width() > 0 else 0.0
    return bool(max(glyph.get_fill_opacity(), stroke) > VISIBLE)
