"""A project: the folder that holds ``scenes/``, the code that counts, and where its renders go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import ebviz
from ebviz.build.modules import beside
from ebviz.errors import UsageError
from ebviz.importing import importing

# What a worker imports before its first task of a kind: costly modules, which the forkserver loads once.
IMPORTS: Mapping[str, tuple[str, ...]] = {
    "study": ("torch",),
    "scene": ("ebviz.stage",),
    "still": ("ebviz.stage",),
    "figure": ("ebviz.plot",),
    "page": ("ebviz.plot",),
    "index": (),
    "gif": ("av",),
    "webm": ("av",),
    "sheet": ("av",),
}
OWN = ("scenes", "studies", "figures")  # folders of a project
LIBRARY = Path(ebviz.__file__).resolve().parent
COURSE = LIBRARY / "course" if (LIBRARY / "course").is_dir() else LIBRARY.parent / "scenes"
"""The course's scenes: installed within the library, or beside it in a source checkout."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project's code and renders are.

    Parameters
    ----------
    root : the folder on the import path.
    packages : import name → folder, for all code whose changes count.
    renders : where films, figures and the store go.
    recipes : module with one function per kind of task.
    imports : kind of task → modules loaded before it runs.
    """

    root: Path
    packages: Mapping[str, Path]
    renders: Path
    recipes: str = "ebviz.build.recipes"
    imports: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(IMPORTS))

    @classmethod
    def at(cls, root: Path) -> Project:
        """Return the project in ``root``; raise :class:`UsageError` if there is no ``scenes/`` folder."""
        root = root.resolve()
        if not (root / "scenes").is_dir():
            accepted = "expected a folder that holds scenes/, as in --project DIR"
            raise UsageError(f"'{root}' is not an ebviz project: it has no scenes/ folder ({accepted})")
        own = {name: root / name for name in OWN if (root / name).is_dir()}
        packages = {**beside(root), **own, "ebviz": LIBRARY}
        return cls(root, packages, root / "renders")

    @classmethod
    def around(cls, folder: Path) -> Project:
        """Return the project that contains ``folder``; raise :class:`UsageError` if there is none."""
        folder = folder.resolve()
        for candidate in (folder, *folder.parents):
            if (candidate / "scenes").is_dir():
                return cls.at(candidate)
        return cls.at(folder)

    @classmethod
    def here(cls) -> Project:
        """Return the project around the current folder; in none, that folder itself, with the course's scenes."""
        try:
            return cls.around(Path.cwd())
        except UsageError:
            if not COURSE.is_dir():
                raise
            return cls.visiting(Path.cwd())

    @classmethod
    def visiting(cls, folder: Path) -> Project:
        """Return a folder as a project that draws the course's scenes, with the modules that lie there.

        Its own scenes, if it has any, are not looked for.
        """
        root = folder.resolve()
        own = {name: path for name, path in beside(root).items() if name not in OWN}
        course = {"scenes": COURSE} if COURSE.is_dir() else {}
        return cls(root, {**own, **course, "ebviz": LIBRARY}, root / "renders")

    @classmethod
    def course(cls) -> Project:
        """Return the course, with the modules of the current folder; what is made goes to the user's cache folder."""
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "ebviz"
        cache.mkdir(parents=True, exist_ok=True)
        return replace(cls.visiting(Path.cwd()), renders=cache / "renders")

    def importing(self) -> AbstractContextManager[None]:
        """Within the block, the project's modules can be imported."""
        return importing({name: path for name, path in self.packages.items() if name != "ebviz"})
