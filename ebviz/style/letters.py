"""Letters as a font must draw them: in clusters, of which marks and joiners are a part."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Default_Ignorable_Code_Point beyond the category Cf, which it has nearly whole.
_UNSEEN = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}
_UNSEEN |= {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_SEEN = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
_SEEN |= {*range(0xFFF9, 0xFFFC), *range(0x13430, 0x13440), 0x1680}  # Cf or Zs, and yet they have a shape
_JOINER, _TONES = "\u200d", {chr(code) for code in range(0x1F3FB, 0x1F400)}
_MANY = 3  # letters that an error names


def drawn(letter: str) -> bool:
    """Does a letter leave ink, so that a font must have it?

    >>> drawn("自"), drawn(" "), drawn("\\u200b"), drawn("\\x07")
    (True, False, False, True)
    """
    code, kind = ord(letter), unicodedata.category(letter)
    if code in _SEEN:
        return True
    return not (kind in ("Cf", "Zs", "Zl", "Zp") or letter in "\t\n\r" or code in _UNSEEN)


def clusters(text: str) -> list[str]:
    """Split a text into what one font must draw: a letter with its marks, letters that are joined to one picture.

    >>> clusters("he\\u0301 n")
    ['h', 'e\u0301', ' ', 'n']
    """
    found: list[str] = []
    for letter in text:
        joined = found and (unicodedata.category(letter)[0] == "M" or letter in _TONES or letter == _JOINER)
        if found and (joined or found[-1].endswith(_JOINER)) and not found[-1].isspace():
            found[-1] += letter
        else:
            found.append(letter)
    return found


def missing(text: str, known: frozenset[str]) -> list[str]:
    """Return the clusters of a text that ``known`` letters cannot draw, each once, in their order."""
    if known.issuperset(text):
        return []
    return list(dict.fromkeys(part for part in clusters(text) if not has(known, part)))


def has(known: frozenset[str], cluster: str) -> bool:
    """Does a font that has the letters ``known`` have all that a cluster draws?"""
    return all(letter in known or not drawn(letter) for letter in cluster)


def named(letters: Iterable[str]) -> str:
    """Return letters for a message, each with its Unicode name.

    >>> named("β"), named("\\x07")
    ("'β' (GREEK SMALL LETTER BETA)", "'\\\\x07' (U+0007)")
    """
    all_ = list(dict.fromkeys(letter for cluster in letters for letter in cluster if drawn(letter)))
    words = [f"'{_shown(letter)}' ({_name(letter)})" for letter in all_[:_MANY]]
    return ", ".join(words) + (f" and {len(all_) - _MANY} more" if len(all_) > _MANY else "")


def _name(letter: str) -> str:
    return unicodedata.name(letter, f"U+{ord(letter):04X}")


def _shown(letter: str) -> str:
    if unicodedata.category(letter)[0] == "M":
        return f"◌{letter}"
    return letter if letter.isprintable() else ascii(letter)[1:-1]
