"""The code that an entry point depends on, found without importing any of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from ebviz.build.fingerprint.cache import SummaryCache
from ebviz.build.fingerprint.data import matching, searched
from ebviz.build.fingerprint.graph import Graph
from ebviz.build.fingerprint.modules import Modules
from ebviz.build.fingerprint.remembered import Remembered
from ebviz.build.fingerprint.resolve import Node
from ebviz.build.fingerprint.summary import Unit, sha256
from ebviz.errors import BuildError, nearest
from ebviz.store import files


class CodeBase:
    """The source of some packages as it is now (each file read at most once), and its closures.

    Parameters
    ----------
    packages : import name → folder, such as ``{"ebviz": Path("…/ebviz"), "scenes": Path("…/scenes")}``.
    cache : file that keeps summaries between runs, or None. A damaged one is ignored and rewritten.
    overlay : module name → source text, read instead of that module's file.
    digest : returns the hash of a file that a module declares.
    """

    def __init__(
        self,
        packages: Mapping[str, Path],
        cache: Path | None = None,
        overlay: Mapping[str, str] | None = None,
        digest: Callable[[Path], str] = files.sha256,
    ) -> None:
        self._cache = SummaryCache(cache)
        self._modules = Modules(packages, self._cache, overlay or {})
        self._graph = Graph(self._modules)
        kept = cache.with_name("closures.json") if cache and not overlay else None
        self._remembered = Remembered(kept, self._modules, digest)

    def closure(self, entry: str) -> dict[str, str]:
        """Return ``{"module:unit": SHA-256}`` of everything that running ``entry`` may execute or read.

        Besides the units there is one item for the acting statements of each imported module,
        ``"module:(top level)"``, one where their order matters, ``"module:(order)"``, one for each file that a module
        declares, ``"module:fonts/x.ttf"``, and, where the code reads docstrings or its own source,
        ``"module:unit.__doc__"`` or ``"module:(source)"``.

        Parameters
        ----------
        entry : ``"ebviz.studies.inference.horn:compute"``; a module alone, or ``"module:*"``, means all of it.

        Raises
        ------
        BuildError
            There is no such module or unit, or an imported module cannot be parsed.
        """
        found = self._remembered.get(entry)
        if found is None:
            found = self._closure(entry)
            self._remembered.put(entry, found)
        return found

    def _closure(self, entry: str) -> dict[str, str]:
        reached = self._graph.reach(self._entry(entry))
        for kind, module, _ in reached:
            if kind == "load" and (error := self._modules.summary(module).error):
                line = self._modules.summary(module).line
                raise BuildError(f"{self._modules.path(module)}:{line}: cannot be read: {error}")
        names: dict[str, set[str]] = {}
        for kind, module, name in reached:
            if kind == "unit" and self._unit(module, name).kind != "typing":
                if module not in names:
                    names[module] = self._futures(module)
                names[module].add(name)
        closure: dict[str, str] = {}
        for module, used in names.items():
            closure |= {f"{module}:{name}": self._unit(module, name).digest for name in used}
            closure |= self._order(module, used)
            closure |= self._remembered.declared(module, self._modules.summary(module).data)
        flags = {
            flag for module in names for name in names[module] for flag in self._unit(module, name).flags
        }
        if "docs" in flags:
            closure |= {f"{m}:{name}.__doc__": self._unit(m, name).docs for m in names for name in names[m]}
        if "source" in flags:
            closure |= {f"{module}:(source)": sha256(self._modules.source(module)) for module in names}
        return dict(sorted(closure.items()))

    def files(self, entry: str) -> set[Path]:
        """Return the source files of all modules that running ``entry`` may import."""
        reached = self._graph.reach(self._entry(entry))
        paths = (self._modules.path(module) for kind, module, _ in reached if kind in ("load", "unit"))
        return {path for path in paths if path is not None and path.is_file()}

    def imports(self, entry: str, but: str = "ebviz") -> set[str]:
        """Return the top-level names outside the code roots that modules reached from ``entry`` import.

        Modules of the root ``but`` are left out.
        """
        found = set()
        for kind, module, name in self._graph.reach(self._entry(entry)):
            if kind in ("load", "unit") and module.partition(".")[0] != but:
                summary = self._modules.summary(module)
                specs = summary.imports if kind == "load" else summary.units[name].imports
                found |= {self._graph.imported(module, spec).partition(".")[0] for spec in specs}
        return found - self._modules.roots.keys()

    def declared(self, entry: str) -> tuple[set[Path], set[Path], set[Path]]:
        """Return what the modules used by ``entry`` declare: files, folders that count whole, missing files."""
        modules = {module for kind, module, _ in self._graph.reach(self._entry(entry)) if kind == "unit"}
        named: set[Path] = set()
        folders: set[Path] = set()
        missing: set[Path] = set()
        for module in modules:
            home = self._modules.folder(module)
            for name in self._modules.summary(module).data if home else ():
                found = matching(home, name)  # type: ignore[arg-type]
                named |= {path.resolve() for path in found.values()}
                folders |= {path.resolve() for path in searched(home, name)}  # type: ignore[arg-type]
                missing |= set() if found else {Path(os.path.normpath(home / name))}  # type: ignore[operator]
        return named, folders, missing

    def covers(self, entry: str) -> bool:
        """Return whether a module, or "module:unit", counts unit by unit; others count by their version."""
        return self._modules.path(entry.partition(":")[0].partition(".")[0]) is not None

    def save(self) -> None:
        """Write the summaries that this run used to the cache file; skip it if it cannot be written."""
        self._cache.save()
        self._remembered.save()

    def _entry(self, entry: str) -> set[Node]:
        module, _, name = entry.partition(":")
        if self._modules.path(module) is None:
            raise BuildError(f"no module '{module}' in {', '.join(self._modules.roots)}")
        summary = self._modules.summary(module)
        if name in ("", "*") or summary.error:
            return {("whole", module, "")}
        found = self._graph.entry(module, name)
        if not found:
            raise BuildError(f"module '{module}' defines no '{name}'{nearest(name, summary.units)}")
        return found

    def _unit(self, module: str, name: str) -> Unit:
        return self._modules.summary(module).units[name]

    def _futures(self, module: str) -> set[str]:
        """Return the ``from __future__`` names of a module: they change the meaning of all its code."""
        return {name for name, unit in self._modules.summary(module).units.items() if "future" in unit.flags}

    def _order(self, module: str, used: set[str]) -> dict[str, str]:
        """Return one item for the order of the statements whose order can matter, if any."""
        acting = {name for name in self._graph.acts(module) if self._unit(module, name).kind != "import"}
        units = {name: self._unit(module, name) for name in used | acting}
        if not acting and all(len(unit.at) == 1 for unit in units.values() if unit.kind != "import"):
            return {}
        ordered = sorted(
            (index, name)
            for name, unit in units.items()
            if name in acting
            or unit.kind in ("value", "alias")
            or (len(unit.at) > 1 and unit.kind != "import")
            for index in unit.at
        )
        return {f"{module}:(order)": sha256("\n".join(name for _, name in ordered))}
