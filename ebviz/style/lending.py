"""Letters that the house's fonts lack, lent by other fonts: those that come with matplotlib, then this machine's.

The house's fonts come first wherever they have a letter, so pictures without foreign letters are the same on every
machine. Whatever else was drawn with is noted, so that it counts and can be told; a letter that no font here has is
refused: nothing is ever drawn as a box.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ebviz.errors import BuildError, nearest
from ebviz.style import fonts
from ebviz.style.faces import (
    Face,
    comes_with_matplotlib,
    faces_in,
    nearest_face,
    of_this_machine,
    plain,
)
from ebviz.style.letters import has, missing, named

GENERIC = {
    **dict.fromkeys(("", "sans", "sans-serif"), fonts.FAMILY),
    "serif": "DejaVu Serif",
    **dict.fromkeys(("mono", "monospace"), "DejaVu Sans Mono"),
}
"""The families that general names stand for: those that every installation has."""
LENDERS = {"DejaVu Sans Mono": ("DejaVu Sans Mono",), "DejaVu Serif": ("DejaVu Serif",)}
"""Who lends first to a font, before all others: the like to the like."""
LAST_RESORTS = ("lastresort", "blank", "unifont", "tofu")
"""Parts of names of fonts that draw no letters, or only coarse ones."""


@dataclass(slots=True, eq=False)
class Loans:
    """What fonts other than the house's were drawn with: letters by the face that lent them, and faces asked for."""

    letters: dict[Face, dict[str, None]] = field(default_factory=dict)
    asked: dict[Face, None] = field(default_factory=dict)

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 of each font file."""
        paths = sorted({face.path for face in (*self.letters, *self.asked)})
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    def families(self) -> dict[str, str]:
        """Return the fonts for the record in a picture: each family with the digests of its files."""
        digests = self.digests()
        found: dict[str, set[str]] = {}
        for face in (*self.letters, *self.asked):
            found.setdefault(face.family, set()).add(digests[str(face.path)])
        return {family: ",".join(sorted(of_files)) for family, of_files in sorted(found.items())}

    def remarks(self) -> list[str]:
        """Return in words which letters another font has lent, one line a family."""
        lent: dict[tuple[str, str], dict[str, None]] = {}
        for face, letters in self.letters.items():
            lent.setdefault((face.family, _whose(face)), {}).update(letters)
        return [
            f"letters not in {fonts.FAMILY} are drawn in {family}, {whose}: {''.join(letters)}"
            for (family, whose), letters in lent.items()
        ]


_listening: list[Loans] = []


@contextmanager
def lending(loans: Loans | None = None) -> Iterator[Loans]:
    """Collect what is lent within the block, beside what ``loans`` holds already."""
    loans = loans or Loans()
    _listening.append(loans)
    try:
        yield loans
    finally:
        _listening.remove(loans)


def lend_again(loans: Loans) -> None:
    """Count what was lent before: for a drawing that is used once more."""
    for face in loans.asked:
        _note(face, None)
    for face, letters in loans.letters.items():
        _note(face, letters)


def asked(
    families: Sequence[str], weight: int = 400, italic: bool = False, also: Sequence[Path] = ()
) -> list[Face]:
    """Return the faces that a scene or figure asks for by the names of families; the first counts from then on.

    As in a style sheet, names beyond the first are for machines that lack it, and for letters that it lacks. ``also``
    are font files that the scene has brought along.

    Raises
    ------
    BuildError
        There is none of them: names the nearest.
    """
    names = [GENERIC.get(family.strip().lower(), family.strip()) for family in families]
    found = [face for name in names if (face := _find(name, weight, italic, also))]
    if not found:
        raise BuildError(f"there is no font '{names[0]}' on this machine{nearest(names[0], known())}")
    _note(found[0], None)
    return found


def there_is(family: str) -> bool:
    """Is there a font of this name?"""
    return _find(family) is not None


def _find(family: str, weight: int = 400, italic: bool = False, also: Sequence[Path] = ()) -> Face | None:
    for shelf in _files(also):
        found = [face for path in shelf for face in faces_in(path) if face.is_called(family)]
        if found:
            return nearest_face(found, weight, italic)
    return None


def siblings(face: Face) -> list[Face]:
    """Return the regular, bold and italic faces of a family: those that markup may turn to."""
    beside = [
        other for path in _beside(face.path) for other in faces_in(path) if other.is_called(face.family)
    ]
    found = {nearest_face(beside, weight, italic): None for weight in (400, 700) for italic in (False, True)}
    for other in found:
        _note(other, None)
    return list(found)


def _beside(path: Path) -> Sequence[Path]:
    return next((shelf for shelf in _files() if path in shelf), (path,))


def _files(also: Sequence[Path] = ()) -> Iterator[Sequence[Path]]:
    """Yield the font files in the order of trust; this machine's are looked for only if the others do not do."""
    yield _house()
    yield also
    yield comes_with_matplotlib()
    yield of_this_machine()


