r"""What is not understood is refused at its place, in one line; the note has a caret below it."""

from __future__ import annotations

import random
import re

import pytest

from ebviz.errors import UsageError, explain
from ebviz.style.latex import typst
from ebviz.style.latex.grammar import ARGUMENTS
from ebviz.style.notation import coloured
from tests.style.test_latex import LECTURES, drawn

# Where it is (a character, or 0 for the end), the LaTeX, and what is said.
FAULTS = [
    (11, r"F_\beta = \softmim_z E", r"there is no command '\softmim'; did you mean '\softmin'?"),
    (8, r"\dfrac{\dd F}{\dd y}", r"there is no command '\dd'"),
    (7, r"\text{\foo}", "expected words, or mathematics between dollar signs"),
    (5, r"a + \begin{case} b \end{case}", "there is no environment 'case'; did you mean 'cases'?"),
    (9, r"\frac{1}{", "expected '}' for this '{', got the end"),
    (5, r"y = } z", "'}' ends nothing"),
    (9, r"{\left( } \right)", r"expected '\right', got '}'"),
    (17, r"\begin{cases} a \end{matrix}", r"expected '\end{cases}', got '\end{matrix}'"),
    (1, r"\begin{cases} a", r"expected '\end{cases}' for this '\begin{cases}', got the end"),
    (5, r"2 + \frac{1}", r"'\frac' takes 2 arguments in braces, got fewer"),
    (1, r"\sqrt", r"'\sqrt' takes 1 argument in braces, got fewer"),
    (4, r"x_1_2", "expected one subscript, got a second"),
    (6, r"x^2_1^2", "expected one superscript, got a second"),
    (0, r"x^", "expected what stands behind '^', got the end"),
    (6, r"a {^ } b", "expected what stands behind '^', got the end"),
    (3, r"x^_1", "expected what stands behind '^', got '_'"),
    (7, r"\left x \right)", r"expected a bracket after '\left', got 'x'"),
    (0, r"\big", r"expected a bracket after '\big', got the end"),
    (14, r"a + \left( b & c \right)", r"'&' separates cells"),
    (4, r"{a & b}", "'&' separates cells, and this is not in a table"),
    (14, r"\frac{\alpha \\ b}{c}", r"'\\' separates cells"),
    (3, r"$a$ and $b$", "expected mathematics, got '$'"),
    (5, r"a + #1", "'#' stands for an argument, and only in a macro's body"),
    (0, r"  ", "expected a formula, got nothing"),
    (3, r"$$$", "expected mathematics"),
    (4, r"$$x$", "expected mathematics"),
    (7, r"\tilde\mathbf{y}", r"expected braces around '\mathbf' and what it takes"),
    (6, r"F + (\limits_y", r"expected an operator before '\limits', got '('"),
    (1, r"\textcolor{vilet}{y}", "unknown colour or symbol 'vilet'"),
    (1, r"\textcolor[cmyk]{0,0,0,1}{y}", "expected the colour model HTML or rgb, got 'cmyk'"),
    (1, r"\textcolor[rgb]{1,2,3}{y}", "expected three numbers from 0 to 1, got '1,2,3'"),
    (
        1,
        r"\class{two words}{y}",
        "expected a label of letters, digits, '-' and '_' in '\\class', got 'two words'",
    ),
    (1, r"\hspace{wide}", "expected a length such as 1em, got 'wide'"),
    (6, r"\not x", r"expected a sign that can be struck out after '\not'"),
    (
        1,
        r"\begin{array}{lz} a \end{array}",
        "expected columns of 'l', 'c', 'r' and '|' in an array, got 'lz'",
    ),
    (1, r"\begin{array}{l} a & b \end{array}", "expected 1 cells in each row of the array, got 2"),
]


@pytest.mark.parametrize(("place", "latex", "said"), FAULTS, ids=[latex for _, latex, _ in FAULTS])
def test_a_fault_is_named_with_its_place(place, latex, said):
    with pytest.raises(UsageError) as caught:
        typst(latex)
    message = explain(caught.value)
    where = f"character {place} (" if place else "at the end"
    assert message.startswith(f"LaTeX, {where}")
    assert said in message
    assert "\n" not in message
    (note,) = caught.value.__notes__
    source, caret = note.split("\n")
    assert source == latex
    assert caret.index("^") == (place or len(latex) + 1) - 1


def test_the_place_in_a_long_formula_of_several_lines():
    latex = "\\begin{aligned}\n  h &= f(W_h y + b_h) \\\\\n  \\tilde{y} &= \\foo(W_y h + b_y)\n\\end{aligned}"
    with pytest.raises(UsageError) as caught:
        typst(latex)
    assert str(caught.value).startswith(r"LaTeX, line 3, character 16 (")
    assert r">>\foo<<(W_y h + b_y) \end{align…" in str(caught.value)
    assert caught.value.__notes__ == ["  \\tilde{y} &= \\foo(W_y h + b_y)\n               ^^^^"]


@pytest.mark.parametrize("name", ["over", "atop", "boxed", "rlap", "hline", "multicolumn", "large"])
def test_what_the_documentation_calls_unknown_is_refused(name):
    with pytest.raises(UsageError, match=rf"there is no command '\\{name}'"):
        typst(rf"y \{name}{{z}}")


def test_only_a_string_is_latex():
    with pytest.raises(UsageError, match="as a string, got int"):
        typst(5)  # type: ignore[arg-type]


def test_whatever_is_typed_is_set_or_refused():
    """Formulas with a piece cut out or put in elsewhere: no other error, and nothing that Typst stumbles on."""
    chance = random.Random(0)
    formulas = [latex for _, latex, _ in LECTURES]
    scraps = [*"{}^_'&()[]|,:~/#$\"\\", r"\\", r"\left", r"\right", r"\limits", r"\not", r"\displaystyle"]
    scraps += [rf"\{name}" for name in (*ARGUMENTS, "middle", "big", "Bigr")]
    made, refused = [], []
    for _ in range(800):
        latex = chance.choice(formulas)
        for _ in range(chance.choice([1, 1, 2, 3])):
            at, other = chance.randrange(len(latex)), chance.choice(formulas)
            start = chance.randrange(len(other))
            put = chance.choice(["", chance.choice(scraps), other[start : start + chance.randrange(1, 15)]])
            latex = latex[:at] + put + latex[at + chance.randrange(5) :]
        try:
            made.append(coloured(typst(latex, inline=True)))
        except UsageError as error:
            refused.append(str(error))
    assert len(made) > 150
    assert len(refused) > 150
    assert [said for said in refused if not re.match(r"LaTeX, (character \d+ \(|at the end)", said)] == []
    drawn(*made)
