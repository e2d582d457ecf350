"""`ebviz still` in a process of its own: the film's frame as a picture, without the film."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest

from ebviz.export import provenance
from tests.cli.test_render import SCENE


def still(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ebviz", "--project", str(project), "still", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=project)


def test_a_moment_is_drawn_once_from_studies_that_are_fresh_then(toy: Path) -> None:
    (toy / "scenes/growing.py").write_text(SCENE)
    first = still(toy, "growing", "--at", "0.40", "--at", "end")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[-1] == "3 built"  # the study, two pictures
    folder = toy / "renders/growing"
    early, last = folder / "growing_at_0.4s.png", folder / "growing_at_end.png"
    assert sorted(folder.iterdir()) == [early, last]
    assert iio.imread(early).shape == (480, 854, 3)
    assert iio.imread(early).max() > 128
    assert np.array_equal(iio.imread(early), iio.imread(last))  # the pause shows what has grown
    assert provenance.read(early)["studies"]["numbers"]["config"]["count"] == 4
    again = still(toy, "growing", "--at", "0.4")
    assert (again.returncode, again.stdout, again.stderr) == (0, "nothing to do: 1 fresh\n", "")

    (toy / "scenes/growing.py").write_text(SCENE.replace("Create(Square(", "Create(Square(color='#FF0000', "))
    edited = still(toy, "growing", "--at", "0.4", "--quiet")
    assert (edited.returncode, edited.stdout, edited.stderr) == (0, "", "")
    picture = iio.imread(early)
    assert picture[..., 0].max() > 200
    assert picture[..., 1:].max() == 0


def test_a_picture_may_go_elsewhere_and_be_of_other_values(toy: Path) -> None:
    (toy / "scenes/growing.py").write_text(SCENE)
    place = toy / "here.png"
    options = ("--at", "0.6", "-o", "here.png", "--theme", "light", "-q", "m")
    pictures = []
    for count in ("2", "4", "2"):
        drawn = still(toy, "growing", *options, "--set", f"numbers.count={count}")
        assert (drawn.returncode, drawn.stderr) == (0, "")
        assert provenance.read(place)["studies"]["numbers"]["config"]["count"] == int(count)
        pictures.append(iio.imread(place))
    assert pictures[0].shape == (720, 1280, 3)
    assert pictures[0][5, 5].min() > 250  # light
    assert not np.array_equal(pictures[0], pictures[1])
    assert np.array_equal(pictures[0], pictures[2])
    assert not (toy / "renders/growing").exists()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("growing", "--at", "9"), "Growing is 0.8 s long: expected a moment from 0 to 0.73333 s, got 9 s"),
        (("growing", "--at", "soon"), "--at soon: expected seconds from the film's beginning, or 'end'"),
        (("growing", "--at", "-1"), "--at -1: expected seconds from the film's beginning, or 'end'"),
        (("growing", "--at", "nan"), "--at nan: expected seconds from the film's beginning, or 'end'"),
        (("growing",), "Missing option '--at'"),
        (("grow", "--at", "0"), "there is no scene 'grow'; did you mean 'growing'?"),
        (("line", "--at", "0"), "'line' is a figure (ebviz figures line)"),
        (("week", "--at", "0"), "'week' is a lecture: expected one scene (there are: one, two)"),
        (("growing", "--at", "0", "-o", "x.jpg"), "-o x.jpg: expected a file ending in .png"),
        (("growing", "--at", "0", "-o", "no/x.png"), "-o no/x.png: there is no folder"),
        (("growing", "--at", "0", "--at", "1", "-o", "x.png"), "-o x.png: expected one --at, got 2"),
        (("growing", "--at", "0", "--set", "numbers.cont=2"), "did you mean 'count'?"),
    ],
)
def test_what_is_asked_for_wrongly_is_one_line_and_exit_code_2(toy: Path, arguments, line) -> None:
    (toy / "scenes/growing.py").write_text(SCENE)
    (toy / "scenes/week").mkdir()
    for name in ("One", "Two"):
        (toy / f"scenes/week/{name}.py").write_text(SCENE.replace("Growing", name))
    asked = still(toy, *arguments)
    assert asked.returncode == 2
    assert asked.stderr.count("\n") == 1
    assert line in asked.stderr
    assert not list((toy / "renders").glob("**/*.png"))
