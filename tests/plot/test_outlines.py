"""Formulas as outlines, against the pixels that Typst draws itself and against svgelements' reading of paths."""

from __future__ import annotations

import imageio.v3 as iio
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.transforms import Affine2D

from ebviz.errors import BuildError, UsageError
from ebviz.plot import formula as module
from ebviz.plot.formula import formula, parse, tex, words
from ebviz.style.compiler import compiler
from ebviz.style.notation import coloured
from ebviz.style.palette import COLOURS, SYMBOLS

FORMULAS = [
    "F_oo (y) = min_z E(y, z)",
    "sqrt(a / b) + sum_(i = 1)^N norm(y_i - g(caron(z)))^2",
    "tilde(y) = g(z) = [w_1 cos z, w_2 sin z]",
]


def ink_by_typst(source: str, dots: int) -> np.ndarray:
    """Typst's own picture, cropped to its ink: how much of each pixel is covered, (H, W)."""
    body = f"{module._PAGE}\n#set page(margin: 150pt, fill: black)\n$display({source})$"
    png = compiler().compile(input=body.encode(), format="png", ppi=dots)
    return cut(iio.imread(png, plugin="pillow", mode="L") / 255.0)


def ink_by_us(source: str, dots: int) -> np.ndarray:
    """The outline filled by matplotlib at the same scale."""
    outline = formula(source, dict.fromkeys(SYMBOLS))
    left, bottom, right, top = outline.box
    scale = module._SIZE * dots / 72
    fig = Figure(
        figsize=((right - left) * scale / 100 + 1, (top - bottom) * scale / 100 + 1), dpi=100, facecolor="k"
    )
    place = Affine2D().translate(-left, -bottom).scale(scale).translate(40, 40)
    for piece in outline.pieces:
        options = {"fc": "none", "ec": "w", "lw": piece.width * scale * 0.72, "capstyle": "butt"}
        filled = {"fc": "w", "ec": "none"}
        fig.add_artist(PathPatch(piece.path, transform=place, **(options if piece.width else filled)))
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    return cut(np.asarray(canvas.buffer_rgba())[..., 0] / 255.0)


def cut(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(ink.max(axis=1) > 0.5), np.flatnonzero(ink.max(axis=0) > 0.5)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("source", FORMULAS)
def test_an_outline_is_what_typst_draws(source):
    theirs, ours = ink_by_typst(source, 72), ink_by_us(source, 72)
    height, width = (min(a, b) for a, b in zip(theirs.shape, ours.shape, strict=True))
    assert np.abs(np.subtract(theirs.shape, ours.shape)).max() <= 1
    theirs, ours = theirs[:height, :width], ours[:height, :width]
    assert theirs.mean() > 0.05
    shared = np.minimum(theirs, ours).sum() / np.maximum(theirs, ours).sum()
    assert shared > 0.8  # a shift of half a pixel costs five-pixel strokes that much; another letter far more


@pytest.mark.parametrize("source", FORMULAS)
def test_symbols_wear_the_palettes_colours(source):
    found = {piece.colour for piece in formula(source).pieces}
    assert COLOURS["white"] in found
    assert found - {COLOURS["white"]} <= set(COLOURS.values())
    assert all(hue.upper() in found for hue in COLOURS.values() if hue in coloured(source))


def test_words_stand_on_the_baseline():
    assert words("nix").box[1] == pytest.approx(0, abs=0.02)
    assert words("gypsy").box[1] < -0.15
    assert words("$y$").box[1] < -0.15


@pytest.mark.parametrize(
    "d", ["M 1 2c 0 1 1 1 2 0h 3v -2Z", "M 1 1L 4 1Q 5 2 4 3C 3 4 2 4 1 3Z m 1 0l 1 1 1 -1Z"]
)
def test_paths_are_read_as_svgelements_reads_them(d):
    svgelements = pytest.importorskip("svgelements")
    theirs = svgelements.Path(d).bbox()
    assert parse(d).get_extents().extents == pytest.approx(theirs)


def test_words_may_have_formulas_in_latex():
    ours, theirs = words("at " + tex(r"\check{z}_1^2 / \beta")), words(r"at $check(z)_1^2 \/ beta$")
    assert [piece.colour for piece in ours.pieces] == [piece.colour for piece in theirs.pieces]
    assert ours.box == theirs.box
    tall, small = words(tex(r"\[ \frac{1}{2} \]")), words(tex(r"\frac{1}{2}"))
    assert tall.box[3] > small.box[3]
    _, bottom, _, top = words(tex(r"a \\ b")).box
    assert bottom < -0.4 < 0.9 < top  # two lines stand about the middle of the words beside them


def test_a_formula_in_latex_can_differ_from_the_table():
    outline = words(
        tex(r"\beta\vect{y}", macros={r"\vect": r"\bm{#1}"}, colours={r"\beta": None, r"\bm{y}": "red"})
    )
    assert {piece.colour for piece in outline.pieces} == {COLOURS["white"], COLOURS["red"]}
    with pytest.raises(UsageError, match="LaTeX, character 1"):
        tex(r"\foo")
    assert len(words(tex(r"a \text{ for \$5}")).pieces) == 2


def test_a_faulty_formula_is_one_line():
    with pytest.raises(BuildError, match="Typst cannot set") as caught:
        formula("sqrt(nonsense")
    assert "\n" not in str(caught.value)
