"""A film wears a theme: paper, ink, symbols and OpenGL layers follow, and colours are looked up when drawn."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
from manim import DOWN, LEFT, RIGHT, UP, WHITE, ManimColor, Rectangle, Scene, Square, VGroup, VMobject, config

from ebviz.errors import UsageError
from ebviz.stage import Formula, LectureScene
from ebviz.stage.dots import Dots
from ebviz.stage.gl import Axes3D, Field, Space, Surface
from ebviz.stage.house import WHITE_UNLESS_TOLD
from ebviz.stage.marks import Cloud
from ebviz.stage.plots import Plane
from ebviz.stage.scene import layouts, render
from ebviz.style.maps import table
from ebviz.style.themes import THEMES

ROOT = Path(__file__).parents[2]
SIZE = {"width": 320, "height": 180, "fps": 5, "runs": {}}


def shot(cls: type[Scene], folder: Path, theme: str) -> np.ndarray:
    """Return the first frame (180, 320, 3) of a scene in a theme."""
    return iio.imread(render(cls, folder / theme, theme=theme, **SIZE).thumbnail)


def has(picture: np.ndarray, hue: str, within: int = 2) -> bool:
    wanted = np.array([int(hue[i : i + 2], 16) for i in (1, 3, 5)])
    return bool((np.abs(picture.astype(int) - wanted) <= within).all(axis=-1).any())


class Everything(LectureScene):
    """One of each: a formula, a plane, marks, dots, an energy map and a surface."""

    def construct(self) -> None:
        plane = Plane((0, 1, 1), (0, 1, 1), width=3.0, labels=("", "")).shift(4 * LEFT + 2 * UP)
        self.add(Formula("beta", size=160).shift(4 * LEFT + 2 * DOWN), Formula("+", size=200), plane)
        self.add(Cloud(np.array([[2.5, 2.5, 0.0]]), "ŷ", size=60.0))
        self.add(Dots(np.array([[4.5, 2.5]]), "ỹ", size=60.0))
        self.add(Field(np.zeros((2, 2)), 1.0, 1.0).move_to(6 * RIGHT + 2.5 * UP))
        axes = Axes3D((0, 1, 1), (0, 1, 1), (0, 1, 1), lengths=(2, 2, 2))
        self.add(Space(axes, width=4.0, height=4.0).move_to(4 * RIGHT + 2 * DOWN))
        self.wait(0.2)


@pytest.mark.parametrize("look", THEMES.values(), ids=THEMES)
def test_paper_ink_and_symbols_are_the_theme_s(tmp_path, look):
    picture = shot(Everything, tmp_path, look.name)
    paper = tuple(int(look.paper[i : i + 2], 16) for i in (1, 3, 5))
    assert tuple(picture[-1, 0]) == paper
    assert (picture == paper).all(axis=-1).mean() > 0.5
    for name in ("white", "beta", "ŷ", "ỹ"):
        assert has(picture, look(name)), name
    cold = np.rint(255 * table(look.energy_map)[0]).astype(int)
    assert has(picture, "#{:02X}{:02X}{:02X}".format(*cold), within=4)
    others = {other("ŷ") for other in THEMES.values()} - {look("ŷ")}
    assert not any(has(picture, hue) for hue in others)


class Veil(LectureScene):
    """Half-transparent layers over the paper."""

    def construct(self) -> None:
        grid = np.stack([*np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-2, 2, 9)), np.zeros((9, 9))], -1)
        veil = Surface(grid, np.zeros((9, 9)), shading=0.0).set_opacity(0.5)
        self.add(Space(veil, width=6.0, height=6.0).shift(3.5 * LEFT))
        self.add(Field(np.zeros((2, 2)), 4.0, 4.0).set_opacity(0.5).shift(3.5 * RIGHT))
        self.wait(0.2)


@pytest.mark.parametrize("name", ["dark", "light"])
def test_what_is_translucent_is_blended_with_the_paper(tmp_path, name):
    """Pre-multiplied alpha: half of the colour and half of the paper, on black and on white alike."""
    picture = shot(Veil, tmp_path, name).astype(int)
    cold, paper = 255 * table("coolwarm")[0], 0 if name == "dark" else 255
    for column in (160 - 79, 160 + 79):
        assert np.abs(picture[90, column] - (cold + paper) / 2).max() <= 2


class Plain(Scene):
    """A scene of plain Manim, with a shape that names no colour."""

    def construct(self) -> None:
        self.add(VGroup(Square(stroke_width=30), Rectangle(color="#00FF00", stroke_width=30).shift(3 * UP)))
        self.wait(0.2)


def test_plain_manim_draws_in_the_theme_s_ink_and_leaves_no_trace(tmp_path):
    picture = shot(Plain, tmp_path, "light")
    assert has(picture, THEMES["light"].ink)
    assert has(picture, "#00FF00")
    assert Square().get_color().to_hex() == "#FFFFFF"
    assert has(shot(Plain, tmp_path, "dark"), "#FFFFFF")
    assert config.background_color.to_hex() == "#000000"


def white_unless_told(cls: type) -> Iterator[tuple[type, str]]:
    """Yield Manim's classes derived from one, each with the argument that is white unless it is given."""
    for derived in cls.__subclasses__():
        made = vars(derived).get("__init__")
        for given in inspect.signature(made).parameters.values() if made else ():
            if isinstance(given.default, ManimColor) and given.default == WHITE:
                yield derived, given.name
        yield from white_unless_told(derived)


def test_every_white_default_of_manim_s_is_known():
    found = {(cls, name) for cls, name in white_unless_told(VMobject) if cls.__module__.startswith("manim.")}
    assert found == {(cls, name) for cls, name in WHITE_UNLESS_TOLD.items() if cls is not VMobject}


def test_an_unknown_theme_is_refused_before_anything_is_drawn(tmp_path):
    with pytest.raises(UsageError, match="did you mean 'light'"):
        render(Plain, tmp_path / "a", theme="lihgt", **SIZE)
    assert not list(tmp_path.iterdir())


def test_layouts_are_the_same_in_every_theme():
    found = [layouts(Everything, [0.0], runs={}, theme=name) for name in THEMES]
    assert all(one == found[0] for one in found)


TABLES, FUNCTIONS = ("COLOURS", "SYMBOLS"), ("colour", "resolve", "worn", "rgba")


def looked_up_on_import(tree: ast.Module) -> list[int]:
    """Return the lines in which a colour is looked up while the file is imported: never the theme's."""
    lines = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
                visit(default)
            return
        looked = {ast.Subscript: ("value", TABLES), ast.Call: ("func", FUNCTIONS)}.get(type(node))
        if looked and getattr(getattr(node, looked[0]), "id", "") in looked[1]:
            lines.append(node.lineno)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(tree)
    return lines


FILMS = [path for path in (ROOT / "scenes").rglob("*.py") if not path.stem.endswith("_slides")]


@pytest.mark.parametrize(
    "path", sorted([*FILMS, *(ROOT / "ebviz/stage").rglob("*.py")]), ids=lambda path: path.stem
)
def test_no_colour_is_looked_up_on_import(path):
    assert looked_up_on_import(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_early_look_ups_finds_them():
    code = "A = COLOURS['red']\nclass B:\n    c = colour('y')\ndef d(e=SYMBOLS['y']):\n    return COLOURS['red']\n"
    assert looked_up_on_import(ast.parse(code)) == [1, 3, 4]
