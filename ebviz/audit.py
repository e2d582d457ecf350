"""Which of the project's own files a task reads: what it reads must count, or its result goes stale unnoticed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from ebviz.errors import BuildError

_opened: ContextVar[set[str] | None] = ContextVar("opened", default=None)


@contextmanager
def reading() -> Iterator[set[str]]:
    """Collect the paths that Python code opens for reading within the block (what C code opens is not seen)."""
    _listen()
    paths: set[str] = set()
    token = _opened.set(paths)
    try:
        yield paths
    finally:
        _opened.reset(token)


@cache
def _listen() -> None:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            paths, (path, mode, *_) = _opened.get(), arguments
            if paths is not None and isinstance(path, str) and not set(str(mode or "")) & set("wax+"):
                paths.add(path)

    sys.addaudithook(hook)  # stays as long as the process; once is enough


def refuse_undeclared(opened: Iterable[str], packages: Mapping[str, Path], units: Iterable[str]) -> None:
    """Raise :class:`BuildError` if a file beside the code was read that does not count.

    ``units`` are the keys of the code closure, where a file that a module's ``DATA`` names is "module:path".
    """
    folders = [folder.resolve() for folder in packages.values()]
    beside = set()
    for path in {Path(name).resolve() for name in opened}:
        inside = any(folder in path.parents for folder in folders)
        if inside and path.suffix not in (".py", ".pyc") and path.is_file():
            beside.add(path)
    for path in sorted(beside - _declared(packages, units) if beside else ()):
        line = f"'{path.parent.name}/{path.name}' was read, but its changes would go unnoticed"
        raise BuildError(f'{line}; put DATA = ("{path.name}",) into the module beside it')


def _declared(packages: Mapping[str, Path], units: Iterable[str]) -> set[Path]:
    found = set()
    for unit in units:
        module, _, name = unit.partition(":")
        package, *rest = module.split(".")
        if "." in name:  # a file's ending; the names of definitions have none
            place = packages[package].joinpath(*rest)
            found.add(((place if place.is_dir() else place.parent) / name).resolve())
    return found
