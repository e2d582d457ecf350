"""Thumbnails that are designed: drawn from the runs, and readable at 160 pixels on black and on white."""

from __future__ import annotations

import ast
import importlib
import io
from collections.abc import Mapping

import imageio.v3 as iio
import numpy as np
import pytest
from manim import Square

from ebviz.build.catalog import SceneEntry
from ebviz.export.legible import legibility
from ebviz.stage import LectureScene
from ebviz.stage.poster import poster
from ebviz.stage.still import draw_thumbnail
from ebviz.stage.units import FRAME_HEIGHT, FRAME_WIDTH
from ebviz.study import Run
from ebviz.style.themes import theme
from tests.conftest import CATALOG
from tests.scenes.figures import drawn


def draws_its_own(entry: SceneEntry) -> bool:
    """Has the scene's class a method of that name?"""
    classes = [
        node
        for node in ast.parse(entry.path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    (body,) = (node.body for node in classes if node.name == entry.cls)
    return any(isinstance(node, ast.FunctionDef) and node.name == "thumbnail" for node in body)


DESIGNED = sorted(name for name, entry in CATALOG.scenes.items() if draws_its_own(entry))
SIZE = {"width": 854, "height": 480, "fps": 5}
WERE_BAD = {  # as stills of their films
    "horn_turning",
    "gibbs_weights",
    "model_diagram",
    "loss_functionals",
    "thermostat_catastrophe",
    "hot_limit",
    "autoencoder_family",
    "lego",
    "architecture_map",
    "gan_diagram",
}


def test_what_no_still_could_show_is_designed() -> None:
    assert set(DESIGNED) >= WERE_BAD


@pytest.mark.parametrize("look", ["dark", "light"])
@pytest.mark.parametrize("name", DESIGNED)
def test_a_designed_thumbnail_can_be_read(name: str, look: str, runs: Mapping[str, Run]) -> None:
    entry = CATALOG.scenes[name]
    given = {study: runs[study] for study in entry.studies}
    cls = getattr(importlib.import_module(entry.module), entry.cls)
    picture = draw_thumbnail(cls, runs=given, theme=look, **SIZE)
    assert picture is not None
    assert picture.shape == (480, 854, 3)
    assert legibility(picture, theme(look).paper).faults() == []


@pytest.mark.parametrize("look", ["dark", "light"])
@pytest.mark.parametrize("name", [name for name in CATALOG.figures if name.startswith("thumbnail")])
def test_a_lecture_s_thumbnail_can_be_read(name: str, look: str, runs: Mapping[str, Run]) -> None:
    picture = io.BytesIO()
    drawn(name, runs, look).savefig(picture, format="png", dpi=107)
    assert legibility(iio.imread(picture, mode="RGB"), theme(look).paper).faults() == []


class Designed(LectureScene):
    """A film that is black, with a thumbnail that is not."""

    def thumbnail(self) -> None:
        self.add(*poster(Square(color="#FF0000", fill_opacity=1.0), "red"))

    def construct(self) -> None:
        self.wait(1.0)


def test_the_method_draws_it_and_the_film_knows_nothing_of_it(tmp_path) -> None:
    from ebviz.stage.scene import render

    picture = draw_thumbnail(Designed, runs={}, **SIZE)
    assert picture is not None
    assert picture[240, 200].tolist() == [255, 0, 0]
    film = render(Designed, tmp_path, runs={}, **SIZE)
    assert film.frames == 5
    from ebviz.export.video import frames

    assert max(int(frame.max()) for frame in frames(film.mp4)) < 20


def test_a_scene_that_names_a_moment_has_no_design() -> None:
    class Timed(LectureScene):
        thumbnail = 0.5

    assert draw_thumbnail(Timed, runs={}, **SIZE) is None


@pytest.mark.parametrize("lines", [(), ("a",), ("a line that is far too long for any poster", "b")])
def test_a_poster_fits_the_frame(lines: tuple[str, ...]) -> None:
    parts = poster(Square(side_length=30.0), *lines)
    low, high = np.array([parts.get_corner([-1, -1, 0]), parts.get_corner([1, 1, 0])])
    assert (np.abs([low, high])[:, :2] <= [FRAME_WIDTH / 2 - 0.2, FRAME_HEIGHT / 2 - 0.2]).all()
    if len(lines) > 0:
        assert parts[0].get_right()[0] < parts[1].get_left()[0]
