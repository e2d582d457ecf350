r"""LaTeX as a tree: pylatexenc's parser, with the arguments that mathematics' commands and environments take."""

from __future__ import annotations

import functools
import re
from typing import Any

from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.macrospec import (
    EnvironmentSpec,
    LatexContextDb,
    MacroSpec,
    MacroStandardArgsParser,
    SpecialsSpec,
)

from ebviz.errors import clipped
from ebviz.style.latex.place import Source

# What takes arguments: "{" is one that must be there, "[" one that may, "*" a star; "t" after one: it is text.
_ONE = """tilde widetilde hat widehat check widecheck v bar vec dot ddot acute grave breve mathring
    overline underline overrightarrow overleftarrow overleftrightarrow underbrace overbrace underbracket overbracket
    mathrm mathbf boldsymbol bm pmb mathit mathsf mathtt mathcal mathscr mathfrak mathbb mathbbm mathds
    mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner substack phantom hphantom cancel pmod"""
_TWO = "frac dfrac tfrac cfrac binom dbinom tbinom overset underset stackrel"
_ARROWS = "xrightarrow xleftarrow xleftrightarrow xRightarrow xLeftarrow xmapsto xhookrightarrow"
_TEXTS = "text textrm textup textnormal textbf textit textsf texttt emph mbox hbox"
ARGUMENTS = (
    dict.fromkeys(_ONE.split(), "{")
    | dict.fromkeys(_TWO.split(), "{{")
    | dict.fromkeys(_ARROWS.split(), "[{")
    | dict.fromkeys(_TEXTS.split(), "{t")
    | {"sqrt": "[{", "operatorname": "*{", "class": "{t{", "textcolor": "[t{t{", "color": "[t{t"}
    | {"hspace": "*{t", "label": "{t", "tag": "*{t"}
)
_ON_LETTERS = "' ` ^ \" ~ = . u H c"  # accents in words
_PLAIN = """matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases dcases rcases align align* gather gather*
    equation equation* multline multline* split displaymath math"""
ENVIRONMENTS = dict.fromkeys(_PLAIN.split(), "") | {"array": "[t{t", "aligned": "[t", "gathered": "[t"}
_TOKEN = re.compile(
    r"\\(begin|end)\s*\{([^{}]*)\}|\\(left|right)(?![A-Za-z])|\\(?:[A-Za-z]+|.)|[{}]", re.DOTALL
)


def _arguments(spec: str) -> MacroStandardArgsParser:
    modes = [False if sign.endswith("t") else None for sign in re.findall(".t?", spec)]  # None: as around it
    return MacroStandardArgsParser(spec.replace("t", ""), args_math_mode=modes)


@functools.cache
def _context() -> Any:
    context = LatexContextDb()
    taking = dict.fromkeys(_ON_LETTERS.split(), "{t") | ARGUMENTS
    context.add_context_category(
        "mathematics",
        macros=[MacroSpec(name, args_parser=_arguments(spec)) for name, spec in taking.items()],
        environments=[
            EnvironmentSpec(name, args_parser=_arguments(spec), is_math_mode=True)
            for name, spec in ENVIRONMENTS.items()
        ],
        specials=[SpecialsSpec("&"), SpecialsSpec("~")],
    )
    return context


def parse(source: Source) -> list[Any]:
    """Return the nodes of a formula.

    Raises `UsageError`, with its place, for what does not end, what ends without having begun, and for a command
    without its argument.
    """
    _check_pairs(source)
    walker = LatexWalker(source.text, latex_context=_context(), tolerant_parsing=False)
    try:
        nodes, _, _ = walker.get_latex_nodes(parsing_state=walker.make_parsing_state(in_math_mode=True))
    except LatexWalkerError as error:
        place = getattr(error, "pos", None)
        place = len(source.text) if place is None else place
        raise source.refusal(place, _said(source, place)) from None
    return list(nodes)


def _said(source: Source, place: int) -> str:
    """Say what stood in the way: what is left by `_check_pairs` is a command whose argument is not there."""
    wanting = re.compile(r"\\([A-Za-z]+)").match(source.text, place)
    if wanting is None or wanting[1] not in ARGUMENTS:
        return f"expected mathematics, got '{clipped(source.text[place : place + 1])}'"
    count = ARGUMENTS[wanting[1]].count("{")
    return rf"'\{wanting[1]}' takes {count} argument{'s' * (count > 1)} in braces, got fewer"


def _check_pairs(source: Source) -> None:
    """Refuse a brace, an environment or a \\left without its partner, at the one that is alone."""
    open_: list[tuple[str, str, int]] = []  # how it began, what would end it, where
    for match in _TOKEN.finditer(source.text):
        place, sign = match.start(), match[0]
        if sign == "{":
            open_.append(("{", "}", place))
        elif match[1] == "begin":
            open_.append((sign, rf"\end{{{match[2]}}}", place))
        elif match[3] == "left":
            open_.append((r"\left", r"\right", place))
        elif sign == "}" or match[1] == "end" or match[3] == "right":
            ended = "}" if sign == "}" else r"\right" if match[3] else rf"\end{{{match[2]}}}"
            if not open_:
                raise source.refusal(place, f"'{ended}' ends nothing")
            _, wanted, _ = open_.pop()
            if wanted != ended:
                raise source.refusal(place, f"expected '{wanted}', got '{ended}'")
    if open_:
        began, wanted, place = open_[-1]
        raise source.refusal(place, f"expected '{wanted}' for this '{began}', got the end")
