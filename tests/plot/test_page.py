"""What a figure draws stays on its page, or a line says what does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from matplotlib.figure import Figure

from ebviz.plot import figure, label
from ebviz.plot.base import SlideFigure, draw, save


def drawn(
    fill: Callable[[SlideFigure], object], folder: Path, size: tuple[float, float] = (4, 3)
) -> SlideFigure:
    @figure(size=size)
    def trial(fig, theme):
        fill(fig)

    fig = draw(trial, "light", {})
    save(fig, folder / "page.png", "png", {})
    return fig


def labelled(fig: Figure) -> None:
    axes = fig.add_subplot()
    axes.plot([0, 1])
    axes.set_xlabel("first coordinate y")
    axes.set_ylabel("second")


def titled(fig: Figure) -> None:
    axes = fig.add_subplot()
    axes.set_title("two\nlines")
    fig.suptitle("above all")


def side_by_side(fig: Figure) -> None:
    for axes in fig.subplots(1, 2):
        axes.plot([0, 1], [0, 1000000])
        axes.set_ylabel("numbers")


def keyed(fig: Figure) -> None:
    axes = fig.add_subplot()
    axes.plot([0, 1], label="outside")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


def barred(fig: Figure) -> None:
    axes = fig.add_subplot()
    fig.colorbar(axes.imshow([[0, 1]]), ax=axes, label="energy")
    axes.set_xlabel("y")


PLAIN = [labelled, titled, side_by_side, keyed, barred]


@pytest.mark.parametrize("fill", PLAIN, ids=lambda fill: fill.__name__)
def test_a_plain_figure_comes_out_whole(fill: Callable[[SlideFigure], object], tmp_path: Path) -> None:
    """Beyond the page there is nothing: a page larger on all sides shows as much ink."""
    fig = drawn(fill, tmp_path)
    assert fig.cut == ()
    page = iio.imread(tmp_path / "page.png", mode="L")
    with fig.theme.context():
        fig.savefig(tmp_path / "more.png", bbox_inches=fig.bbox_inches.padded(0.5))
    more = iio.imread(tmp_path / "more.png", mode="L")
    border = (np.array(more.shape) - page.shape) // 2
    assert border.min() > 50
    inside = np.zeros_like(more, dtype=bool)
    inside[border[0] : -border[0], border[1] : -border[1]] = True
    assert (more[~inside] > 250).all()
    assert (more < 128).sum() == pytest.approx((page < 128).sum(), rel=0.02)


def test_a_figure_that_fits_is_left_as_it_is(tmp_path: Path) -> None:
    assert drawn(labelled, tmp_path, size=(12, 6.75)).get_layout_engine() is None
    assert drawn(labelled, tmp_path).get_layout_engine() is not None


@pytest.mark.parametrize(
    ("fill", "line"),
    [
        (
            lambda fig: fig.text(0.95, 0.5, "too long a text"),
            "'too long a text' is cut off at the right of the page",
        ),
        (
            lambda fig: label(fig, "below $F_oo$", (0.5, 0)),
            "'below $F_oo$' is cut off at the bottom of the page",
        ),
        (
            lambda fig: fig.add_axes((0, 0.2, 0.9, 0.7)).set(xticks=[0.5], yticks=[0.5]),
            "the letters of the y axis are cut off at the left of the page",
        ),
        (
            lambda fig: fig.add_axes((0.2, 0, 0.6, 0.9)).set(xlabel="below", yticks=[0.5]),
            "the letters of the x axis ('below') are cut off at the bottom of the page",
        ),
        (
            lambda fig: [fig.text(0, 1, "x" * 70, ha="center"), fig.text(0, 0.5, "more", ha="right")],
            f"'{'x' * 59}…' is cut off at the left and the right and the top of the page (and 1 more)",
        ),
    ],
    ids=["text", "label", "tick", "axis", "two"],
)
def test_what_was_placed_beyond_the_page_is_told(
    fill: Callable[[SlideFigure], object], line: str, tmp_path: Path
) -> None:
    assert drawn(fill, tmp_path).cut == (line,)


@pytest.mark.parametrize("fill", [labelled, side_by_side])
def test_what_cannot_be_mended_moves_nothing(fill: Callable[[SlideFigure], object], tmp_path: Path) -> None:
    def also(fig: SlideFigure) -> None:
        fill(fig)
        fig.text(1.5, 0.5, "outside")

    large = {"size": (12, 6.75)}
    one, other = (drawn(how, tmp_path, **large) for how in (fill, also))
    assert [axes.get_position().bounds for axes in one.axes] == [
        axes.get_position().bounds for axes in other.axes
    ]


def test_what_is_clipped_or_hidden_is_not_cut_off(tmp_path: Path) -> None:
    def fill(fig: Figure) -> None:
        axes = fig.add_axes((0.2, 0.2, 0.7, 0.7))
        axes.plot([0, 1], [0, 1])
        axes.text(5, 5, "clipped", clip_on=True)
        axes.text(5, 5, "hidden").set_visible(False)
        axes.text(5, 5, " ")
        axes.set_xticks([0, 1, 9])
        axes.set_xlim(0, 1)
        fig.add_axes((0, 0, 1, 1)).set_axis_off()
        fig.add_axes((0, 0, 1, 1), title="above").set_visible(False)

    assert drawn(fill, tmp_path).cut == ()
