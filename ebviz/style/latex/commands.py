"""Commands with arguments: fractions, accents, fonts, big brackets, words, colours, parts."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from ebviz.errors import UsageError, clipped
from ebviz.style.latex import brackets, words
from ebviz.style.latex.atoms import Atom, Handler, Piece, Reader, Setting
from ebviz.style.latex.symbols import COLOURED, EMPTY, FUNCTIONS, SPACES, character, symbol
from ebviz.style.palette import colour

WRAPPED = {
    "tilde": "tilde({})",
    "widetilde": "tilde({})",
    "hat": "hat({})",
    "widehat": "hat({})",
    "check": "caron({})",
    "widecheck": "caron({})",
    "v": "caron({})",
    "bar": "macron({})",
    "vec": "arrow({})",
    "overrightarrow": "arrow({})",
    "overleftarrow": "arrow.l({})",
    "overleftrightarrow": "arrow.l.r({})",
    "dot": "dot({})",
    "ddot": "dot.double({})",
    "acute": "acute({})",
    "grave": "grave({})",
    "breve": "breve({})",
    "mathring": "circle({})",
    "overline": "overline({})",
    "underline": "underline({})",
    "mathbf": "upright(bold({}))",
    "boldsymbol": "bold({})",
    "bm": "bold({})",
    "pmb": "bold({})",
    "mathit": "italic({})",
    "mathsf": "sans({})",
    "mathtt": "mono({})",
    "mathcal": "cal({})",
    "mathscr": "scr({})",
    "mathfrak": "frak({})",
    "cancel": "cancel({})",
    "phantom": "phantom({})",
    "hphantom": "phantom({})",
    "sqrt": "sqrt({})",
    "mathop": "op({}, limits: #true)",
    "mathbin": 'class("binary", {})',
    "mathrel": 'class("relation", {})',
    "mathord": 'class("normal", {})',
    "mathinner": 'class("normal", {})',
    "mathopen": 'class("opening", {})',
    "mathclose": 'class("closing", {})',
    "mathpunct": 'class("punctuation", {})',
    "pmod": "quad (mod thick {})",
    "frac": "frac({}, {})",
    "cfrac": "display(frac({}, {}))",
    "dfrac": "display(frac({}, {}))",
    "tfrac": "inline(frac({}, {}))",
    "binom": "binom({}, {})",
    "dbinom": "display(binom({}, {}))",
    "tbinom": "inline(binom({}, {}))",
    "overset": "limits({1})^({0})",
    "stackrel": "limits({1})^({0})",
    "underset": "limits({1})_({0})",
}
_TALL = {
    "cfrac",
    "dfrac",
    "frac",
    "tfrac",
    "binom",
    "dbinom",
    "tbinom",
    "sqrt",
    "overset",
    "underset",
    "stackrel",
}
ARROWS = {
    "xrightarrow": "->",
    "xleftarrow": "<-",
    "xleftrightarrow": "<->",
    "xRightarrow": "=>",
    "xLeftarrow": "arrow.l.double",
    "xmapsto": "|->",
    "xhookrightarrow": "arrow.r.hook",
}
BRACES = {"underbrace": "_", "underbracket": "_", "overbrace": "^", "overbracket": "^"}
SWITCHES = {
    "displaystyle": "display({})",
    "textstyle": "inline({})",
    "scriptstyle": "script({})",
    "scriptscriptstyle": "sscript({})",
    "bf": "upright(bold({}))",
    "rm": "upright({})",
    "cal": "cal({})",
    "color": "",
}


def arguments(setting: Setting, atom: Atom) -> list[Any]:
    """Return the nodes of a command's arguments; None for one that was left out."""
    given = atom.node.nodeargd
    if given is None:  # it stands as another command's argument, which takes one item
        raise setting.refuse(atom, rf"expected braces around '\{atom.text}' and what it takes")
    return list(given.argnlist)


