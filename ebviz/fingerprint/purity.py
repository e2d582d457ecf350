"""Whether binding a top-level name does more than bind it.

``@register def f`` or ``TOKEN = install(f)`` act while their module is imported: what they do must count for
everybody who imports the module, while ``@dataclass class C`` or ``STEPS = np.arange(9)`` matter only to users of
the name. Anything not known to be harmless is taken to act.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from ebviz.fingerprint.resolve import Node, Resolver
from ebviz.fingerprint.summary import Unit

HARMLESS_MODULES = {
    *(
        "abc",
        "collections",
        "colorsys",
        "contextlib",
        "contextvars",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
    ),
    *(
        "fractions",
        "functools",
        "hashlib",
        "itertools",
        "json",
        "logging",
        "math",
        "operator",
        "pathlib",
        "re",
    ),
    *("string", "struct", "textwrap", "types", "typing", "typing_extensions", "importlib"),
    *("numpy", "torch", "scipy", "pydantic", "manim", "matplotlib", "PIL"),
}
ACTING_BUILTINS = {"exec", "eval", "compile", "__import__", "globals", "vars", "open", "input", "breakpoint"}
ACTING_NAME = re.compile(
    r"(set|use|add|append|extend|insert|register|install|enable|disable|patch|update|init|reset|push|pop|remove|"
    r"clear|seed|manual_seed|basicconfig|connect|switch|start|import_module|library|custom_op|reload)(_|$|[a-z]*$)",
    re.IGNORECASE,
)
HARMLESS_METHODS = {
    *(
        "copy",
        "get",
        "items",
        "keys",
        "values",
        "split",
        "join",
        "format",
        "replace",
        "strip",
        "lower",
        "upper",
    ),
    *("resolve", "with_suffix", "with_name", "joinpath", "read_text", "read_bytes", "index", "count"),
}
HARMLESS_KINDS = {"constant", "import", "typing"}


class Purity:
    """Answers ``acts`` for units, remembering what it found about the functions they call."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Node, bool] = {}

    def acts(self, module: str, unit: Unit) -> bool:
        """Say whether the statements that bind a unit may change anything else when they run at import."""
        if "unused" in unit.flags and unit.targets:
            return not any(
                self._is_project_unit(node) for node in self._nodes(module, [[t] for t in unit.targets])
            )
        if self._has_acting_base(module, unit):
            return True
        calls_project = False
        for names in unit.calls:
            if len(names) > 1 and names[-1] in HARMLESS_METHODS:
                continue
            nodes = self._resolver.use(module, names)
            if not all(self._harmless(node) for node in nodes):
                return True
            calls_project |= any(self._is_project_unit(node) for node in nodes)
        return calls_project and any(
            self._is_project_unit(node) and self._unit(node).kind != "constant"
            for node in self._nodes(module, unit.handed)
        )

    def _has_acting_base(self, module: str, unit: Unit) -> bool:
        """Say whether a project base class (or metaclass) may act when it is subclassed."""
        for node in self._nodes(module, unit.bases):
            if self._is_project_unit(node):
                base = self._unit(node)
                if "hook" in base.flags and not self._harmless(node):
                    return True
                if self._has_acting_base(node[1], base):
                    return True
        return False

    def _nodes(self, module: str, chains: Sequence[Sequence[str]]) -> set[Node]:
        return {node for names in chains for node in self._resolver.use(module, names)}

    def _unit(self, node: Node) -> Unit:
        return self._resolver.modules.summary(node[1]).units[node[2]]

    def _is_project_unit(self, node: Node) -> bool:
        return node[0] == "unit" and self._unit(node).kind not in ("import", "typing")

    def _harmless(self, node: Node) -> bool:
        """Say whether running a function, or making an object of a class, leaves the module level alone."""
        if node not in self._known:
            self._known[node] = True  # a cycle is harmless unless something else on it is not
            self._known[node] = self._find(node)
        return self._known[node]

    def _find(self, node: Node) -> bool:
        kind, module, _ = node
        if kind == "external":
            root, *rest = module.split(".")
            if root == "builtins":
                return rest[0] not in ACTING_BUILTINS
            return root in HARMLESS_MODULES and not any(ACTING_NAME.match(part) for part in rest)
        if kind == "load":
            return True
        if kind != "unit":
            return False
        unit = self._unit(node)
        if unit.kind in HARMLESS_KINDS:
            return True
        if unit.kind not in ("def", "class", "alias") or set(unit.flags) & {
            "own",
            "any",
            "attribute",
            "global",
        }:
            return False
        return all(self._harmless(used) for used in self._nodes(module, unit.uses))
