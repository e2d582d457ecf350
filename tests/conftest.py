"""What many tests start from: the course's computed studies, and a small separate project."""

from __future__ import annotations

import gc
import importlib
import os
import signal
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from ebviz.build.catalog import discover
from ebviz.build.fingerprint.summary import from_json, summarise, to_json
from ebviz.build.project import Project
from ebviz.study import Run, parameters
from ebviz.study.artifact import save
from tests.kept import Kept

ROOT = Path(__file__).parents[1]
CATALOG = discover(Project.at(ROOT).packages)
STUDIES = CATALOG.studies
os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in a task: on a busy machine threads wait for each other


def pytest_collection_finish() -> None:
    """Take what importing and collecting made out of all later collections of garbage: it lives to the end anyway."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def interrupts() -> None:
    """Let Ctrl-C reach the processes that tests start.

    Otherwise they would inherit an ignored SIGINT: a shell's background jobs ignore it, and so does any process that
    imports `ebviz.build.preload`, as the collection of doctests does.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def parsed_once() -> Iterator[None]:
    """Let this process parse each source text once: the library's own count in every project that a test makes."""
    parsed = lru_cache(2000)(lambda source: to_json(summarise(source)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ebviz.build.fingerprint.cache.summarise", lambda source: from_json(parsed(source)))
        yield


def run_study(study: str, folder: Path, inputs: Mapping[str, Run], **config: object) -> Run:
    """Compute a study on one thread, as a build task does, and read it back from its file."""
    import torch

    torch.set_num_threads(1)
    module = importlib.import_module(STUDIES[study].module)
    values = module.Config(**config)
    names = STUDIES[study].reads(parameters(values))
    arrays = module.compute(values, **{name: inputs[name] for name in names})
    path = folder / f"{study}.safetensors"
    save(arrays, path, study, parameters(values))
    return Run.open(path)


@pytest.fixture(scope="session")
def runs() -> Mapping[str, Run]:
    """Every study of the course at its defaults; each is looked up, or computed, when a test first asks for it."""
    return Kept(Project.at(ROOT), CATALOG)


STUDY = '''"""Numbers."""
from pydantic import Field
from ebviz.study import StudyConfig

INPUTS = ()


class Config(StudyConfig):
    count: int = Field(4, description="how many", ge=1)
    beta: float = Field(1.0, description="coldness", ge=0, allow_inf_nan=True)
    seed: int = 0


def scaled(values, by):
    """Multiply."""
    return values * by


def compute(config):
    import numpy as np

    return {"x": scaled(np.arange(config.count, dtype="f4"), min(config.beta, 9.0))}
'''
SECOND = '''"""Numbers of numbers."""
from ebviz.study import StudyConfig

INPUTS = ("numbers",)


class Config(StudyConfig):
    power: float = 2.0


def compute(config, *, numbers):
    return {"y": numbers["x"] ** config.power}
'''
FIGURES = '''"""Figures."""
from ebviz.plot.base import figure


def drawn(fig, values):
    fig.add_subplot().plot(values)


@figure(studies=("numbers",), size=(3, 2))
def line(fig, theme, numbers):
    """A line."""
    drawn(fig, numbers["x"])


@figure(studies=("powers",), size=(3, 2))
def parabola(fig, theme, powers):
    """A parabola."""
    fig.add_subplot().plot(powers["y"], "o")
'''


def toy_project(folder: Path) -> Path:
    """Make a folder a project with studies `numbers` and `powers` and figures `line` and `parabola`."""
    for name in ("scenes", "studies", "figures"):
        (folder / name).mkdir()
    (folder / "studies/numbers.py").write_text(STUDY)
    (folder / "studies/powers.py").write_text(SECOND)
    (folder / "figures/plots.py").write_text(FIGURES)
    return folder


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A project folder with studies `numbers` and `powers` and figures `line` and `parabola`."""
    return toy_project(tmp_path)