def wrapped(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    """Set a command by its pattern in `WRAPPED`."""
    pattern, nodes = WRAPPED[atom.text], arguments(setting, atom)
    if atom.text == "sqrt" and nodes[0] is not None:
        return Piece(f"root({setting.inner(nodes[0])}, {setting.inner(nodes[1])})", tall=True)
    text = pattern.format(*(setting.inner(node) for node in nodes[-pattern.count("{") :]))
    return Piece(
        text, tall=atom.text in _TALL, whole=text.endswith(")") and not text.startswith(("limits", "quad"))
    )


def stacked(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set lines on top of each other: ``\substack{i \\ j}``."""
    pieces = setting.pieces(setting.reader(arguments(setting, atom)[0]), table=True)
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.mark:
            lines.append([])
        else:
            lines[-1].append(piece)
    return Piece(" \\ ".join(setting.join(line) for line in lines), tall=True, whole=False)


def in_words(pieces: list[Piece]) -> list[Piece]:
    """Return pieces in which letters, digits and hyphens that stand together are one string."""
    parts: list[Piece] = []
    for piece in pieces:
        if piece.text != "-" and not (len(piece.text) == 1 and piece.text.isalnum()):
            parts.append(piece)
        elif parts and re.fullmatch(r'"[\w-]+"', parts[-1].text):
            parts[-1] = Piece(f'{parts[-1].text[:-1]}{piece.text}"')
        else:
            parts.append(Piece(f'"{piece.text}"'))
    return parts


def upright(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\mathrm{…}``: words, a single letter, or whatever else is set upright."""
    pieces = setting.inner_pieces(arguments(setting, atom)[0])
    parts = in_words(pieces)
    if len(parts) == 1 and len(pieces) > 1:
        word = parts[0].text[1:-1]
        return Piece(word if word in COLOURED else parts[0].text)
    in_letters = all(len(part.text) == 3 for part in parts if part.text.startswith('"'))
    return Piece(f"upright({setting.join(pieces if in_letters else parts) or EMPTY})")


def blackboard(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\mathbb{R}``, which Typst calls RR."""
    text = setting.inner(arguments(setting, atom)[0])
    return Piece(text * 2 if re.fullmatch("[A-Z]", text) else f"bb({text})")


def operator(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\operatorname{…}``; a star puts scripts below and above it."""
    star, node = arguments(setting, atom)
    parts = in_words(setting.inner_pieces(node))
    word = parts[0].text[1:-1] if len(parts) == 1 else ""
    if word in FUNCTIONS and star is None:
        return Piece(word)
    return Piece(f"op({setting.join(parts) or EMPTY}, limits: #{'false' if star is None else 'true'})")


def text(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set words: ``\text{if } …``."""
    return words.piece(setting, atom, arguments(setting, atom)[0])


def braced(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    """Set an underbrace or its like; the script that follows is its note."""
    return Piece(
        f"{atom.text}({setting.inner(arguments(setting, atom)[0])})", tall=True, annotated=BRACES[atom.text]
    )


def arrow(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    """Set an arrow as long as what is above and below it."""
    below, above = arguments(setting, atom)
    text = f"limits(stretch({ARROWS[atom.text]}, size: #(100% + 1em)))"
    if below is not None:
        text += f"_({setting.inner(below)})"
    return Piece(f"{text}^({setting.inner(above)})", tall=True, whole=False)


def negated(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\not=``: the sign that Unicode has for it."""
    found = reader.peek()
    if found is None:
        raise setting.source.refusal(reader.end, r"expected a sign after '\not', got the end")
    plain = {"=": "=", "<=": "≤", ">=": "≥", "~": "∼", "divides": "∣"}
    sign = character(found.text) if found.kind == "character" else symbol(found.text) or ""
    shown = unicodedata.normalize("NFC", plain.get(sign, sign) + "\u0338")
    if len(shown) != 1:
        raise setting.refuse(found, r"expected a sign that can be struck out after '\not'")
    reader.take()
    return Piece(shown)


def part(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\class{label}{…}``: a part that can be picked out by its label."""
    name, body = arguments(setting, atom)
    label = words.plain(setting, name)
    if not re.fullmatch(r"[A-Za-z_][\w-]*", label):
        raise setting.refuse(
            atom, rf"expected a label of letters, digits, '-' and '_' in '\class', got '{clipped(label)}'"
        )
    inside = setting.inner_pieces(body)
    shown = setting.join(inside)
    if setting.labelled:
        shown = f"{{{{ {shown or EMPTY} : {label} }}}}"
    return Piece(shown, tall=any(piece.tall for piece in inside), whole=False)


def painted(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\textcolor{violet}{…}``: a colour of its own, whatever the table says."""
    model, name, body = arguments(setting, atom)
    inside = setting.inner_pieces(body)
    return _painted(setting, atom, model, name, inside)


def _painted(setting: Setting, atom: Atom, model: Any, name: Any, inside: list[Piece]) -> Piece:
    named = words.plain(setting, name).strip()
    kind = None if model is None else words.plain(setting, model).strip("[] ")
    if kind == "HTML":
        named = f"#{named}"
    elif kind == "rgb":
        numbers = [part.strip() for part in named.split(",")]
        if len(numbers) != 3 or not all(re.fullmatch(r"0?\.\d+|[01](\.0*)?", part) for part in numbers):
            raise setting.refuse(atom, f"expected three numbers from 0 to 1, got '{clipped(named)}'")
        named = "#" + "".join(f"{round(255 * float(part)):02X}" for part in numbers)
    elif kind is not None:
        raise setting.refuse(atom, f"expected the colour model HTML or rgb, got '{clipped(kind)}'")
    try:
        hue = colour(named)
    except UsageError as error:
        raise setting.refuse(atom, str(error)) from None
    return Piece(
        f'text(fill: #rgb("{hue}"), {setting.join(inside) or EMPTY})',
        tall=any(piece.tall for piece in inside),
    )


def switched(setting: Setting, atom: Atom, rest: list[Piece]) -> Piece:
    r"""Set what follows a switch such as ``\displaystyle``, up to the end of its group or cell."""
    if atom.text == "color":
        model, name = arguments(setting, atom)
        return _painted(setting, atom, model, name, rest)
    return Piece(
        SWITCHES[atom.text].format(setting.join(rest) or EMPTY),
        tall=any(piece.tall for piece in rest),
        whole=False,
    )


def skip(setting: Setting, atom: Atom, reader: Reader) -> Piece:
    r"""Set ``\hspace{1em}``."""
    _, node = arguments(setting, atom)
    amount = words.plain(setting, node).strip()
    found = re.fullmatch(r"(-?\d*\.?\d+)\s*(em|ex|pt|mm|cm|in|mu)", amount)
    if found is None:
        raise setting.refuse(atom, f"expected a length such as 1em, got '{clipped(amount)}'")
    scale, unit = {"ex": (0.43, "em"), "mu": (1 / 18, "em")}.get(found[2], (1.0, found[2]))
    return Piece(f"#h({float(found[1]) * scale:g}{unit})")


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(WRAPPED, wrapped),
    **dict.fromkeys(ARROWS, arrow),
    **dict.fromkeys(BRACES, braced),
    **brackets.HANDLERS,
    **dict.fromkeys(words.FONTS, text),
    "substack": stacked,
    "mathrm": upright,
    **dict.fromkeys(("mathbb", "mathbbm", "mathds"), blackboard),
    "operatorname": operator,
    "not": negated,
    "class": part,
    "textcolor": painted,
    "hspace": skip,
}
assert not set(HANDLERS) & set(SPACES)
