"""The README's own scene, word for word: in a new project, rendered by ebviz and by plain `manim`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ebviz.export import provenance
from ebviz.export.video import count_frames, size
from ebviz.stage.speech import SWITCH, seconds_to_read
from tests.conftest import CATALOG, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHAPTER = README[README.index("## A scene of your own") :]
CLAIM = re.findall(r'self.claim\("(.*?)"', CHAPTER)[0]
SECONDS = 3 + SWITCH + 2 * seconds_to_read(CLAIM)  # of its two sentences; the claim is read twice


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the reader has done what the README says."""
    (name,) = re.findall(r"Save this as `(scenes/\w+\.py)`", CHAPTER)
    (code,) = re.findall(r"```python\n(.*?)```", CHAPTER, re.DOTALL)
    folder = tmp_path_factory.mktemp("reader")
    (folder / "scenes").mkdir()
    (folder / name).write_text(code, encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=400)


def test_ebviz_lists_and_renders_it(project: Path) -> None:
    ebviz = sys.executable, "-m", "ebviz"
    listed = " ".join(run(project, *ebviz, "list").stdout.split())
    assert "scene section The free energy along y₂, where y₁ is 0." in listed
    made = run(project, *ebviz, "render", "section", "-q", "l", "--format", "mp4,png")
    assert (made.returncode, made.stderr) == (0, ""), made.stdout
    film = project / "renders/section/section.mp4"
    assert (size(film), count_frames(film)) == ((854, 480), round(15 * SECONDS))
    assert set(provenance.read(film)["studies"]) == {"free_energy"}


def test_plain_manim_renders_it_too_and_gets_its_study(project: Path) -> None:
    manim = Path(sys.executable).with_name("manim")
    made = run(project, str(manim), "-ql", "--progress_bar", "none", "scenes/section.py", "Section")
    assert made.returncode == 0, made.stderr[-2000:]
    film = project / "media/videos/section/480p15/Section.mp4"
    assert size(film) == (854, 480)
    assert abs(count_frames(film) - round(15 * SECONDS)) <= 1
    assert (project / "renders/.store/last/study.free_energy.json").exists()


def test_a_scene_under_plain_manim_may_call_study_itself(toy: Path) -> None:
    (toy / "scenes/plain.py").write_text(
        "from manim import Scene, Square\nfrom ebviz.study.source import study\n\n\n"
        "class Plain(Scene):\n    def construct(self):\n"
        '        self.add(Square(side_length=float(study("powers")["y"].max())))\n        self.wait(0.2)\n'
        '        print("largest", study("powers")["y"].max())\n'
    )
    manim = Path(sys.executable).with_name("manim")
    environment = {**os.environ, "PYTHONPATH": ""}
    command = [str(manim), "-ql", "--progress_bar", "none", "scenes/plain.py", "Plain"]
    made = subprocess.run(command, cwd=toy, env=environment, capture_output=True, text=True, timeout=200)
    assert made.returncode == 0, made.stderr[-2000:]
    assert "largest 9.0" in made.stdout
    assert size(toy / "media/videos/plain/480p15/Plain.mp4") == (854, 480)


def test_every_film_stands_in_the_readme_once() -> None:
    table = README.split("| scene | what it shows |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(rows) == sorted(CATALOG.scenes)
