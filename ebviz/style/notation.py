r"""Lecture notation as Typst mathematics, with every symbol in its colour from the palette.

`coloured("F_beta (y)")` wraps each symbol that `palette.SYMBOLS` knows in Typst's `text(fill: …, …)`. Styling
leaves the layout alone: glyphs are exactly where they are in the uncoloured formula. Rules beyond the table:

* an accent or prime belongs to its letter: `tilde(y)` violet, `y'` green, `check(z)` (`caron`) blue;
* a script that is not a symbol itself takes the letter's colour: `y_1`, `E_23`, `y^((n))`;
* the subscript of a free energy is an inverse temperature: `F_oo` shows a blue F with a yellow infinity;
* what is in a `text(fill: …, …)` of its own keeps its colour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ebviz.style.palette import COLOURS, SYMBOLS, canonical, colour

Hue = Callable[[str], str | None]

_WRAPPERS = {"tilde", "hat", "caron", "check", "macron", "dot", "arrow", "grave", "acute", "breve"}
_WRAPPERS |= {"bold", "upright", "italic", "cal"}
_OPERATORS = {"argmin": "true", "argmax": "true"} | dict.fromkeys(
    ("softmin", "softmax", "softargmin", "softargmax", "logsumexp"), "false"
)  # whether the subscript goes below
_TOKEN = re.compile(
    r"""
    (?P<opaque> "(?:\\.|[^"\\])*"                    # a string
              | \#\w+(?:\.\w+)*(?:\([^)]*\))?        # code
              | \\.                                  # an escaped character
              | :\s*[A-Za-z_][\w-]*\s*\}\} )         # the label that ends a group
  | (?P<name> [A-Za-zΑ-ϵ]+(?:\.[A-Za-z]+)* )
  | (?P<other> \d+(?:\.\d+)? | . )
    """,
    re.VERBOSE | re.DOTALL,
)

_MODULES = {"Dec": "aqua", "Enc": "lavender", "Pred": "yellow"}


def preamble() -> str:
    """Return Typst definitions of names that it lacks, has only outside mathematics, or uses for another sign."""
    operators = [f'#let {name} = math.op("{name}", limits: {below})' for name, below in _OPERATORS.items()]
    modules = [
        f'#let {name} = text(fill: rgb("{COLOURS[hue]}"), math.upright("{name}"))'
        for name, hue in _MODULES.items()
    ]
    return "\n".join(["#let phantom = hide", *operators, *modules])


def pieces(text: str) -> list[str]:
    r"""Divide running text at its dollar signs: words, formula, words, formula … An escaped one is a letter.

    >>> pieces(r"over $z$, at \$ 5")
    ['over ', 'z', ', at \\$ 5']
    """
    return re.split(r"(?<!\\)\$(.+?)(?<!\\)\$", text)


def coloured(source: str, colours: Mapping[str, str | None] | None = None) -> str:
    """Return Typst mathematics ``source`` with every lecture symbol wrapped in its colour.

    Parameters
    ----------
    source : Typst mathematics without dollar signs; Manim's ``{{ … : label }}`` groups pass through.
    colours : symbols coloured differently in this formula: a colour or palette name, or None for no colour.

    Raises
    ------
    UsageError : a colour in ``colours`` that the palette does not know.

    >>> coloured("E_23 >= 0")
    'text(fill: #rgb("#FB8072"), E_23) >= 0'
    """
    table = {canonical(name): value for name, value in (colours or {}).items()}

    def hue(name: str) -> str | None:
        if name in table:
            value = table[name]
            return None if value is None else colour(value)
        return SYMBOLS.get(name)

    return _walk(source, hue)


def _walk(source: str, hue: Hue) -> str:
    """Colour one stretch of source from left to right."""
    out: list[str] = []
    i = 0
    while i < len(source):
        match = _TOKEN.match(source, i)
        assert match is not None
        name = match["name"]
        if name is None:
            out.append(match[0])
            i = match.end()
            continue
        end, key, shown = match.end(), canonical(name), name
        if name == "text" and source[end : end + 1] == "(":
            i = _closing(source, end)
            out.append(source[match.start() : i])
            continue
        if name in _WRAPPERS and source[end : end + 1] == "(":
            close = _closing(source, end)
            inner = source[end + 1 : close - 1]
            call = name.replace("check", "caron")
            key = canonical(f"{name}({inner})")
            if hue(key) is None and name != "cal":
                key = canonical(inner)  # an accent without a colour of its own takes its letter's
            if hue(key) is None:
                out.append(f"{call}({_walk(inner, hue)})")
                i = close
                continue
            shown, end = call + source[end:close], close
        primes = re.match(r"'*", source[end:])
        assert primes is not None
        if primes[0]:
            key = key + "'" if hue(key + "'") else key
            shown += primes[0]
            end += len(primes[0])
        if hue(key) is None:
            out.append(source[i:end])
            i = end
            continue
        own, after, end = _scripts(source, end, key, hue)
        if own.startswith("_") and not after and source[end : end + 1] == "^":  # which stands above it
            inner = own[2:-1] if own[1] == "(" else own[1:]
            own, after = "", f'_(text(fill: #rgb("{hue(key)}"), {inner}))'
        if out and re.search(r"[\w.]$", out[-1]):
            out.append(" ")
        out.append(f'text(fill: #rgb("{hue(key)}"), {shown}{own}){after}')
        if source[end : end + 1] == "(":
            out.append(" ")  # keeps a following "(" from calling what text() returns
        i = end
    return "".join(out)


def _scripts(source: str, start: int, key: str, hue: Hue) -> tuple[str, str, int]:
    """Split the scripts after a symbol into those in its colour and those in their own, which follow."""
    own = after = ""
    end = start
    while source[end : end + 1] == "_" or source[end : end + 3] == "^((":
        sign = source[end]
        stop = _operand(source, end + 1)
        script = source[end + 1 : stop]
        inner = script[1:-1] if script.startswith("(") else script
        walked = _walk(inner, hue)
        if key.startswith("F") and re.fullmatch(r"oo|infinity|\d+(\.\d+)?", inner):
            walked = f'text(fill: #rgb("{hue("beta") or COLOURS["white"]}"), {inner})'
        if walked == inner and not after:
            own += sign + script
        else:
            after += f"{sign}({walked})"
        end = stop
    return own, after, end


def _operand(source: str, start: int) -> int:
    """Return where the single operand of a script ends."""
    if source[start : start + 1] == "(":
        return _closing(source, start)
    match = _TOKEN.match(source, start)
    if match is None:
        return start
    if match["name"] in _WRAPPERS and source[match.end() : match.end() + 1] == "(":
        return _closing(source, match.end())
    return match.end()


def _closing(source: str, start: int) -> int:
    """Return the index after the bracket that closes the one at ``start`` (the end if none does).

    Brackets in strings and escaped ones do not count.
    """
    depth = 0
    for match in _TOKEN.finditer(source, start):
        depth += (match[0] == "(") - (match[0] == ")")
        if depth == 0:
            return match.end()
    return len(source)
