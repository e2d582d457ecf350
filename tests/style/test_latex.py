r"""LaTeX against Typst: the same glyphs at the same places in the same colours, and what each command becomes."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from ebviz.style.compiler import compiler
from ebviz.style.latex import commands, spelled, typst
from ebviz.style.latex.grammar import ARGUMENTS, ENVIRONMENTS
from ebviz.style.latex.symbols import FUNCTIONS, NAMED, SPACES, symbol, unicode_symbols
from ebviz.style.notation import coloured, preamble
from ebviz.style.palette import COLOURS

_BLOCKS = (Path(__file__).parent / "lecture_formulas.txt").read_text(encoding="utf-8").split("\n\n")
LECTURES = [block.split("\n") for block in map(str.strip, _BLOCKS) if block and not block.startswith("#")]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*sources: str) -> list[str]:
    """What Typst draws for each formula, one page each: outlines, places and colours, as SVG."""
    page = (
        f'#set page(width: auto, height: auto, margin: 0pt)\n#set text(fill: rgb("#FFFFFF"))\n{preamble()}\n'
    )
    body = "\n#pagebreak()\n".join(f"$ {source} $" for source in sources)
    pages = compiler().compile(input=f"{page}{body}".encode(), format="svg")
    return [page.decode() for page in (pages if isinstance(pages, list) else [pages])]


def outlines(page: str) -> list[str]:
    return [part[0].get("d", "") for part in ElementTree.fromstring(page).iter(f"{SVG}symbol")]


def colours(page: str) -> list[str]:
    return [part.get("fill", "").upper() for part in ElementTree.fromstring(page).iter(f"{SVG}use")]


def of(latex: str) -> list[str]:
    """The colours of a formula's glyphs, from left to right."""
    return colours(drawn(coloured(typst(latex)))[0])


@pytest.mark.parametrize(("name", "latex", "source"), LECTURES, ids=[name for name, *_ in LECTURES])
def test_a_formula_of_the_lectures_looks_the_same_in_latex_and_in_typst(name, latex, source):
    ours, theirs = drawn(coloured(typst(latex)), coloured(source))
    assert ours == theirs
    assert len(colours(ours)) > 5


def test_the_lectures_have_fifty_formulas_and_all_their_colours():
    assert len(LECTURES) >= 50
    used = {hue for _, latex, _ in LECTURES for hue in of(latex)}
    palette = ("pink", "blue", "orange", "green", "violet", "red", "yellow", "aqua", "lavender", "white")
    assert used >= {COLOURS[name] for name in palette}


@pytest.mark.parametrize(
    ("latex", "hue"),
    [
        (r"\tilde{y}", "violet"),
        (r"\tilde y", "violet"),
        (r"\widetilde{\boldsymbol{y}}", "violet"),
        (r"\boldsymbol{\tilde y}", "violet"),
        ("ỹ", "violet"),
        ("y'", "green"),
        (r"y^\prime", "green"),
        ("y′", "green"),
        (r"\check{z}", "blue"),
        (r"\v{z}", "blue"),
        (r"\hat{y}", "red"),
        (r"\beta", "yellow"),
        ("β", "yellow"),
        (r"\theta", "orange"),
        (r"\vartheta", "orange"),
        (r"\epsilon", "orange"),
        (r"\varepsilon", "orange"),
        (r"\mathcal{Z}", "orange"),
        (r"\mathcal L", "aqua"),
        (r"\ell", "aqua"),
        (r"\mathrm{Dec}", "aqua"),
        (r"\operatorname{Enc}", "lavender"),
        (r"\text{Pred}", "yellow"),
        (r"E_{23}", "red"),
        (r"y^{(n)}", "blue"),
        (r"\mathbf{x}", "pink"),
        (r"{\mathbb{R}}", "white"),
        (r"\textcolor{green}{E_1 + y}", "green"),
        (r"\color{green} E + y", "green"),
    ],
)
def test_every_glyph_of_a_symbol_has_the_colour_of_the_table(latex, hue):
    assert set(of(latex)) == {COLOURS[hue]}


def test_a_free_energy_s_subscript_is_a_temperature():
    blue, yellow = COLOURS["blue"], COLOURS["yellow"]
    for latex in (r"F_\infty", r"F_{\infty}", r"F_\beta", r"F_{0.1}"):
        found = of(latex)
        assert (found[0], set(found[1:])) == (blue, {yellow})


