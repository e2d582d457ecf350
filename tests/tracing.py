"""Which top-level definitions of some packages a call really executes: the authority on what a closure must hold."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from ebviz.fingerprint import CodeBase


def executed(call: Callable[[], Any], packages: Mapping[str, Path]) -> set[str]:
    """Return ``{"module:unit"}`` of all functions and methods of ``packages`` that ``call()`` runs.

    What runs only because a module is being imported is left out: it may belong to names nobody uses.
    """
    codes: set[CodeType] = set()
    importing = 0

    def watch(frame: FrameType, event: str, _: Any) -> None:
        nonlocal importing
        if frame.f_code.co_name == "<module>":
            importing += {"call": 1, "return": -1}.get(event, 0)
        elif event == "call" and not importing:
            codes.add(frame.f_code)

    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(None)
    return {unit for code in codes for unit in _units(code, packages)}


def assert_covered(call: Callable[[], Any], entries: Iterable[str], packages: Mapping[str, Path]) -> set[str]:
    """Assert that whatever ``call()`` runs is in the closures of ``entries``; return what it ran.

    Modules that declare ``OUTSIDE_DIGEST`` are taken at their word.
    """
    ran = {unit for unit in executed(call, packages) if not _is_outside(unit.partition(":")[0], packages)}
    code = CodeBase(packages)
    held = {unit for entry in entries for unit in code.closure(entry)}
    assert ran, "nothing of these packages ran: the test proves nothing"
    assert ran <= held, f"ran but not in the closure: {sorted(ran - held)}"
    return ran


def _units(code: CodeType, packages: Mapping[str, Path]) -> set[str]:
    """Return the top-level names bound by the statement that a code object's first line lies in."""
    for package, folder in packages.items():
        path = Path(code.co_filename)
        if path.suffix == ".py" and path.is_relative_to(folder):
            parts = [package, *path.relative_to(folder).with_suffix("").parts]
            module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            for statement in ast.parse(path.read_text(encoding="utf-8")).body:
                decorators = getattr(statement, "decorator_list", [])
                first = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
                if first <= code.co_firstlineno <= (statement.end_lineno or first):
                    return {f"{module}:{name}" for name in _bound(statement)}
    return set()


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
