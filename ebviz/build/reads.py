"""What a task may read: every file must count, or the result would go stale unnoticed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ebviz.build.audit import Heard
from ebviz.build.modules import LIBRARY, SITES
from ebviz.errors import BuildError
from ebviz.style.faces import folders

NOBODY_S = {
    *("__pycache__", ".git", ".hg", ".svn"),
    *(".venv", ".ipynb_checkpoints", ".python-version", ".tool-versions"),
}
"""Names in a project that belong to tools, not to it."""
SYSTEM = (
    *("usr", "lib", "lib32", "lib64", "bin", "sbin", "opt", "nix", "snap"),
    *("etc", "var", "run", "proc", "sys", "dev"),
)
MAC = ("System", "Library", "private/var", "Applications")
SETTINGS = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
"""Variables that name folders of programs' settings and caches, where these are not hidden in the home."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What counts for a task.

    ``modules`` are source files whose code counts unit by unit; ``files`` and ``folders`` those named in DATA or in
    the configuration, which count by their content (a folder with all that is in it).
    """

    modules: frozenset[Path] = frozenset()
    files: frozenset[Path] = frozenset()
    folders: frozenset[Path] = frozenset()
    missing: frozenset[Path] = frozenset()  # named, but not there

    def has(self, path: Path) -> bool:
        """Does the content of a file count?"""
        return path in self.files or path in self.missing or self.lists(path.parent)

    def lists(self, folder: Path) -> bool:
        """Does it count which files are in a folder?"""
        return folder in self.folders or not self.folders.isdisjoint(folder.parents)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the project, its packages, and the module that is told to declare what it reads."""

    root: Path
    packages: Mapping[str, Path] = field(default_factory=dict)
    module: Path | None = None

    def place(self, path: Path) -> Path | None:
        """Return the folder of the project, or else of the package, that a path lies in."""
        places = [self.root, *self.packages.values(), *(place.resolve() for place in self.packages.values())]
        return next((place for place in places if place in path.parents), None)

    def line(self, path: Path, verb: str, then: str) -> str:
        """Return the error for a path, with what to write and where."""
        home = self.root if self.root in path.parents else None
        shown = path.relative_to(home) if home else path
        where = f"'{shown.as_posix()}'"
        if self.module is None:
            return (
                f"{where} {verb}, so {then} would go unnoticed; name it in DATA of the module that reads it"
            )
        name = Path(os.path.relpath(path, self.module.parent)).as_posix()
        place = self.module.relative_to(self.root) if self.root in self.module.parents else self.module
        told = f'add DATA = ("{name}",) to the module {place.as_posix()}, or to the one that reads it'
        return f"{where} {verb}, so {then} would go unnoticed; {told}"


def refuse_undeclared(heard: Heard, seen: Mapping[str, str], declared: Declared, reader: Reader) -> None:
    """Raise :class:`BuildError` if something was read that does not count.

    Parameters
    ----------
    heard : what Python code read. seen : what the kernel saw being opened, {} where it does not say.
    """
    lines = [
        *(_opened(path, real, heard, declared, reader) for path, real in {**seen, **heard.opened}.items()),
        *(_listed(path, real, declared, reader) for path, real in heard.listed.items()),
    ]
    found = sorted({line for line in lines if line})
    if found:
        raise BuildError(found[0] + (f" (and {len(found) - 1} more)" if len(found) > 1 else ""))


def _opened(name: str, real_name: str, heard: Heard, declared: Declared, reader: Reader) -> str:
    """Return the error for a file that was opened, "" if it may be."""
    path, real = Path(name), Path(real_name)
    if declared.has(real) or path.suffix == ".pyc" or (path.exists() and not path.is_file()):
        return ""
    if any(part.endswith((".egg-info", ".dist-info")) for part in path.parts):
        return ""  # what pip notes of a distribution, which counts by its version
    is_code = path.suffix == ".py" and name not in heard.texts
    if is_code and (real in declared.modules or _library_s(real, reader)):
        return ""
    inside = [(one, place) for one in (path, real) if (place := reader.place(one))]
    if inside:
        if any(_tool_s(one, place) for one, place in inside):
            return ""
        if path.exists():
            return reader.line(inside[0][0], "was read but is not declared", "changes to it")
        looked = name in heard.opened and reader.root in path.parents
        return reader.line(path, "was looked for but is not declared", "adding it") if looked else ""
    if not path.exists() or _system_s(path) or _system_s(real):
        return ""
    verb = "lies outside the project and was read but is not declared"
    return f"{reader.line(path, verb, 'changes to it')}, or make it a field of the configuration"


def _listed(name: str, real_name: str, declared: Declared, reader: Reader) -> str:
    """Return the error for a folder whose files were listed, "" if they may be."""
    path, real = Path(name), Path(real_name)
    inside = [(one, place) for one in (path / "any", real / "any") if (place := reader.place(one))]
    if not path.is_dir() or declared.lists(real) or any(_tool_s(one, place) for one, place in inside):
        return ""
    if not inside:
        return ""
    return reader.line(path, "was searched for files but is not declared", "new ones")


def _tool_s(path: Path, place: Path) -> bool:
    """Does a path below ``place`` belong to a tool: version control, a virtual environment, the store?"""
    below = path.relative_to(place).parts
    if not NOBODY_S.isdisjoint(below) or below[:2] == ("renders", ".store"):
        return True
    return any((folder / "pyvenv.cfg").exists() for folder in path.parents if place in folder.parents)


def _library_s(path: Path, reader: Reader) -> bool:
    """Is it a module of this library, which may load more of itself than a task uses?"""
    library = reader.packages.get("ebviz")
    return library is not None and library.resolve() in path.parents


def _system_s(path: Path) -> bool:
    """Is it part of the system, of Python, of what is installed, or of a program's settings in the home?"""
    home = Path.home()
    if home in path.parents and any(part.startswith(".") for part in path.relative_to(home).parts):
        return True
    return any(folder in path.parents for folder in _places())


def _places() -> Iterable[Path]:
    system = MAC if sys.platform == "darwin" else ()
    yield from (Path("/", name) for name in (*SYSTEM, *system))
    yield from (Path(os.environ[name]) for name in SETTINGS if os.environ.get(name))
    yield from folders()  # the fonts in them count where they are drawn with
    yield from (*SITES, *LIBRARY, Path(sys.prefix), Path(sys.base_prefix).resolve(), Path.home() / "Library")
