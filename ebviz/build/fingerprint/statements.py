"""What a top-level statement does when its module is imported: bind names, act, or guard others."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from ebviz.build.fingerprint.syntax import chain

COMPOUND = (ast.If, ast.Try, ast.TryStar, ast.With, ast.For, ast.While, ast.Match)


CONSTANT = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.expr_context)
ALIAS = (*CONSTANT, ast.Name, ast.Attribute, ast.Subscript)


def kind(node: ast.stmt) -> str:
    """Return "def", "class", or what an assignment binds: "constant" (an immutable literal), "alias", "value".

    An alias creates nothing new: another name, or a type such as ``Callable[[Tensor], Tensor]``.
    """
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return "def"
        case ast.ClassDef():
            return "class"
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            if value is None or _consists_of(value, CONSTANT):
                return "constant"
            return "alias" if _consists_of(value, ALIAS) else "value"
    return "value"


def _consists_of(node: ast.AST, parts: tuple[type[ast.AST], ...]) -> bool:
    if isinstance(node, ast.Subscript) and isinstance(node, parts):
        inside = (*parts, ast.List)  # the parameters of a Callable
        return _consists_of(node.value, parts) and all(isinstance(c, inside) for c in ast.walk(node.slice))
    return isinstance(node, parts) and all(_consists_of(child, parts) for child in ast.iter_child_nodes(node))


def acts(node: ast.stmt, constants: Collection[str]) -> bool:
    """Return whether a statement changes anything besides the names it binds; calls in it are judged elsewhere.

    ``constants`` are the module's names bound to immutable values so far: ``N += 1`` only rebinds N.
    """
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Break() | ast.Continue():
            return False
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return False
        case ast.Assign(targets=targets):
            return not all(_only_names(target) for target in targets)
        case ast.AnnAssign(target=target):
            return not _only_names(target)
        case ast.AugAssign(target=ast.Name(id=name)):
            return name not in constants and name != "__all__"
        case ast.ClassDef(body=body):
            return any(acts(child, constants) for child in body if not isinstance(child, ast.Expr))
        case ast.If() | ast.Try() | ast.TryStar() | ast.For() | ast.While() | ast.Match():
            return any(acts(child, constants) for child in _inside(node))
    return True


def _only_names(target: ast.AST) -> bool:
    match target:
        case ast.Name():
            return True
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(_only_names(part) for part in parts)
        case ast.Starred(value=value):
            return _only_names(value)
    return False


def _inside(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements directly inside a compound one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from child.body


def bases(node: ast.stmt) -> list[list[str]]:
    """Return the chains of a class's bases and of its metaclass."""
    if not isinstance(node, ast.ClassDef):
        return []
    metaclasses = [keyword.value for keyword in node.keywords if keyword.arg == "metaclass"]
    return [names for base in (*node.bases, *metaclasses) if (names := chain(base))]


def hooks(node: ast.stmt) -> bool:
    """Return whether a class's own code runs when another class is derived from it or created by it."""
    if not isinstance(node, ast.ClassDef):
        return False
    methods = {child.name for child in node.body if isinstance(child, ast.FunctionDef)}
    is_metaclass = any(names[-1] == "type" or names[-1].endswith("Meta") for names in bases(node))
    return is_metaclass or bool(methods & {"__init_subclass__", "__set_name__"})


def guard(node: ast.stmt) -> str:
    """Return which well-known condition an ``if`` tests: "TYPE_CHECKING", "__main__" or ""."""
    if isinstance(node, ast.If):
        names = chain(node.test)
        if names and names[-1] == "TYPE_CHECKING":
            return "TYPE_CHECKING"
        match node.test:
            case ast.Compare(
                left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]
            ):
                return "__main__"
    return ""


def strip_docstrings(tree: ast.AST) -> list[str]:
    """Remove every bare-string statement from a tree and return the strings."""
    found: list[str] = []
    for node in ast.walk(tree):
        for part in ("body", "orelse", "finalbody"):
            body = getattr(node, part, None)
            if not isinstance(body, list):
                continue
            kept = []
            for child in body:
                match child:
                    case ast.Expr(value=ast.Constant(value=str(text))):
                        found.append(text)
                    case _:
                        kept.append(child)
            setattr(node, part, kept)
    return found
