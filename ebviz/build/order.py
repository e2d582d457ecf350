"""An order: what a worker is given, and all that a recipe needs."""

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
    project : whose task it is.
    task : what is to be built. key : the digest of all it depends on, ``parts`` what was digested.
    inputs : task → part → file in the store, read-only.
    upstream : task → the key it had.
    studies : name → {"config", "seed", "artifact"} of each run, for the record.
    notes : of the last time this task was built, as how long it took.
    folder : a private empty folder for whatever is written; the worker's choice.
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
        """Return the runs of the studies among the inputs, by the names they are asked for."""
        return {
            read_as(name): Run.open(parts["arrays"])
            for name, parts in self.inputs.items()
            if "arrays" in parts
        }

    def film(self) -> Path:
        """Return the film that this is made from, under a name that says what it is."""
        named = self.folder / "source.mp4"
        if not named.exists():
            named.symlink_to(self.inputs[f"scene:{self.task.target}"]["mp4"].absolute())
        return named
