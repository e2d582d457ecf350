"""Which of the project's own files a task reads: each must count, or the result would go stale unnoticed.

Files outside the project's folder and its packages are not checked: changes to them can go unnoticed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from ebviz.build.modules import locate
from ebviz.errors import BuildError

_opened: ContextVar[set[str] | None] = ContextVar("opened", default=None)


@contextmanager
def reading() -> Iterator[set[str]]:
    """Collect the paths that Python code opens for reading within the block (files opened by C code are not seen)."""
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

    sys.addaudithook(hook)  # cannot be removed, so it is added only once


def refuse_undeclared(
    opened: Iterable[str],
    root: Path,
    packages: Mapping[str, Path],
    units: Iterable[str],
    counted: Iterable[str] = (),
    reader: str = "",
) -> None:
    """Raise :class:`BuildError` if a file of the project was read but does not count.

    ``units`` are the keys of the code closure, where a file named in a module's ``DATA`` is "module:path";
    ``counted`` are files that count in another way, such as those the user names. ``reader`` is the module that is
    told to declare it.
    """
    root, folders = root.resolve(), [folder.resolve() for folder in packages.values()]
    own = set()
    for path in {Path(name).resolve() for name in opened}:
        inside = any(folder in path.parents for folder in folders) or _in_project(path, root)
        if inside and path.suffix not in (".py", ".pyc") and path.is_file():
            own.add(path)
    own -= {Path(name).resolve() for name in counted}
    module = locate(packages, reader) if reader else None
    for path in sorted(own - _declared(packages, units) if own else ()):
        shown = path.relative_to(root if root in path.parents else path.parents[1]).as_posix()
        line = f"'{shown}' was read but is not declared, so changes to it would go unnoticed"
        if module is None:
            raise BuildError(f"{line}; name it in DATA of the module that reads it")
        name = Path(os.path.relpath(path, module.resolve().parent)).as_posix()
        at = module.resolve()
        where = at.relative_to(root) if root in at.parents else at
        raise BuildError(f'{line}; add DATA = ("{name}",) to the module {where}, or to the one that reads it')


def _in_project(path: Path, root: Path) -> bool:
    """Is it in the project's folder, but neither in a hidden folder (.store, .git) nor part of Python itself?"""
    python = {Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix)} - {root}
    if root not in path.parents or python & set(path.parents):
        return False
    return not any(part.startswith(".") for part in path.relative_to(root).parts[:-1])


def _declared(packages: Mapping[str, Path], units: Iterable[str]) -> set[Path]:
    found = set()
    for unit in units:
        module, _, name = unit.partition(":")
        place = (
            locate(packages, module) if "." in name else None
        )  # a file's ending; names of definitions have no dot
        if place is not None:
            found.add(((place if place.is_dir() else place.parent) / name).resolve())
    return found
