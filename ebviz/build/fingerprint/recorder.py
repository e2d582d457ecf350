"""What a walk through code records: the names used, by Python's scoping, and signs of what cannot be followed.

A use is a chain (``syntax.py``) whose root is

* a module-level (or builtin) name, as written;
* ``?name``, which counts only if the module defines it: inside a quoted annotation, or bound by a class body too;
* an import spec ``@…``, where an import inside a function bound the root;
* any of these after ``=``: a function that looks up names, called with a literal name, which is followed instead.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from ebviz.build.fingerprint.dynamic import ATTRIBUTES, DOCSTRINGS, SOURCES
from ebviz.build.fingerprint.syntax import callee


@dataclass(slots=True)
class Scope:
    """A function, lambda, comprehension or class body: what it binds, and what it declares global."""

    bound: dict[str, list[str]]
    declared_global: set[str] = field(default_factory=set)
    is_class: bool = False


Chains = dict[tuple[str, ...], None]  # an ordered set


@dataclass
class Recorder:
    """Everything that decides what a piece of code depends on, gathered in one walk.

    ``calls`` (functions called, decorators applied) and ``handed`` (what the arguments of those calls name) cover
    what runs while the module is being imported: everything but function bodies. ``flags``: "any" (an
    attribute that leads to any module), "docs" and "source" (reads docstrings or source text), "state" (keeps or
    changes something that outlives a call).
    """

    uses: Chains = field(default_factory=dict)
    calls: Chains = field(default_factory=dict)
    handed: Chains = field(default_factory=dict)
    imports: dict[str, None] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    scopes: list[Scope] = field(default_factory=list)
    late: int = 0
    in_arguments: bool = False

    def use(self, names: Sequence[str], into: Chains | None = None, *, mark: str = "") -> None:
        """Record the chain ``names`` unless an enclosing function binds its root to something local."""
        root, *rest = names
        into = self.uses if into is None else into
        for depth, scope in enumerate(reversed(self.scopes)):
            if root in scope.declared_global:
                break
            if scope.is_class and depth > 0:
                continue  # a class body's names are not visible in its methods
            if root in scope.bound:
                literal = mark.strip("?")
                for target in scope.bound[root]:
                    into[(literal + target, *rest)] = None
                if not scope.is_class:
                    return
                mark = literal + "?"  # bound by this class body already, or still the module's
        into[(mark + root, *rest)] = None

    def store(self, node: ast.Attribute | ast.Subscript) -> None:
        """Flag a change to something that is not local to the function: a module-level name, a class."""
        if not isinstance(node.ctx, ast.Load):
            names = callee(node) or [""]
            if names[0] == "cls" or "__class__" in names or self._is_global(names[0]):
                self.flags.add("state")

    def _is_global(self, name: str) -> bool:
        for scope in reversed(self.scopes):
            if name in scope.declared_global:
                return True
            if name in scope.bound:
                return bool(scope.bound[name])  # an import is the module's, wherever it is written
        return True

    def read(self, names: list[str]) -> None:
        """Record a chain that is read, and what its names alone reveal."""
        for name in names:
            self._look_up(name)
        self.use(names)
        if self.in_arguments and not self.late:
            self.use(names, self.handed)

    def _look_up(self, name: str) -> None:
        if name in ATTRIBUTES:
            self.flags.add("any")
        if name in DOCSTRINGS:
            self.flags.add("docs")
        if name in SOURCES:
            self.flags.add("source")

    def called(self, node: ast.AST) -> None:
        """Record what a call or a decorator runs, if that happens while the module is imported."""
        names = callee(node)
        if names and not self.late:
            self.use(names, self.calls)
