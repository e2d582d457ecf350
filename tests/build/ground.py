"""What tests of projects in the field share: the command, run as users run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ebviz.study import Run, study


def run(*arguments: str, cwd: Path, project: Path | None = None, **environment: str) -> tuple[int, str]:
    """Run the command; return its exit code and all it says."""
    command = Path(sys.executable).with_name("ebviz")
    where = ["--project", str(project)] if project else []
    done = subprocess.run(
        [str(command), *where, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
    )
    return done.returncode, done.stdout


def values(project: Path, name: str = "reading") -> list[float]:
    """Return the array y of a study, computed if need be."""
    found: Run = study(name, project)
    return found["y"].tolist()


def write(path: Path, number: float) -> None:
    """Write a number to a file, in the way that its ending asks for."""
    import sqlite3

    import torch
    from PIL import Image
    from safetensors.numpy import save_file

    y = np.array([float(number)])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if path.suffix == ".npy":
        np.save(path, y)
    elif path.suffix == ".safetensors":
        save_file({"y": y}, path)
    elif path.suffix == ".pt":
        torch.save({"y": torch.tensor(y)}, path)
    elif path.suffix == ".ts":
        torch.jit.trace(lambda x: x + number, torch.zeros(1)).save(str(path))
    elif path.suffix == ".bin":
        path.write_bytes(y.tobytes())
    elif path.suffix == ".png":
        Image.fromarray(np.full((1, 1), number, "u1")).save(path)
    elif path.suffix == ".db":
        with sqlite3.connect(path) as database:
            database.execute("create table t (y real)")
            database.execute("insert into t values (?)", (float(number),))
        database.close()
    elif path.suffix == ".sh":
        path.write_text(f"#!/bin/sh\necho {number}\n")
        path.chmod(0o755)
    else:
        path.write_text(f"{number}\n")


DRIVER = """
import json, sys
from functools import partial
from pathlib import Path
from ebviz.build.catalog import discover
from ebviz.build.executors import LocalEngine
from ebviz.build.graph import Graph
from ebviz.build.observer import Observer
from ebviz.build.plan import Judge, plan
from ebviz.build.project import Project
from ebviz.build.run import Build
from ebviz.store import Store
from ebviz.study import Run

project = Project.at(Path(sys.argv[1]))
catalog = discover(project.packages)
graph = Graph(project, catalog)
own = [name for name, entry in catalog.studies.items() if entry.own]
for name in own:
    graph.add_study(name)
store = Store(project.renders)
judge = Judge(project, store)
states = {name: row.words() for name, row in plan(graph, judge).items()}
judge.save()
answer = {"states": states}
if sys.argv[2] == "build":
    store.prepare()
    build = Build(graph, judge, partial(LocalEngine, ["torch"]), 2, Observer())
    build.run()
    answer["failed"] = build.outcome.failed
    blobs = {n: r.manifest.outputs["arrays"].sha256 for n, r in build.judged.items() if r.manifest}
    again = plan(graph, Judge(project, store))
    answer["after"] = {name: row.words() for name, row in again.items()}
    answer["y"] = {name: Run.open(store.blob_path(blob))["y"].tolist() for name, blob in blobs.items()}
print(json.dumps(answer))
"""


def drive(root: Path, what: str = "build", **environment: str) -> dict[str, dict]:
    """Bring all studies of a project up to date, or only judge them; return what was found, by task.

    "states" before, "failed", "after" and the array "y" of each.
    """
    command = [sys.executable, "-P", "-c", DRIVER, str(root), what]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, cwd="/")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


STUDY = '''"""Reads."""
import os
from pathlib import Path

from ebviz.study import StudyConfig

HERE = Path(__file__).parent.parent
INPUTS = ()


def read_it():
    return (HERE / "FILE.txt").read_text()


class Config(StudyConfig):
    n: int = 0


def compute(config):
    import numpy as np

BODY
    return {"y": np.atleast_1d(np.asarray(value, float))}
'''


@dataclass(frozen=True)
class Case:
    """One way of reading: files that are there, what the study does, and what must be said at each step.

    In all texts FILE stands for a name that no other case has. ``body`` computes ``value``. Undeclared it is refused
    with ``refused``; with ``declared`` in DATA it gives ``first``; ``edit`` makes it stale, as ``changed`` says; and
    then it gives ``second``.
    """

    body: str
    edit: Callable[[Path, str], object]
    make: Callable[[Path, str], object]
    refused: str = 'add DATA = ("../FILE",) to the module'
    declared: str = "../FILE"
    changed: str = "changed MODULE:../FILE"
    first: float = 3.0
    second: float = 4.0


class Cycle:
    """A project with a study for each case, brought through refused, declared, edited and mended; all at once."""

    def __init__(self, root: Path, cases: Mapping[str, Case]) -> None:
        self.cases, self.root = cases, root
        for folder in ("scenes", "studies"):
            (root / folder).mkdir(parents=True)
        self.names = {name: f"s{number}" for number, name in enumerate(cases)}
        for name, case in cases.items():
            case.make(root, self.file(name))
            self._study(name, "")
        self.refused = drive(root)["failed"]
        for name, case in cases.items():
            self._study(name, case.declared)
        self.first = drive(root)
        for name, case in cases.items():
            case.edit(root, self.file(name))
        self.second = drive(root)

    def file(self, name: str) -> str:
        """Return the name that stands for FILE in a case."""
        return f"x{self.names[name]}"

    def text(self, name: str, text: str) -> str:
        """Return a case's text with its own names."""
        return text.replace("FILE", self.file(name)).replace("MODULE", f"studies.{self.names[name]}")

    def _study(self, name: str, declared: str) -> None:
        body = textwrap.indent(self.cases[name].body, "    ")
        text = STUDY.replace("BODY", body) + (f"\n\nDATA = ({declared!r},)\n" if declared else "")
        (self.root / f"studies/{self.names[name]}.py").write_text(self.text(name, text))

    def faults(self) -> dict[str, str]:
        """Return the cases that did not go as they should, and how."""
        found = {}
        for name in self.cases:
            try:
                self._check(name)
            except AssertionError as error:
                found[name] = str(error)
        return found

    def _check(self, name: str) -> None:
        case, task = self.cases[name], f"study:{self.names[name]}"
        said = self.refused.get(task, "it was built")
        assert self.text(name, case.refused) in said, said
        assert (self.first["failed"].get(task), self.first["y"].get(task)) == (None, [case.first])
        assert self.first["after"][task] == "fresh"
        assert self.second["states"][task].startswith("stale: ")
        assert self.text(name, case.changed) in self.second["states"][task]
        assert (self.second["failed"].get(task), self.second["y"].get(task)) == (None, [case.second])
        assert self.second["after"][task] == "fresh"
