"""Files of the user's in a project, through the command: what is said, what is refused, what is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ebviz.cli import main
from ebviz.remarks import remark

STUDY = '''"""A net of the user's."""
from ebviz.study import CheckpointPath, SamplesPath, StudyConfig

INPUTS = ()


class Config(StudyConfig):
    weights: CheckpointPath | None = None
    data: SamplesPath | None = None


def compute(config):
    import torch

    from ebviz.reading.samples import read_samples
    from ebviz.reading.weights import load_into

    net = torch.nn.Linear(2, 3)
    load_into(net, config.weights)
    y = torch.tensor(read_samples(config.data, dimensions=2)).float()
    return {"out": net(y), "half": net.weight.bfloat16()}
'''
FIGURE = '''"""Figures."""
from ebviz.plot.base import figure


@figure(studies=("net",), size=(3, 2))
def of_net(fig, theme, net):
    """What the net answers."""
    fig.add_subplot().plot(net["out"])
'''


@pytest.fixture
def project(toy: Path) -> Path:
    (toy / "studies/net.py").write_text(STUDY)
    (toy / "figures/nets.py").write_text(FIGURE)
    (toy / "moons.csv").write_text(",y1,y2\n0,0.5,1\n1,0,1\n")
    return toy


def asked(project: Path, **files: Path) -> list[str]:
    sets = [part for key, path in files.items() for part in ("--set", f"net.{key}={path}")]
    return ["--project", str(project), "figures", "of_net", "--theme", "print", *sets]


def test_what_was_left_out_is_said_with_the_study(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.manual_seed(0)
    weights = {f"module.{name}": value for name, value in torch.nn.Linear(2, 3).state_dict().items()}
    torch.save({"state_dict": weights, "best": np.float64(0.1)}, project / "w.ckpt")
    assert main(asked(project, weights=project / "w.ckpt", data=project / "moons.csv")) == 0
    said = capsys.readouterr()
    for line in (
        "study net: weights 'w.ckpt': 'state_dict.module.' left out of 2 names\n",
        "study net: weights 'w.ckpt': passed over, being no tensors: 'best' (a number of NumPy's)\n",
        "study net: 'moons.csv': the first column, which has no name and counts the rows, is left out\n",
    ):
        assert line in said.out + said.err
    assert (project / "renders/figures/print/of_net.pdf").exists()


@pytest.mark.parametrize(
    ("weights", "data", "words"),
    [
        ({"weight": torch.zeros(3, 2)}, None, "w' does not fit Linear: there is no tensor 'bias' of shape (3,)"),
        ({"weight": torch.zeros(3, 2), "bias": torch.zeros(3)}, "1,2,3\n", "samples (N, 2), got shape (1, 3)"),
        (torch.nn.Linear(2, 3), None, "it holds an object of class 'torch.nn.modules.linear.Linear'"),
        (torch.jit.ScriptModule, None, "error: net.weights: expected a safetensors file"),
        ({"weight": torch.zeros(3, 2), "bias": torch.zeros(3)}, b"\x89PNG", "net.data: expected an npz, npy, csv"),
    ],
)  # fmt: skip
def test_a_bad_file_ends_in_one_line_and_nothing_is_made(
    project: Path, weights: Any, data: str | bytes | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "w"
    if isinstance(weights, type):
        torch.jit.save(torch.jit.script(torch.nn.Linear(2, 3)), str(path))
    elif isinstance(weights, dict):
        save_file(weights, path)
    else:
        torch.save(weights, path)
    if data is not None:
        (project / "moons.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    assert main(asked(project, weights=path, data=project / "moons.csv")) == 2
    said = capsys.readouterr()
    assert sum(words in line for line in (said.out + said.err).splitlines()) == 1
    assert "Traceback" not in said.out + said.err
    assert not list((project / "renders").glob("figures/**/*.*"))


def test_a_script_of_the_user_s_gets_a_warning() -> None:
    with pytest.warns(UserWarning, match=r"'module\.' left out of 2 names"):
        remark("'module.' left out of 2 names")
