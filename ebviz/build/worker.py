"""One task, built in a worker: check the code, call the recipe, put the files into the store.

Everything here works in any process that can see the store's folder: :func:`perform` takes a plain :class:`Order` and
returns a plain :class:`Manifest`; the bytes travel as files.
"""

from __future__ import annotations

import importlib
import os
import platform
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from ebviz.build import audit, loaded
from ebviz.build.code import ProjectCode
from ebviz.build.order import Order
from ebviz.errors import BuildError
from ebviz.store import Manifest, Store, files


def perform(order: Order) -> Manifest:
    """Build one task and return its manifest.

    Raises
    ------
    BuildError
        Anything went wrong: says what, on one line; the traceback is in the task's log. This includes
        ``KeyboardInterrupt``: a worker ignores Ctrl-C, so only the study itself can have raised it.
    """
    store = Store(order.project.renders)
    try:
        # Relative paths start at the project, wherever the command was typed.
        with (
            order.project.importing(),
            chdir(order.project.root),
            store.scratch() as folder,
            _temporary(folder),
        ):
            return _build(replace(order, folder=folder), store)
    except BaseException as error:
        _log(store.log_path(order.task.name), traceback.format_exc())
        raise BuildError(store.explain(error)) from None


def _build(order: Order, store: Store) -> Manifest:
    task, project = order.task, order.project
    code = check_code(order)
    before = loaded.names()
    for module in project.imports.get(task.kind, ()):
        importlib.import_module(module)
    steady()
    for name, parts in order.inputs.items():
        if not all(files.is_its_name(path) for path in parts.values()):
            raise BuildError(f"the stored bytes of {name} are missing or damaged; run again")
    started = time.monotonic()
    recipe = getattr(importlib.import_module(project.recipes), task.kind)
    with audit.reading() as opened:
        made, notes = recipe(order)
    reader = task.entry.partition(":")[0]
    audit.refuse_undeclared(opened, project.root, project.packages, order.parts["code"], task.files, reader)
    versions = loaded.versions_of(before, code.files(task), project.packages["ebviz"])
    versions |= loaded.versions(code.imports(task))  # loaded before, for another kind of task
    check_code(order)
    notes = {
        **notes,
        "loaded": {name: version for name, version in versions.items() if name not in order.parts["env"]},
        "took": round(time.monotonic() - started, 3),
        "machine": platform.machine(),
        "system": platform.system(),
    }
    outputs = {part: store.put(path) for part, path in made.items()}
    manifest = Manifest(task.name, order.key, outputs, dict(order.parts), dict(order.upstream), notes)
    store.record(manifest)
    return manifest


def check_code(order: Order) -> ProjectCode:
    """Return the code; raise :class:`BuildError` if that on this machine is not what the key was computed from."""
    code = ProjectCode(order.project)
    now = code.of(order.task)
    planned = order.parts["code"]
    if now != planned:
        changed = sorted(unit for unit in {*now, *planned} if now.get(unit) != planned.get(unit))
        raise BuildError(
            f"the code has changed since the plan was made, or differs on this machine: {changed[0]}; run again"
        )
    return code


def steady() -> None:
    """Make numbers repeatable: one thread (sums depend on their order), fixed seeds, deterministic kernels."""
    random.seed(0)
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(0)
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_num_threads(1)
        torch.manual_seed(0)
        torch.set_deterministic_debug_mode(
            "error"
        )  # like use_deterministic_algorithms, but without loading the compiler


@contextmanager
def _temporary(folder: Path) -> Iterator[None]:
    """Have libraries put temporary files into the task's folder, which is swept even after a worker is killed."""
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
