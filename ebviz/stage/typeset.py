"""Typst with the project's fonts only, behind Manim's own `Typst` and `MathTypst`.

Manim compiles with whatever fonts the machine has; here the fonts in the `typst` wheel and those shipped with ebviz
come first, so every machine draws the same letters (in 1 ms per formula, not 10); only a letter that they all lack is
lent by another font.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import svgelements
import typst
from manim import config
from manim.mobject.text import typst_mobject
from manim.utils.typst_file_writing import TYPST_COMPILATION_FONT_SIZE, TYPST_TEMPLATE

from ebviz.errors import BuildError
from ebviz.style import fonts
from ebviz.style.compiler import to_svg as compiled
from ebviz.style.notation import preamble as names

TEXT = f'#set text(font: "{fonts.FAMILY}", weight: "light")'


def to_svg(
    typst_code: str,
    preamble: str = "",
    text_size: float = TYPST_COMPILATION_FONT_SIZE,
    font_paths: Any = None,
) -> Path:
    """Compile Typst source to an SVG file in Manim's `tex_dir` and return its path.

    Stands in for `manim.utils.typst_file_writing.typst_to_svg_file` and takes the same arguments;
    ``font_paths`` is ignored. Raises `BuildError` in Typst's own words when the source does not compile, and for a
    letter that no font has.
    """
    before = f"{TEXT}\n{names()}\n{preamble}"
    head = TYPST_TEMPLATE.partition("\n{body}")[0].format(text_size=text_size, preamble=before)
    folder = config.get_dir("tex_dir")
    assert folder is not None
    name = hashlib.sha256(f"{head}\n{typst_code}".encode()).hexdigest()[:24]
    target = folder / f"{name}.svg"
    if not target.exists():
        try:
            svg = compiled(head, typst_code)
        except typst.TypstError as error:
            raise BuildError(f"Typst cannot set '{typst_code.strip()}': {error.message}") from error
        folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}")
        partial.write_text(svg, encoding="utf-8")
        partial.replace(target)
    return target


def install() -> None:
    """Make Manim's Typst mobjects compile through `to_svg`, and copying glyphs cheap. Once per process is enough.

    Every glyph keeps the SVG path that its points were made from; since nothing changes it, copies share it.
    Copying it with each animation took most of the time in a scene that moves much text.
    """
    typst_mobject.typst_to_svg_file = to_svg
    svgelements.Path.__deepcopy__ = lambda path, _: path
