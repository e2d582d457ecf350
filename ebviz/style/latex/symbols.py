r"""What single commands and characters of LaTeX mathematics are in Typst.

Most commands are one character of Unicode, and pylatexenc knows which. Here are those that have a name in Typst by
which the palette knows them, those that differ, and those that stand for more than a character.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from pylatexenc.latex2text import get_default_latex_context_db

EMPTY = '""'  # Typst for nothing, where there must be something

# Functions with a name of their own in Typst or in `notation.preamble`; LaTeX writes \name or \operatorname{name}.
_FUNCTIONS = """arccos arcsin arctan arg cos cosh cot coth csc csch deg det dim exp gcd hom id inf ker lcm lg lim
    liminf limsup ln log max min mod Pr sec sech sin sinc sinh sup tan tanh tr
    argmin argmax softmin softmax softargmin softargmax logsumexp Dec Enc Pred"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
COLOURED = frozenset({"Dec", "Enc", "Pred"})  # those of the functions that the lectures colour

_NAMES = """
    infty oo, ell ell, to ->, gets <-, le <=, leq <=, ge >=, geq >=, ne !=, neq !=, lt <, gt >, mapsto |->
    iff <==>, implies ==>, impliedby <==, coloneqq :=, coloneq :=, defeq :=, triangleq eq.delta
    sum sum, prod product, coprod product.co, bigcup union.big, bigcap inter.big, bigvee or.big, bigwedge and.big
    bigoplus plus.o.big, bigotimes times.o.big, bigodot dot.o.big, biguplus union.plus.big, bigsqcup union.sq.big
    int integral, iint integral.double, iiint integral.triple, iiiint integral.quad, oint integral.cont
    oiint integral.surf, oiiint integral.vol
    colon :, mid divides, nmid divides.not, sim ~, cdot ⋅, cdotp ⋅, ast *, star ⋆, bigstar ★, diamond ⋄, perp perp
    epsilon ϵ, varepsilon ε, phi ϕ, varphi φ, theta θ, vartheta ϑ, hbar ℏ, imath dotless.i, jmath dotless.j
    emptyset ∅, varnothing nothing, prime ′, top top, bot bot, transpose top, intercal ⊺, degree degree, neg ¬, lnot ¬
    land ∧, lor ∨, owns ∋, models ⊨, vDash ⊨, independent ⫫, leadsto ⇝, lll ⋘, ggg ⋙, lhd ⊲, rhd ⊳, unlhd ⊴, unrhd ⊵
    ldots ..., dotsc ..., cdots ⋯, dotsb ⋯, dotsm ⋯, dotsi ⋯, vdots ⋮, ddots ⋱, bmod mod, Re Re, Im Im
    backslash without, setminus without, smallsetminus without, slash \\/, triangle △, square □, blacksquare ■
    checkmark ✓, dag †, dagger †, ddag ‡, ddagger ‡, clubsuit ♣, diamondsuit ♢, heartsuit ♡, spadesuit ♠
    lbrack [, rbrack ], lbrace {, rbrace }, { {, } }, langle ⟨, rangle ⟩, % %, & \\&, # \\#, _ \\_, $ "\\u{24}"
    | ‖, Vert ‖, lVert ‖, rVert ‖, vert \\|, lvert \\|, rvert \\|
"""
NAMED: dict[str, str] = dict(re.findall(r"(\S+) (\S+?)(?:, |\s*\n\s*)", _NAMES))

SPACES = {
    ",": "thin",
    "thinspace": "thin",
    ":": "med",
    ">": "med",
    "medspace": "med",
    ";": "thick",
    "thickspace": "thick",
    "!": "#h(-1em/6)",
    "negthinspace": "#h(-1em/6)",
    "quad": "quad",
    "qquad": "wide",
    "enspace": "#h(0.5em)",
    "enskip": "#h(0.5em)",
    **dict.fromkeys((" ", "\t", "\n"), "space"),
    "space": "space",
    "nobreakspace": "space",
}

# Characters that mean something else in Typst, or are spelled otherwise by the palette.
CHARACTERS = {
    "|": r"\|",
    "/": r"\/",
    '"': r"\"",
    "@": r"\@",
    "`": r"\`",
    ",": r"\,",
    ";": r"\;",
    "\\": "without",
    ":": r'class("relation", \:)',
    "∞": "oo",
    "ℓ": "ell",
    "$": r'"\u{24}"',
    "#": r"\#",
    "√": r"\√",
    "∛": r"\∛",
    "∜": r"\∜",
}

# Brackets that Typst would stretch over what they enclose, by names under which it leaves them alone.
UNSTRETCHED = {
    "(": "paren.l",
    ")": "paren.r",
    "[": "bracket.l",
    "]": "bracket.r",
    "{": "brace.l",
    "}": "brace.r",
    "⟨": "chevron.l",
    "⟩": "chevron.r",
    "⌊": "floor.l",
    "⌋": "floor.r",
    "⌈": "ceil.l",
    "⌉": "ceil.r",
}
_ACCENTS = {"\u0303": "tilde", "\u0302": "hat", "\u030c": "caron", "\u0304": "macron", "\u0307": "dot"}


def character(letter: str) -> str:
    """Return one character typed in a formula, in Typst.

    >>> [character(letter) for letter in "y/ỹ∞β"]
    ['y', '\\\\/', 'tilde(y)', 'oo', 'β']
    """
    if letter in CHARACTERS:
        return CHARACTERS[letter]
    apart = unicodedata.normalize("NFD", letter)
    if len(apart) == 2 and apart[1] in _ACCENTS:
        return f"{_ACCENTS[apart[1]]}({apart[0]})"
    return letter


@functools.cache
def unicode_symbols() -> dict[str, str]:
    """Return pylatexenc's commands that stand for a single character that is not a letter of text."""
    found = {}
    for macro in get_default_latex_context_db().iter_macro_specs():
        shown = macro.simplify_repl
        if not (
            isinstance(shown, str) and len(shown) == 1 and ord(shown) > 127 and macro.macroname.isalpha()
        ):
            continue
        if unicodedata.category(shown)[0] in "LPS" and not unicodedata.name(shown).startswith("LATIN"):
            found[macro.macroname] = shown
    return found


def symbol(name: str) -> str | None:
    r"""Return the Typst for the command ``\name``, or None if it is not a symbol."""
    if name in NAMED:
        return NAMED[name]
    if name in FUNCTIONS:
        return name
    shown = unicode_symbols().get(name)
    return None if shown is None else character(shown)
