"""A figure's texts: every letter in a font that has it, or a line that names the letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath

from ebviz.errors import BuildError
from ebviz.plot import figure, label
from ebviz.plot.base import SlideFigure, draw, save
from tests.style.foundry import SHAPES, cast, machine

WAYS: Mapping[str, Callable[[SlideFigure, str], object]] = {
    "text of the figure": lambda fig, text: fig.text(0.5, 0.5, text),
    "title": lambda fig, text: fig.add_axes((0.3, 0.3, 0.5, 0.5)).set_title(text),
    "axis": lambda fig, text: fig.add_axes((0.3, 0.3, 0.5, 0.5)).set_xlabel(text),
    "tick": lambda fig, text: fig.add_axes((0.3, 0.3, 0.5, 0.5)).set_xticks([0.5], [text]),
    "tick, by a function": lambda fig, text: fig.add_axes((0.3, 0.3, 0.5, 0.5)).xaxis.set_major_formatter(
        lambda *_: text
    ),
    "tick, in space": lambda fig, text: fig.add_subplot(projection="3d").set_zticks([0.5], [text]),
    "legend": lambda fig, text: (axes := fig.add_axes((0.3, 0.3, 0.5, 0.5))).legend(
        handles=axes.plot([0, 1], label=text)
    ),
    "note": lambda fig, text: fig.add_axes((0.3, 0.3, 0.5, 0.5)).annotate(text, (0.5, 0.5)),
    "table": lambda fig, text: fig.add_axes((0.3, 0.3, 0.5, 0.5)).table([[text]]),
    "beside a formula": lambda fig, text: fig.text(0.5, 0.5, f"{text}$E$"),
    "label": lambda fig, text: label(fig, text, (0.5, 0.5)),
    "label's formula": lambda fig, text: label(fig, f'$E_"{text}"$', (0.5, 0.5)),
    "path": lambda fig, text: fig.add_artist(PathPatch(TextPath((0, 0), text, size=20))),
}


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch)


def drawn(fill: Callable[[SlideFigure], object], folder: Path, fmt: str = "png") -> SlideFigure:
    @figure(size=(4, 3))
    def trial(fig, theme):
        fill(fig)

    fig = draw(trial, "light", {})
    save(fig, folder / f"trial.{fmt}", fmt, {})
    return fig


def ink(folder: Path) -> np.ndarray:
    return iio.imread(folder / "trial.png", mode="L")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("letter", ["月", "🥰"])
def test_a_letter_that_no_font_has_is_refused_by_name(way: str, letter: str, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=f"no font on this machine draws '{letter}' "):
        drawn(lambda fig: WAYS[way](fig, letter), tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("way", WAYS)
def test_a_font_of_the_machine_lends_it(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, cast(tmp_path / "fonts", "Machine Sans", "月"))
    for fmt in ("pdf", "svg", "png"):
        fig = drawn(lambda fig: WAYS[way](fig, "月"), tmp_path, fmt)
        assert fig.loans.remarks() == [
            "letters not in Lato are drawn in Machine Sans, a font of this machine: 月"
        ]
    found = ink(tmp_path)
    machine(monkeypatch)
    drawn(lambda fig: WAYS[way](fig, "A"), tmp_path)
    assert not np.array_equal(found, ink(tmp_path))  # the house's own A is another one


def test_what_is_lent_looks_like_the_lender_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(lambda fig: fig.text(0.1, 0.5, f"x {SHAPES[:2]}", family=["Lato"], size=30), tmp_path)
    house = ink(tmp_path)
    machine(monkeypatch, cast(tmp_path / "fonts", "Machine Sans", "月自"))
    drawn(lambda fig: fig.text(0.1, 0.5, "x 月自", size=30), tmp_path)
    lent = ink(tmp_path)
    drawn(lambda fig: fig.text(0.1, 0.5, SHAPES[:2], family="DejaVu Sans", size=30), tmp_path)
    other = ink(tmp_path)
    columns = np.flatnonzero((lent < 128).any(axis=0))
    gap = columns[np.argmax(np.diff(columns))] + 1  # between x and the rest
    assert np.array_equal(lent[:, :gap], house[:, :gap])
    assert _shape(lent[:, gap:]) == pytest.approx(_shape(other), abs=2)


def _shape(picture: np.ndarray) -> list[int]:
    dark = picture < 128
    return [int(np.ptp(np.flatnonzero(dark.any(axis=axis)))) for axis in (0, 1)] + [int(dark.sum() / 50)]


def test_a_figure_s_own_font_is_taken_or_refused_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = cast(tmp_path / "fonts", "Comic Neue", "xyz")
    machine(monkeypatch, path)
    for font in ({"family": "Comic Neue"}, {"family": ["None Such", "comic neue"]}, {"font": path}):
        fig = drawn(lambda fig, font=font: fig.text(0.5, 0.5, "x", **font), tmp_path)
        assert _shape(ink(tmp_path))[0] > 15
        assert list(fig.loans.families()) == (["Comic Neue"] if "family" in font else [])
    with pytest.raises(BuildError, match=r"no font 'Comic Nue' on this machine; did you mean 'Comic Neue'\?"):
        drawn(lambda fig: fig.text(0.5, 0.5, "x", family="Comic Nue"), tmp_path)
    with pytest.raises(BuildError, match=r"font file 'ComicNeue-400\.ttf' does not have '月'"):
        drawn(lambda fig: fig.text(0.5, 0.5, "月", fontproperties=FontProperties(fname=path)), tmp_path)


def test_listings_keep_a_fixed_pitch(tmp_path: Path) -> None:
    widths = []
    for text in ("iiiiiiiiii", "WWWWWWWWWW"):
        drawn(lambda fig, text=text: fig.text(0.1, 0.5, f"|{text}|", family="monospace"), tmp_path)
        widths.append(_shape(ink(tmp_path))[0])
    assert widths[0] == pytest.approx(widths[1], abs=1)


@pytest.mark.parametrize("again", [False, True])
def test_a_letter_within_matplotlib_s_formulas_is_refused_each_time(again: bool, tmp_path: Path) -> None:
    """Matplotlib itself says so only once."""
    with pytest.raises(
        BuildError, match=r"matplotlib's formulas have no '自' .*; write it outside of the dollar signs"
    ):
        drawn(lambda fig: fig.text(0.5, 0.5, "$自_1$"), tmp_path)
    drawn(lambda fig: fig.text(0.5, 0.5, r"β ž $\alpha \mathbb{R} \to β$"), tmp_path)


def test_the_house_s_letters_borrow_nothing(tmp_path: Path) -> None:
    fig = drawn(lambda fig: [fill(fig, "βeta, ŷ − 1") for fill in WAYS.values()], tmp_path)
    assert (fig.loans.remarks(), fig.loans.digests()) == ([], {})
