"""A project: the folder that holds ``scenes/``, the code that counts, and where its renders go."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import ebviz
from ebviz.errors import UsageError

# What a worker imports before its first task of a kind. Costly modules that the forkserver loads once for all.
IMPORTS: Mapping[str, tuple[str, ...]] = {
    "study": ("torch",),
    "scene": ("ebviz.stage",),
    "figure": ("ebviz.figures",),
    "gif": ("av",),
    "webm": ("av",),
    "sheet": ("av",),
}


@dataclass(frozen=True, slots=True)
class Project:
    """Where code and renders of a project lie.

    Parameters
    ----------
    root : the folder on the import path.
    packages : import name → folder, of all code whose changes count.
    renders : where films and figures go, and the store.
    recipes : module with one function per kind of task.
    imports : kind of task → modules loaded before it runs.
    """

    root: Path
    packages: Mapping[str, Path]
    renders: Path
    recipes: str = "ebviz.recipes"
    imports: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(IMPORTS))

    @classmethod
    def at(cls, root: Path) -> Project:
        """Return the project in ``root``; raise :class:`UsageError` where there is no ``scenes/`` folder."""
        root = root.resolve()
        if not (root / "scenes").is_dir():
            accepted = "accepted: a folder that holds scenes/, as --project DIR"
            raise UsageError(f"'{root}' is no ebviz project: it has no scenes/ folder ({accepted})")
        own = {name: root / name for name in ("scenes", "studies", "figures") if (root / name).is_dir()}
        return cls(root, {"ebviz": Path(ebviz.__file__).parent, **own}, root / "renders")

    @classmethod
    def around(cls, folder: Path) -> Project:
        """Return the project that ``folder`` lies in."""
        folder = folder.resolve()
        for candidate in (folder, *folder.parents):
            if (candidate / "scenes").is_dir():
                return cls.at(candidate)
        return cls.at(folder)

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Within the block, the project's modules can be imported.

        No bytecode is written for them: Python takes two edits within one second for the same file if they
        have the same length, and would run the older one.
        """
        path, writes = sys.path[:], sys.dont_write_bytecode
        sys.path.insert(0, str(self.root))
        sys.dont_write_bytecode = True
        try:
            yield
        finally:
            sys.path[:], sys.dont_write_bytecode = path, writes
