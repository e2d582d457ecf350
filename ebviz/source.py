"""What one Python module defines, read from its text and never run.

A *unit* is a top-level definition: a function, a class, the names of an assignment, or a compound statement
(``if``, ``try`` …) with all it defines. A unit's digest ignores positions, comments, formatting and docstrings.
What a unit refers to is kept as dotted names (``"np.sin"``, ``"self"``), with no attempt at scopes: a name
shadowed locally still counts, so that a closure may be too large but never too small.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

Target: TypeAlias = list[Any]  # [module, attribute or None]: what an imported name stands for
Summary: TypeAlias = dict[str, Any]

BODY = "<body>"  # the unit of statements run for their effect when the module is imported

# Calls on a container that change it: a module-level call of one, or a decorator that makes one, registers.
_CHANGING = {
    "append",
    "add",
    "update",
    "insert",
    "extend",
    "setdefault",
    "register",
    "appendleft",
    "__setitem__",
}
_LOOKUPS = {
    "globals",
    "vars",
    "locals",
    "eval",
    "exec",
    "__import__",
    "import_module",
    "find_spec",
    "run_module",
}
_NAMED_LOOKUPS = {"getattr", "setattr", "delattr", "hasattr", "attrgetter", "methodcaller"}


def summarise(text: str) -> Summary:
    """Return the summary of a module's source, as JSON can hold it.

    ``units``: name → {digest, refs, imports, touched, calls, bases, hook, dynamic, changes}; ``names``: name →
    units that bind it; ``imports``: name → targets, of the module's own import statements; ``stars``; ``touched``:
    modules imported when this one is; ``data``: files that count beside the code (a literal ``DATA`` tuple).

    Raises
    ------
    SyntaxError
        The text is not Python.
    """
    tree = ast.parse(text)
    keep_docs = "__doc__" in text
    summary: Summary = {"units": {}, "names": {}, "imports": {}, "stars": [], "touched": [], "data": []}
    body: list[ast.stmt] = []
    for number, statement in enumerate(tree.body):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            _bind(statement, summary["imports"], summary["stars"], summary["touched"])
        elif _is_type_checking(statement):
            continue
        elif not (_is_docstring(statement) and number == 0 and not keep_docs):
            _statement(statement, number, summary, body, keep_docs)
    if body:
        summary["units"][BODY] = _unit(body, keep_docs)
    return summary


def _statement(statement: ast.stmt, number: int, summary: Summary, body: list[ast.stmt], docs: bool) -> None:
    names = sorted(set(_defined(statement)))
    if isinstance(statement, ast.Assign | ast.AnnAssign) and "DATA" in names and statement.value is not None:
        summary["data"] = [str(part) for part in ast.literal_eval(statement.value)]
    compound = not isinstance(
        statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
    )
    if compound:
        for inner in ast.walk(statement):
            if isinstance(inner, ast.Import | ast.ImportFrom):
                _bind(inner, summary["imports"], summary["stars"], summary["touched"])
    if not names or (compound and not _only_defines(statement)):
        body.append(statement)
    if names:
        key = names[0] if names[0] not in summary["units"] else f"{names[0]}#{number}"
        summary["units"][key] = _unit([statement], docs)
        for name in names:
            summary["names"].setdefault(name, []).append(key)


def _only_defines(statement: ast.stmt) -> bool:
    """Does a compound statement do no more than import and define?"""
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.Pass)
    blocks = [
        part
        for node in ast.walk(statement)
        if isinstance(node, ast.If | ast.Try)
        for part in (*node.body, *node.orelse)
    ]
    return isinstance(statement, ast.If | ast.Try) and all(
        isinstance(b, (*allowed, ast.If, ast.Try)) for b in blocks
    )


def _defined(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds in the module, imports left out."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (
                n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            )
    else:
        for part in ast.iter_child_nodes(statement):
            if isinstance(part, ast.stmt | ast.ExceptHandler | ast.match_case):
                yield from _defined(part)  # type: ignore[arg-type]
            else:
                yield from (
                    n.id for n in ast.walk(part) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
                )


def _bind(
    statement: ast.Import | ast.ImportFrom,
    names: dict[str, list[Target]],
    stars: list[str],
    touched: list[str],
) -> None:
    """Note what an import statement binds; relative modules keep their leading dots."""
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            touched.append(alias.name)
            if alias.asname:
                names.setdefault(alias.asname, []).append([alias.name, None])
            else:
                root = alias.name.partition(".")[0]
                names.setdefault(root, []).append([root, None])
        return
    module = "." * statement.level + (statement.module or "")
    touched.append(module)
    for alias in statement.names:
        if alias.name == "*":
            stars.append(module)
        else:
            touched.append(f"{module}:{alias.name}")
            names.setdefault(alias.asname or alias.name, []).append([module, alias.name])


# ------------------------------------------------------------------------------------------------ one unit


def _unit(statements: list[ast.stmt], docs: bool) -> dict[str, Any]:
    visitor = _Uses()
    for statement in statements:
        visitor.visit(statement)
    imports: dict[str, list[Target]] = {}
    touched: list[str] = []
    for node in visitor.imports:
        _bind(node, imports, touched, touched)
    first = statements[0]
    decorators = _dotted_all(first.decorator_list) if hasattr(first, "decorator_list") else []
    if isinstance(first, ast.Assign | ast.AnnAssign) and first.value is not None:
        calls = (node.func for node in ast.walk(first.value) if isinstance(node, ast.Call))
        decorators = _dotted_all(calls)
    bases = []
    if isinstance(first, ast.ClassDef):
        bases = _dotted_all([*first.bases, *(k.value for k in first.keywords if k.arg == "metaclass")])
    text = "\n".join(_dump(statement, docs) for statement in statements)
    return {
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "refs": sorted(visitor.refs),
        "imports": imports,
        "touched": touched,
        "calls": decorators,
        "bases": bases,
        "hook": any(getattr(part, "name", "") == "__init_subclass__" for part in getattr(first, "body", ())),
        "dynamic": visitor.dynamic,
        "changes": visitor.changes(),
    }


def _dump(node: ast.stmt, docs: bool) -> str:
    """Return the statement as text that ignores layout, and docstrings unless something reads them."""
    if docs:
        return ast.dump(node)
    stripped = _Stripped().visit(ast.parse(ast.unparse(node)).body[0])
    return ast.dump(stripped)


class _Stripped(ast.NodeTransformer):
    """Takes the docstrings out."""

    def _body(self, node: Any) -> Any:
        self.generic_visit(node)
        if node.body and _is_docstring(node.body[0]):
            node.body = node.body[1:] or [ast.Pass()]
        return node

    visit_FunctionDef = visit_AsyncFunctionDef = visit_ClassDef = _body  # noqa: N815


class _Uses(ast.NodeVisitor):
    """Collects dotted names, local imports, and the signs of look-ups that cannot be followed."""

    def __init__(self) -> None:
        self.refs: set[str] = set()
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self.dynamic = False
        self._stored: set[str] = set()
        self._outer: set[str] = set()
        self._changed: set[str] = set()
        self._depth = 0

    def changes(self) -> bool:
        """Does the unit change what outlives it: a container or an attribute of a name not its own?"""
        return bool(self._outer or self._changed - self._stored)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._stored.add(node.id)
        self.refs.add(node.id)

    def visit_arg(self, node: ast.arg) -> None:
        self._stored.add(node.arg)
        self._annotation(node.annotation)
        self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> None:
        self._outer.update(node.names)
        self.refs.update(node.names)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        dotted = _dotted(node)
        if not isinstance(node.ctx, ast.Load):
            self._changed.add(_root(node))
        if dotted:
            self.refs.add(dotted)
        else:
            self.visit(node.value)
        if node.attr in {"__dict__", "__subclasses__", "modules"} or (dotted or "").endswith("sys.modules"):
            self.dynamic = True

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._changed.add(_root(node))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = (_dotted(node.func) or "").rpartition(".")[2]
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
            self._changed.add(_root(node.func))
        if name in _LOOKUPS:
            self.dynamic = True
        if name in _NAMED_LOOKUPS:
            named = node.args[1:2] if name.endswith("attr") else node.args[:1]
            if not all(isinstance(argument, ast.Constant) for argument in named):
                self.dynamic = True
            elif named and node.args and (owner := _dotted(node.args[0])) and name.endswith("attr"):
                self.refs.add(f"{owner}.{named[0].value}")  # type: ignore[attr-defined]
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.imports.append(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.imports.append(node)

    def visit_If(self, node: ast.If) -> None:
        if not _is_type_checking(node):
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if self._depth:
            self._stored.add(node.name)
        self._depth += 1
        self._annotation(node.returns)
        self.generic_visit(node)
        self._depth -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        self.generic_visit(node)

    def _annotation(self, node: ast.expr | None) -> None:
        """Follow a name in quotes: a forward reference."""
        for part in ast.walk(node) if node else ():
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                with suppress(SyntaxError):
                    self.visit(ast.parse(part.value, mode="eval"))


def _dotted(node: ast.AST) -> str | None:
    """Return ``"a.b.c"`` of a chain of attributes on a name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else None


def _dotted_all(nodes: Iterable[ast.AST]) -> list[str]:
    names = (_dotted(node.func if isinstance(node, ast.Call) else node) for node in nodes)
    return sorted({name for name in names if name})


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and (_dotted(node.test) or "").endswith("TYPE_CHECKING")
