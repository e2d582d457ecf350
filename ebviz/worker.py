"""One task, built in a worker: check the code, call the recipe, put the files into the store.

Everything here works in any process that sees the store's folder: :func:`perform` takes a plain :class:`Job` and
gives a plain :class:`Result`; the bytes travel as files.
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ebviz import audit
from ebviz.artifact import Run
from ebviz.errors import BuildError
from ebviz.fingerprint import CodeBase
from ebviz.manifest import Blob, Manifest
from ebviz.project import Project
from ebviz.recipes import Order
from ebviz.store import Store
from ebviz.tasks import Task


@dataclass(frozen=True, slots=True)
class Job:
    """All a worker needs: the task, its key with the parts of it, and where its inputs are in the store.

    ``inputs`` maps task → part → bytes; ``upstream`` maps task → key; ``studies`` is the provenance of the runs.
    """

    project: Project
    task: Task
    key: str
    parts: Mapping[str, Any]
    inputs: Mapping[str, Mapping[str, Blob]]
    upstream: Mapping[str, str]
    studies: Mapping[str, Mapping[str, Any]]
    notes: Mapping[str, Any] = field(default_factory=dict)  # of the last time: how long it took


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a job: a manifest, or the reason in one line (the traceback is in the task's log)."""

    task: str
    manifest: Manifest | None = None
    error: str | None = None


def perform(job: Job) -> Result:
    """Build one task; never raises.

    Not even where a study raises ``KeyboardInterrupt``: a worker ignores Ctrl-C, so it can only be the study's own.
    """
    store = Store(job.project.renders)
    try:
        with job.project.importing(), store.scratch() as folder, _temporary(folder):
            return Result(job.task.name, _build(job, store, folder))
    except BaseException as error:
        _log(store.log_path(job.task.name), traceback.format_exc())
        return Result(job.task.name, error=store.explain(error))


def _build(job: Job, store: Store, folder: Path) -> Manifest:
    task = job.task
    check_code(job)
    for module in job.project.imports.get(task.kind, ()):
        importlib.import_module(module)
    steady()
    inputs = {
        name: {part: _whole(store, name, blob) for part, blob in parts.items()}
        for name, parts in job.inputs.items()
    }
    runs = {
        name.partition(":")[2]: Run.open(parts["arrays"])
        for name, parts in inputs.items()
        if name.startswith("study:")
    }
    order = Order(
        task.name,
        job.key,
        task.target,
        task.entry,
        task.params,
        task.settings,
        folder,
        inputs,
        runs,
        job.studies,
        job.parts["env"],
        job.notes,
    )
    started = time.monotonic()
    recipe = getattr(importlib.import_module(job.project.recipes), task.kind)
    with audit.reading() as opened:
        made = recipe(order)
    given = task.settings.get("files", ())
    audit.refuse_undeclared(opened, job.project.root, job.project.packages, job.parts["code"], given)
    check_code(job)
    notes = {
        **made.notes,
        "took": round(time.monotonic() - started, 3),
        "machine": platform.machine(),
        "system": platform.system(),
    }
    outputs = {part: store.put(path) for part, path in made.files.items()}
    manifest = Manifest(task.name, job.key, outputs, dict(job.parts), dict(job.upstream), notes)
    store.record(manifest)
    return manifest


def check_code(job: Job) -> None:
    """Refuse to build when the code on this machine is not the code the key was computed from."""
    cache = job.project.renders / ".store" / "code.json"
    code = CodeBase(job.project.packages, cache=cache)
    now: dict[str, str] = {}
    for entry in (f"{job.project.recipes}:{job.task.kind}", job.task.entry):
        if entry:
            now.update(code.closure(entry))
    planned = job.parts["code"]
    if now != planned:
        changed = sorted(unit for unit in {*now, *planned} if now.get(unit) != planned.get(unit))
        raise BuildError(f"the code changed meanwhile, or differs on this machine: {changed[0]}; run again")


def steady() -> None:
    """Make numbers repeatable: one thread (sums depend on their order), fixed seeds, deterministic kernels."""
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_num_threads(1)
        torch.manual_seed(0)
        torch.set_deterministic_debug_mode(
            "error"
        )  # as use_deterministic_algorithms, without loading the compiler


def _whole(store: Store, name: str, blob: Blob) -> Path:
    if not store.holds(blob):
        raise BuildError(f"the stored bytes of {name} are missing or damaged; run again")
    return store.blob_path(blob.sha256)


@contextmanager
def _temporary(folder: Path) -> Iterator[None]:
    """Let libraries put their temporary files into the task's folder, which is swept when a worker is killed."""
    before, variable = tempfile.tempdir, os.environ.get("TMPDIR")
    place = folder / "tmp"
    place.mkdir()
    tempfile.tempdir = os.environ["TMPDIR"] = str(place)
    try:
        yield
    finally:
        tempfile.tempdir = before
        if variable is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = variable


def _log(path: Path, text: str) -> None:
    with suppress(OSError):  # a full disk has no room for logs either
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
