"""Typst with the project's fonts, so that every machine sets the same letters; others only for what these lack.

Typst draws a box for a letter that no font has and does not say so: the boxes are looked for in what it has drawn.
"""

from __future__ import annotations

import atexit
import functools
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ebviz.errors import BuildError
from ebviz.style import fonts, lending
from ebviz.style.faces import Face, letters_in
from ebviz.style.letters import missing

if TYPE_CHECKING:
    import typst

NOBODY_S = "\U0010fffd"  # a letter that no font has
MATHS = "New Computer Modern Math"
_GLYPH = re.compile(r'<symbol [^>]*>\s*<path d="([^"]+)"')
_UNKNOWN = re.compile(r"unknown font family: (.+)")
_CODE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


@functools.cache
def compiler(files: tuple[Path, ...] = ()) -> typst.Compiler:
    """Return a compiler that knows the fonts in the `typst` wheel, ours and ``files`` (1 ms per formula)."""
    import typst

    return typst.Compiler(font_paths=_fonts(files))


def _fonts(files: tuple[Path, ...]) -> typst.Fonts:
    import typst

    folders = [str(fonts.FOLDER)]
    if files:  # Typst takes whole folders only
        folder = tempfile.mkdtemp(prefix="ebviz-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for number, path in enumerate(files):
            Path(folder, f"{number}{path.suffix}").symlink_to(path)
        folders.append(folder)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def to_svg(head: str, body: str, mark: str = "") -> str:
    """Compile Typst source and return the SVG.

    Parameters
    ----------
    head : what comes before the body: settings and definitions. body : what is to be seen.
    mark : set directly in front of the body.

    Raises
    ------
    typst.TypstError : the source does not compile.
    BuildError : no font here has one of the letters, or there is no font that the source asks for.
    """
    svg, unknown = _compile(f"{head}\n{mark}{body}")
    boxes = _boxes(svg)
    lacking = [part for part in _foreign(body) if _is_box(part) or (boxes and _is_box(f"${part}$"))]
    if not unknown and not boxes and not lacking:
        return svg
    faces = [face for family in unknown for one in lending.asked([family]) for face in lending.siblings(one)]
    if lacking:
        faces += lending.lent(lacking, lending.asked([fonts.FAMILY]))
    files = tuple(sorted({face.path for face in faces}))
    svg, _ = _compile(f"{head}\n{_turning_to(faces)}\n{mark}{body}", files)
    if not faces or _boxes(svg):
        raise BuildError(f"no font here has all letters of '{body.strip()}'")
    return svg


def _compile(source: str, files: tuple[Path, ...] = ()) -> tuple[str, list[str]]:
    """Return the SVG, and the families that were asked for in vain."""
    svg, warnings = compiler(files).compile_with_warnings(input=source.encode(), format="svg")
    assert isinstance(svg, bytes)
    unknown = [found[1] for warning in warnings if (found := _UNKNOWN.match(warning.message))]
    return svg.decode(), unknown


def _turning_to(faces: Sequence[Face]) -> str:
    """Return settings by which Typst takes from other faces what its own lack."""
    names = "".join(f', "{family}"' for family in dict.fromkeys(face.family for face in faces))
    return "\n".join(
        f'{rule}set text(font: ("{first}"{names}))'
        for rule, first in (("#", fonts.FAMILY), ("#show math.equation: ", MATHS))
    )


def _foreign(body: str) -> list[str]:
    """Return the clusters of a source that the house's font may lack."""
    if body.isascii() and "\\u{" not in body:
        return []
    text = _CODE.sub(lambda code: chr(int(code[1], 16)), body)
    house = letters_in(fonts.FILES["regular"])
    return [part for part in missing(text, house) if not part.isascii()]


@functools.cache
def _is_box(source: str) -> bool:
    return _boxes(_compile(f'#set text(font: "{fonts.FAMILY}")\n{source}')[0])


def _boxes(svg: str) -> bool:
    """Does a drawing contain a box that stands for a letter?"""
    known = _box_shapes()
    return any(
        _alike(numbers, box)
        for commands, numbers in map(_shape, _GLYPH.findall(svg))
        for box in known.get(commands, ())
    )


@functools.cache
def _box_shapes() -> dict[str, list[list[float]]]:
    """Return the shapes that the fonts have for letters they lack."""
    kinds = {(font.family, font.weight, font.style.lower()) for font in _fonts(()).fonts()}
    texts = "".join(
        f'#text(font: "{family}", weight: {weight}, style: "{style}", fallback: false)[{NOBODY_S}]'
        for family, weight, style in sorted(kinds)
    )
    source = f"#set page(width: auto, height: auto)\n#set text(size: 100pt)\n{texts} ${NOBODY_S}$"
    shapes: dict[str, list[list[float]]] = {}
    for path in set(_GLYPH.findall(_compile(source)[0])):
        commands, numbers = _shape(path)
        shapes.setdefault(commands, []).append(numbers)
    return shapes


def _shape(path: str) -> tuple[str, list[float]]:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    return re.sub(r"[^A-Za-z]", "", path), numbers


def _alike(one: Iterable[float], other: Sequence[float]) -> bool:
    """Are two lists of numbers the same but for a common factor?"""
    numbers = list(one)
    largest = max(range(len(other)), key=lambda i: abs(other[i]))
    scale = numbers[largest] / other[largest]
    return all(
        abs(a - scale * b) <= 0.02 * abs(scale * other[largest]) for a, b in zip(numbers, other, strict=True)
    )
