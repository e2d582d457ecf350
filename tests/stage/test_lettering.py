"""Manim's own texts, and those set by Typst: every letter in a font that has it, or a line that names the letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import manimpango
import numpy as np
import pytest
from manim import BOLD, RED, Code, MarkupText, Mobject, Paragraph, Text, VMobject, register_font, tempconfig

from ebviz.errors import BuildError
from ebviz.stage import Formula, LectureScene, Words
from ebviz.stage.scene import render
from ebviz.style.lending import lending
from tests.style.foundry import SHAPES, cast, machine


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Files of texts in a folder of the test's own; no fonts beyond those that every installation has."""
    machine(monkeypatch)
    with tempconfig({"media_dir": str(tmp_path / "media"), "verbosity": "ERROR"}):
        yield


def outline(mobject: Mobject) -> np.ndarray:
    """Return the points of a drawing, of which neither place nor size matters."""
    points = np.vstack([part.points for part in mobject.family_members_with_points()])[:, :2]
    points = points - points.min(axis=0)
    return points / points[:, 1].max()


def same(one: Mobject, other: Mobject) -> bool:
    a, b = outline(one), outline(other)
    return a.shape == b.shape and bool(np.abs(a - b).max() < 0.02)


WRITTEN: dict[str, Callable[[str], VMobject]] = {
    "Text": Text,
    "MarkupText": MarkupText,
    "Paragraph": Paragraph,
    "Code": lambda text: Code(code_string=text, language="text", add_line_numbers=False),
    "Words": Words,
    "Formula": lambda text: Formula(f'"{text}"'),
    "Formula, bare": Formula,
    "Words, by number": lambda text: Words(f"\\u{{{ord(text):x}}}"),
    "Words, bold": lambda text: Words(
        f'#text(font: "New Computer Modern", weight: "bold")[{text}]'
    ),  # draws no box
}


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("letter", ["月", "🥰"])
def test_a_letter_that_no_font_has_is_refused_by_name(kind: str, letter: str) -> None:
    with pytest.raises(BuildError, match=f"no font on this machine draws '{letter}' "):
        WRITTEN[kind](letter)


@pytest.mark.parametrize("kind", WRITTEN)
def test_a_font_of_the_machine_lends_it(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, cast(tmp_path, "Machine Sans", "月"))
    with lending() as loans:
        made = WRITTEN[kind]("月")
    shape = made.code_lines if isinstance(made, Code) else made
    set_ = isinstance(made, Words | Formula)  # the foundry takes capitals of DejaVu Sans for its letters
    assert same(
        shape,
        Words(f'#text(font: "DejaVu Sans")[{SHAPES[0]}]') if set_ else Text(SHAPES[0], font="DejaVu Sans"),
    )
    assert loans.remarks() == ["letters not in Lato are drawn in Machine Sans, a font of this machine: 月"]


def test_text_in_the_house_s_font_is_the_same_whatever_was_lent_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def points() -> list[np.ndarray]:
        texts = [
            Text("Hello, Ωβ"),
            Text("Hello", weight=BOLD),
            MarkupText("<b>a</b> <i>b</i>"),
            Text("x", font="sans"),
        ]
        return [np.vstack([part.points for part in text.family_members_with_points()]) for text in texts]

    before = points()
    machine(
        monkeypatch, cast(tmp_path, "Machine Sans", "月Helo,abxΩβ"), cast(tmp_path, "Serif", "Helo,abx", 700)
    )
    Text("月 ℝ")
    Text("x", font="serif")
    for path in (tmp_path / "media").rglob("*.svg"):
        path.unlink()
    assert all(np.array_equal(a, b) for a, b in zip(before, points(), strict=True))


