"""Folders as lectures, on the command line: listed, rendered and judged by name, in a separate project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ebviz.cli import main
from ebviz.export.video import count_frames

PLAIN = '''"""Openings."""
from manim import *


class {name}(Scene):
    """A circle grows."""

    def construct(self):
        self.play(Create(Circle()), run_time=0.2)
'''
LECTURE = '''"""A section."""
from manim import Square
from {module} import House


class {name}(House):
    """A square."""

    studies = ("numbers",)

    def construct(self):
        self.add(Square(side_length=float(self.study("numbers")["x"].max())))
        self.wait(0.2)
'''
HOUSE = """from ebviz.stage import LectureScene as Base
House = Base
"""


@pytest.fixture
def weeks(toy: Path) -> Path:
    """The toy project with scenes in lectures whose names no import statement could spell."""
    for folder in ("scenes/week 3/v1.2", "scenes/week4", "kit"):
        (toy / folder).mkdir(parents=True)
    (toy / "scenes/00_title.py").write_text(PLAIN.format(name="Title"))
    (toy / "scenes/week 3/01-opening.py").write_text(PLAIN.format(name="Opening"))
    (toy / "scenes/week 3/v1.2/cut.v2.py").write_text(LECTURE.format(module="kit.house", name="Section"))
    (toy / "scenes/week4/helper.py").write_text("class Helper(dict): ...\nfrom manim import Scene\n")
    (toy / "scenes/week4/base.py").write_text("from manim import Scene\n\nclass Base(Scene): ...\n")
    (toy / "kit/house.py").write_text(HOUSE)
    return toy


def run(project: Path, *arguments: str) -> int:
    return main(["--project", str(project), *arguments])


def test_list_groups_by_lecture(weeks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(weeks, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["(no lecture)", "  study   numbers   Numbers."]
    assert lines[lines.index("week 3") + 1] == "  scene   opening   A circle grows."
    assert lines[lines.index("week 3/v1.2") + 1] == "  scene   section   A square."
    passed = lines[lines.index("passed over") + 1 :]
    assert len(passed) == 1
    assert passed[0].endswith("base.py:3: class Base has no construct(self), nor do its bases")
    assert not any("free_energy" in line for line in lines)


def test_the_course_is_listed_when_asked_for(weeks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(weeks, "list", "--all") == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  study   free_energy ") for line in lines)
    assert any("class Helper derives from dict, not from a scene" in line for line in lines)
    assert run(weeks, "list", "--all", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["studies"]["free_energy"]["lecture"] == "inference"
    assert run(weeks, "list", "--json") == 0
    assert set(json.loads(capsys.readouterr().out)["studies"]) == {"numbers", "powers"}


def test_no_name_means_the_project_s_own(weeks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(weeks, "status", "--json") == 0
    targets = json.loads(capsys.readouterr().out)["targets"]
    assert {name.split(":")[1] for name in targets} == {
        *("numbers", "powers", "line", "parabola", "title", "opening", "section")
    }


def test_a_lecture_is_rendered_by_its_name(weeks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(weeks, "render", "week 3", "-q", "l", "--format", "mp4,png") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 built"
    assert count_frames(weeks / "renders/opening/opening.mp4") == 3
    assert count_frames(weeks / "renders/section/section.mp4") == 3
    assert not (weeks / "renders/title").exists()
    assert run(weeks, "status", "week 3/", "--quality", "l", "--json") == 0
    targets = json.loads(capsys.readouterr().out)["targets"]
    assert {name: row["state"] for name, row in targets.items() if name.startswith("scene:")} == {
        "scene:opening": "fresh",
        "scene:section": "fresh",
    }
    assert run(weeks, "render", "week 3", "-q", "l", "--format", "mp4,png") == 0
    assert capsys.readouterr().out == "nothing to do: 2 fresh\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("render", "base"), ["base.py:3: class Base has no construct(self)"]),
        (("render", "helper"), ["class Helper derives from dict, not from a scene"]),
        (("render", "line"), ["'line' is a figure (ebviz figures line)"]),
        (("figures", "week 3"), ["the lecture 'week 3' contains no figure"]),
        (("render", "week 4"), ["did you mean 'week 3'?"]),
        (("render", "titel"), ["there is no scene 'titel'; did you mean 'title'?"]),
    ],
)
def test_a_name_that_is_none_is_told_why(
    weeks: Path, arguments: tuple[str, ...], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(weeks, *arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    for word in words:
        assert word in said


def test_a_target_and_a_lecture_of_one_name_are_both_meant(
    toy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (toy / "scenes/title").mkdir()
    (toy / "scenes/title.py").write_text(PLAIN.format(name="Title"))
    (toy / "scenes/title/end.py").write_text(PLAIN.format(name="End"))
    for name, meant in {"title": {"scene:title", "scene:end"}, "title/": {"scene:end"}}.items():
        assert run(toy, "status", name, "--json") == 0
        found = json.loads(capsys.readouterr().out)["targets"]
        assert {target for target in found if target.startswith("scene:")} == meant
