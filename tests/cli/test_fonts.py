"""A letter lent by a font of the machine: told on the terminal, noted in the picture, and counted from then on."""

from __future__ import annotations

import json
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest

from ebviz.export import provenance
from tests.build.ground import run
from tests.cli.test_watch import watched
from tests.style.foundry import cast

SCENE = '''from manim import Text

from ebviz.stage import LectureScene


class Foreign(LectureScene):
    """A letter that few fonts have."""

    def construct(self):
        self.add(Text("\\U0001D800", font_size=144))
        self.wait(0.1)
'''
FIGURE = '''from ebviz.plot import figure


@figure(size=(2, 2))
def foreign_slide(fig, theme):
    """The same."""
    fig.text(0.4, 0.4, "\\U0001D800")
'''
LETTER = "\U0001d800"  # SignWriting: no font that is made for reading has it
LINE = f"letters not in Lato are drawn in Rare Sans, a font of this machine: {LETTER}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of data, with a font in it."""
    folder = tmp_path / "data"
    cast(folder / "fonts" / "rare", "Rare Sans", LETTER)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for place, text in {"scenes/foreign": SCENE, "figures/slides": FIGURE}.items():
        path = tmp_path / "project" / f"{place}.py"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path / "project"


def test_a_font_of_the_machine_is_told_noted_and_counted(project: Path, home: Path, tmp_path: Path) -> None:
    def command(*arguments: str, data: Path = home) -> tuple[int, str]:
        return run(*arguments, cwd=project, XDG_DATA_HOME=str(data))

    film, slide = ("render", "-q", "l", "--format", "png"), ("figures", "--theme", "light", "--format", "png")
    pictures = [
        project / "renders" / path for path in ("foreign/foreign.png", "figures/light/foreign_slide.png")
    ]
    code, said = command(*film)
    assert (code, f"foreign: {LINE}" in said) == (0, True), said
    code, said = command(*slide)
    assert (code, f"foreign_slide (light): {LINE}" in said) == (0, True), said
    for picture in pictures:
        assert list(provenance.read(picture)["fonts"]) == ["Rare Sans"]
        assert np.ptp(iio.imread(picture, mode="L")) > 150
    assert command(*film) == (0, "nothing to do: 1 fresh\n")

    cast(home / "fonts" / "rare", "Rare Sans", f"A{LETTER}")  # the letter has another shape now
    _, said = command("status", "--json")
    targets = json.loads(said)["targets"]
    for name in ("scene:foreign", "figure:foreign_slide:light"):
        assert targets[name] == {"state": "stale", "reasons": ["font file 'RareSans-400.ttf' changed"]}
    before = [picture.read_bytes() for picture in pictures]
    assert command(*film)[0] == command(*slide)[0] == 0
    assert all(picture.read_bytes() != old for picture, old in zip(pictures, before, strict=True))

    code, said = command(*film, data=tmp_path / "nothing")
    assert (code, "foreign: failed: no font on this machine draws" in said) == (1, True)
    assert "(SIGNWRITING HAND-FIST INDEX)" in said
    assert said.count("failed:") == 1


def test_a_watch_says_it_once_and_notes_it_with_the_theme_in_each_picture(project: Path, home: Path) -> None:
    scene, picture = project / "scenes/foreign.py", project / "renders/watch/foreign_light_at_end.png"
    with watched(project, "foreign", "--at", "end", "--theme", "light", XDG_DATA_HOME=str(home)) as watch:
        watch.says("drawn in")
        watch.says(LINE.rstrip("\n"))
        scene.write_text(SCENE.replace("font_size=144", "font_size=100"))
        watch.says("drawn in")
        record = provenance.read(picture)
        assert (record["theme"], list(record["fonts"])) == ("light", ["Rare Sans"])
        scene.write_text(SCENE.replace("font_size=144", "font_size=0/0"))
        assert "ZeroDivisionError" in watch.says("letters not in|ZeroDivisionError")
