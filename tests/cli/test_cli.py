"""The command as users type it: what it prints, and how it responds to nonsense."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ebviz.cli import main


def run(toy: Path, *arguments: str) -> int:
    return main(["--project", str(toy), *arguments])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("render", "spinning"), "there is no scene 'spinning'"),
        (("figures", "parabla"), "did you mean 'parabola'?"),
        (("status", "nonsense"), "there is no target 'nonsense'"),
        (
            ("figures", "--theme", "drak"),
            "expected any of dark, light, print, colourblind; did you mean 'dark'?",
        ),
        (("figures", "--format", "jpg"), "expected any of pdf, svg, png"),
        (("figures", "--format", ","), "--format is empty"),
        (("status", "--set", "numbers"), "expected STUDY.KEY=VALUE"),
        (("status", "--set", "number.beta=1"), "did you mean 'numbers'?"),
        (("status", "--set", "numbers.bata=1"), "did you mean 'beta'?"),
        (("status", "--set", "numbers.beta=-1"), "numbers.beta"),
        (("status", "--set", "numbers.beta=nan"), "numbers.beta"),
        (("status", "--set", "numbers.count=many"), "many"),
        (
            ("status", "--set", "numbers.beta=" + "[" * 20_000),
            "numbers.beta: expected a number ≥ 0, or inf, got [[[",
        ),
        (("status", "--set", "numbers.beta=" + "9" * 5000), "too large"),
        (
            ("status", "--set", "numbers.count=a\nb\x1b[31m"),
            r"a whole number ≥ 1, got a b\x1b[31m",
        ),
        (("figures", "new\nline"), "there is no figure 'new line'"),
        (("render", "-q", "x"), "'x'"),
        (("figures", "-j", "0"), "0"),
        (("rendr",), "rendr"),
        (("provenance", "nothing.mp4"), "there is no file 'nothing.mp4'"),
    ],
)
def test_bad_usage_is_one_line_and_exit_2(
    toy: Path, arguments: tuple[str, ...], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(toy, *arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert len(said.err) < 500
    assert expected in said.err
    assert not (toy / "renders").exists()


def test_no_project_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "list") == 2
    assert "is not an ebviz project: it has no scenes/ folder" in capsys.readouterr().err


def test_list_names_everything_with_its_line(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(toy, "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["studies"]["powers"]["summary"] == "Numbers of numbers."
    assert listed["figures"]["line"]["summary"] == "A line."
    assert listed["problems"] == []


def test_status_says_why_and_writes_no_picture(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(toy, "status", "numbers", "line", "--json") == 0
    report = json.loads(capsys.readouterr().out)["targets"]
    assert report["study:numbers"] == {"state": "stale", "reasons": ["never built"]}
    assert {name for name in report if name.startswith("figure:")} == {
        f"figure:line:{theme}" for theme in ("dark", "light", "print")
    }
    assert not list(toy.rglob("*.png"))


@pytest.mark.parametrize("statement", ["import sys; sys.exit(0)", "raise BaseException('no')"])
def test_a_study_that_ends_python_is_broken(
    toy: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with (toy / "studies/numbers.py").open("a") as file:
        file.write(f"\n\n{statement}\n")
    assert run(toy, "status", "numbers", "ellipse") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("study numbers: broken: studies.numbers cannot be imported: ")
    assert said[1].startswith("study ellipse: ")


def test_a_broken_file_is_named_to_who_asks_for_it_only(
    toy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("lit", "dark"):
        (toy / f"studies/{name}.py").write_text("def (:\n")
    for arguments in (("status", "lit"), ("status", "--set", "lit.a=2")):
        assert run(toy, *arguments) == 2
        said = capsys.readouterr().err
        assert "lit.py:1: cannot be read" in said
        assert "dark.py" not in said
    assert run(toy, "status", "lot") == 2
    assert capsys.readouterr().err.endswith("2 problems with files or declarations: see ebviz list\n")


def test_a_terminal_without_arrows_gets_their_codes(toy: Path) -> None:
    command = [sys.executable, "-m", "ebviz", "--project", str(toy), "figures", "line", "--theme", "print"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "line (print): built in" in ran.stdout
    assert r" s \u2192 " in ran.stdout


@pytest.mark.parametrize("suffix", ["gif", "mp4", "png", "pdf", "svg"])
def test_provenance_of_an_empty_file(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"empty.{suffix}"
    path.touch()
    assert main(["provenance", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: '{path}'")
    assert said.count("\n") == 1


def test_renders_that_cannot_be_written(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (toy / "renders").write_text("a file where a folder should be")
    assert run(toy, "figures", "line", "--quiet") == 2
    said = capsys.readouterr().err
    assert said.startswith("error: cannot write to")
    assert said.count("\n") == 1
    assert (toy / "renders").read_text() == "a file where a folder should be"


def test_doctor_gives_its_checks_as_json(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(toy, "doctor", "--json")
    found = json.loads(capsys.readouterr().out)
    assert all(set(check) == {"name", "ok", "detail", "install"} for check in found)
    assert code == int(not all(check["ok"] for check in found))
    assert [check["detail"] for check in found if check["name"] == "renders"] == [f"writable: {toy}/renders"]
