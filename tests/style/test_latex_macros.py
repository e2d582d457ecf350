r"""The lecturer's own macros: how they are given, what they take, and whose place a fault in them has."""

from __future__ import annotations

import pytest

from ebviz.errors import UsageError
from ebviz.style.latex import typst

PREAMBLE = r"""
% the lecture's own notation
\newcommand{\vect}[1]{\boldsymbol{#1}}
\newcommand*\yt{\tilde{y}}
\renewcommand{\norm}[2][2]{\lVert #2 \rVert_{#1}}
\providecommand{\Z}{\mathcal{Z}}
\def\half#1{\frac{#1}{2}}
\DeclareMathOperator*{\esssup}{ess\,sup}
\DeclareMathOperator{\diag}{diag}
"""


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"\vect{y}", r"\boldsymbol{y}"),
        (r"\vect y", r"\boldsymbol{y}"),
        (r"\vect\yt", r"\boldsymbol{\tilde{y}}"),
        (r"\vect{\vect{z}}", r"\boldsymbol{\boldsymbol{z}}"),
        (r"\yt z", r"\tilde{y} z"),
        (r"\norm{y} + \norm[1]{z}", r"\lVert y \rVert_{2} + \lVert z \rVert_{1}"),
        (r"\int_\Z", r"\int_{\mathcal{Z}}"),
        (r"\half\beta", r"\frac{\beta}{2}"),
        (r"\esssup_z \diag(v)", r"\operatorname*{ess\,sup}_z \operatorname{diag}(v)"),
    ],
)
def test_a_preamble_s_definitions_are_known(latex, plain):
    assert typst(latex, PREAMBLE) == typst(plain)


def test_macros_may_be_a_table_and_stand_in_the_formula_itself():
    table = {r"\vect": r"\boldsymbol{#1}", r"\E": r"\mathbb{E}_{#1}\left[#2\right]"}
    assert typst(r"\E{q}{\vect{y}}", table) == typst(r"\mathbb{E}_{q}\left[\boldsymbol{y}\right]")
    assert typst(r"\newcommand{\yt}{\tilde{y}} \yt_1") == typst(r"\tilde{y}_1")


def test_a_macro_goes_before_a_command_of_the_same_name():
    assert typst(r"\check{z}", {r"\check": r"\hat{#1}"}) == "hat(z)"
    assert typst(r"\phi", {r"\phi": r"\varphi"}) == "φ"


@pytest.mark.parametrize(
    ("latex", "macros", "said"),
    [
        (
            r"a + \vect",
            {r"\vect": r"\boldsymbol{#1}"},
            r"at the end (a + \vect): expected an argument of '\vect'",
        ),
        (
            r"a + {\vect}",
            {r"\vect": r"\boldsymbol{#1}"},
            r"character 11 (a + {\vect>>}<<): expected an argument",
        ),
        (
            r"a + \bad{y}",
            {r"\bad": r"\foo{#1}"},
            r"character 5 (a + >>\bad<<{y}): there is no command '\foo'",
        ),
        (r"\bad{\foo}", {r"\bad": r"\hat{#1}"}, r"character 6 (\bad{>>\foo<<}): there is no command '\foo'"),
        (r"1 + \loop", {r"\loop": r"\loop\loop"}, r"character 5 (1 + >>\loop<<): '\loop' stands for itself"),
        ("y", {"vect": "x"}, r"expected the name of a macro, such as \vect, got 'vect'"),
        (
            "y",
            r"\newcommand{\vect}[1]{\boldsymbol{#1}} x",
            r"(…ct}[1]{\boldsymbol{#1}} >>x<<): expected definitions",
        ),
        ("y", r"\newcommand{\vect}[x]{y}", "expected a number of arguments from 1 to 9, got 'x'"),
        ("y", r"\newcommand{vect}{y}", r"expected the name of a macro after '\newcommand', got 'vect'"),
        ("y", r"\newcommand{\vect}{y", "expected '}' for this '{', got the end"),
        ("y", r"\newcommand", r"expected an argument of '\newcommand', got the end"),
    ],
)
def test_a_fault_has_the_place_where_it_was_typed(latex, macros, said):
    with pytest.raises(UsageError) as caught:
        typst(latex, macros)
    assert said in str(caught.value)
