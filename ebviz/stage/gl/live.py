"""Mobjects defined by numbers rather than outlines, which Manim's animations can still interpolate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Self

import numpy as np
from manim import Mobject
from manim.utils.paths import straight_path

_STRAIGHT = straight_path()


class Resources(dict[Any, Any]):
    """What a part keeps on the GPU; a copy of the part starts with none of it."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Resources:
        return Resources()


def mix(start: Any, end: Any, alpha: float) -> Any:
    """Interpolate two numbers or arrays; whatever cannot be mixed switches over when the animation ends."""
    if start is end or isinstance(start, (str, bool)) or start is None or end is None:
        return end if alpha >= 1 or start is end else start
    if np.shape(start) != np.shape(end):
        return end if alpha >= 1 else start
    if alpha in (0, 1):
        return end if alpha else start
    return start + (end - start) * float(alpha)  # Manim's float64 would turn arrays float64


class Live(Mobject):
    """A mobject drawn from the attributes named in `LERP`; it animates, fades and copies like any mobject.

    Arrays are shared between copies and never written in place: replace them through their setters.
    """

    LERP: ClassVar[tuple[str, ...]] = ("opacity",)

    def __init__(self) -> None:
        self.opacity = 1.0
        self.gpu = Resources()
        super().__init__()

    def family_members_with_points(self) -> list[Mobject]:
        """Return the whole family: animations skip members without points, and these have none."""
        return self.get_family()

    def interpolate(
        self,
        mobject1: Mobject,
        mobject2: Mobject,
        alpha: float,
        path_func: Callable[..., Any] = _STRAIGHT,
    ) -> Self:
        """Set every attribute in `LERP`, and the points, between those of two copies of this object."""
        if len(self.points):
            self.points = path_func(mobject1.points, mobject2.points, alpha)
        for name in self.LERP:
            setattr(self, name, mix(getattr(mobject1, name), getattr(mobject2, name), alpha))
        return self

    def __deepcopy__(self, clone_from_id: dict[int, Any]) -> Self:
        for name, value in self.__dict__.items():
            if isinstance(value, np.ndarray) and name != "points":
                clone_from_id[id(value)] = value
        return super().__deepcopy__(clone_from_id)

    def set_opacity(self, opacity: float) -> Self:
        """Make this object ``opacity`` opaque, from 0 (gone) to 1."""
        self.opacity = float(opacity)
        return self

    def get_opacity(self) -> float:
        """Return the opacity, from 0 to 1."""
        return self.opacity

    def fade(self, darkness: float = 0.5, family: bool = True) -> Self:
        """Take away a share ``darkness`` of the opacity, once for the whole object (for `FadeIn`, `FadeOut`)."""
        return self.set_opacity(self.opacity * (1 - darkness))
