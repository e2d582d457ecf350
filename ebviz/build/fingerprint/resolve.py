"""From the names a module uses to the units of the project they refer to.

Everything found is a ``Node``: ("unit", module, name), ("load", module, "") for a module that is imported,
("whole", module, "") for all its units, ("deep", module, "") for everything reachable through the module object,
("all", "", "") for every module, and ("external", dotted name, "") for anything outside the project.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Sequence

from ebviz.build.fingerprint.modules import Modules

Node = tuple[str, str, str]
ALL: Node = ("all", "", "")
MODULE_NAMES = {
    *("__name__", "__file__", "__doc__", "__package__", "__path__", "__spec__", "__all__", "__annotations__"),
    *("__cached__", "__debug__", "__class__", "__module__", "__qualname__"),
}


class Resolver:
    """Follows chains of names through imports, re-exports, star imports and submodules."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._used: dict[tuple[str, tuple[str, ...]], set[Node]] = {}
        self._targets: dict[tuple[str, str], tuple[str, str]] = {}
        self._stars: dict[str, bool] = {}

    def is_project(self, module: str) -> bool:
        """Return whether a module's code counts: it is in the project and does not declare ``OUTSIDE_DIGEST``."""
        return self.modules.path(module) is not None and not self.modules.summary(module).outside

    def use(self, module: str, names: Sequence[str]) -> set[Node]:
        """Return what a chain refers to in a module."""
        key = (module, (names[0].lstrip("="), *names[1:]))
        if key not in self._used:
            self._used[key] = set(self._use(*key, frozenset()))
        return self._used[key]

    def load(self, module: str, imported: str) -> set[Node]:
        """Return the modules that one import spec loads."""
        base, name = self.target(module, imported)
        both = (base, f"{base}.{name}") if name else (base,)
        return {("load", found, "") for found in both if self.is_project(found)}

    def target(self, module: str, imported: str) -> tuple[str, str]:
        """Return the full name of the module that an import spec means, and the name taken from it."""
        key = (module, imported)
        if key not in self._targets:
            level, base, name = imported[1:].split("|")
            self._targets[key] = (self.modules.absolute(module, int(level), base), name)
        return self._targets[key]

    def _use(self, module: str, names: tuple[str, ...], seen: frozenset) -> Iterator[Node]:
        root, rest = names[0], names[1:]
        if root.startswith("@"):
            yield from self._imported(module, root, rest, seen)
            return
        found = list(self._member(module, root.lstrip("?"), rest, seen))
        if found:
            yield from found
        elif hasattr(builtins, root):
            yield ("external", f"builtins.{root}", "")
        elif not root.startswith("?") and root not in MODULE_NAMES and not self._has_external_star(module):
            yield ("whole", module, "")  # some code must define it at run time

    def _imported(self, module: str, imported: str, rest: tuple[str, ...], seen: frozenset) -> Iterator[Node]:
        base, name = self.target(module, imported)
        if (module, imported, rest) in seen:
            return
        seen = seen | {(module, imported, rest)}
        if self.modules.path(base) is None:
            yield ("external", ".".join((base, name, *rest) if name else (base, *rest)), "")
        elif self.is_project(base):
            yield from self._attribute(base, (name, *rest) if name else rest, seen)

    def _attribute(self, module: str, names: tuple[str, ...], seen: frozenset) -> Iterator[Node]:
        """Follow attributes read from a module object."""
        yield ("load", module, "")
        if not names or names[0] == "__dict__":
            yield ("deep", module, "")
            return
        found = list(self._member(module, names[0], names[1:], seen))
        yield from found
        if not found and names[0] not in MODULE_NAMES and not self._has_external_star(module):
            yield ("whole", module, "")  # set at run time, or answered by the module's __getattr__

    def _member(self, module: str, name: str, rest: tuple[str, ...], seen: frozenset) -> Iterator[Node]:
        """Yield what a name in a module refers to, if the module binds it or it is a submodule."""
        if (module, name, rest) in seen:
            return
        seen = seen | {(module, name, rest)}
        summary = self.modules.summary(module)
        unit = summary.units.get(name)
        if unit is not None:
            yield ("unit", module, name)
            for imported in unit.targets:
                yield from self._imported(module, imported, rest, seen)
        for star in summary.stars:
            source, _ = self.target(module, star)
            if self.is_project(source):
                yield from self._member(source, name, rest, seen)
        below = f"{module}.{name}"
        if (rest or unit is None) and self.modules.is_package(module) and self.is_project(below):
            yield from self._attribute(below, rest, seen)

    def _has_external_star(self, module: str) -> bool:
        """Return whether names may come from ``from torch import *``, directly or through a project module."""
        if module not in self._stars:
            self._stars[module] = False  # in a cycle of star imports, another member decides
            sources = [self.target(module, star)[0] for star in self.modules.summary(module).stars]
            self._stars[module] = any(
                self.modules.path(source) is None or self._has_external_star(source) for source in sources
            )
        return self._stars[module]
