"""What a film cannot offer one of Manim's scenes: someone at the screen, and what Manim itself has broken."""

from __future__ import annotations

import inspect
import os
from typing import Any, NoReturn

from manim import Scene, SpecialThreeDScene, __version__
from manim.renderer.cairo_renderer import CairoRenderer

from ebviz.errors import BuildError

COUNTED_APART = "who waited for somebody is named, and nothing found on the stack is run"


def refuse_what_manim_lacks(scene_class: type[Scene]) -> None:
    """Raise :class:`BuildError` for a `SpecialThreeDScene`, which asks for its renderer before it has one."""
    if issubclass(scene_class, SpecialThreeDScene):
        name = scene_class.__name__
        raise BuildError(f"{name}: SpecialThreeDScene does not work in Manim {__version__}; use ThreeDScene")


class Unattended(Scene):
    """A scene that says so in one line, with the place, when it is asked to wait for somebody."""

    def interactive_embed(self) -> None:
        """Raise :class:`BuildError`, unless Manim shows the scene in a window."""
        self._refuse() if self._writes() else super().interactive_embed()

    def embed(self) -> None:
        """Raise :class:`BuildError`, unless Manim shows the scene in a window."""
        self._refuse() if self._writes() else super().embed()

    def interact(self, *args: Any) -> None:
        """Raise :class:`BuildError`, unless Manim shows the scene in a window."""
        self._refuse() if self._writes() else super().interact(*args)

    def _writes(self) -> bool:
        return isinstance(self.renderer, CairoRenderer)

    def _refuse(self) -> NoReturn:
        asked, by = inspect.stack()[1:3]
        place = f"{os.path.relpath(by.filename)}, line {by.lineno}"
        raise BuildError(
            f"{place}: {asked.function} waits for someone at the screen, but nobody is there to ask"
        )
