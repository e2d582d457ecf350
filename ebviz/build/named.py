"""Where the code lies that a configuration names, and the module that it is imported as."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ebviz.build.modules import module_name, with_loose
from ebviz.errors import UsageError, clipped, nearest
from ebviz.importing import Packages, locate
from ebviz.study.entry import Entry


def imported_as(entry: Entry, packages: Packages, place: str) -> Entry:
    """Return an entry with the name of its module.

    Parameters
    ----------
    packages : the project's. place : the entry's, such as "inference.decoder", for errors.

    Raises
    ------
    UsageError
        There is no such file or module, a file lies outside of the project, or it does not define the name.
    """
    if entry.path is not None:
        entry = replace(entry, module=_module(entry.path, packages, place))
    path = locate(with_loose(packages, entry.module), entry.module)
    if path is None or path.is_dir():
        if not _is_installed(entry.module):
            known = [name for name in packages if name not in ("ebviz", "scenes")]
            hint = nearest(entry.module.partition(".")[0], known)
            raise UsageError(f"{place}: there is no module '{clipped(entry.module)}'{hint}")
        return replace(entry, path=None)
    names = _defined(path, place)
    first = entry.name.partition(".")[0]
    if first not in names and "*" not in names:
        raise UsageError(f"{place}: '{path.name}' defines no '{first}'{nearest(first, names)}")
    return replace(entry, path=None)


def _module(path: Path, packages: Packages, place: str) -> str:
    shown = f"'{clipped(str(path))}'"
    if not path.is_file():
        others = [other.name for other in path.parent.glob("*.py")] if path.parent.is_dir() else []
        raise UsageError(f"{place}: there is no file {shown}{nearest(path.name, others)}")
    file = path.resolve()
    for name, folder in packages.items():
        root = folder.resolve()
        if file == root:
            return name
        if root in file.parents:
            inner = file.relative_to(root)
            return module_name(name, inner.parent if inner.name == "__init__.py" else inner)
    if file.stem in packages or _is_installed(file.stem):
        raise UsageError(f"{place}: {shown} cannot be imported: '{file.stem}' is the name of another module")
    raise UsageError(
        f"{place}: {shown} lies outside of the project; run ebviz in its folder, or put that on PYTHONPATH and name "
        f"'{file.stem}:NAME'"
    )


def _is_installed(module: str) -> bool:
    with suppress(ImportError, ValueError, AttributeError):
        return importlib.util.find_spec(module) is not None
    return False


def _defined(path: Path, place: str) -> list[str]:
    """Return the names that a module defines or imports; "*" among them if it may have any others."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise UsageError(f"{place}: '{path}'{line} cannot be read: {getattr(error, 'msg', error)}") from error
    return list(dict.fromkeys(_names(tree)))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name == "__getattr__":
                yield "*"
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        else:
            yield from _names(node)
