"""What ``import ebviz`` costs, and what the name then has."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import ebviz
from ebviz.study.source import study

HEAVY = {"torch", "manim", "matplotlib", "numpy", "pydantic", "rich", "click", "PIL", "av", "IPython"}
ASK = "import json, sys, ebviz; print(json.dumps([*sys.modules]))"
ROOMS = ("data", "diagrams", "energy", "errors", "export", "models", "plot", "stage", "style", "training")


def loaded(script: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=100
    )
    return set(json.loads(done.stdout))


def test_importing_ebviz_loads_nothing_but_itself() -> None:
    bare = loaded("import json, sys, typing, importlib; print(json.dumps([*sys.modules]))")
    assert {name for name in loaded(ASK) - bare if not name.startswith(("typing", "collections"))} == {
        "ebviz"
    }


def test_neither_the_four_functions_nor_their_parts_load_what_is_heavy() -> None:
    touch = (
        "ebviz.study, ebviz.study.study, ebviz.render, ebviz.draw, ebviz.still, ebviz.Dial, ebviz.errors; "
    )
    modules = loaded(ASK.replace("print", f"{touch}print"))
    assert "ebviz.door.asking" in modules
    assert not modules & (HEAVY - {"pydantic"})  # whose class is the base of a study's configuration


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_are_attributes(name: str) -> None:
    assert getattr(ebviz, name) is importlib.import_module(f"ebviz.{name}")


def test_its_names_are_listed_and_a_wrong_one_is_told_the_nearest() -> None:
    assert {*ROOMS, "Dial", "live", "study", "draw", "render", "still", "__version__"} == {*dir(ebviz)}
    with pytest.raises(
        AttributeError, match=r"^module 'ebviz' has no attribute 'rendr'; did you mean 'render'\?$"
    ):
        ebviz.rendr  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'nothing'"):
        from ebviz import nothing  # type: ignore[attr-defined]  # noqa: F401


def test_study_is_a_room_and_a_function(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert ebviz.study is importlib.import_module("ebviz.study")
    assert ebviz.study.study is study  # type: ignore[attr-defined]
    assert ebviz.study("powers", toy)["y"].tolist() == study("powers", toy)["y"].tolist() == [0, 1, 4, 9]
    assert (
        capfd.readouterr().err == "study numbers: building\nstudy powers: building\n"
    )  # the second time it is fresh
