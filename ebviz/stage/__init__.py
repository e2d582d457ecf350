"""The lectures' Manim building blocks; the only package that imports Manim.

Import it before any text is drawn: it points Pango and Typst at the project's own fonts.
"""

from ebviz.style import fonts

fonts.activate()

from ebviz.stage import typeset  # noqa: E402
from ebviz.stage.formula import Formula, Words  # noqa: E402
from ebviz.stage.scene import LectureScene  # noqa: E402

typeset.install()

__all__ = ["Formula", "LectureScene", "Words"]
