"""Runs from outside a build: asked for by scripts and notebooks, wherever they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ebviz.errors import BuildError, UsageError
from ebviz.study import Run, study
from ebviz.study.source import handed, handing_over


def test_a_study_is_computed_when_it_must_be(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run = study("powers", toy / "scenes")
    assert run["y"].tolist() == [0.0, 1.0, 4.0, 9.0]
    assert capfd.readouterr().err.splitlines() == ["study numbers: building", "study powers: building"]
    (toy / "studies/powers.py").write_text(
        (toy / "studies/powers.py").read_text().replace("power: float = 2.0", "power: float = 3.0")
    )
    assert study("powers", toy)["y"].tolist() == [0.0, 1.0, 8.0, 27.0]
    assert capfd.readouterr().err == "study powers: building\n"
    assert study("numbers", toy).config["count"] == 4
    assert capfd.readouterr().err == ""


def test_a_script_needs_no_guard_and_standard_input_will_do(toy: Path) -> None:
    script = 'from ebviz.build import study\nprint(study("powers")["y"].sum())\n'
    done = subprocess.run(
        [sys.executable, "-"], input=script, cwd=toy, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout == "14.0\n"
    (toy / "script.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=toy, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout == "14.0\n"


def test_what_goes_wrong_is_told_in_one_line(toy: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(UsageError, match=r"^there is no study 'nubmers'; did you mean 'numbers'\?"):
        study("nubmers", toy)
    with pytest.raises(UsageError, match="is not an ebviz project"):
        study("numbers", tmp_path_factory.mktemp("empty"))
    (toy / "studies/numbers.py").write_text('def compute(config):\n    raise ValueError("no such luck")\n')
    with pytest.raises(BuildError, match=r"expected a 'class Config\(StudyConfig\)'"):
        study("numbers", toy)
    (toy / "studies/numbers.py").write_text(
        "from ebviz.study import StudyConfig as Config\n\n\ndef compute(config):\n"
        '    raise ValueError("no such luck")\n'
    )
    with pytest.raises(
        BuildError, match=r"^study numbers: ValueError: no such luck\nstudies/numbers.py, line 5, in "
    ):
        study("numbers", toy)


def test_runs_are_handed_over_for_a_while() -> None:
    given = {"mine": Run("mine", {"x": np.zeros(2)})}
    assert handed() is None
    with handing_over(given):
        assert handed() is given
    assert handed() is None
