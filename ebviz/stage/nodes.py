"""The parts of a diagram: labelled shapes, arrows that end on their outlines, marks above them."""

from __future__ import annotations

from typing import Literal, TypeVar

import numpy as np
from manim import VGroup, VMobject

from ebviz.diagrams import shapes
from ebviz.stage.baseline import on_line
from ebviz.stage.marks import Trace, flat
from ebviz.stage.units import pt
from ebviz.style.palette import colour as resolve

T = TypeVar("T", bound=VMobject)


class Node(VGroup):
    """One shape with its label: the parts are `outline` and `label`; `edge` says where an arrow ends."""

    def __init__(self, outline: VMobject, label: VMobject, name: str, hue: str) -> None:
        super().__init__(outline, label)
        self.name, self.outline, self.label, self.hue = name, outline, label, hue

    @property
    def centre(self) -> np.ndarray:
        """The middle of the outline, (3,)."""
        return np.asarray(self.outline.get_center())

    def edge(self, towards: np.ndarray) -> np.ndarray:
        """Return the point (3,) where the ray from the centre along ``towards`` (3,) leaves the outline.

        The centre itself if the ray meets no outline, as between the contacts of a switch.
        """
        curves = self.outline.points.reshape(-1, 4, 3)
        t = np.linspace(0, 1, 17)[:, None, None]
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        rim = np.sum([w * curves[None, :, k] for k, w in enumerate(weights)], axis=0).swapaxes(
            0, 1
        )  # (S, 17, 3)
        a, b = rim[:, :-1].reshape(-1, 3) - self.centre, rim[:, 1:].reshape(-1, 3) - self.centre
        d = np.asarray(towards, float) / np.linalg.norm(towards)
        side_a, side_b = a[:, 0] * d[1] - a[:, 1] * d[0], b[:, 0] * d[1] - b[:, 1] * d[0]
        crossing = (side_a * side_b <= 0) & (side_a != side_b)
        share = side_a[crossing] / (side_a[crossing] - side_b[crossing])
        reach = ((a[crossing] + share[:, None] * (b - a)[crossing]) @ d).max(initial=0.0)
        return self.centre + reach * d


class Wire(VGroup):
    """A connection along places (N, 3): a `line` and, at its end, a filled `head`."""

    def __init__(
        self,
        places: np.ndarray,
        *,
        colour: str = "arrow",
        scale: float = 1.0,
        dashed: bool = False,
        head: bool = True,
    ) -> None:
        places = np.asarray(places, float)
        tip, along = places[-1].copy(), places[-1] - places[-2]
        if head:
            places = places.copy()
            places[-1] -= along / np.linalg.norm(along) * pt(shapes.ARROW_HEAD) * 0.7 * scale
        self.line = Trace(
            places, colour, width=shapes.ARROW * scale, dash=(5.0 * scale, 4.0 * scale) if dashed else None
        )
        super().__init__(self.line)
        self.head = VMobject()
        if head:
            outline = shapes.arrow_head((0.0, 0.0), (along[0], along[1]))
            self.head.set_points(flat(outline) * pt(1.0) * scale + tip)
            self.head.set_fill(resolve(colour), 1.0).set_stroke(width=0)
            self.add(self.head)

    def carry(self, text: T, where: Literal["start", "end"] = "start", *, gap: float = 16.0) -> T:
        """Set a text over this connection's last stretch, from where that begins or up to where it ends; return it.

        ``gap`` is the distance from there in slide points; a text that knows its baseline stands on it.
        """
        points, along = self.line.points, self.line.points[-1] - self.line.points[-2]
        off = np.abs(np.cross(points - points[-1], along / np.linalg.norm(along))[:, 2]) > 1e-6
        begin, tip = points[np.flatnonzero(off)[-1] + 1 if off.any() else 0], points[-1]
        level = float(max(begin[1], tip[1])) + pt(gap)
        left = (begin[0] <= tip[0]) == (where == "start")
        end = float((begin if where == "start" else tip)[0]) + (pt(gap) if left else -pt(gap))
        return on_line(text, level, left=end) if left else on_line(text, level, right=end)


class Mark(VMobject):
    """A sketch of a latent's domain, or of its image under the decoder; `walk` says where one z is."""

    def __init__(self, outline: np.ndarray, *, loop: bool) -> None:
        super().__init__()
        self.loop = loop
        self.set_points(flat(outline))

    def walk(self, share: float) -> np.ndarray:
        """Return the position (3,) of z = 2 pi ``share``: along the segment, or round the ellipse."""
        if not self.loop:
            return self.points[0] + share * (self.points[-1] - self.points[0])
        angle, centre = 2 * np.pi * share, self.get_center()
        right, up = self.points[0] - centre, self.points[4] - centre
        return np.asarray(centre + np.cos(angle) * right + np.sin(angle) * up)
