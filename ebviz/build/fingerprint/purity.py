"""Whether binding a top-level name does more than bind it.

``@register def f`` or ``TOKEN = install(f)`` act when their module is imported: what they do must count for everyone
who imports the module, whereas ``@dataclass class C`` or ``STEPS = np.arange(9)`` matter only to users of the name.
Anything not known to be harmless is assumed to act.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from ebviz.build.fingerprint.dynamic import reach
from ebviz.build.fingerprint.resolve import Node, Resolver
from ebviz.build.fingerprint.summary import Unit

HARMLESS_MODULES = re.compile(  # except for what ACTING_NAME matches in them
    r"(abc|collections|colorsys|contextlib|contextvars|dataclasses|datetime|decimal|enum|fractions|functools|hashlib|"
    r"importlib|itertools|json|logging|math|operator|pathlib|re|string|struct|textwrap|types|typing|typing_extensions|"
    r"numpy|torch|scipy|pydantic|manim|matplotlib|PIL)\."
)
HARMLESS_METHODS = re.compile(
    r"(copy|get|items|keys|values|split|join|format|replace|strip|lower|upper|index|count|resolve|with_suffix|"
    r"with_name|joinpath|read_text|read_bytes)$"
)
ACTING_BUILTINS = {"open", "input", "breakpoint"}
ACTING_NAME = re.compile(
    r"(set|use|add|append|extend|insert|register|install|enable|disable|patch|update|init|reset|push|pop|remove|"
    r"clear|seed|manual_seed|basicconfig|connect|switch|start|import_module|library|custom_op|reload)(_|$|[a-z]*$)",
    re.IGNORECASE,
)
STATE_FLAGS = {"any", "state"}


class Purity:
    """Decides whether units act, remembering what it found about the functions they call."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Node, bool] = {}

    def acts(self, module: str, unit: Unit) -> bool:
        """Return whether the statements that bind a unit may change anything else when they run at import."""
        if "unused" in unit.flags and unit.targets:
            nodes = self._nodes(module, [[target] for target in unit.targets])
            roots = {node[1].partition(".")[0] for node in nodes if node[0] == "external"}
            return all(node[0] == "external" for node in nodes) and bool(roots - sys.stdlib_module_names)
        if self._has_acting_base(module, unit):
            return True
        calls_project = False
        for names in unit.calls:
            nodes = self._resolver.use(module, names)
            units = [self._unit(node) for node in nodes if self._is_project_unit(node)]
            is_method = len(names) > 1 and HARMLESS_METHODS.match(names[-1])
            if units and is_method and all(found.kind == "value" and not found.calls for found in units):
                continue  # of a literal dict, list or set
            if not all(self._harmless(node) for node in nodes) or self._is_attribute_of_function(
                module, names
            ):
                return True
            calls_project |= bool(units)
        return calls_project and any(
            self._is_project_unit(node) and self._unit(node).kind != "constant"
            for node in self._nodes(module, unit.handed)
        )

    def _is_attribute_of_function(self, module: str, names: Sequence[str]) -> bool:
        """Return whether a call is like ``f.register(…)``, which changes what ``f`` does."""
        owners = self._nodes(module, [names[:-1]] if len(names) > 1 else [])
        return any(self._is_project_unit(node) and self._unit(node).kind == "def" for node in owners)

    def _has_acting_base(self, module: str, unit: Unit) -> bool:
        """Return whether a project base class (or metaclass) may act when it is subclassed."""
        known: set[Node] = set()
        stack = [*self._nodes(module, unit.bases)]
        while stack:
            node = stack.pop()
            if node[0] == "external" and not self._is_known(node[1]):
                return True
            if node in known or not self._is_project_unit(node):
                continue
            known.add(node)
            base = self._unit(node)
            if "hook" in base.flags and not self._harmless(node):
                return True
            stack.extend(self._nodes(node[1], base.bases))
        return False

    def _is_known(self, name: str) -> bool:
        return bool(HARMLESS_MODULES.match(name)) or name.partition(".")[0] in sys.stdlib_module_names

    def _nodes(self, module: str, chains: Sequence[Sequence[str]]) -> set[Node]:
        return {node for names in chains for node in self._resolver.use(module, names)}

    def _unit(self, node: Node) -> Unit:
        return self._resolver.modules.summary(node[1]).units[node[2]]

    def _is_project_unit(self, node: Node) -> bool:
        return node[0] == "unit" and self._unit(node).kind not in ("import", "typing")

    def _harmless(self, start: Node) -> bool:
        """Return whether calling a function or instantiating a class leaves module-level state alone."""
        if start not in self._known:
            reached: set[Node] = set()
            stack = [start]
            while stack:
                node = stack.pop()
                if node in reached or self._known.get(node):
                    continue
                reached.add(node)
                if self._known.get(node) is False or self._touches_state(node):
                    self._known[start] = False
                    return False
                if self._is_project_unit(node):
                    stack.extend(self._nodes(node[1], self._unit(node).uses))
            self._known |= dict.fromkeys(reached, True)
        return self._known[start]

    def _touches_state(self, node: Node) -> bool:
        """Return whether a node by itself may change shared state, or is shared state."""
        kind, module, _ = node
        if kind == "external":
            root, *rest = module.split(".")
            if reach(module):
                return True
            if root == "builtins":
                return rest[0] in ACTING_BUILTINS
            return not HARMLESS_MODULES.match(module) or any(ACTING_NAME.match(part) for part in rest)
        if kind != "unit":
            return kind != "load"
        unit = self._unit(node)
        if unit.kind in ("constant", "import", "typing"):
            return False
        return unit.kind not in ("def", "class", "alias") or bool(set(unit.flags) & STATE_FLAGS)
