"""What there is to build: studies, scenes and figures, found by reading source files, none of which is run.

A study is a module of ``studies/`` with a function ``compute``; a scene is a class of ``scenes/`` that derives from
``LectureScene`` (directly or not) or lists ``studies``; a figure is a function of ``figures/`` under ``@figure(…)``.
Their declarations must be literals. A file that cannot be read spoils its own entries only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """A study: its name, where it is, its one line, and the studies it reads."""

    name: str
    module: str
    path: Path
    summary: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SceneEntry:
    """A scene class: ``thumbnail`` in seconds of film time; ``gif`` (start, end) in seconds, None: whole film."""

    name: str
    module: str
    cls: str
    path: Path
    summary: str
    studies: tuple[str, ...]
    thumbnail: float
    gif: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A figure function; ``size`` is (width, height) in inches."""

    name: str
    module: str
    function: str
    path: Path
    summary: str
    studies: tuple[str, ...]
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries by name, and one line for each declaration that cannot be used."""

    studies: dict[str, StudyEntry] = field(default_factory=dict)
    scenes: dict[str, SceneEntry] = field(default_factory=dict)
    figures: dict[str, FigureEntry] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def discover(packages: Mapping[str, Path]) -> Catalog:
    """Return the catalog of ``packages`` (import name → folder): the project's own and those of ``ebviz``."""
    catalog = Catalog()
    for kind, read in (("studies", _study), ("scenes", _scenes), ("figures", _figures)):
        entries: dict[str, Any] = getattr(catalog, kind)
        for module, path in _modules(packages, kind):
            try:
                found: list[Any] = list(read(module, path, ast.parse(path.read_text(encoding="utf-8"))))
            except SyntaxError as error:
                catalog.problems.append(f"{path}:{error.lineno}: cannot be read: {error.msg}")
                continue
            except _DeclarationError as error:
                catalog.problems.append(str(error))
                continue
            except (OSError, ValueError) as error:
                catalog.problems.append(f"{path}: cannot be read: {error}")
                continue
            for entry in found:
                if entry.name in entries:
                    first = entries[entry.name].path
                    catalog.problems.append(f"{path}: '{entry.name}' is the name of one in {first} already")
                else:
                    entries[entry.name] = entry
    return catalog


def command_name(cls: str) -> str:
    """Return the name a class goes by on the command line.

    >>> command_name("SpinningFreeEnergy"), command_name("VAEBubbles"), command_name("GAN2D")
    ('spinning_free_energy', 'vae_bubbles', 'gan2d')
    """
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", cls)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()


class _DeclarationError(Exception):
    """A declaration that is not the literal it must be."""


def _modules(packages: Mapping[str, Path], kind: str) -> Iterator[tuple[str, Path]]:
    folders = [(name, Path(folder)) for name, folder in packages.items() if name == kind]
    if "ebviz" in packages:
        folders.insert(0, (f"ebviz.{kind}", Path(packages["ebviz"]) / kind))
    for package, folder in folders:
        for path in sorted(folder.glob("*.py")):
            if not path.stem.startswith("_"):
                yield f"{package}.{path.stem}", path


# ------------------------------------------------------------------------------------------------------- studies


def _study(module: str, path: Path, tree: ast.Module) -> Iterator[StudyEntry]:
    if any(isinstance(part, ast.FunctionDef) and part.name == "compute" for part in tree.body):
        inputs = _names(path, "INPUTS", _assigned(tree.body).get("INPUTS"))
        yield StudyEntry(path.stem, module, path, _first_line(tree), inputs)


# -------------------------------------------------------------------------------------------------------- scenes


def _scenes(module: str, path: Path, tree: ast.Module) -> Iterator[SceneEntry]:
    classes = {part.name: part for part in tree.body if isinstance(part, ast.ClassDef)}
    for cls in classes.values():
        if cls.name.startswith("_") or not _is_scene(cls, classes):
            continue
        declared: dict[str, ast.expr] = {}
        for ancestor in _lineage(cls, classes):
            declared = {**_assigned(ancestor.body), **declared}
        thumbnail = _literal(path, "thumbnail", declared.get("thumbnail"), "seconds, such as 3.0")
        gif = _literal(path, "gif", declared.get("gif"), "(start, end) in seconds, or None")
        if thumbnail is not None and not _seconds(thumbnail):
            raise _wrong(path, declared["thumbnail"], "thumbnail", "seconds, such as 3.0")
        if gif is not None and not (
            isinstance(gif, tuple) and len(gif) == 2 and all(map(_seconds, gif)) and gif[0] < gif[1]
        ):
            raise _wrong(path, declared["gif"], "gif", "(start, end) in seconds, or None")
        yield SceneEntry(
            command_name(cls.name),
            module,
            cls.name,
            path,
            _first_line(cls),
            _names(path, "studies", declared.get("studies")),
            float(thumbnail or 0.0),
            None if gif is None else (float(gif[0]), float(gif[1])),
        )


def _lineage(cls: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> Iterator[ast.ClassDef]:
    """Yield the class and those it derives from in this file, nearest first."""
    yield cls
    for base in cls.bases:
        if isinstance(base, ast.Name) and base.id in classes and base.id != cls.name:
            yield from _lineage(classes[base.id], classes)


def _is_scene(cls: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> bool:
    for ancestor in _lineage(cls, classes):
        bases = {ast.unparse(base).rpartition(".")[2] for base in ancestor.bases}
        if "LectureScene" in bases or "studies" in _assigned(ancestor.body):
            return True
    return False


# ------------------------------------------------------------------------------------------------------- figures


def _figures(module: str, path: Path, tree: ast.Module) -> Iterator[FigureEntry]:
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in function.decorator_list:
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "figure":
                given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
                size = _literal(path, "size", given.get("size"), "(width, height) in inches")
                if not (isinstance(size, tuple) and len(size) == 2 and all(map(_seconds, size))):
                    raise _wrong(path, call, "size", "(width, height) in inches")
                studies = _names(path, "studies", given.get("studies"))
                name, line = function.name, _first_line(function)
                yield FigureEntry(name, module, name, path, line, studies, (float(size[0]), float(size[1])))


# ------------------------------------------------------------------------------------------------------ literals


def _assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    found = {}
    for part in body:
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
            for target in part.targets if isinstance(part, ast.Assign) else [part.target]:
                if isinstance(target, ast.Name):
                    found[target.id] = part.value
    return found


def _literal(path: Path, name: str, node: ast.expr | None, accepted: str) -> Any:
    if node is None:
        return None
    try:
        return ast.literal_eval(node)
    except ValueError:
        raise _wrong(path, node, name, accepted) from None


def _names(path: Path, name: str, node: ast.expr | None) -> tuple[str, ...]:
    accepted = 'a tuple of study names, such as ("horn",)'
    value = _literal(path, name, node, accepted)
    if value is None:
        return ()
    if not isinstance(value, tuple | list) or not all(isinstance(part, str) for part in value):
        assert node is not None
        raise _wrong(path, node, name, accepted)
    return tuple(value)


def _wrong(path: Path, node: ast.expr, name: str, accepted: str) -> _DeclarationError:
    given = ast.unparse(node)
    return _DeclarationError(f"{path}:{node.lineno}: {name} is {given}; accepted: {accepted}, written out")


def _seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _first_line(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0].strip()