def lent(parts: Iterable[str], given: Sequence[Face], weight: int = 400, italic: bool = False) -> list[Face]:
    """Return other faces that have the letters of ``parts``, clusters that one face should draw.

    Parameters
    ----------
    given : the faces that lack them, the first of which others should be like. weight, italic : as in `faces.Face`.

    Raises
    ------
    BuildError
        No font here has one of the letters: names it.
    """
    left, found = list(dict.fromkeys(parts)), []
    for shelf in _shelves(given[0].family, weight, italic):
        while left and shelf:
            face = max(shelf, key=lambda face: sum(has(face.letters, part) for part in left))
            taken = [part for part in left if has(face.letters, part)]
            if not taken:
                break
            _note(face, taken)
            found.append(face)
            left = [part for part in left if part not in taken]
    known = frozenset().union(*(face.letters for face in (*given, *found)))
    apart = [letter for part in left for letter in part if not has(known, letter)]
    if any(len(part) > 1 for part in left):  # no face has a letter with its marks: then each by itself
        return [*found, *(lent(apart, given, weight, italic) if apart else ())]
    if apart:
        raise BuildError(f"no font on this machine draws {named(apart)}; install one that does")
    return found


def together(text: str, faces: Sequence[Face], weight: int = 400, italic: bool = False) -> list[Face]:
    """Return the faces that draw a text, those given first; more are lent where they lack a letter."""
    left = lacking(text, faces)
    return [*faces, *(lent(left, faces, weight, italic) if left else ())]


def lacking(text: str, faces: Sequence[Face]) -> list[str]:
    """Return the clusters of a text that none of the faces can draw; those beyond the first count where they do."""
    left = []
    for part in missing(text, faces[0].letters):
        helper = next((face for face in faces[1:] if has(face.letters, part)), None)
        if helper is None:
            left.append(part)
        else:
            _note(helper, None)
    return left


def _note(face: Face, letters: Iterable[str] | None) -> None:
    if face.path in _house():
        return
    for loans in _listening:
        if letters is None:
            loans.asked[face] = None
        else:
            loans.letters.setdefault(face, {}).update(dict.fromkeys(letters))


def _shelves(like: str, weight: int, italic: bool) -> Iterator[list[Face]]:
    """Yield faces to lend from, in the order of trust; each family with the face that is wanted."""
    ours = [face for path in comes_with_matplotlib() for face in faces_in(path)]
    for family in (*LENDERS.get(like, ()), fonts.FAMILY, "DejaVu Sans", "STIXGeneral"):
        faces = [face for path in _house() for face in faces_in(path)] if family == fonts.FAMILY else ours
        yield [nearest_face([face for face in faces if face.is_called(family)], weight, italic)]
    families: dict[str, list[Face]] = {}
    for path in of_this_machine():
        for face in faces_in(path):
            families.setdefault(face.family, []).append(face)
    names = sorted(families, key=lambda name: (_is_last_resort(name), "sans" not in name.lower(), name))
    yield [nearest_face(families[name], weight, italic) for name in names]


def _house() -> tuple[Path, ...]:
    return tuple(fonts.FILES.values())


def _is_last_resort(family: str) -> bool:
    return any(part in plain(family) for part in LAST_RESORTS)


def _whose(face: Face) -> str:
    if face.path in comes_with_matplotlib():
        return "which comes with matplotlib"
    return "a font of this machine"


@functools.cache
def known() -> tuple[str, ...]:
    """Return the names of all families that can be asked for."""
    faces = (face for shelf in _files() for path in shelf for face in faces_in(path))
    return tuple(sorted({name for face in faces for name in face.families}))
