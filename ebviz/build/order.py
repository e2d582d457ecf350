"""An order: what a worker is given, with everything that a recipe needs."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebviz.build.task import read_as
from ebviz.study.run import Run

if TYPE_CHECKING:
    from ebviz.build.project import Project
    from ebviz.build.task import Task

COUNTED_APART = "what is imported by name is the task's entry, whose code counts beside its recipe's"


@dataclass(frozen=True, slots=True)
class Order:
    """One task to be built, with everything it is built from.

    Parameters
    ----------
    project : the project that the task belongs to.
    task : what to build. key : digest of everything it depends on. parts : what was digested.
    inputs : task → part → file in the store, read-only.
    upstream : task → its key.
    studies : name → {"config", "seed", "artifact"} of each run, for the record.
    notes : from the last time this task was built, such as how long it took.
    folder : a private empty folder to write to, chosen by the worker.
    """

    project: Project
    task: Task
    key: str
    parts: Mapping[str, Any]
    inputs: Mapping[str, Mapping[str, Path]]
    upstream: Mapping[str, str] = field(default_factory=dict)
    studies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = Path()

    def callee(self) -> Any:
        """Import and return what the task's entry names."""
        module, _, unit = self.task.entry.partition(":")
        return getattr(importlib.import_module(module), unit)

    def config(self) -> Any:
        """Return a study's configuration, as it was resolved when the task was planned."""
        return pickle.loads(self.task.config)

    def runs(self) -> dict[str, Run]:
        """Return the runs of the studies among the inputs, by the names that the task uses."""
        return {
            read_as(name): Run.open(parts["arrays"])
            for name, parts in self.inputs.items()
            if "arrays" in parts
        }

    def film(self) -> Path:
        """Return the film that this is made from, linked in ``folder`` as ``source.mp4``."""
        named = self.folder / "source.mp4"
        if not named.exists():
            named.symlink_to(self.inputs[f"scene:{self.task.target}"]["mp4"].absolute())
        return named
