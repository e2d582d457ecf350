"""From dotted names to files: the project's modules, as Python's import would find them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ebviz.build.fingerprint.cache import SummaryCache
from ebviz.build.fingerprint.summary import Summary, sha256
from ebviz.build.modules import loose, module_name
from ebviz.errors import BuildError
from ebviz.importing import locate


class Modules:
    """The modules of several code roots, ``{"ebviz": folder, "scenes": folder}``, each read at most once.

    Besides these, modules that belong to no installed distribution (found through PYTHONPATH, a ``.pth`` file or an
    editable install) count as the project's do. A folder without ``__init__.py`` is a (namespace) package too.
    ``overlay`` (module → source text) replaces those modules' files.
    """

    def __init__(self, roots: Mapping[str, Path], cache: SummaryCache, overlay: Mapping[str, str]) -> None:
        self.roots = {name: Path(folder) for name, folder in roots.items()}
        self._cache = cache
        self._overlay = overlay
        self._paths: dict[str, Path | None] = {}
        self._foreign: set[str] = set()  # top-level names of Python's library and of installed distributions
        self._summaries: dict[str, Summary] = {}
        self._digests: dict[str, str] = {}
        self._below: dict[str, list[str]] = {}

    def path(self, module: str) -> Path | None:
        """Return the file of a project module, the folder of a namespace package, or None for anything else."""
        if module not in self._paths:
            root = module.partition(".")[0]
            if root not in self.roots and root not in self._foreign:
                found = loose(root)
                if found is None:
                    self._foreign.add(root)
                else:
                    self.roots[root] = found
            self._paths[module] = locate(self.roots, module)
        return self._paths[module]

    def folder(self, module: str) -> Path | None:
        """Return the folder that a project module lies in; a package's own."""
        path = self.path(module)
        return path if path is None or path.is_dir() else path.parent

    def is_package(self, module: str) -> bool:
        """Return whether a project module is a package."""
        path = self.path(module)
        return path is not None and (path.name == "__init__.py" or path.suffix != ".py")

    def summary(self, module: str) -> Summary:
        """Return the summary of a project module; a namespace package has an empty one."""
        if module not in self._summaries:
            source = self.source(module)
            self._digests[module] = sha256(source)
            self._summaries[module] = self._cache.get(source)
        return self._summaries[module]

    def source(self, module: str) -> bytes:
        """Return a module's source, b"" for a namespace package; raise :class:`BuildError` if it cannot be read."""
        if module in self._overlay:
            return self._overlay[module].encode()
        path = self.path(module)
        if path is None or path.is_dir():
            return b""
        try:
            return path.read_bytes()
        except OSError as error:
            raise BuildError(f"cannot read '{path}': {error.strerror}") from error

    def absolute(self, importer: str, level: int, module: str) -> str:
        """Return the full name of what ``importer`` calls ``module``, ``level`` dots up.

        A plain name that is not a root but a file beside the importer means that file, as in scripts.
        """
        if level:
            parts = importer.split(".")
            keep = len(parts) - level + self.is_package(importer)
            return ".".join([*parts[: max(keep, 0)], *([module] if module else [])])
        if module.partition(".")[0] not in self.roots:
            parent = importer if self.is_package(importer) else importer.rpartition(".")[0]
            neighbour = f"{parent}.{module}"
            first = f"{parent}.{module.partition('.')[0]}"
            if parent and self.path(first) is not None:
                return neighbour
        return module

    def below(self, module: str) -> list[str]:
        """Return every module inside a package, at any depth."""
        if module not in self._below:
            found = self._below[module] = []
            for name in self._within(module):
                found += [name, *self.below(name)]
        return self._below[module]

    def _within(self, module: str) -> list[str]:
        """Return the modules directly inside a package."""
        folder = self.folder(module)
        if folder is None or not self.is_package(module):
            return []
        return sorted({module_name(module, Path(child.name)) for child in folder.iterdir() if _counts(child)})

    def lookups(self) -> dict[str, dict]:
        """Return all that was looked for so far: roots, modules with their files (or None), packages with theirs."""
        paths = {module: str(path) if path else None for module, path in self._paths.items()}
        roots = {name: str(folder) for name, folder in self.roots.items()}
        return {"roots": roots, "paths": paths, "below": dict(self._below)}

    def digests(self) -> dict[str, str]:
        """Return the digest of the source of each module that was read and has a file."""
        return {
            name: digest for name, digest in self._digests.items() if (p := self.path(name)) and p.is_file()
        }


def _counts(path: Path) -> bool:
    if path.is_dir():
        return path.name != "__pycache__" and not path.name.startswith(".")
    return path.suffix == ".py" and path.stem != "__init__"
