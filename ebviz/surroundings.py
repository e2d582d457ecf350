"""What counts besides code and numbers: versions of libraries, and files that are read at run time."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from ebviz.files import sha256

# The libraries whose version decides what a kind of task gives.
LIBRARIES = {
    "study": ("torch", "numpy", "scipy", "safetensors"),
    "scene": ("manim", "numpy", "av", "pycairo", "manimpango", "moderngl", "pillow", "typst"),
    "figure": ("matplotlib", "numpy", "pillow", "typst"),
    "gif": ("av", "numpy", "pillow", "imageio"),
    "webm": ("av", "numpy"),
    "sheet": ("av", "numpy", "pillow"),
}

_CODE = (".py", ".pyc", ".pyi", ".md")
_APART = ("__pycache__", "media", "renders", "py.typed")


@cache
def versions(kind: str) -> dict[str, str]:
    """Return the versions that matter to a kind of task: Python's minor and its libraries', without importing."""
    found = {"python": ".".join(platform.python_version_tuple()[:2])}
    for library in LIBRARIES[kind]:
        try:
            found[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            found[library] = "none"
    return found


class DataFiles:
    """The fonts, style sheets and pictures that lie among the code, unseen by its fingerprints.

    A file counts for every task that uses a module of its folder; one in a folder without modules (``fonts/``)
    counts for the folder above.
    """

    def __init__(self, packages: Mapping[str, Path]) -> None:
        self._packages = packages
        self._hashes: dict[Path, dict[str, str]] = {}  # folder of modules → its files

    def used_by(self, units: Iterable[str]) -> dict[str, str]:
        """Return ``{path: SHA-256}`` of what counts for the definitions named in ``units`` ("module:unit")."""
        found: dict[str, str] = {}
        for module in {unit.partition(":")[0] for unit in units}:
            name, *rest = module.split(".")
            if name in self._packages:
                root = self._packages[name]
                place = root.joinpath(*rest)
                found.update(self._of(name, root, place if place.is_dir() else place.parent))
        return found

    def _of(self, name: str, root: Path, folder: Path) -> dict[str, str]:
        if folder not in self._hashes:
            paths = _data(folder)
            self._hashes[folder] = {
                f"{name}/{path.relative_to(root).as_posix()}": sha256(path) for path in paths
            }
        return self._hashes[folder]


def _data(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in _APART:
            continue
        if path.is_dir():
            found += [] if any(path.glob("*.py")) else _data(path)
        elif path.suffix not in _CODE:
            found.append(path)
    return found
