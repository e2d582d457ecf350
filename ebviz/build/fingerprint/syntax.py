"""Small queries on a syntax tree: chains of attributes, what an import binds, what a body binds.

A *chain* is a name and the attributes read from it: ``np.linalg.norm`` is ``["np", "linalg", "norm"]``.
An *import spec* names one imported thing as ``@level|module|name``: ``from ..a import b`` is ``@2|a|b`` and
``import a.b`` is ``@0|a.b|``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


def spec(level: int, module: str | None, name: str = "") -> str:
    """Return the import spec of ``name`` from ``module``, ``level`` dots up.

    >>> spec(2, "a", "b")
    '@2|a|b'
    """
    return f"@{level}|{module or ''}|{name}"


def import_specs(node: ast.Import | ast.ImportFrom) -> list[tuple[str, str, str]]:
    """Return ``(bound name, spec it refers to, spec that is loaded)`` for every alias of an import.

    >>> import_specs(ast.parse("import a.b").body[0])
    [('a', '@0|a|', '@0|a.b|')]
    """
    found = []
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            target = spec(node.level, node.module, alias.name)
            found.append((alias.asname or alias.name, target, target))
        elif alias.asname:
            found.append((alias.asname, spec(0, alias.name), spec(0, alias.name)))
        else:
            root = alias.name.partition(".")[0]
            found.append((root, spec(0, root), spec(0, alias.name)))
    return found


def chain(node: ast.AST) -> list[str] | None:
    """Return the chain of ``a.b.c``, or None if its root is not a plain name."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    return [node.id, *reversed(attributes)] if isinstance(node, ast.Name) else None


def callee(node: ast.AST) -> list[str] | None:
    """Return the chain that a call or a decorator runs: ``Path(x).resolve`` counts as ``Path``.

    None for a method of a literal and for anything else without a name.
    """
    while (names := chain(node)) is None:
        match node:
            case ast.Attribute() | ast.Subscript():
                node = node.value
            case ast.Call():
                node = node.func
            case _:
                return None
    return names


def arguments(node: ast.arguments) -> list[ast.arg]:
    """Return all parameters of a signature."""
    extra = [arg for arg in (node.vararg, node.kwarg) if arg is not None]
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *extra]


def bindings(nodes: Iterable[ast.AST]) -> tuple[dict[str, list[str]], set[str]]:
    """Return what statements bind in their own scope, and the names they declare global.

    The first maps each name to the import specs among its values ([] for other values). Bodies of nested functions,
    classes and comprehensions are separate scopes; a name declared ``nonlocal`` belongs to an enclosing one.
    """
    bound: dict[str, list[str]] = {}
    outer: set[str] = set()
    declared: set[str] = set()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                bound.setdefault(node.name, [])
                continue
            case ast.Lambda():
                continue
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                stack.extend(_walrus_targets(node))
                continue
            case ast.Name(ctx=ast.Store() | ast.Del()):
                bound.setdefault(node.id, [])
            case ast.Import() | ast.ImportFrom():
                for name, target, _ in import_specs(node):
                    bound.setdefault(name, []).append(target)
            case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() if node.name:
                bound.setdefault(node.name, [])
            case ast.MatchMapping() if node.rest:
                bound.setdefault(node.rest, [])
            case ast.Global():
                declared.update(node.names)
            case ast.Nonlocal():
                outer.update(node.names)
        stack.extend(ast.iter_child_nodes(node))
    return {name: specs for name, specs in bound.items() if name not in outer | declared}, declared


def _walrus_targets(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the names that ``:=`` inside a comprehension binds in the scope around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.NamedExpr):
            yield child.target
        yield from _walrus_targets(child)


def quoted_names(annotation: ast.AST) -> Iterator[list[str]]:
    """Yield the chains inside the quoted parts of an annotation; the strings of a ``Literal[…]`` are values."""
    match annotation:
        case ast.Subscript(value=value) if (chain(value) or [""])[-1] == "Literal":
            return
        case ast.Constant(value=str(text)):
            try:
                tree = ast.parse(text, mode="eval")
            except (SyntaxError, ValueError):
                return
            for node in ast.walk(tree):
                names = chain(node)
                if names:
                    yield names
        case _:
            for child in ast.iter_child_nodes(annotation):
                yield from quoted_names(child)
