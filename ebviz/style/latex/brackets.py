r"""Brackets that have a size: ``\left( … \right)``, ``\big(`` and their like."""

from __future__ import annotations

from ebviz.errors import clipped
from ebviz.style.latex.atoms import Atom, Handler, Piece, Reader, Setting
from ebviz.style.latex.symbols import UNSTRETCHED, character, symbol

_SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
_CLASSES = {"l": "opening", "r": "closing", "m": "relation"}
_BRACKETS = "()[]|/<>."
_BARS = (r"\|", "‖", "without")


def delimiter(setting: Setting, atom: Atom, reader: Reader) -> str:
    r"""Read the bracket behind ``\left``, ``\big`` and their like; empty for a full stop, which is none."""
    found = reader.peek()
    if found is None:
        raise setting.source.refusal(reader.end, rf"expected a bracket after '\{atom.text}', got the end")
    if found.kind == "character" and found.text in _BRACKETS:
        reader.take()
        return {".": "", "<": "⟨", ">": "⟩"}.get(found.text, character(found.text))
    if found.kind == "character" and found.text == "||":
        raise setting.refuse(found, r"expected one bracket, got two; a double bar is '\|'")
    name = symbol(found.text) if found.kind == "command" else None
    if name is not None and (name in UNSTRETCHED or name in _BARS or "arrow" in found.text):
        reader.take()
        return name
    got = "\\" + found.text if found.kind == "command" else found.text or "{"
    raise setting.refuse(found, rf"expected a bracket after '\{atom.text}', got '{clipped(got)}'")


def left(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\left( … \right)``: brackets as high as what they enclose."""
    opening = delimiter(setting, atom, reader)
    inside = setting.pieces(reader, lambda next_: next_.kind == "command" and next_.text == "right")
    closer = reader.take() if reader.peek() else None
    if closer is None:
        raise setting.refuse(atom, r"expected '\right' for this '\left' within the same cell")
    closing = delimiter(setting, closer, reader)
    ends = [UNSTRETCHED.get(end, end) or "#box()" for end in (opening, closing)]
    return Piece(f"lr({ends[0]} {setting.join(inside)} {ends[1]})", tall=any(piece.tall for piece in inside))


def middle(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\middle|``."""
    bracket = delimiter(setting, atom, reader)
    return Piece(f"mid({UNSTRETCHED.get(bracket, bracket)})")


def right(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Refuse a ``\right`` in another cell or group than its ``\left``."""
    raise setting.refuse(atom, r"'\right' ends nothing here: its '\left' is in another cell or group")


def big(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\big(``, ``\Bigl[`` and their like: a bracket of the given size."""
    size = _SIZES[atom.text.rstrip("lrm")]
    bracket = delimiter(setting, atom, reader)
    if not bracket:
        return Piece("")
    sized = f"lr(size: #{size}, {UNSTRETCHED.get(bracket, bracket)})"
    kind = _CLASSES.get(atom.text[-1], "normal")
    return Piece(f'class("{kind}", {sized})')


HANDLERS: dict[str, Handler] = {
    "left": left,
    "middle": middle,
    "right": right,
    **{f"{size}{side}": big for size in _SIZES for side in ("", *_CLASSES)},
}
