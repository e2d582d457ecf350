"""The catalog: what is found without running anything, and the one line for what cannot be."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import ebviz
from ebviz.build.catalog import Catalog, discover

FOLDER = Path(ebviz.__file__).parent
PACKAGES = {"ebviz": FOLDER, "scenes": FOLDER.parent / "scenes"}

SCENE = '''
from ebviz.stage import LectureScene

class SpinningHorn(LectureScene):
    """The horn turns.

    More.
    """
    studies = ("horn", "ellipse")
    thumbnail: float = 3
    gif = (0.0, 8)
'''


def found(folder: Path, **files: str) -> Catalog:
    """Return the catalog of a project; ``scenes_one`` is the text of scenes/one.py."""
    packages = {}
    for name, text in files.items():
        kind, _, stem = name.partition("_")
        packages[kind] = folder / kind
        packages[kind].mkdir(exist_ok=True)
        (packages[kind] / f"{stem}.py").write_text(text, encoding="utf-8")
    return discover(packages)


def test_a_scene_is_described_by_its_class(tmp_path: Path) -> None:
    catalog = found(tmp_path, scenes_topic=SCENE)
    scene = catalog.scenes["spinning_horn"]
    assert (scene.module, scene.cls, scene.path) == (
        "scenes.topic",
        "SpinningHorn",
        tmp_path / "scenes/topic.py",
    )
    assert (scene.summary, scene.studies) == ("The horn turns.", ("horn", "ellipse"))
    assert (scene.thumbnail, scene.gif) == (3.0, (0.0, 8.0))
    assert catalog.problems == []


def test_a_study_and_a_figure(tmp_path: Path) -> None:
    study = '"""Samples."""\nINPUTS = ("horn",)\ndef compute(config, *, horn): ...\n'
    figure = (
        "from ebviz.plot.base import figure\n"
        '@figure(studies=("mine",), size=(4, 3))\ndef one(fig, theme, mine):\n    """One."""\n'
        "@figure()\ndef two(fig, theme): ...\ndef helper(): ...\n@figure()\ndef _base(fig, theme): ...\n"
    )
    catalog = found(tmp_path, studies_mine=study, studies_helper="def other(): ...\n", figures_all=figure)
    mine = catalog.studies["mine"]
    assert (mine.module, mine.summary, mine.inputs) == ("studies.mine", "Samples.", ("horn",))
    assert list(catalog.studies) == ["mine"]
    one, two = catalog.figures["one"], catalog.figures["two"]
    assert (one.function, one.summary, one.studies, one.size) == ("one", "One.", ("mine",), (4.0, 3.0))
    assert (two.summary, two.studies, two.size) == ("", (), (12.0, 6.75))
    assert len(catalog.figures) == 2
    assert catalog.problems == []


def test_what_counts_as_a_scene(tmp_path: Path) -> None:
    base = (
        "import ebviz.stage as s\nclass Plain: ...\nclass _Base(s.LectureScene):\n    studies = ('horn',)\n"
        "    thumbnail = 2.0\nclass Generic(s.LectureScene[int]): ...\n"
    )
    derived = (
        "from scenes.base import _Base\nclass First(_Base):\n    thumbnail = 1.0\nclass Second(First): ...\n"
        "class Listed:\n    studies = ()\nclass Other(dict): ...\nclass Loop(Pool): ...\nclass Pool(Loop): ...\n"
    )
    catalog = found(tmp_path, scenes_base=base, scenes_derived=derived, scenes__private=SCENE)
    assert list(catalog.scenes) == ["generic", "first", "second", "listed"]
    assert catalog.scenes["second"].studies == ("horn",)
    assert catalog.scenes["second"].thumbnail == 1.0
    assert catalog.problems == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('("horn", "ellipse")', "NAMES", "studies is NAMES; accepted: a tuple of study names, such as"),
        ('("horn", "ellipse")', '("horn")', "studies is 'horn'; accepted: a tuple of study names"),
        ('("horn", "ellipse")', '("horn", 3)', "studies is ('horn', 3); accepted: a tuple of study names"),
        ("= 3", "= -3.0", "thumbnail is -3.0; accepted: seconds, such as 3.0"),
        ("= 3", "= 1e999", "thumbnail is 1e309; accepted: seconds, such as 3.0"),
        ("= 3", "= True", "thumbnail is True; accepted: seconds, such as 3.0"),
        ("(0.0, 8)", "(8, 0)", "gif is (8, 0); accepted: (start, end) in seconds, or None"),
        ("(0.0, 8)", "(0, 1, 2)", "gif is (0, 1, 2); accepted: (start, end) in seconds, or None"),
        ("(0.0, 8)", "8", "gif is 8; accepted: (start, end) in seconds, or None"),
    ],
)
def test_a_declaration_that_is_no_literal(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = SCENE.replace(old, new)
    assert text != SCENE
    good = "\nclass Good(LectureScene): ...\n"
    catalog = found(tmp_path, scenes_topic=text + good)
    line = 1 + next(number for number, line in enumerate(text.splitlines()) if new in line)
    (problem,) = catalog.problems
    assert problem.startswith(f"{tmp_path}/scenes/topic.py:{line}: {message}")
    assert "\n" not in problem
    assert list(catalog.scenes) == ["good"]


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ("@figure\n", ":2: @figure was given figure; accepted: @figure(studies=(…), size=(…))"),
        ("@figure(('horn',))\n", ":2: @figure was given figure(('horn',)); accepted:"),
        ("@figure(sise=(1, 2))\n", ":2: @figure was given sise; accepted:"),
        ("@figure(size=(0, 2))\n", ":2: size is (0, 2); accepted: (width, height) in inches"),
        ("@figure(\n    studies=horn)\n", ":3: studies is horn; accepted: a tuple of study names"),
    ],
)
def test_a_figure_declared_wrongly(tmp_path: Path, figure: str, message: str) -> None:
    catalog = found(tmp_path, figures_all=f"from x import figure\n{figure}def one(fig, theme): ...\n")
    (problem,) = catalog.problems
    assert message in problem
    assert catalog.figures == {}


def test_broken_files_leave_the_others(tmp_path: Path) -> None:
    catalog = found(
        tmp_path,
        scenes_good=SCENE,
        scenes_broken="x = 1\ndef (:\n",
        scenes_null="\0",
        studies_nothing='INPUTS = ("horn",)\n',
    )
    (tmp_path / "scenes/not-a-name.py").write_text("")
    (tmp_path / "scenes/latin.py").write_bytes(b"x = '\xe9'\n")
    catalog = discover({"scenes": tmp_path / "scenes", "studies": tmp_path / "studies"})
    assert list(catalog.scenes) == ["spinning_horn"]
    problems = "\n".join(catalog.problems)
    assert "broken.py:2: cannot be read: " in problems
    assert "null.py" in problems
    assert "latin.py" in problems
    assert "not-a-name.py: cannot be read: its name is no name of a Python module" in problems
    assert "nothing.py:1: a study needs a function compute(config, …), and there is none" in problems
    assert len(catalog.problems) == 5


def test_the_first_of_a_name_keeps_it(tmp_path: Path) -> None:
    catalog = found(tmp_path, scenes_a=SCENE, scenes_b=SCENE)
    assert catalog.scenes["spinning_horn"].module == "scenes.a"
    folder = tmp_path / "scenes"
    assert catalog.problems == [f"{folder}/b.py: 'spinning_horn' is the name of one in {folder}/a.py already"]


def test_a_project_without_folders_is_empty(tmp_path: Path) -> None:
    assert discover({"scenes": tmp_path / "none"}) == Catalog()


def test_what_it_says_of_this_project_is_what_the_modules_hold() -> None:
    catalog = discover(PACKAGES)
    assert catalog.problems == []
    assert {"horn", "ellipse", "mse", "inference", "free_energy"} <= set(catalog.studies)
    for study in catalog.studies.values():
        module = importlib.import_module(study.module)
        assert study.inputs == module.INPUTS
        assert module.__doc__.splitlines()[0] == study.summary
    for figure in catalog.figures.values():
        function = getattr(importlib.import_module(figure.module), figure.function)
        assert (function.studies, function.size) == (figure.studies, figure.size)
        assert figure.summary
    for entry in (*catalog.scenes.values(), *catalog.figures.values()):
        assert set(entry.studies) <= set(catalog.studies)
        assert entry.summary


def test_looking_imports_nothing_that_is_slow() -> None:
    code = (
        "import sys; from pathlib import Path; from ebviz.build.catalog import discover; "
        f"discover({{'ebviz': Path({str(FOLDER)!r})}}); "
        "from ebviz.build.fingerprint import CodeBase; "
        "print([m for m in ('torch', 'manim', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
