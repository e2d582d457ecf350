"""The code that an entry point depends on, found without importing any of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ebviz.errors import BuildError, nearest
from ebviz.fingerprint.cache import SummaryCache
from ebviz.fingerprint.dynamic import reach
from ebviz.fingerprint.modules import Modules
from ebviz.fingerprint.purity import Purity
from ebviz.fingerprint.resolve import ALL, Node, Resolver
from ebviz.fingerprint.summary import TOP_LEVEL, Unit, sha256


class CodeBase:
    """The source of some packages, read as it is now (each file at most once), and the closures in it.

    Parameters
    ----------
    packages : import name → folder, such as ``{"ebviz": Path("…/ebviz"), "scenes": Path("…/scenes")}``.
    cache : file that remembers summaries between runs; None for none. A damaged one is ignored and rewritten.
    overlay : module name → source text, read instead of that module's file.
    """

    def __init__(
        self,
        packages: Mapping[str, Path],
        cache: Path | None = None,
        overlay: Mapping[str, str] | None = None,
    ) -> None:
        self._cache = SummaryCache(cache)
        self._modules = Modules(packages, self._cache, overlay or {})
        self._resolver = Resolver(self._modules)
        self._purity = Purity(self._resolver)
        self._edges: dict[Node, set[Node]] = {}
        self._acting: dict[str, list[str]] = {}

    def closure(self, entry: str) -> dict[str, str]:
        """Return ``{"module:unit": SHA-256}`` of all that running ``entry`` may execute or read.

        Beside the units there is one item for the acting statements of each module that gets imported,
        ``"module:(top level)"``, one where their order matters, ``"module:(order)"``, one for each file that a module
        declares, ``"module:fonts/x.ttf"``, and, where the code reads docstrings
        or its own source, ``"module:unit.__doc__"`` or ``"module:(source)"``.

        Parameters
        ----------
        entry : ``"ebviz.studies.horn:compute"``; a module alone, or ``"module:*"``, means all of it.

        Raises
        ------
        BuildError
            No such module or unit, or a module among those imported that Python cannot parse.
        """
        reached = self._reach(self._entry(entry))
        for kind, module, _ in reached:
            if kind == "load" and (error := self._modules.summary(module).error):
                line = self._modules.summary(module).line
                raise BuildError(f"{self._modules.path(module)}:{line}: cannot be read: {error}")
        names: dict[str, set[str]] = {}
        for kind, module, name in reached:
            if kind == "unit" and self._unit(module, name).kind != "typing":
                names.setdefault(module, self._futures(module)).add(name)
        closure: dict[str, str] = {}
        for module, used in names.items():
            closure |= {f"{module}:{name}": self._unit(module, name).digest for name in used}
            closure |= self._order(module, used)
            closure |= self._data(module)
        flags = {
            flag for module in names for name in names[module] for flag in self._unit(module, name).flags
        }
        if "docs" in flags:
            closure |= {f"{m}:{name}.__doc__": self._unit(m, name).docs for m in names for name in names[m]}
        if "source" in flags:
            closure |= {f"{module}:(source)": sha256(self._modules.source(module)) for module in names}
        return dict(sorted(closure.items()))

    def save(self) -> None:
        """Write the summaries that this run used to the cache file; do without one that cannot be written."""
        self._cache.save()

    def _entry(self, entry: str) -> Node:
        module, _, name = entry.partition(":")
        if self._modules.path(module) is None:
            raise BuildError(f"no module '{module}' in {', '.join(self._modules.roots)}")
        summary = self._modules.summary(module)
        if name in ("", "*") or summary.error:
            return ("whole", module, "")
        if all(node[0] != "unit" for node in self._resolver.use(module, ["?" + name])):
            raise BuildError(f"module '{module}' defines no '{name}'{nearest(name, summary.units)}")
        return ("entry", module, name)

    def _unit(self, module: str, name: str) -> Unit:
        return self._modules.summary(module).units[name]

    def _reach(self, start: Node) -> set[Node]:
        reached: set[Node] = set()
        stack = [start]
        while stack:
            node = stack.pop()
            if node not in reached:
                reached.add(node)
                if node not in self._edges:
                    self._edges[node] = self._next(node)
                stack.extend(self._edges[node] - reached)
        return reached

    def _next(self, node: Node) -> set[Node]:
        kind, module, name = node
        load = {("load", module, "")}
        match kind:
            case "load":
                return self._loaded(module)
            case "unit":
                return self._used(module, self._unit(module, name)) | load
            case "entry":
                return self._resolver.use(module, [name]) | load
            case "whole":
                return {found for found in self._members(module) if found[0] != "deep"} | load
            case "deep":
                below = {("deep", found, "") for found in self._modules.below(module)}
                return self._members(module) | {
                    found for found in below if self._resolver.is_project(found[1])
                }
            case "all":
                return {("deep", root, "") for root in self._modules.roots if self._resolver.is_project(root)}
        return set()

    def _futures(self, module: str) -> set[str]:
        """Return the ``from __future__`` names of a module: they change what all its code means."""
        return {name for name, unit in self._modules.summary(module).units.items() if "future" in unit.flags}

    def _members(self, module: str) -> set[Node]:
        units = self._modules.summary(module).units
        return {node for name in units for node in self._resolver.use(module, [name])}

    def _loaded(self, module: str) -> set[Node]:
        """Importing a module runs its acting statements and imports its parents and what it imports."""
        parent = module.rpartition(".")[0]
        found = {("unit", module, name) for name in self._acts(module)}
        if parent and self._resolver.is_project(parent):
            found.add(("load", parent, ""))
        for imported in self._modules.summary(module).imports:
            found |= self._resolver.load(module, imported)
        return found

    def _used(self, module: str, unit: Unit) -> set[Node]:
        found: set[Node] = set()
        reaches = set(unit.flags)
        for names in unit.uses:
            nodes = self._resolver.use(module, names)
            found |= nodes
            if not names[0].startswith("="):
                reaches |= {reach(name) for kind, name, _ in nodes if kind == "external"}
        for imported in unit.imports:
            found |= self._resolver.load(module, imported)
        if self._modules.summary(module).apart:
            return found
        if "own" in reaches:
            found.add(("deep", module, ""))
        if reaches & {"attribute", "any"}:
            found.add(("whole", module, ""))
        if "any" in reaches:
            found.add(ALL)
        return found

    def _acts(self, module: str) -> list[str]:
        """Return the units whose statements act when the module is imported."""
        if module not in self._acting:
            units = self._modules.summary(module).units
            self._acting[module] = [
                name for name, unit in units.items() if name == TOP_LEVEL or self._purity.acts(module, unit)
            ]
        return self._acting[module]

    def _order(self, module: str, used: set[str]) -> dict[str, str]:
        """Return one item for the order of the statements whose order can matter, if there are such."""
        acting = {name for name in self._acts(module) if self._unit(module, name).kind != "import"}
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

    def _data(self, module: str) -> dict[str, str]:
        """Return one item for each file that the module declares, or ``missing``; ``*`` and ``**`` match many."""
        path = self._modules.path(module)
        declared = self._modules.summary(module).data
        if path is None or not declared:
            return {}
        found: dict[str, str] = {}
        folder = path if path.is_dir() else path.parent
        for name in declared:
            files = sorted(file for file in folder.glob(name) if file.is_file())
            for file in files:
                found[f"{module}:{file.relative_to(folder).as_posix()}"] = sha256(file.read_bytes())
            if not files:
                found[f"{module}:{name}"] = "missing"
        return found
