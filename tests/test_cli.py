"""The command as people type it: what it prints, and what it answers to nonsense."""

from __future__ import annotations

import json
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
        (("figures", "--theme", "drak"), "accepted are dark, light, print; did you mean 'dark'?"),
        (("figures", "--format", "jpg"), "accepted are pdf, svg, png"),
        (("figures", "--format", ","), "--format is empty"),
        (("status", "--set", "numbers"), "accepted is STUDY.KEY=VALUE"),
        (("status", "--set", "number.beta=1"), "did you mean 'numbers'?"),
        (("status", "--set", "numbers.bata=1"), "did you mean 'beta'?"),
        (("status", "--set", "numbers.beta=-1"), "numbers.beta"),
        (("status", "--set", "numbers.beta=nan"), "numbers.beta"),
        (("status", "--set", "numbers.count=many"), "many"),
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
    assert expected in said.err
    assert not (toy / "renders").exists()


def test_no_project_here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "list") == 2
    assert "is no ebviz project: it has no scenes/ folder" in capsys.readouterr().err


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


def test_renders_that_cannot_be_written(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (toy / "renders").write_text("a file where a folder should be")
    assert run(toy, "figures", "line", "--quiet") == 2
    said = capsys.readouterr().err
    assert said.startswith("error: cannot write to")
    assert said.count("\n") == 1
    assert (toy / "renders").read_text() == "a file where a folder should be"


def test_doctor_looks_at_what_rendering_needs(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(toy, "doctor", "--json")
    checks = {check["name"]: check for check in json.loads(capsys.readouterr().out)}
    assert {"torch", "cairo", "pango", "OpenGL without a display", "fonts", "renders"} <= checks.keys()
    assert all(check["install"] for check in checks.values())
