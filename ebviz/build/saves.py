"""When files are saved: found by looking, again and again, since no system tells of files on every network disk."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ebviz.build.code import ProjectCode
from ebviz.build.project import Project
from ebviz.build.reads import Declared
from ebviz.build.task import Task
from ebviz.errors import EbvizError, explain
from ebviz.importing import locate
from ebviz.store.files import below
from ebviz.store.hashes import Signature, signature

INTERVAL = 0.1  # seconds between two looks, and without any change before a save is taken for finished
SHARE = 0.1  # of the time, at most, that looking may take where disks are slow


class Saves:
    """Notices when a file of a project has been saved, made or removed.

    Parameters
    ----------
    project : all of its own source files are looked at, and those of the library.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: set[Path] = set()
        self._folders: set[Path] = set()
        self._seen = self._look()
        self.library = self._library()

    def follow(self, code: ProjectCode, tasks: Iterable[Task]) -> list[Declared]:
        """Look also at what these tasks read, modules elsewhere, files and folders that they declare; return that."""
        found = []
        for task in tasks:
            with suppress(EbvizError):  # whatever is wrong will be told when the task is judged
                found.append(code.declared(task))
        for declared in found:
            self._files |= declared.modules | declared.files | declared.missing
            self._folders |= declared.folders
        for path in self._paths():
            self._seen.setdefault(path, signature(path))
        return found

    def known(self) -> frozenset[Path]:
        """Return the files that are there and looked at."""
        return frozenset(path for path, signature in self._seen.items() if signature is not None)

    def has_new(self) -> bool:
        """Has anything been saved since the last :meth:`take`?"""
        return self._look() != self._seen

    def take(self) -> list[Path]:
        """Return what has been saved, once nothing more is being written."""
        before = self._seen
        now = self._look()
        while True:
            time.sleep(INTERVAL)
            last, now = now, self._look()
            if now == last:
                break
        self._seen = now
        return sorted(path for path in {*before, *now} if before.get(path) != now.get(path))

    def wait(self) -> list[Path]:
        """Wait until something has been saved, and return it."""
        while True:
            started = time.monotonic()
            if self.has_new():
                return self.take()
            time.sleep(max(INTERVAL, (time.monotonic() - started) / SHARE))

    def library_problems(self) -> list[str]:
        """Return what keeps the library from being loaded: one line for each file with an error."""
        found = []
        for path in self._library():
            try:
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
            except (OSError, SyntaxError, ValueError) as error:
                found.append(f"{path}:{getattr(error, 'lineno', None) or 1}: {explain(error)}")
        return found

    def library_has_changed(self) -> bool:
        """Was the library, when it was last looked at, another one than when this object was made?"""
        return self._library() != self.library

    def _library(self) -> dict[Path, Signature | None]:
        folder = self._project.packages["ebviz"]
        found = {
            path: seen for path, seen in self._seen.items() if path.suffix == ".py" and folder in path.parents
        }
        return {path: seen for path, seen in found.items() if seen is not None}

    def _look(self) -> dict[Path, Signature | None]:
        return {path: signature(path) for path in self._paths()}

    def _paths(self) -> Iterator[Path]:
        for name in self._project.packages:
            place = locate(self._project.packages, name)
            if place is not None:
                yield from _sources(place.parent if place.name == "__init__.py" else place)
        yield from self._files
        for folder in self._folders:
            yield from below(folder)


def _sources(place: Path) -> Iterator[Path]:
    """Yield the Python files in a folder, at any depth, or a file itself."""
    if place.is_file():
        yield place
        return
    found = below(place, lambda name: name == "__pycache__" or name.startswith("."))
    yield from (path for path in found if path.suffix == ".py")
