r"""What Manim sets with LaTeX, on a machine that has none: one line that says so, and the two ways on.

`MathTex`, `Tex` and all that Manim builds on them (numbers, axes' labels, matrices, titles) run `latex` and
`dvisvgm`. Where both are installed, nothing here changes what they do.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from manim import BraceLabel, DecimalNumber, MathTable, Matrix, Mobject, NumberLine, Tex, TexTemplate
from manim.mobject.text import tex_mobject
from manim.utils import tex_file_writing

from ebviz.errors import BuildError, clipped

OUTSIDE_DIGEST = "it says that LaTeX is missing; of what LaTeX draws it changes nothing"
INSTALL = (  # all that Manim's own template asks for
    "brew install --cask mactex-no-gui"
    if sys.platform == "darwin"
    else "apt-get install texlive texlive-latex-extra dvisvgm"
)
_WAYS: tuple[tuple[type[Mobject], str], ...] = (  # what is being built, and how it is built without LaTeX
    (Matrix, r'tex(r"\begin{bmatrix} … \end{bmatrix}")'),
    (NumberLine, "label_constructor=tex (of axes: in axis_config)"),
    (DecimalNumber, "mob_class=tex"),
    (MathTable, "Table(…, element_to_mobject=tex)"),
    (BraceLabel, "label_constructor=tex"),
    (Tex, r'tex(r"…"), or Words("…") for text'),
    (Mobject, r'tex(r"…")'),
)
_MARK = re.compile(r"\\special\{dvisvgm:raw <[^>]*>\}")  # what Manim puts around each part


def to_svg(expression: str, environment: str | None = None, tex_template: TexTemplate | None = None) -> Path:
    """Set LaTeX as `manim.utils.tex_file_writing.tex_to_svg_file` does, whose arguments it takes.

    Raises `BuildError` if LaTeX or dvisvgm is not installed, naming what asked for it.
    """
    try:
        return tex_file_writing.tex_to_svg_file(expression, environment, tex_template)
    except FileNotFoundError as error:
        program = error.filename
        if program not in (*_compilers(tex_template), "dvisvgm"):
            raise
    asked = list(_built())
    way = next(way for kind, way in _WAYS if any(isinstance(one, kind) for one in asked))
    raise BuildError(
        f"{type(asked[0]).__name__} sets '{clipped(_MARK.sub('', expression))}' with LaTeX, and '{program}' is not "
        f"installed: install it ({INSTALL}), or use tex from ebviz.stage, which needs none: {way}"
    ) from None


def install() -> None:
    """Have Manim's LaTeX mobjects set by `to_svg`. Once per process is enough."""
    tex_mobject.tex_to_svg_file = to_svg


def _compilers(template: TexTemplate | None) -> list[str]:
    named = (template or tex_mobject.config["tex_template"]).tex_compiler
    return [named] if isinstance(named, str) else list(named)


def _built() -> Iterator[Mobject]:
    """Yield the mobjects that are being built right now, the outermost first."""
    frames: list[Any] = []
    frame = sys._getframe(1)
    while frame is not None:
        frames.append(frame)
        frame = frame.f_back  # type: ignore[assignment]
    seen: set[int] = set()
    for frame in reversed(frames):
        one = frame.f_locals.get("self")
        if isinstance(one, Mobject) and id(one) not in seen:
            seen.add(id(one))
            yield one
