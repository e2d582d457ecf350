"""`ebviz render` in a process of its own, to the end: every file it promises is there and can be decoded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import imageio.v3 as iio
import numpy as np

from ebviz.export import provenance
from ebviz.export.video import count_frames, frames, size

SCENE = '''"""Bars."""
from manim import Create, Square

from ebviz.stage import LectureScene


class Growing(LectureScene):
    """A square as large as the largest number."""

    studies = ("numbers",)
    thumbnail = 0.4

    def construct(self):
        self.play(Create(Square(side_length=float(self.study("numbers")["x"].max()))), run_time=0.4)
        self.wait(0.4)
'''


def render(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ebviz", "--project", str(project), "render", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def test_render_makes_a_film_a_still_and_a_loop_and_then_has_nothing_to_do(toy: Path) -> None:
    (toy / "scenes/growing.py").write_text(SCENE)
    first = render(toy, "growing", "-q", "l")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[-1] == "3 built"  # study, film with its still, loop
    folder = toy / "renders/growing"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"growing.{end}" for end in ("gif", "mp4", "png")
    ]

    film, still, loop = (folder / f"growing.{end}" for end in ("mp4", "png", "gif"))
    assert (size(film), count_frames(film)) == ((854, 480), 12)
    shown = list(frames(film))
    assert (shown[0].max() > 128, shown[-1].max() > 128) == (False, True)  # the square grows
    picture = iio.imread(still, mode="RGB")
    assert picture.shape == (480, 854, 3)
    assert np.abs(picture.astype(int) - shown[6]).mean() < 1.0  # the film at 0.4 s
    pages = iio.imread(loop, plugin="pillow", mode="RGB")
    assert len(pages) >= 2
    assert pages.shape[1:] == (450, 800, 3)
    assert np.abs(pages[0].astype(int) - pages[-1]).max() > 128
    for path in (film, still, loop):
        assert provenance.read(path)["studies"]["numbers"]["config"]["count"] == 4

    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = render(toy, "growing", "-q", "l")
    assert (again.returncode, again.stdout, again.stderr) == (0, "nothing to do: 2 fresh\n", "")
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    changed = render(toy, "growing", "-q", "l", "--set", "numbers.count=2", "--format", "mp4")
    assert changed.returncode == 0
    assert not np.array_equal(list(frames(film))[-1], shown[-1])


def test_a_scene_that_fails_is_one_line_and_exit_code_1(toy: Path) -> None:
    (toy / "scenes/growing.py").write_text(SCENE.replace('["x"]', '["y"]'))
    failed = render(toy, "growing", "-q", "l", "--format", "mp4")
    assert failed.returncode == 1
    assert failed.stderr.count("\n") == 1
    assert "growing: failed: KeyError: study 'numbers' has no array 'y'" in failed.stderr.replace('"', "")
    assert not (toy / "renders/growing").exists()


def test_a_film_in_another_theme_is_a_film_of_its_own(toy: Path) -> None:
    (toy / "scenes/growing.py").write_text(SCENE)
    assert render(toy, "growing", "-q", "l").returncode == 0
    folder = toy / "renders/growing"
    before = (folder / "growing.mp4").stat().st_mtime_ns
    done = render(toy, "growing", "-q", "l", "--theme", "light", "--contact-sheet")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "3 built, 1 fresh"  # film, loop and page; the study is as it was
    made = [
        "growing.gif",
        "growing.mp4",
        "growing.png",
        *(f"growing_light{end}" for end in (".gif", ".mp4", ".png", "_sheet.png")),
    ]
    assert sorted(path.name for path in folder.iterdir()) == made
    assert (folder / "growing.mp4").stat().st_mtime_ns == before
    for name, paper, ink in (("growing.mp4", 0, 255), ("growing_light.mp4", 255, 26)):
        picture = list(frames(folder / name))[-1].astype(int)
        assert np.abs(picture[5, 5] - paper).max() <= 2
        assert np.abs(picture - ink).max(axis=-1).min() < 12
        record = provenance.read(folder / name)
        assert record["theme"] == ("light" if "light" in name else "dark")
    assert iio.imread(folder / "growing_light.gif", index=0, mode="RGB")[5, 5].min() >= 250

    command = [sys.executable, "-m", "ebviz", "--project", str(toy), "status", "growing"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300).stdout.splitlines()
    assert said == [
        "growing: fresh",
        "growing.gif: fresh",
        "growing (light): fresh",
        "growing_light.gif: fresh",
        "growing_light_sheet.png: fresh",
        "5 fresh",
    ]
