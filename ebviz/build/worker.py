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

from ebviz.build import audit, environment, loaded, watch
from ebviz.build.code import Counted, ProjectCode
from ebviz.build.nobody import nobody
from ebviz.build.order import Order
from ebviz.build.reads import Reader, refuse_undeclared
from ebviz.build.where import own_lines
from ebviz.errors import BuildError, UsageError
from ebviz.importing import locate
from ebviz.store import Manifest, Store, files
from ebviz.store.canonical import canonical
from ebviz.store.hashes import Hashes, signatures
from ebviz.study import config


def perform(order: Order, counted: Counted | None = None, watched: bool = False) -> Manifest:
    """Build one task and return its manifest.

    ``counted`` is what counts for it, from who planned it; by default it is worked out here.
    ``watched`` lets the kernel tell which files are opened; the process can then serve for nothing else.

    Raises
    ------
    UsageError
        It was asked for wrongly: says what was expected and what was given.
    BuildError
        Anything else went wrong: says what, on one line; the traceback is in the task's log, and the lines of the
        project's own code that led there are its notes. This includes
        ``KeyboardInterrupt``: a worker ignores Ctrl-C, so only the study itself can have raised it.
    """
    store = Store(order.project.renders)
    try:
        # Relative paths start at the project, wherever the command was typed.
        with (
            order.project.importing(),
            chdir(order.project.root),
            store.scratch() as folder,
            temporary(folder),
        ):
            known = counted or ProjectCode(order.project).counted(order.task)
            return _build(replace(order, folder=folder), store, known, watched)
    except BaseException as error:
        write_log(store.log_path(order.task.name), traceback.format_exc())
        kind = UsageError if isinstance(error, UsageError) else BuildError
        refused = kind(store.explain(error))
        for line in own_lines(error, order.project):
            refused.add_note(line)
        raise refused from None


def _build(order: Order, store: Store, counted: Counted, watched: bool) -> Manifest:
    task, project = order.task, order.project
    hashes = Hashes()
    check_code(order, hashes)
    declared = counted.declared
    before = loaded.names()
    for module in project.imports.get(task.kind, ()):
        importlib.import_module(module)
    steady()
    for name, parts in order.inputs.items():
        if not all(files.is_its_name(path) for path in parts.values()):
            raise BuildError(f"the stored bytes of {name} are missing or damaged; run again")
    started = time.monotonic()
    followed = declared.modules | declared.files
    at_rest = signatures(followed)
    check_given(order)
    recipe = getattr(importlib.import_module(project.recipes), task.kind)
    watcher = watch.start() if watched else None
    with audit.reading() as heard, environment.asking() as asked, nobody():
        made, notes = recipe(order)
    seen = watcher.opened() if watcher else {}
    versions = loaded.versions_of(before, followed, project.packages["ebviz"])
    versions |= loaded.versions(counted.imported)  # loaded before, for another kind of task
    check_code(order, hashes)
    refuse_undeclared(heard, seen, declared, _reader(order))
    if moved := sorted(str(path) for path, was in at_rest.items() if signatures([path])[path] != was):
        raise BuildError(f"'{moved[0]}' was changed while it was being read; run again")
    notes = {
        **notes,
        "loaded": {name: version for name, version in versions.items() if name not in order.parts["env"]},
        "environment": environment.values(asked, declared.modules),
        "took": round(time.monotonic() - started, 3),
        "machine": platform.machine(),
        "system": platform.system(),
    }
    outputs = {part: store.put(path) for part, path in made.items()}
    manifest = Manifest(task.name, order.key, outputs, dict(order.parts), dict(order.upstream), notes)
    store.record(manifest)
    return manifest


def _reader(order: Order) -> Reader:
    project, module = order.project, order.task.entry.partition(":")[0]
    path = locate(project.packages, module) if module else None
    return Reader(project.root.resolve(), project.packages, path.resolve() if path else None)


def check_given(order: Order) -> None:
    """Raise :class:`BuildError` if a file named in the configuration is not what the key was computed from."""
    task = order.task
    if task.files:
        now = config.counted(order.config(), task.target, order.project.root)
        if canonical(now) != canonical(task.params):
            raise BuildError(f"{_listed(task.files)} changed since the plan was made; run again")


def check_code(order: Order, hashes: Hashes) -> None:
    """Raise :class:`BuildError` if the code on this machine is not what the key was computed from.

    What is in ``hashes`` need not be read again.
    """
    now = ProjectCode(order.project, hashes.sha256).of(order.task)
    planned = order.parts["code"]
    if now != planned:
        changed = sorted(unit for unit in {*now, *planned} if now.get(unit) != planned.get(unit))
        raise BuildError(
            f"the code has changed since the plan was made, or differs on this machine: {changed[0]}; run again"
        )


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
def temporary(folder: Path) -> Iterator[None]:
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


def _listed(names: tuple[str, ...]) -> str:
    return "'" + "' or '".join(names[:3]) + "'" + (" or another file" if len(names) > 3 else "")


def write_log(path: Path, text: str) -> None:
    """Add a text to a log."""
    with suppress(OSError):  # a full disk has no room for logs either
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