def test_braces_behind_a_colour_are_what_it_colours():
    assert of(r"\color{green}{E} E") == [COLOURS["green"], COLOURS["red"]]


def test_a_table_of_colours_may_be_spelled_in_latex():
    table = spelled({r"\tilde{y}": "red", r"\beta": None, "z": "green"})
    page = drawn(coloured(typst(r"\tilde{y}\,\beta z"), table))[0]
    assert colours(page) == [COLOURS[name] for name in ("red", "red", "white", "green")]


@pytest.mark.parametrize(
    "latex", ["$E$", "$$E$$", r"\[E\]", r"\(E\)", r"\begin{equation*} E \end{equation*}", " E % cold\n"]
)
def test_the_signs_around_a_formula_go(latex):
    assert typst(latex) == "E"


def test_commands_are_read_as_tex_reads_them():
    assert typst(r"\frac12") == typst(r"\frac{1}{2}")
    assert typst(r"\frac1\beta") == typst(r"\frac{1}{\beta}")
    assert typst(r"x^12") == "x^1 2"
    assert typst(r"x_\mathrm{d}^\frac12") == "x_(upright(d))^(frac(1, 2))"
    assert typst(r"y_1'^2") == typst(r"y'^2_1") == "y'_1^2"
    assert typst(r"\sqrt[3]{x}") == "root(3, x)"
    assert typst(r"a \\[2pt] b") == r"a \ b"
    assert typst(r"\begin{matrix} a \\ [b] \end{matrix}") == "mat(delim: #none, a; [ b ])"


def test_brackets_grow_only_where_latex_has_them_grow():
    """A fraction makes Typst's own brackets grow; LaTeX's only between \\left and \\right."""
    small, large, plain = drawn(typst(r"(\frac{1}{2})"), typst(r"\left(\frac{1}{2}\right)"), typst("( 1 )"))
    assert outlines(small)[0] in outlines(plain)
    assert not set(outlines(large)) & {outlines(plain)[0]}
    assert typst(r"[0, 1[") == r"bracket.l 0 \, 1 bracket.l"


def test_words_keep_their_spaces_signs_and_accents():
    assert typst(r"\text{if }z") == '"if "z'
    assert (
        typst(r'\text{50\,\% für "\"u" \& $\tilde y$, \$1}')
        == '"50\u2009% für \\"ü\\" & "tilde(y)", \\u{24}1"'
    )
    drawn(typst(r'\text{a "b" \& \{c\} \$ \# \_}'))


def test_parts_are_marked_for_manim_and_not_for_figures():
    latex = r"\class{low}{F_\infty}[y] = \class{right-side}{\min_z}"
    assert typst(latex) == "{{ F_oo : low }} bracket.l y bracket.r = {{ min_z : right-side }}"
    assert typst(latex, inline=True) == "F_oo [ y ] = min_z"


def test_every_symbol_is_drawn_by_the_project_s_fonts():
    names = sorted({*NAMED, *FUNCTIONS, *unicode_symbols()})
    pages = drawn("\U000f1234", *(f"{symbol(name)}" for name in names))
    missing = outlines(pages[0])
    assert [
        name for name, page in zip(names, pages[1:], strict=True) if outlines(page) in (missing, [])
    ] == []
    assert len(names) > 800


def test_every_command_with_arguments_is_drawn():
    words = {"class": "{label}", "textcolor": "{red}", "color": "{red}", "hspace": "{1em}"}
    sources = []
    for name, spec in ARGUMENTS.items():
        kinds = re.findall(r"{t?", spec)
        values = "".join("{y}" if kind == "{" else words.get(name, "{a}") for kind in kinds)
        sources.append(typst(f"x \\{name}{values} z", inline=True))
    for name in ENVIRONMENTS:
        columns = "{lc}" if name == "array" else ""
        sources.append(typst(rf"x \begin{{{name}}}{columns} a & b \\ c & d \end{{{name}}}"))
    sources += [typst(f"x \\{name} z") for name in (*SPACES, *commands.SWITCHES) if name != "color"]
    pages = drawn(*sources)
    assert [source for source, page in zip(sources, pages, strict=True) if len(outlines(page)) < 2] == []
