"""A project: the folder that holds ``scenes/``, the code that counts, and where its renders go."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import ebviz
from ebviz.build.modules import beside, importing
from ebviz.errors import UsageError

# What a worker imports before its first task of a kind: costly modules, which the forkserver loads once.
IMPORTS: Mapping[str, tuple[str, ...]] = {
    "study": ("torch",),
    "scene": ("ebviz.stage",),
    "still": ("ebviz.stage",),
    "figure": ("ebviz.plot",),
    "gif": ("av",),
    "webm": ("av",),
    "sheet": ("av",),
}
OWN = ("scenes", "studies", "figures")  # folders of a project


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
        packages = {**beside(root), **own, "ebviz": Path(ebviz.__file__).parent}
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
    def course(cls) -> Project:
        """Return the course itself, for who is in no project: what is made goes to the user's cache folder.

        In a source checkout this includes the course's scenes; otherwise only its studies.
        """
        library = Path(ebviz.__file__).resolve().parent
        scenes = library.parent / "scenes"
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "ebviz"
        root.mkdir(parents=True, exist_ok=True)
        packages = {"scenes": scenes} if scenes.is_dir() else {}
        return cls(root, {**packages, "ebviz": library}, root / "renders")

    def importing(self) -> AbstractContextManager[None]:
        """Within the block, the project's modules can be imported."""
        return importing({name: path for name, path in self.packages.items() if name != "ebviz"})
