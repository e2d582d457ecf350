"""The catalog: what is found without running anything, and the one line for what is unusable."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import ebviz
from ebviz.build.catalog import Catalog, discover
from ebviz.build.catalog.entries import lectures, of_lecture

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

    def construct(self): ...
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


BASE = """
import ebviz.stage as s

class Plain: ...

class _Base(s.LectureScene):
    studies = ("horn",)
    thumbnail = 2.0

    def construct(self): ...

class Generic(s.LectureScene[int]):
    def construct(self): ...
"""
DERIVED = """
from scenes.base import _Base

class First(_Base):
    thumbnail = 1.0
class Second(First): ...
class Listed:
    studies = ()

    def construct(self): ...
class Other(dict): ...
class Loop(Pool): ...
class Pool(Loop): ...
class Empty(s.LectureScene): ...
import ebviz.stage as s
"""


def test_what_counts_as_a_scene(tmp_path: Path) -> None:
    catalog = found(tmp_path, scenes_base=BASE, scenes_derived=DERIVED, scenes__private=SCENE)
    assert list(catalog.scenes) == ["generic", "first", "second", "listed"]
    assert catalog.scenes["second"].studies == ("horn",)
    assert catalog.scenes["second"].thumbnail == 1.0
    assert catalog.problems == []
    passed = {one.name: (one.reason, one.doubtful) for one in catalog.passed}
    assert passed["_base"] == ("class _Base begins with an underscore: a base for others", False)
    assert passed["empty"] == (
        "class Empty has no construct(self), nor do its bases",
        True,
    )
    assert passed["other"] == ("class Other derives from dict, not from a scene", False)
    assert passed["plain"] == ("class Plain has no base class, so it is not a scene", False)
    assert "file or folder that begins with an underscore" in passed["spinning_horn"][0]


@pytest.mark.parametrize(
    ("head", "base"),
    [
        ("from ebviz.stage import LectureScene as Film", "Film"),
        ("from ebviz import stage", "stage.LectureScene"),
        ("from ebviz.stage import *", "LectureScene"),
        ("from ebviz.stage.scene import LectureScene\nBase = LectureScene", "Base"),
        ("import manim", "manim.Scene"),
        ("import manim as mn", "mn.ThreeDScene"),
        ("from manim import *", "Scene"),
        ("from manim.scene.moving_camera_scene import MovingCameraScene as Moving", "Moving"),
        ("from lib.bases import House", "House"),
        ("from lib import bases", "bases.House"),
        ("import lib.bases", "lib.bases.House"),
        ("from lib.again import *", "House"),
        ("from .beside import Near", "Near"),
        ("from scenes.beside import Near", "Near"),
        ("from beside import Near", "Near"),
        ("try:\n    from manim import Scene\nexcept ImportError:\n    Scene = object", "Scene"),
        ("from some_plugin import Slide", "Slide"),
        ("from some_plugin import *", "Slide"),
    ],
)
def test_a_scene_is_found_however_its_base_is_named(tmp_path: Path, head: str, base: str) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/bases.py").write_text("from manim import Scene\n\nclass House(Scene): ...\n")
    (tmp_path / "lib/again.py").write_text("from lib.bases import House\n")
    near = "from lib.bases import House\n\nclass Near(House): ...\n"
    text = f"{head}\n\nclass Mine({base}):\n    def construct(self): ...\n"
    catalog = found(tmp_path, scenes_beside=near, scenes_mine=text)
    assert catalog.problems == []
    assert list(catalog.scenes) == ["mine"]
    assert catalog.scenes["mine"].studies == ()


def test_lectures_are_folders_at_any_depth_whatever_their_names(tmp_path: Path) -> None:
    figure = "from ebviz.plot import figure as slide\n@slide()\ndef one(fig, theme): ...\n"
    names = {
        "scenes/opening.py": "Opening",
        "scenes/week 3/01-opening.py": "First",
        "scenes/week 3/extra/v1.2/deep.py": "Deep",
        "scenes/.hidden/no.py": "No",
        "scenes/__pycache__/no.py": "No",
    }
    for name, cls in names.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SCENE.replace("SpinningHorn", cls))
    (tmp_path / "scenes/week 3/slides.py").write_text(figure)
    catalog = discover({"scenes": tmp_path / "scenes"})
    assert {name: (entry.lecture, entry.module) for name, entry in catalog.scenes.items()} == {
        "opening": ("", "scenes.opening"),
        "first": ("week 3", "scenes.week 3.01-opening"),
        "deep": ("week 3/extra/v1.2", "scenes.week 3.extra.v1%2E2.deep"),
    }
    assert catalog.figures["one"].lecture == "week 3"
    assert of_lecture(catalog.scenes, "week 3") == ["deep", "first"]
    assert lectures(catalog.scenes.values()) == ["week 3", "week 3/extra", "week 3/extra/v1.2"]


def test_a_project_of_its_own_has_the_course_to_read(tmp_path: Path) -> None:
    study = "INPUTS = ()\ndef compute(config): ...\n"
    (tmp_path / "scenes").mkdir()
    (tmp_path / "studies").mkdir()
    (tmp_path / "studies/digits.py").write_text(study)
    packages = {"ebviz": FOLDER, "scenes": tmp_path / "scenes", "studies": tmp_path / "studies"}
    catalog = discover(packages)
    assert [name for name, entry in catalog.studies.items() if entry.own] == ["digits"]
    assert catalog.studies["digits"].path == tmp_path / "studies/digits.py"
    assert not catalog.studies["ebviz.digits"].own
    assert catalog.name_for(catalog.studies["gan_digits"], "digits") == "ebviz.digits"
    assert catalog.name_for(catalog.studies["digits"], "digits") == "digits"
    assert catalog.name_for(catalog.studies["digits"], "horn") == "horn"
    assert catalog.problems == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('("horn", "ellipse")', "NAMES", "studies: expected a tuple of study names"),
        ('("horn", "ellipse")', '("horn")', "studies: expected a tuple of study names"),
        ('("horn", "ellipse")', '("horn", 3)', "studies: expected a tuple of study names"),
        ("= 3", "= -3.0", "thumbnail: expected seconds ≥ 0, such as 3.0"),
        ("= 3", "= 1e999", "thumbnail: expected seconds ≥ 0, such as 3.0"),
        ("= 3", "= True", "thumbnail: expected seconds ≥ 0, such as 3.0"),
        ("(0.0, 8)", "(8, 0)", "gif: expected (start, end) in seconds, or None"),
        ("(0.0, 8)", "(0, 1, 2)", "gif: expected (start, end) in seconds, or None"),
        ("(0.0, 8)", "8", "gif: expected (start, end) in seconds, or None"),
    ],
)
def test_a_declaration_that_is_no_literal(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = SCENE.replace(old, new)
    assert text != SCENE
    good = "\nclass Good(LectureScene):\n    def construct(self): ...\n"
    catalog = found(tmp_path, scenes_topic=text + good)
    line = 1 + next(number for number, line in enumerate(text.splitlines()) if new in line)
    (problem,) = catalog.problems
    assert problem.startswith(f"{tmp_path}/scenes/topic.py:{line}: {message}")
    assert "\n" not in problem
    assert list(catalog.scenes) == ["good"]


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ("@figure\n", ":2: expected @figure(studies=(…), size=(…), cannot_show={…}), got figure"),
        (
            "@figure(('horn',))\n",
            ":2: expected @figure(studies=(…), size=(…), cannot_show={…}), got figure(('horn',))",
        ),
        ("@figure(sise=(1, 2))\n", ":2: expected @figure(studies=(…), size=(…), cannot_show={…}), got sise"),
        ("@figure(size=(0, 2))\n", ":2: size: expected (width, height) in inches"),
        ("@figure(\n    studies=horn)\n", ":3: studies: expected a tuple of study names"),
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
    (tmp_path / "scenes/latin.py").write_bytes(b"x = '\xe9'\n")
    catalog = discover({"scenes": tmp_path / "scenes", "studies": tmp_path / "studies"})
    assert list(catalog.scenes) == ["spinning_horn"]
    problems = "\n".join(catalog.problems)
    assert "broken.py:2: cannot be read: " in problems
    assert "null.py" in problems
    assert "latin.py" in problems
    assert "nothing.py:1: a study needs a function compute(config, …); there is none" in problems
    assert len(catalog.problems) == 4


def test_the_first_of_a_name_keeps_it(tmp_path: Path) -> None:
    catalog = found(tmp_path, scenes_a=SCENE, scenes_b=SCENE)
    assert catalog.scenes["spinning_horn"].module == "scenes.a"
    folder = tmp_path / "scenes"
    assert catalog.problems == [
        f"{folder}/b.py: 'spinning_horn' is already defined in {folder}/a.py; rename one of them"
    ]


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
        assert figure.summary == function.__doc__.splitlines()[0]
    for entry in (*catalog.scenes.values(), *catalog.figures.values()):
        assert set(entry.studies) <= set(catalog.studies)


def test_looking_imports_nothing_that_is_slow() -> None:
    code = (
        "import sys; from pathlib import Path; from ebviz.build.catalog import discover; "
        f"discover({{'ebviz': Path({str(FOLDER)!r})}}); "
        "from ebviz.build.fingerprint import CodeBase; "
        "print([m for m in ('torch', 'manim', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
