"""Files that a configuration names, in a project: they make it stale, and bad ones are told before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ebviz.build.catalog import discover
from ebviz.build.graph import Graph
from ebviz.build.project import Project
from ebviz.cli import main

READS = """
from pathlib import Path
from pydantic import BaseModel, Field, FilePath
from ebviz.study import CheckpointPath, StudyConfig

INPUTS = ()

class Inner(StudyConfig):
    data: Path = Path("studies/data.txt")

class Config(StudyConfig):
    inner: Inner = Inner()
    file: FilePath = Path("studies/data.txt")
    many: list[CheckpointPath] = []
    some: frozenset[str] = frozenset("abcdefgh")

def compute(config):
    text = config.inner.data.read_text() + config.file.read_text()
    return {"x": [float(len(text)), float(len(config.many))]}
"""


@pytest.fixture
def reading(toy: Path) -> Path:
    (toy / "studies/reads.py").write_text(READS)
    (toy / "studies/data.txt").write_text("four")
    (toy / "figures/plots.py").write_text(
        "from ebviz.plot.base import figure\n\n\n@figure(studies=('reads',), size=(3, 2))\n"
        "def bars(fig, theme, reads):\n    fig.add_subplot().plot(reads['x'])\n"
    )
    return toy


def test_a_study_with_files_and_a_set_becomes_fresh_and_follows_them(
    reading: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = ["--project", str(reading)]
    assert main([*project, "figures", "bars", "--theme", "print", "--quiet"]) == 0, capsys.readouterr().err
    assert main([*project, "status", "reads"]) == 0
    assert capsys.readouterr().out == "study reads: fresh\n1 fresh\n"
    (reading / "studies/data.txt").write_text("longer")
    assert main([*project, "status", "reads"]) == 0
    assert capsys.readouterr().out.startswith("study reads: stale: config.file sha256:")


def test_typed_paths_start_from_where_they_are_typed(reading: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = reading / "elsewhere"
    here.mkdir()
    (here / "mine.txt").write_text("mine")
    save_file({"w": torch.ones(2)}, here / "w.safetensors")
    monkeypatch.chdir(here)
    project = Project.at(reading)
    changes = {"reads": {"inner.data": "mine.txt", "many": '["w.safetensors"]', "file": "mine.txt"}}
    graph = Graph(project, discover(project.packages), changes)
    graph.add_study("reads")
    graph.close()
    task = graph.tasks["study:reads"]
    assert task.files == (str(here / "mine.txt"), str(here / "w.safetensors"))
    assert task.params["config"]["inner"]["data"] == task.params["config"]["file"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot read"),
        (b"", "it is an empty file"),
        (b"weights", "it is text"),
        (b"\x02" + bytes(7) + b"[]", "it is a file that starts with bytes 02 00 00 00"),
        (b"\x02" + bytes(7) + b"{}more", "it is truncated or damaged"),
        (b"\xff" + bytes(7) + b'{"w":', "it is truncated or damaged"),
        (b"PK\x03\x04" + bytes(50), "it is a truncated or damaged archive"),
        ("npz", "it is an npz"),
        ("script", "it is a TorchScript archive, which holds code; save model.state_dict()"),
        (b"\x80\x02}q\0.", "it is a bare pickle, whose reading may run code"),
    ],
)
def test_a_missing_checkpoint_and_a_bad_one_are_bad_input(
    reading: Path, content: Any, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = reading / "w"
    if content == "npz":
        with path.open("wb") as file:
            np.savez(file, x=np.ones(2))
    elif content == "script":
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), str(path))
    elif content is not None:
        path.write_bytes(content)
    for command in (["status", "reads"], ["figures", "bars"]):
        assert main(["--project", str(reading), *command, "--set", f'reads.many=["{path}"]']) == 2
        said = capsys.readouterr().err
        assert said.startswith("error: reads.many.0: ")
        assert words in said
        assert said.count("\n") == 1
    assert not (reading / "renders").exists()
