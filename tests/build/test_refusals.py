"""What a picture cannot show of a configuration: one line, exit code 2, and nothing has been computed."""

from __future__ import annotations

from pathlib import Path

import pytest

import ebviz
from ebviz.build.catalog import discover
from ebviz.build.graph import Graph
from ebviz.build.project import Project
from ebviz.cli import main
from ebviz.errors import UsageError

FIGURES = """
from ebviz.plot import figure

@figure(studies=("powers",), cannot_show={"numbers.label": "it has no room for a label"})
def narrow(fig, theme, powers):
    "A figure that is not for everything."

@figure(studies=("powers",))
def wide(fig, theme, powers):
    "A figure that is."
"""


@pytest.fixture
def labelled(toy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy project; `powers` reads `numbers`, whose configuration has one more key."""
    numbers = toy / "studies/numbers.py"
    text = numbers.read_text()
    at = text.index("class Config")
    line = text.index("\n", text.index(":", at))
    numbers.write_text(f"{text[:line]}\n    label: str | None = None{text[line:]}")
    (toy / "figures/plots.py").write_text(FIGURES)
    monkeypatch.chdir(toy)
    return toy


def test_a_figure_that_cannot_show_a_value_says_so_before_anything_is_computed(
    labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", "narrow", "--set", "numbers.label=high"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    expected = "figure narrow cannot be made with numbers.label = high: it has no room for a label"
    assert said.err == f"error: {expected}\n"
    assert not list(labelled.glob("renders/.store/ac/*"))


def test_a_file_that_cannot_be_shown_is_named_as_it_was_given(
    labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers, mine = labelled / "studies/numbers.py", labelled / "mine.csv"
    text = numbers.read_text().replace("label: str", "label: SamplesPath")
    numbers.write_text(text.replace("import StudyConfig", "import SamplesPath, StudyConfig"))
    mine.write_text("1,2\n")
    assert main(["figures", "narrow", "--set", "numbers.label=mine.csv"]) == 2
    said = "figure narrow cannot be made with numbers.label = mine.csv: it has no room for a label"
    assert capsys.readouterr().err == f"error: {said}\n"


def test_a_notebook_is_refused_before_anything_is_computed_too(labelled: Path) -> None:
    said = "^figure narrow cannot be made with numbers.label = high: it has no room for a label$"
    with pytest.raises(UsageError, match=said):
        ebviz.draw("narrow", set={"numbers.label": "high"})
    assert not list(labelled.glob("renders/.store/ac/*"))


def test_a_study_that_cannot_use_a_value_keeps_what_reads_it_from_being_made(
    labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    powers = labelled / "studies/powers.py"
    reason = '\nCANNOT_USE = {"numbers.label": "powers have no labels"}\n'
    powers.write_text(powers.read_text() + reason)
    assert main(["figures", "wide", "--set", "numbers.label=high"]) == 2
    said = capsys.readouterr().err
    assert "study powers cannot be made with numbers.label = high: powers have no labels" in said
    powers.write_text(powers.read_text().replace(reason, '\nCANNOT_USE = ("numbers.label",)\n'))
    assert main(["list"]) == 0
    assert "CANNOT_USE: expected a dictionary from STUDY.KEY to a reason" in capsys.readouterr().err


def test_a_value_may_spare_a_study_what_it_reads_otherwise(
    toy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(toy)
    powers = toy / "studies/powers.py"
    text = powers.read_text().replace(
        "power: float = 2.0", "power: float = 2.0\n    own: float | None = None"
    )
    text = text.replace("def compute(config, *, numbers)", "def compute(config, *, numbers=None)")
    text = text.replace('numbers["x"]', 'np.full(9, config.own if numbers is None else len(numbers["x"]))')
    powers.write_text(f"import numpy as np\n{text}\nSPARES = {{'own': ('numbers',)}}\n")
    for changes, reads, y in (({}, ["study:numbers"], 16), ({"powers": {"own": "3"}}, [], 9)):
        graph = Graph(Project.at(toy), discover(Project.at(toy).packages), changes)
        graph.add_study("powers")
        graph.close()
        assert [name for name, _ in graph.tasks["study:powers"].inputs] == reads
        assert set(graph.tasks) == {"study:powers", *reads}
        assert ebviz.study("powers", **({"own": 3} if changes else {}))["y"].tolist() == [y] * 9
    powers.write_text(powers.read_text().replace("{'own': ('numbers',)}", "{'own': 'numbers'}"))
    assert main(["list"]) == 0
    assert "SPARES: expected a dictionary from KEY to study names" in capsys.readouterr().err
