"""Declarations read from source without running it: literals, and the first line of a docstring."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")
Node = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class DeclarationError(Exception):
    """A declaration is not the required literal; says where, what was expected and what was found."""


def assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """Return the expressions that the body of a module or class assigns to plain names.

    >>> list(assigned(ast.parse("a = 1; b: int = 2; c.d = 3").body))
    ['a', 'b']
    """
    found = {}
    for part in body:
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
            for target in part.targets if isinstance(part, ast.Assign) else [part.target]:
                if isinstance(target, ast.Name):
                    found[target.id] = part.value
    return found


def first_line(node: Node) -> str:
    """Return the first line of a docstring, or ""."""
    return (ast.get_docstring(node) or "").partition("\n")[0].strip()


class Declared:
    """The declarations of one study, scene or figure, as values; :class:`DeclarationError` if malformed.

    Parameters
    ----------
    where : name → (file, expression), for everything that is declared.
    """

    def __init__(self, where: Mapping[str, tuple[Path, ast.expr]]) -> None:
        self._where = where

    def names(self, name: str) -> tuple[str, ...]:
        """Return a tuple of study names; () if undeclared."""
        return self._read(name, 'a tuple of study names, such as ("horn",)', _names, ())

    def reasons(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return (STUDY.KEY, why) for configurations that it cannot do with; () if undeclared."""
        accepted = 'a dictionary from STUDY.KEY to a reason, such as {"inference.energy": "it shows g(z)"}'
        return self._read(name, accepted, _reasons, ())

    def spares(self, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return (KEY, studies) for keys that spare a study some of those that it reads; () if undeclared."""
        accepted = 'a dictionary from KEY to study names, such as {"data": ("horn",)}'
        return self._read(name, accepted, _spares, ())

    def seconds(self, name: str) -> float:
        """Return a time in seconds; 0 if undeclared."""
        return self._read(name, "seconds ≥ 0, such as 3.0", _seconds, 0.0)

    def range(self, name: str) -> tuple[float, float] | None:
        """Return (start, end) in seconds; None if undeclared."""
        return self._read(name, "(start, end) in seconds, or None", _range, None)

    def size(self, name: str, default: tuple[float, float]) -> tuple[float, float]:
        """Return (width, height) in inches; ``default`` if undeclared."""
        return self._read(name, "(width, height) in inches, such as (12, 6.75)", _size, default)

    def _read(self, name: str, accepted: str, convert: Callable[[Any], T], default: T) -> T:
        if name not in self._where:
            return default
        path, node = self._where[name]
        try:
            return convert(ast.literal_eval(node))
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, AttributeError):
            refuse(path, node, f"{name}: expected {accepted}, as a literal; got {_shown(node)}")


def _reasons(value: Any) -> tuple[tuple[str, str], ...]:
    found = tuple(value.items())
    if not all(isinstance(part, str) for pair in found for part in pair) or not all(
        "." in key for key, _ in found
    ):
        raise ValueError
    return found


def _spares(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not all(isinstance(key, str) for key in value):
        raise ValueError
    return tuple((key, _names(names)) for key, names in value.items())


def refuse(path: Path, node: ast.AST, message: str) -> NoReturn:
    """Raise :class:`DeclarationError` with the place of ``node``."""
    raise DeclarationError(f"{path}:{getattr(node, 'lineno', 1)}: {message}")


def _shown(node: ast.expr) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else text[:57] + "…"


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, tuple | list) or not all(isinstance(part, str) and part for part in value):
        raise ValueError
    return tuple(value)


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise ValueError
    return float(value)


def _range(value: Any) -> tuple[float, float] | None:
    if value is None:
        return None
    start, end = _pair(value)
    if start >= end:
        raise ValueError
    return start, end


def _size(value: Any) -> tuple[float, float]:
    width, height = _pair(value)
    if not width or not height:
        raise ValueError
    return width, height


def _pair(value: Any) -> tuple[float, float]:
    if not isinstance(value, tuple | list):
        raise ValueError
    first, second = (_seconds(part) for part in value)
    return first, second
