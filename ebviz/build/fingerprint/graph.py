"""What leads to what: from an entry point to everything that may run on its behalf."""

from __future__ import annotations

from ebviz.build.fingerprint.dynamic import reach
from ebviz.build.fingerprint.modules import Modules
from ebviz.build.fingerprint.purity import Purity
from ebviz.build.fingerprint.resolve import ALL, Node, Resolver
from ebviz.build.fingerprint.summary import TOP_LEVEL, Unit


class Graph:
    """The units and modules of a project and what each needs, worked out on demand."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._resolver = Resolver(modules)
        self._purity = Purity(self._resolver)
        self._edges: dict[Node, set[Node]] = {}
        self._acting: dict[str, list[str]] = {}

    def entry(self, module: str, name: str) -> set[Node]:
        """Return what a name in a module refers to, with the module's import; empty if there is no such name."""
        found = self._resolver.use(module, ["?" + name])
        return found | {("load", module, "")} if any(node[0] == "unit" for node in found) else set()

    def imported(self, module: str, spec: str) -> str:
        """Return the full name of the module that an import of ``module`` names."""
        return self._resolver.target(module, spec)[0]

    def reach(self, start: set[Node]) -> set[Node]:
        """Return everything reachable from ``start``, itself included."""
        reached: set[Node] = set()
        stack = [*start]
        while stack:
            node = stack.pop()
            if node not in reached:
                reached.add(node)
                if node not in self._edges:
                    self._edges[node] = {found for found in self._next(node) if found[0] != "external"}
                stack.extend(self._edges[node] - reached)
        return reached

    def _next(self, node: Node) -> set[Node]:
        kind, module, name = node
        load = {("load", module, "")}
        match kind:
            case "load":
                return self._loaded(module)
            case "unit":
                return self._used(module, self._modules.summary(module).units[name]) | load
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

    def _members(self, module: str) -> set[Node]:
        units = self._modules.summary(module).units
        return {node for name in units for node in self._resolver.use(module, [name])}

    def _loaded(self, module: str) -> set[Node]:
        """Return what importing a module runs and loads: acting statements, its parent, and its own imports."""
        parent = module.rpartition(".")[0]
        found = {("unit", module, name) for name in self.acts(module)}
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

    def acts(self, module: str) -> list[str]:
        """Return the units whose statements act when the module is imported."""
        if module not in self._acting:
            units = self._modules.summary(module).units
            self._acting[module] = [
                name for name, unit in units.items() if name == TOP_LEVEL or self._purity.acts(module, unit)
            ]
        return self._acting[module]
