"""What is judged stale, and in which words: a film and what derives from it, with recipes that write a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import ebviz
from ebviz.build.catalog import discover
from ebviz.build.executors import Engine, Inline
from ebviz.build.graph import Graph
from ebviz.build.observer import Observer
from ebviz.build.plan import Judge, plan
from ebviz.build.project import Project
from ebviz.build.run import Build, Outcome
from ebviz.build.words import differences
from ebviz.store import Store

RECIPES = '''"""Films are lines of text here, stamped with the key as real ones are."""
from ebviz.build.recipes import study


def _write(order, part, text):
    path = order.folder / part
    path.write_text(text)
    return path


def scene(order):
    order.callee()
    sums = [run["x"].sum() for run in order.runs().values()]
    text = f"{order.task.params['quality']} {sums} {order.key}"
    return {"mp4": _write(order, "mp4", text), "png": _write(order, "png", text[:9])}, {"seconds": 2.0}


def gif(order):
    text = order.film().read_text()[:20] + str(order.task.params["range"])
    return {"gif": _write(order, "gif", text)}, {}
'''
STUDY = '''"""{name}."""
import numpy as np

from ebviz.study import StudyConfig

INPUTS = {inputs}


class Config(StudyConfig):
    n: int = 4
    seed: int = 0


def helper(n):
    return np.arange(float(n))


def compute(config, **runs):
    return {{"x": sum((run["x"] for run in runs.values()), helper(config.n))}}
'''
SCENES = '''"""Scenes."""


class LectureScene:
    pass


class Turning(LectureScene):
    """Turns."""

    studies = ("second",)
    gif = (0.0, 1.0)

    def construct(self):
        return colour()


def colour():
    return "red"
'''


class Toy:
    """A project of two studies, one reading the other, a scene, and its GIF."""

    def __init__(self, root: Path) -> None:
        for folder in ("scenes", "studies", "toyrecipes"):
            (root / folder).mkdir()
        (root / "toyrecipes/__init__.py").write_text(RECIPES)
        (root / "studies/first.py").write_text(STUDY.format(name="first", inputs="()"))
        (root / "studies/second.py").write_text(STUDY.format(name="second", inputs="('first',)"))
        (root / "scenes/turning.py").write_text(SCENES)
        at = Project.at(root)
        packages = {**at.packages, "toyrecipes": root / "toyrecipes"}
        self.root = root
        self.project = replace(at, packages=packages, recipes="toyrecipes", imports={})

    def graph(self, quality: str = "854x480@15", **overrides: dict[str, str]) -> Graph:
        for name in [
            name for name in sys.modules if name.partition(".")[0] in ("studies", "scenes", "toyrecipes")
        ]:
            del sys.modules[name]  # this one process stands in for a new worker each time
        own = {name: path for name, path in self.project.packages.items() if name != "ebviz"}
        graph = Graph(self.project, discover(own), overrides)
        graph.add_scene("turning", quality, ("mp4", "png", "gif"))
        return graph

    def judge(self, forced: tuple[str, ...] = ()) -> Judge:
        return Judge(self.project, Store(self.project.renders), forced)

    def words(self, quality: str = "854x480@15", **overrides: dict[str, str]) -> dict[str, str]:
        judged = plan(self.graph(quality, **overrides), self.judge())
        return {name: judgement.words() for name, judgement in judged.items()}

    def build(
        self, quality: str = "854x480@15", forced: tuple[str, ...] = (), **overrides: dict[str, str]
    ) -> Outcome:
        judge = self.judge(forced)
        judge.store.prepare()
        graph = self.graph(quality, **overrides)
        return Build(graph, judge, lambda: Engine(Inline()), 1, Observer()).run()

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text()
        assert old in text
        (self.root / path).write_text(text.replace(old, new))


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    toy = Toy(tmp_path)
    assert toy.build().built == ["study:first", "study:second", "scene:turning", "gif:turning"]
    assert set(toy.words().values()) == {"fresh"}
    return toy


def test_a_value_two_studies_away_is_told_as_a_value(toy: Toy) -> None:
    words = toy.words(first={"n": "3"})
    assert words["study:first"] == "stale: config.n 4 → 3 (study first)"
    assert words["study:second"] == "stale: config.n 4 → 3 (study first)"
    assert words["scene:turning"] == "may rebuild: upstream study:second (config.n 4 → 3 (study first))"
    assert toy.build(first={"n": "1"}, second={"n": "1"}).ok
    words = toy.words(first={"n": "1"}, second={"n": "1"})
    assert set(words.values()) == {"fresh"}
    assert (
        toy.words()["scene:turning"] == "stale: config.n 1 → 4 (study second); config.n 1 → 4 (study first)"
    )


def test_a_value_of_the_study_itself_is_certain(toy: Toy) -> None:
    words = toy.words(second={"seed": "1"})
    assert words["study:first"] == "fresh"
    assert words["scene:turning"] == words["gif:turning"] == "stale: config.seed 0 → 1 (study second)"


def test_code_that_may_matter_is_told_as_such_and_early_cutoff_spares_the_rest(toy: Toy) -> None:
    toy.edit("studies/first.py", "np.arange(float(n))", "np.arange(n) * 1.0")
    words = toy.words()
    assert words["study:first"] == "stale: changed studies.first:helper"
    assert words["study:second"] == "may rebuild: upstream study:first (changed studies.first:helper)"
    assert words["gif:turning"].startswith("may rebuild: upstream scene:turning")
    outcome = toy.build()
    assert outcome.built == ["study:first"]
    assert outcome.fresh == ["study:second", "scene:turning", "gif:turning"]


def test_a_scene_concerns_its_film_and_what_is_made_from_it(toy: Toy) -> None:
    toy.edit("scenes/turning.py", '"red"', '"blue"')
    words = toy.words()
    assert words["study:second"] == "fresh"
    assert words["scene:turning"] == words["gif:turning"] == "stale: changed scenes.turning:colour"
    assert toy.build().built == ["scene:turning", "gif:turning"]


def test_qualities_replace_each_other_and_come_back_for_nothing(toy: Toy) -> None:
    film = toy.project.renders / "turning/turning.mp4"
    before = film.read_bytes()
    assert toy.words("1920x1080@60")["scene:turning"] == "stale: quality 854x480@15 → 1920x1080@60"
    assert toy.build("1920x1080@60").built == ["scene:turning", "gif:turning"]
    assert film.read_bytes() != before
    back = toy.build()
    assert (back.built, back.restored) == ([], ["scene:turning", "gif:turning"])
    assert film.read_bytes() == before


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("edit", "renders/turning/turning.mp4 was edited"),
        ("truncate", "renders/turning/turning.mp4 was truncated (1 of"),
        ("delete", "renders/turning/turning.mp4 is missing"),
    ],
)
def test_what_happened_to_a_film_is_said(toy: Toy, what: str, words: str) -> None:
    film = toy.project.renders / "turning/turning.mp4"
    if what == "delete":
        film.unlink()
    else:
        film.write_bytes(b"x" if what == "truncate" else film.read_bytes()[:-1] + b"~")
    assert toy.words()["scene:turning"].startswith(f"stale: {words}")
    assert toy.build().restored == ["scene:turning"]


def test_lost_bytes_of_a_study_are_computed_again_and_spare_the_film(toy: Toy) -> None:
    last = Store(toy.project.renders).last("study:second")
    assert last is not None
    Store(toy.project.renders).blob_path(last.manifest.outputs["arrays"].sha256).unlink()
    words = toy.words()
    assert words["study:second"] == "stale: the stored file of study second (arrays) is missing"
    assert words["scene:turning"].startswith("may rebuild: upstream study:second")
    outcome = toy.build()
    assert (outcome.built, outcome.fresh) == (
        ["study:second"],
        ["study:first", "scene:turning", "gif:turning"],
    )


def test_a_lost_record_is_replaced_from_the_last_one(toy: Toy) -> None:
    for path in (toy.project.renders / ".store/ac").iterdir():
        path.write_text(path.read_text().replace("study", "stud", 1))
    assert set(toy.words().values()) == {"fresh"}
    for path in (toy.project.renders / ".store/last").iterdir():
        path.unlink()
    assert toy.words()["study:first"] == "stale: never built"


def test_libraries_count_by_their_versions(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ebviz.build.plan.versions", lambda kind: {"manim": "9.9"} if kind == "scene" else {})
    assert " manim 0.22" in toy.words()["scene:turning"]


def test_forced_is_built_though_fresh_and_gives_the_same(toy: Toy) -> None:
    film = toy.project.renders / "turning/turning.mp4"
    before = film.read_bytes()
    assert toy.build(forced=("scene:turning",)).built == ["scene:turning"]
    assert film.read_bytes() == before


def test_a_broken_study_breaks_its_users_only(toy: Toy) -> None:
    toy.edit("studies/second.py", "seed: int = 0", "seed: int = 'many'")
    words = toy.words()
    assert words["study:first"] == "fresh"
    assert words["study:second"].startswith("broken: second.seed: expected a whole number, got many")
    assert (
        words["scene:turning"]
        == f"broken: needs study:second ({words['study:second'].removeprefix('broken: ')})"
    )
    outcome = toy.build()
    assert list(outcome.failed) == ["study:second"]
    assert outcome.skipped == {"scene:turning": "study:second", "gif:turning": "study:second"}


def test_studies_that_do_not_exist_and_studies_in_a_ring(toy: Toy) -> None:
    toy.edit("scenes/turning.py", '("second",)', '("secnd",)')
    assert toy.words()["scene:turning"].endswith(
        "reads study 'secnd', which does not exist; did you mean 'second'?"
    )
    toy.edit("scenes/turning.py", '("secnd",)', '("second",)')
    toy.edit("studies/first.py", "INPUTS = ()", "INPUTS = ('second',)")
    assert toy.words()["study:first"] == "broken: study first reads study 'second', which reads it in turn"


def test_many_changed_definitions_are_not_all_named() -> None:
    before = {"code": {f"m:f{i}": "1" for i in range(9)}}
    now = {"code": {f"m:f{i}": "2" for i in range(9)}}
    assert differences(before, now) == ["changed m:f0", "changed m:f1", "changed m:f2 and 6 more"]


# ------------------------------------------------------------------------------------------ the real project


def measured(script: str) -> dict:
    """Run a script that sets ``said``; return that, with the seconds of processor time that it took."""
    root = Path(ebviz.__file__).parents[1]
    tail = "\nimport json, os, sys; t = os.times(); print(json.dumps({**said, 'seconds': t.user + t.system}))"
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    ran = [sys.executable, "-c", script + tail]
    for _ in range(2):  # the first one compiles and fills the cache of parsed code
        done = subprocess.run(ran, cwd=root, env=env, capture_output=True, text=True, timeout=120, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def test_judging_every_target_is_quick_and_loads_nothing_heavy() -> None:
    said = measured(
        "import io, sys; from contextlib import redirect_stdout; from ebviz.cli import main\n"
        "with redirect_stdout(io.StringIO()) as shown: code = main(['status'])\n"
        "heavy = {'torch', 'manim', 'matplotlib', 'scipy', 'av', 'moderngl', 'imageio', 'PIL'} & set(sys.modules)\n"
        "said = {'code': code, 'heavy': sorted(heavy), 'targets': len(shown.getvalue().splitlines())}"
    )
    assert said["code"] == 0
    assert said["heavy"] == []
    assert said["targets"] > 100
    assert said["seconds"] < 0.5 + 0.004 * said["targets"]  # it hashes every file, stored and published


def test_help_answers_at_once() -> None:
    said = measured(
        "import io; from contextlib import redirect_stdout; from ebviz.cli import main\n"
        "with redirect_stdout(io.StringIO()): said = {'code': main(['--help'])}"
    )
    assert said["code"] == 0
    assert said["seconds"] < 0.3
