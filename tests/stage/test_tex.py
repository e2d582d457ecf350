r"""Formulas in LaTeX on the stage, and what Manim itself sets with LaTeX where there is none."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import manim
import numpy as np
import pytest
from manim import (
    Axes,
    BarChart,
    BraceLabel,
    BulletedList,
    DecimalMatrix,
    DecimalNumber,
    Integer,
    MathTable,
    MathTex,
    Matrix,
    NumberLine,
    NumberPlane,
    SingleStringMathTex,
    Square,
    Table,
    Tex,
    Title,
    Variable,
)
from manim.mobject.text import numbers

from ebviz.errors import BuildError, UsageError
from ebviz.stage import Formula, tex
from ebviz.stage.house import house_config
from ebviz.style.palette import COLOURS


@pytest.fixture(autouse=True)
def _media(tmp_path):
    with house_config(tmp_path, 320, 180, 10):
        yield


@pytest.fixture
def no_latex(monkeypatch, tmp_path):
    """A machine without LaTeX, and a process that has set no digit yet."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(numbers, "string_to_mob_map", {})
    return tmp_path / "bin"


def program(folder: Path, name: str, code: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def colours(mobject):
    return [glyph.color.to_hex() for glyph in mobject]


@pytest.mark.parametrize(
    ("latex", "source"),
    [
        (r"F_\infty(y) = \min_z E(y, \check{z})", "F_oo (y) = min_z E(y, check(z))"),
        (r"\frac{1}{\beta} \log \sum_z e^{-\beta E}", "1/beta log sum_z e^(-beta E)"),
        (r"\tilde{y} = \mathrm{Dec}(z)", "tilde(y) = Dec(z)"),
    ],
)
def test_latex_sets_the_same_glyphs_as_typst(latex, source):
    ours, theirs = tex(latex, size=48), Formula(source, size=48)
    assert colours(ours) == colours(theirs)
    assert all(np.allclose(a.points, b.points) for a, b in zip(ours, theirs, strict=True))
    assert ours.latex == latex
    assert Formula(ours.source).width == pytest.approx(Formula(source).width)


def test_parts_of_a_formula_in_latex_can_be_picked_out():
    formula = tex(
        r"\class{left}{F_\infty}(y) = \frac{\class{top}{\min_z}}{2} \left[ \class{right}{E(y, z)} \right["
    )
    assert colours(formula.part("left")) == [COLOURS["blue"], COLOURS["yellow"]]
    assert len(formula.part("top")) == 4
    assert len(formula.part("right")) == 6
    assert formula.part("left").get_right()[0] < formula.part("right").get_left()[0]


def test_a_formula_in_latex_takes_what_a_formula_takes():
    formula = tex(
        r"\vect{y} + m", macros={r"\vect": r"\boldsymbol{#1}"}, colours={r"\vect{y}": "red"}, colour="#123456"
    )
    assert colours(formula) == [COLOURS["red"], "#123456", "#123456"]
    assert tex("E", size=20).height == pytest.approx(tex("E", font_size=20).height)
    assert tex("E", size=40).height == pytest.approx(2 * tex("E", size=20).height)


def test_a_fault_in_latex_says_where():
    with pytest.raises(UsageError, match=r"LaTeX, character 7 \(y \+ z >>\\foo<<\): there is no command"):
        tex(r"y + z \foo")


WITHOUT = [
    ("MathTex", lambda: MathTex("x", r"\tilde{y}"), 'tex(r"…")'),
    ("Tex", lambda: Tex("x"), 'tex(r"…"), or Words("…") for text'),
    ("SingleStringMathTex", lambda: SingleStringMathTex("x"), 'tex(r"…")'),
    ("Title", lambda: Title("x"), 'tex(r"…")'),
    ("BulletedList", lambda: BulletedList("a"), 'tex(r"…")'),
    ("Variable", lambda: Variable(1, "x"), 'tex(r"…")'),
    ("DecimalNumber", lambda: DecimalNumber(1.5), "mob_class=tex"),
    ("Integer", lambda: Integer(3), "mob_class=tex"),
    ("NumberLine", lambda: NumberLine([0, 3], include_numbers=True), "label_constructor=tex"),
    ("Axes", lambda: Axes(axis_config={"include_numbers": True}), "label_constructor=tex"),
    ("Axes", lambda: Axes().get_axis_labels(), "label_constructor=tex"),
    ("NumberPlane", lambda: NumberPlane().add_coordinates(), "label_constructor=tex"),
    ("Matrix", lambda: Matrix([[1, 2]]), r'tex(r"\begin{bmatrix}'),
    ("DecimalMatrix", lambda: DecimalMatrix([[1, 2]]), r'tex(r"\begin{bmatrix}'),
    ("MathTable", lambda: MathTable([["x"]]), "Table(…, element_to_mobject=tex)"),
    ("BraceLabel", lambda: BraceLabel(Square(), "x"), "label_constructor=tex"),
]


@pytest.mark.parametrize(("name", "make", "way"), WITHOUT, ids=[name for name, *_ in WITHOUT])
def test_what_needs_latex_says_so_in_one_line_with_both_ways_on(no_latex, name, make, way):
    with pytest.raises(BuildError) as caught:
        make()
    message = str(caught.value)
    assert message.startswith(f"{name} sets '")
    assert "with LaTeX, and 'latex' is not installed: install it (" in message
    assert f"or use tex from ebviz.stage, which needs none: {way}" in message
    assert "special" not in message
    assert "\n" not in message


def test_the_ways_that_are_named_lead_on(no_latex):
    NumberLine([0, 3], include_numbers=True, label_constructor=tex)
    Axes(axis_config={"include_numbers": True, "label_constructor": tex}).get_axis_labels(
        r"y_1", r"\tilde{y}_2"
    )
    BarChart([1, 2], y_axis_config={"label_constructor": tex})
    assert len(DecimalNumber(-1234.5, mob_class=tex)) == len("-1,234.50")
    Table([["y", r"\tilde{y}"]], element_to_mobject=tex)
    BraceLabel(Square(), r"\tilde{y}", label_constructor=tex)
    assert len(tex(r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}")) == 6


SVG = '<svg xmlns="http://www.w3.org/2000/svg"><g id="unique000"><path d="M 0 0 L 1 0 L 1 2 Z"/></g></svg>'
# Both do no more than write the file that Manim looks for.
LATEX = 'for a in "$@"; do case $a in *.tex) t=$a;; esac; done; : > "${t%.tex}.dvi"'
DVISVGM = f"""for a in "$@"; do case $a in --output=*) o=${{a#*=}};; esac; done; echo '{SVG}' > "$o\""""


def test_dvisvgm_may_be_what_is_missing(no_latex):
    program(no_latex, "latex", LATEX)
    with pytest.raises(BuildError, match="'dvisvgm' is not installed"):
        MathTex("x")


def test_with_latex_manim_s_own_way_is_unchanged(no_latex):
    program(no_latex, "latex", LATEX)
    program(no_latex, "dvisvgm", DVISVGM)
    found = MathTex("x")
    assert len(found.family_members_with_points()) == 1
    assert found.height > found.width


def test_another_missing_file_is_not_taken_for_latex(no_latex, monkeypatch):
    from manim.utils import tex_file_writing

    def missing(*_):
        raise FileNotFoundError(2, "No such file or directory", "data.csv")

    monkeypatch.setattr(tex_file_writing, "tex_to_svg_file", missing)
    with pytest.raises(FileNotFoundError, match=r"data\.csv"):
        MathTex("x")


def test_the_examples_in_the_documentation_can_be_set():
    text = (Path(__file__).parents[2] / "docs" / "formulas.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)).replace("self.play", "")
    scope = {**vars(manim), "tex": tex, "curve": Square()}
    exec(code, scope)
    assert len(scope["formula"].part("right")) > 10
    fault = re.search(r"^LaTeX, .*", text, re.MULTILINE)
    assert fault is not None
    with pytest.raises(UsageError) as caught:
        tex(r"F_\beta = \softmim_z E")
    assert str(caught.value) == fault[0]
