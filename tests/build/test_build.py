"""The build of a small project: what is rebuilt, why, and what survives damage, crashes and concurrent runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ebviz.build.catalog import discover
from ebviz.build.executors import Engine, Inline
from ebviz.build.graph import Graph
from ebviz.build.plan import Judge, plan
from ebviz.build.project import Project
from ebviz.build.run import Build, Outcome
from ebviz.cli.display import Quiet
from ebviz.export import provenance
from ebviz.store import Store, files
from ebviz.study import artifact

LINE, PARABOLA = "figure:line:print", "figure:parabola:print"
ALL = ["study:numbers", "study:powers", LINE, PARABOLA]
FIGURES = ("pdf", "svg", "png")


def graph_of(folder: Path, overrides: dict[str, dict[str, str]] | None = None) -> tuple[Graph, Judge]:
    for name in [name for name in sys.modules if name.split(".")[0] in ("studies", "figures")]:
        del sys.modules[name]  # this one process stands in for a new one each time
    everything = Project.at(folder)
    # Only the recipes and figure parts of the package: what `ebviz` itself holds is for other tests.
    catalog = discover({name: path for name, path in everything.packages.items() if name != "ebviz"})
    graph = Graph(everything, catalog, overrides)
    for name in catalog.figures:
        graph.add_figure(name, "print", FIGURES)
    return graph, Judge(everything, Store(everything.renders))


def build(folder: Path, overrides: dict[str, dict[str, str]] | None = None) -> Outcome:
    graph, judge = graph_of(folder, overrides)
    judge.store.prepare()
    return Build(graph, judge, lambda: Engine(Inline()), 1, Quiet()).run()


def words(folder: Path, overrides: dict[str, dict[str, str]] | None = None) -> dict[str, str]:
    graph, judge = graph_of(folder, overrides)
    return {name: judged.words() for name, judged in plan(graph, judge).items()}


def outputs(folder: Path) -> list[Path]:
    return sorted((folder / "renders/figures/print").glob("*"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def test_builds_once_then_nothing(toy: Path) -> None:
    assert set(words(toy).values()) == {"stale: never built"}
    assert sorted(build(toy).built) == sorted(ALL)
    assert [path.name for path in outputs(toy)] == [
        f"{n}.{e}" for n in ("line", "parabola") for e in ("pdf", "png", "svg")
    ]
    assert set(words(toy).values()) == {"fresh"}
    again = build(toy)
    assert not again.built
    assert sorted(again.fresh) == sorted(ALL)


def test_a_config_value_rebuilds_what_depends_on_it_and_says_so(toy: Path) -> None:
    build(toy)
    reasons = words(toy, {"powers": {"power": "3.0"}})
    assert reasons["study:powers"] == "stale: config.power 2.0 → 3.0 (study powers)"
    assert reasons[PARABOLA] == "stale: config.power 2.0 → 3.0 (study powers)"
    assert reasons["study:numbers"] == reasons[LINE] == "fresh"
    assert sorted(build(toy, {"powers": {"power": "3.0"}}).built) == [PARABOLA, "study:powers"]


def test_there_and_back_again_computes_nothing(toy: Path) -> None:
    build(toy)
    before = {path: path.read_bytes() for path in outputs(toy)}
    build(toy, {"numbers": {"beta": "3.2"}})
    assert {path: path.read_bytes() for path in outputs(toy)} != before
    back = build(toy)
    assert not back.built
    assert back.ok
    assert sorted(back.restored) == [LINE, PARABOLA]
    assert sorted(back.fresh) == ["study:numbers", "study:powers"]
    assert {path: path.read_bytes() for path in outputs(toy)} == before


def test_the_study_file_itself_counts_and_comments_do_not(toy: Path) -> None:
    build(toy)
    edit(toy / "studies/numbers.py", '"""Multiply."""', '"""Multiply, in other words."""  # and a comment')
    assert set(words(toy).values()) == {"fresh"}
    edit(toy / "studies/numbers.py", "Field(4,", "Field(5,")
    assert words(toy)["study:numbers"] == "stale: config.count 4 → 5 (study numbers)"
    edit(toy / "studies/numbers.py", "Field(5,", "Field(4,")
    edit(toy / "studies/numbers.py", "values * by", "by * values + 1")
    assert words(toy)["study:numbers"] == "stale: changed studies.numbers:scaled"
    assert sorted(build(toy).built) == sorted(ALL)


def test_a_neutral_change_of_code_spares_what_is_downstream(toy: Path) -> None:
    build(toy)
    edit(toy / "studies/numbers.py", "values * by", "by * values")
    assert words(toy)[LINE].startswith("may rebuild: upstream study:numbers")
    assert build(toy).built == ["study:numbers"]


def test_one_figure_function_concerns_one_figure(toy: Path) -> None:
    build(toy)
    edit(toy / "figures/plots.py", '"o"', '"s"')
    assert build(toy).built == [PARABOLA]
    edit(toy / "figures/plots.py", ".plot(values)", ".plot(values, lw=3)")
    assert words(toy)[LINE] == "stale: changed figures.plots:drawn"
    assert build(toy).built == [LINE]


def test_damaged_files_are_noticed_and_made_whole(toy: Path) -> None:
    build(toy)
    made = [
        *outputs(toy),
        *(path for path in sorted((toy / "renders/.store/cas").rglob("*")) if path.is_file()),
    ]
    whole = {path: path.read_bytes() for path in made}
    figures, blobs = made[: len(FIGURES) * 2], made[len(FIGURES) * 2 :]
    for damage in ("truncate", "delete"):
        for path in (*figures[:2], *blobs[:2]):
            if damage == "truncate":
                path.chmod(0o644)
                path.write_bytes(path.read_bytes()[:-7])
            else:
                path.unlink()
            assert set(words(toy).values()) != {"fresh"}, path
            assert build(toy).ok
            assert set(words(toy).values()) == {"fresh"}
    graph, _ = graph_of(toy)
    for path in made:  # each is noticed by itself
        for fresh in (False, True):
            flip(path)
            found = plan(graph, Judge(graph.project, Store(graph.project.renders))).values()
            assert all(judged.words() == "fresh" for judged in found) is fresh, path
    for path in made:  # and all are mended
        flip(path)
    assert build(toy).ok
    assert set(words(toy).values()) == {"fresh"}
    assert [path for path in made if path.read_bytes() != whole[path]] == []


def test_a_failure_is_named_and_the_others_are_built(toy: Path) -> None:
    edit(toy / "studies/powers.py", "return", "raise ValueError('no such power')\n    return")
    outcome = build(toy)
    assert outcome.failed == {"study:powers": "ValueError: no such power"}
    assert list(outcome.skipped) == [PARABOLA]
    assert sorted(outcome.built) == [LINE, "study:numbers"]


def test_nan_and_non_arrays_are_refused(toy: Path) -> None:
    edit(toy / "studies/powers.py", "** config.power", "* float('nan')")
    assert "'y' contains NaN (4 of 4 values)" in build(toy).failed["study:powers"]
    edit(toy / "studies/powers.py", 'return {"y":', 'return {"y": object()} or {"y":')
    assert "real numbers" in build(toy).failed["study:powers"]
    edit(toy / "studies/powers.py", '{"y": object()}', '{"y": [[1], [1, 2]]}')
    assert "expected 'y' to be an array" in build(toy).failed["study:powers"]
    edit(toy / "studies/powers.py", '{"y": [[1], [1, 2]]}', "{1: numbers['x']}")
    assert "expected a string as the name of an array, got 1" in build(toy).failed["study:powers"]


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        ("KeyboardInterrupt", "KeyboardInterrupt"),
        ("BaseException('bare')", "BaseException: bare"),
        ("ValueError", "ValueError"),
        (
            "type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})",
            "Mute: (message unavailable)",
        ),
        ('RuntimeError("DefaultCPUAllocator: can\'t allocate memory")', "out of memory"),
    ],
)
def test_whatever_a_study_raises_fails_only_that_study(toy: Path, raised: str, words: str) -> None:
    edit(toy / "studies/powers.py", "return", f"raise {raised}\n    return")
    outcome = build(toy)
    assert outcome.failed["study:powers"].startswith(words)
    assert sorted(outcome.built) == [LINE, "study:numbers"]


def test_a_file_where_the_folder_of_a_figure_should_go_is_named(toy: Path) -> None:
    (toy / "renders/figures").mkdir(parents=True)
    (toy / "renders/figures/print").touch()
    line = build(toy).failed[LINE]
    assert line == f"'{toy}/renders/figures/print' is a file where a folder should go; move it away"


def test_a_folder_where_a_figure_should_go_is_told(toy: Path) -> None:
    build(toy)
    path = toy / "renders/figures/print/line.png"
    path.unlink()
    path.mkdir()
    assert words(toy)[LINE] == "stale: renders/figures/print/line.png is a folder"


def test_a_broken_file_spoils_only_its_own(toy: Path) -> None:
    (toy / "figures/broken.py").write_text("def (:\n")
    catalog = discover(Project.at(toy).packages)
    assert any("broken.py:1: cannot be read" in line for line in catalog.problems)
    assert "line" in catalog.figures


def test_provenance_leads_back_to_config_and_artifact(toy: Path) -> None:
    build(toy)
    store = Store(toy / "renders")
    for path in outputs(toy):
        record = provenance.read(path)
        study = {"line": "numbers", "parabola": "powers"}[path.stem]
        last = store.last(f"study:{study}")
        assert last is not None
        assert record["studies"][study]["artifact"] == last.manifest.outputs["arrays"].sha256
        assert record["studies"][study]["config"] == last.manifest.parts["params"]["config"]
        published = store.last(f"figure:{path.stem}:print")
        assert published is not None
        assert record["digest"] == published.manifest.key
        assert published.manifest.outputs[path.suffix[1:]].sha256 == files.sha256(path)


def test_two_builds_give_the_same_bytes(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    build(toy)
    first = {path.name: path.read_bytes() for path in outputs(toy)}
    other = tmp_path_factory.mktemp("elsewhere")
    for name in ("scenes", "studies", "figures"):
        (other / name).mkdir()
        for path in (toy / name).glob("*.py"):
            (other / name / path.name).write_text(path.read_text())
    build(other)
    assert {path.name: path.read_bytes() for path in outputs(other)} == first


def test_a_checkpoint_counts_by_content(toy: Path) -> None:
    weights = toy / "w.safetensors"
    artifact.save({"w": __import__("numpy").ones(2)}, weights, "w", {})
    edit(
        toy / "studies/numbers.py",
        "    seed: int = 0",
        "    seed: int = 0\n    checkpoint: CheckpointPath | None = None",
    )
    edit(toy / "studies/numbers.py", "import StudyConfig", "import CheckpointPath, StudyConfig")
    chosen = {"numbers": {"checkpoint": str(weights)}}
    build(toy, chosen)
    copy = toy / "elsewhere.safetensors"
    copy.write_bytes(weights.read_bytes())
    assert words(toy, {"numbers": {"checkpoint": str(copy)}})["study:numbers"] == "fresh"
    flip(weights)
    assert words(toy, chosen)["study:numbers"].startswith("stale: config.checkpoint sha256:")
