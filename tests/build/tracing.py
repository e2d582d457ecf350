"""Which top-level definitions of some packages a call actually runs: the authority on what a closure must hold."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from ebviz.build.fingerprint import CodeBase


def executed(call: Callable[[], Any], packages: Mapping[str, Path]) -> set[str]:
    """Return ``{"module:unit"}`` of all functions and methods of ``packages`` that ``call()`` runs.

    What runs only because a module is being imported is left out: it may belong to unused names.
    """
    codes: dict[int, CodeType] = {}  # by identity: the hash of a code object takes in all its constants
    importing = 0

    def enter(frame: FrameType, _: str, __: Any) -> Callable[..., Any] | None:
        """Record a function that starts; only a module's frame is traced further, until its end."""
        nonlocal importing
        code = frame.f_code
        if id(code) in codes:
            return None
        if code.co_name == "<module>":
            importing += 1
            frame.f_trace_lines = False
            return leave
        if not importing:
            codes[id(code)] = code
        return None

    def leave(_: FrameType, event: str, __: Any) -> Callable[..., Any]:
        nonlocal importing
        importing -= event == "return"
        return leave

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        call()
    finally:
        sys.settrace(before)
    return {unit for code in codes.values() for unit in _units(code, packages)}


def assert_covered(call: Callable[[], Any], entries: Iterable[str], packages: Mapping[str, Path]) -> set[str]:
    """Assert that whatever ``call()`` runs is in the closures of ``entries``; return what it ran."""
    ran = executed(call, packages)
    assert_held(ran, entries, packages)
    return ran


def assert_held(ran: Iterable[str], entries: Iterable[str], packages: Mapping[str, Path]) -> None:
    """Assert that what ran is in the closures of ``entries``.

    Modules that declare ``OUTSIDE_DIGEST`` are taken at their word. The packages must not change meanwhile.
    """
    ran = {unit for unit in ran if not _is_outside(unit.partition(":")[0], packages)}
    held = {unit for entry in entries for unit in _code(tuple(packages.items())).closure(entry)}
    assert ran, "nothing of these packages ran: the test proves nothing"
    assert ran <= held, f"ran but not in the closure: {sorted(ran - held)}"


def _units(code: CodeType, packages: Mapping[str, Path]) -> set[str]:
    """Return the top-level names bound by the statement that a code object's first line lies in."""
    for package, folder in packages.items():
        path = Path(code.co_filename)
        if path.suffix == ".py" and path.is_relative_to(folder):
            parts = [package, *path.relative_to(folder).with_suffix("").parts]
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            for statement in _statements(path.read_text(encoding="utf-8")):
                decorators = getattr(statement, "decorator_list", [])
                first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
                if first <= code.co_firstlineno <= (statement.end_lineno or first):
                    return {f"{module}:{name}" for name in _bound(statement)}
    return set()


@cache
def _statements(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


@cache
def _code(packages: tuple[tuple[str, Path], ...]) -> CodeBase:
    """Return the code of packages that do not change while this process runs."""
    return CodeBase(dict(packages))


def _bound(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _is_outside(module: str, packages: Mapping[str, Path]) -> bool:
    root, *rest = module.split(".")
    path = packages[root].joinpath(*rest)
    source = path.with_suffix(".py") if rest and not path.is_dir() else path / "__init__.py"
    return "\nOUTSIDE_DIGEST = " in source.read_text(encoding="utf-8")
