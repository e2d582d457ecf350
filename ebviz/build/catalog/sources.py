"""The source files searched, at any depth, for a project's studies, scenes and figures."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ebviz.build.modules import module_name
from ebviz.importing import locate
from ebviz.store.files import below


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed module: its name, its file, its lecture (the folder it is in), and its syntax tree."""

    module: str
    path: Path
    lecture: str
    own: bool
    tree: ast.Module

    @property
    def is_private(self) -> bool:
        """Does its name, or that of an enclosing folder, begin with an underscore?"""
        below = self.lecture.split("/") if self.lecture else []
        return any(part.startswith("_") for part in (*below, self.path.stem))


@dataclass(frozen=True, slots=True)
class Trace:
    """What a catalog was read from: folders with their files, files with their digests ("" if unreadable), places."""

    listed: dict[str, list[str]] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    looked: dict[str, bool] = field(default_factory=dict)  # was there a file?

    def document(self) -> dict[str, Any]:
        """Return the trace as JSON values."""
        return {"listed": self.listed, "read": self.read, "looked": self.looked}


class Sources:
    """The modules of a project, each read at most once.

    Parameters
    ----------
    packages : import name → folder; modules beside a package's folder belong to the project too.
    problems : gets one line for each file that cannot be read; ``unread`` has them by file.
    trace : is told what was read.
    """

    def __init__(self, packages: Mapping[str, Path], problems: list[str], trace: Trace) -> None:
        self.trace = trace
        self.packages = {name: Path(folder) for name, folder in packages.items()}
        self._problems = problems
        self._read: dict[Path, ast.Module | None] = {}
        self.unread: dict[Path, str] = {}

    def of(self, package: str, own: bool = True) -> list[Source]:
        """Return the readable modules in the folder of a package such as "scenes" or "ebviz.studies"."""
        folder = locate(self.packages, package)
        if folder is None:
            return []
        folder = folder.parent if folder.name == "__init__.py" else folder
        found = []
        self.trace.listed[str(folder)] = python_files(folder)
        for path in map(Path, self.trace.listed[str(folder)]):
            tree = self.tree(path)
            if tree is not None:
                below = path.relative_to(folder)
                lecture = "" if below.parent == Path() else below.parent.as_posix()
                found.append(Source(module_name(package, below), path, lecture, own, tree))
        return found

    def tree(self, path: Path) -> ast.Module | None:
        """Return the syntax tree of a file, or None if it cannot be read, which is reported once."""
        if path not in self._read:
            self._read[path] = None
            try:
                self.trace.read[str(path)] = ""
                text = path.read_bytes()
                self.trace.read[str(path)] = hashlib.sha256(text).hexdigest()
                self._read[path] = ast.parse(text)
            except SyntaxError as error:
                self._refuse(path, f"{path}:{error.lineno or 1}: cannot be read: {error.msg}")
            except OSError as error:
                self._refuse(path, f"{path}: cannot be read: {error.strerror or error}")
            except (ValueError, RecursionError, MemoryError) as error:  # too deep for the parser
                self._refuse(path, f"{path}: cannot be read: {error}")
        return self._read[path]

    def _refuse(self, path: Path, line: str) -> None:
        self.unread[path] = line
        self._problems.append(line)

    def imported(self, module: str, importer: Source) -> Path | None:
        """Return the file of a project module as the importer's ``import`` would find it, or None."""
        roots = {folder.parent for name, folder in self.packages.items() if name != "ebviz"}
        candidates = [locate(self.packages, module)]
        for folder in (*sorted(roots), importer.path.parent):
            place = folder.joinpath(*module.split("."))
            candidates += [place / "__init__.py", place.with_name(f"{place.name}.py")]
        for path in candidates:
            if path is not None:
                there = self.trace.looked[str(path)] = path.is_file()
                if there:
                    return path
        return None


def python_files(folder: Path) -> list[str]:
    """Return the Python files below a folder, sorted, following links to folders and skipping hidden ones."""
    found = below(folder, lambda name: name == "__pycache__" or name.startswith("."))
    return [str(path) for path in sorted(found) if path.suffix == ".py" and path.name != "__init__.py"]
