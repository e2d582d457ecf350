"""Who has which letters: the house first, then what comes with matplotlib, then this machine, or nobody."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont, newTable

from ebviz.errors import BuildError
from ebviz.style import fonts
from ebviz.style.faces import Face, faces_in, nearest_face
from ebviz.style.lending import asked, lend_again, lending, lent, together
from ebviz.style.letters import clusters, drawn, missing, named
from tests.style.foundry import cast, machine


def house() -> list[Face]:
    return asked([fonts.FAMILY])


@pytest.mark.parametrize(
    "text", ["Plain", "Ĥello, βέταζ", "Привет", "y̌ and ž", "a\u00a0b\u200bc\td\n", "x² ≤ ∞"]
)
def test_the_house_draws_what_it_can_and_borrows_nothing(text: str) -> None:
    with lending() as loans:
        assert [face.path for face in together(text, house())] == [fonts.FILES["regular"]]
    assert (loans.remarks(), loans.digests(), loans.families()) == ([], {}, {})


@pytest.mark.parametrize(
    ("text", "family"), [("ℝ 𝔼", "DejaVu Sans"), ("الطاقة", "DejaVu Sans"), ("שלום", "DejaVu Sans")]
)
def test_what_comes_with_matplotlib_lends_before_the_machine(
    text: str, family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch, cast(tmp_path, "Another Sans", "ℝطשא"))
    with lending() as loans:
        _, lender = together(text, house())
    assert lender.family == "DejaVu Sans"
    (line,) = loans.remarks()
    assert line.startswith("letters not in Lato are drawn in DejaVu Sans, which comes with matplotlib: ")
    assert set(line.rpartition(": ")[2]) == {letter for letter in text if drawn(letter)}


def test_the_font_of_the_machine_that_has_most_of_the_letters_lends_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some, more = cast(tmp_path, "A Sans", "自"), cast(tmp_path, "B Serif", "自由能")
    machine(monkeypatch, some, more)
    with lending() as loans:
        assert [face.path for face in together("自由 and 能", house())[1:]] == [more]
    assert loans.digests() == {str(more): hashlib.sha256(more.read_bytes()).hexdigest()}
    assert loans.families() == {"B Serif": hashlib.sha256(more.read_bytes()).hexdigest()}
    assert loans.remarks() == ["letters not in Lato are drawn in B Serif, a font of this machine: 自由能"]
    with lending() as again:
        lend_again(loans)
    assert again.remarks() == loans.remarks()
    assert [face.path for face in together("自", house())[1:]] == [some]  # sans before serif


def test_several_fonts_lend_what_none_has_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = cast(tmp_path, "One Sans", "自由"), cast(tmp_path, "Other Sans", "能")
    machine(monkeypatch, other, one)
    assert [face.path for face in lent(["自", "由", "能"], house())] == [one, other]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("月", "'月' (CJK UNIFIED IDEOGRAPH-6708)"),
        ("🥰", "'🥰' (SMILING FACE WITH SMILING EYES AND THREE HEARTS)"),
        ("a\x07", "'\\x07' (U+0007)"),
        ("\ue123", "'\\ue123' (U+E123)"),
        ("日月火水木", "'日' (CJK UNIFIED IDEOGRAPH-65E5), '月' (CJK UNIFIED IDEOGRAPH-6708), "),
        ("日月火水木", " and 2 more; install"),
        ("月\u0301", "draws '月' (CJK UNIFIED IDEOGRAPH-6708); install one that does"),
    ],
)
def test_a_letter_that_nobody_has_is_refused_by_name(
    text: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch)
    with pytest.raises(BuildError, match="no font on this machine draws ") as caught:
        together(text, house())
    assert words in str(caught.value)


def test_a_letter_and_its_mark_come_from_one_font_if_one_has_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart, both = cast(tmp_path, "A Sans", "自"), cast(tmp_path, "B Sans", "自\u0301")
    machine(monkeypatch, apart, both)
    assert [face.path for face in together("自\u0301", house())[1:]] == [both]
    machine(monkeypatch, apart)
    assert [face.path for face in together("自\u0301", house())[1:]] == [apart]  # the mark is the house's


def test_pictures_and_ruins_are_no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = cast(tmp_path, "Colourful", "自")
    font = TTFont(path)
    font["COLR"] = newTable("COLR")
    font["COLR"].version, font["COLR"].ColorLayers = 0, {}
    font.save(tmp_path / "coloured.ttf")
    (tmp_path / "ruin.ttf").write_bytes(path.read_bytes()[:700])
    (tmp_path / "none.ttc").write_bytes(b"ttcf")
    bad = [tmp_path / name for name in ("coloured.ttf", "ruin.ttf", "none.ttc", "missing.otf")]
    assert [faces_in(one) for one in bad] == [()] * 4
    machine(monkeypatch, *bad)
    with pytest.raises(BuildError, match="'自'"):
        together("自", house())


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("", "Lato"),
        ("Sans", "Lato"),
        ("sans-serif", "Lato"),
        ("lato", "Lato"),
        ("Lato Light", "Lato"),
        ("Monospace", "DejaVu Sans Mono"),
        ("serif", "DejaVu Serif"),
        ("comicneue", "Comic Neue"),
    ],
)
def test_fonts_are_found_by_name(
    name: str, family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch, cast(tmp_path, "Comic Neue", "abc"))
    with lending() as loans:
        (face,) = asked([name])
    assert face.family == family
    assert list(loans.families()) == ([] if family == "Lato" else [family])  # it counts, but is as was wished
    assert loans.remarks() == []


def test_a_font_that_is_not_there_is_refused_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch, cast(tmp_path, "Comic Neue", "abc"))
    with pytest.raises(
        BuildError, match=r"^there is no font 'Comic Nue' on this machine; did you mean 'Comic Neue'\?$"
    ):
        asked(["Comic Nue"])
    assert [face.family for face in asked(["Comic Nue", "Comic Neue"])] == ["Comic Neue"]


def test_the_weight_that_is_wanted_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    regular, bold = cast(tmp_path, "Two", "自"), cast(tmp_path, "Two", "自", weight=700)
    machine(monkeypatch, bold, regular)
    assert [asked(["Two"], weight)[0].path for weight in (300, 400, 900)] == [regular, regular, bold]
    assert [lent(["自"], house(), weight)[0].path for weight in (400, 700)] == [regular, bold]
    assert asked(["Lato"], 300)[0].path == fonts.FILES["light"]
    assert nearest_face(faces_in(fonts.FILES["bold"])).weight == 700


def test_letters_go_by_what_one_font_must_draw() -> None:
    assert clusters("e\u0301x\u200d👩\u200d🔬 ❤\ufe0f👍🏽") == [
        "e\u0301",
        "x\u200d👩\u200d🔬",
        " ",
        "❤\ufe0f",
        "👍🏽",
    ]
    assert missing("a b\u0301", frozenset("ab")) == ["b\u0301"]
    assert missing("a\u200b\ufe0f \u3000\u00ad", frozenset("a")) == []
    assert named(["b\u0301"]) == "'b' (LATIN SMALL LETTER B), '◌\u0301' (COMBINING ACUTE ACCENT)"
