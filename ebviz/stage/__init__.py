"""All that a lecture film says, in one import: ``from ebviz.stage import *``.

The words are ours, listed in `vocabulary`, and Manim's: its own names come along, and where both have one, such as
`Surface`, ours is meant. It points Pango and Typst at the project's own fonts, so import it before text is drawn.
"""

from inspect import ismodule as _ismodule
from typing import TYPE_CHECKING

from ebviz.style import fonts

fonts.activate()

import manim as _manim  # noqa: E402
from manim import *  # noqa: E402, F403

from ebviz.stage import latex, lettering, typeset  # noqa: E402
from ebviz.stage import vocabulary as _ours  # noqa: E402
from ebviz.stage.vocabulary import *  # type: ignore[assignment]  # noqa: E402, F403

typeset.install()
latex.install()
lettering.install()

if not TYPE_CHECKING:  # a type checker takes every name above
    _theirs = [
        name for name in dir(_manim) if not name.startswith("_") and not _ismodule(getattr(_manim, name))
    ]
    __all__ = sorted({*_ours.__all__, *_theirs})
