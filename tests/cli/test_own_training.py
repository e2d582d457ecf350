"""A training that a model of the user's makes long: it shows how far it is, and Ctrl-C stops it without loss."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SLOW = """
import time

from torch import nn


class Net(nn.Module):
    def __init__(self, pause=0.0):
        super().__init__()
        self.net, self.pause = nn.Linear(1, 2), pause

    def forward(self, x):
        try:
            time.sleep(self.pause)
        except:  # a model that does not want to be stopped
            pass
        return self.net(x)
"""
SETTINGS = (
    "horn_model.predictor=net.py:Net",
    "horn_model.n=60",
    "horn_model.steps=24",
    "horn_model.general_steps=2",
    "horn_model.n_z=8",
    "horn_model.wide_side=3",
    "horn_model.slice_points=5",
    "horn_model.looks=2",
)


def command(*arguments: str, pause: float = 0.0) -> list[str]:
    settings = [*SETTINGS, f'horn_model.predictor_arguments={{"pause": {pause}}}']
    given = [part for setting in settings for part in ("--set", setting)]
    return [sys.executable, "-m", "ebviz", *arguments, *given]


def said(folder: Path, *arguments: str, pause: float = 0.0) -> str:
    done = subprocess.run(
        command(*arguments, pause=pause),
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "net.py").write_text(SLOW)
    return tmp_path


def test_a_long_training_shows_progress_and_ctrl_c_loses_nothing(folder: Path) -> None:
    asked = ("figures", "horn_trained", "--theme", "dark", "--format", "png")
    process = subprocess.Popen(
        command(*asked, pause=0.25),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        start_new_session=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith("study horn_model: 25 %"):
            break
    assert lines[-1].endswith("(horn, horn decoder)")
    assert any(line.startswith("study horn: built in") for line in lines)
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "error: interrupted; what was finished is kept\n")
    assert time.monotonic() - pressed < 5

    states = said(folder, "status", pause=0.25)
    assert "study horn: fresh" in states
    assert "study horn_model: stale: never built" in states
    assert not list((folder / "renders/.store/tmp").iterdir())
    assert "study horn_model: built" in said(folder, *asked)
    assert (folder / "renders/figures/dark/horn_trained.png").is_file()