def test_a_scene_s_own_font_is_taken_or_refused_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(
        monkeypatch, cast(tmp_path, "Comic Neue", "xyz"), cast(tmp_path, "Comic Neue", "wxyz", weight=700)
    )
    shape = Text(SHAPES[0], font="DejaVu Sans")
    marked = MarkupText('<span font_family="Comic Neue">x</span>')
    assert same(Text("x", font="Comic Neue"), shape)
    assert same(marked, shape)
    assert same(MarkupText('<span font="comic neue bold 20">w</span>'), shape)
    assert same(Text("x", t2f={"x": "Comic Neue"}), shape)
    assert not same(Text("x"), shape)
    for wrong in (
        lambda: Text("x", font="Comic Nue"),
        lambda: Text("x", t2f={"x": "Comic Nue"}),
        lambda: MarkupText('<span face="Comic Nue">x</span>'),
        lambda: Words('#text(font: "Comic Nue")[x]'),
    ):
        with pytest.raises(
            BuildError, match=r"(?i)no font 'comic nue' on this machine; did you mean 'Comic Neue'\?"
        ):
            wrong()


def test_a_font_that_a_scene_brings_along_is_taken_from_then_on(tmp_path: Path) -> None:
    Text("x")  # Pango has its map of fonts by now
    path = cast(tmp_path, "Brought", "x")
    with register_font(path):
        assert same(Text("x", font="Brought"), Text(SHAPES[0], font="DejaVu Sans"))
    assert str(path) not in {font.path for font in manimpango.registered_fonts}
    with pytest.raises(BuildError, match="no font 'Brought'"):
        Text("x", font="Brought")


def test_listings_keep_a_fixed_pitch() -> None:
    code = Code(code_string="iiiiiiiiiiM\nWWWWWWWWWWM", language="text", add_line_numbers=False).code_lines
    first, second = (line[-1].get_x() for line in code)
    assert first == pytest.approx(second, abs=0.01)
    marked = MarkupText("<tt>iiiiiiiiii</tt>"), MarkupText("<tt>WWWWWWWWWW</tt>"), MarkupText("iiiiiiiiii")
    narrow, wide, other = (text.width for text in marked)
    assert narrow / wide > 0.85 > 2 * other / wide


def test_stretches_in_other_fonts_stand_on_one_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch, cast(tmp_path, "Machine Sans", "月"))
    plain, coloured = Text("月E\nE"), Text("月E\nE", t2c={"E": RED})
    for text in (plain, coloured):
        lent, own, below = text
        assert lent.get_bottom()[1] == pytest.approx(own.get_bottom()[1], abs=0.05 * own.height)
        assert own.get_bottom()[1] - below.get_bottom()[1] > own.height


def test_a_mark_stands_over_the_letter_of_its_own_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch, cast(tmp_path, "Machine Sans", "月\u0301"))
    for kind in (Text, MarkupText):
        assert [len(part.points) for part in kind("a月\u0301a")] == [
            len(part.points) for one in (Text("a"), Text("AB", font="DejaVu Sans"), Text("a")) for part in one
        ]


def test_arabic_is_joined_and_runs_from_the_right() -> None:
    joined, apart = Text("بب"), Text("ب\u200cب")
    assert 0 < joined.width < 0.9 * apart.width
    assert not same(joined, apart)
    mixed = Text("ab بب", t2c={"ab": RED})
    assert mixed.width > Text("ab").width + joined.width
    first, *_, last = Text("دا")  # dal does not join what follows: it stands at the right
    assert len(outline(last)) != len(outline(first))
    assert last.get_x() > first.get_x()
    long = Text("ب " * 120)
    assert len(long) == len(Text("ب")) * 120


def test_a_film_tells_which_fonts_it_took(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Foreign(LectureScene):
        def construct(self):
            self.add(Text("月"), Words("月", size=20))
            self.wait(0.1)

    class Own(Foreign):
        def construct(self):
            self.add(Text("moon"))
            self.wait(0.1)

    machine(monkeypatch, cast(tmp_path, "Machine Sans", "月"))
    for scene, families in ((Foreign, ["Machine Sans"]), (Own, [])):
        with lending() as loans:
            render(scene, tmp_path / scene.__name__, width=64, height=36, fps=10, runs={})
        assert list(loans.families()) == families
