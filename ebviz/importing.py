"""Importing a project's modules by the names that their places give them, whatever their files are called."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

Packages = Mapping[str, Path]  # import name → folder


def locate(packages: Packages, module: str) -> Path | None:
    """Return the file of a module, the folder of a package without ``__init__.py``, or None for any other name."""
    root, *rest = module.split(".")
    if root not in packages:
        return None
    parts = [part.replace("%2E", ".").replace("%25", "%") for part in rest]
    place = os.path.join(packages[root], *parts)
    for candidate in (os.path.join(place, "__init__.py"), place + ".py" if rest else place):
        if os.path.isfile(candidate):
            return Path(candidate)
    return Path(place) if os.path.isdir(place) else None


class SourceOnly(SourceFileLoader):
    """Compiles a module from its source each time: Python takes two edits of one length in one second for the same.

    It would run the older one, from bytecode that claims to be as new.
    """

    def get_code(self, fullname: str) -> CodeType:
        """Return the module's code as its file has it now."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class Finder(MetaPathFinder):
    """Finds the modules of some packages where :func:`locate` says they are, before any other folder is searched."""

    def __init__(self, packages: Packages) -> None:
        self.packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load a module, or None if it is in none of these packages."""
        place = locate(self.packages, fullname)
        if place is None:
            return None
        if place.is_dir():
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [str(place)]
            return spec
        within = [str(place.parent)] if place.name == "__init__.py" else None
        loader = SourceOnly(fullname, str(place))
        return spec_from_file_location(fullname, place, loader=loader, submodule_search_locations=within)


@contextmanager
def importing(packages: Packages) -> Iterator[None]:
    """Within the block, the packages' modules can be imported by name."""
    finder = Finder(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
