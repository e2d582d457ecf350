"""What there is to build: studies, scenes and figures, found by reading source files, none of which is run.

A study is a module of ``studies/`` with a function ``compute``; a scene is a class of ``scenes/`` that derives from
``LectureScene`` (directly or not) or lists ``studies``; a figure is a function of ``figures/`` under ``@figure(…)``.
A name with a leading underscore is a base for others, no entry. Declarations must be literals; one that is not
spoils its own entry only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from ebviz.declarations import DeclarationError, Declared, assigned, first_line, refuse

SLIDE = (12.0, 6.75)  # inches: a figure's size unless it declares one


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


@dataclass(frozen=True, slots=True)
class _Source:
    """A module read: ``package.name``, its file and its syntax tree."""

    module: str
    path: Path
    tree: ast.Module

    @property
    def is_private(self) -> bool:
        return self.path.stem.startswith("_")


E = TypeVar("E", StudyEntry, SceneEntry, FigureEntry)
Maker = Callable[[], E | None]


def discover(packages: Mapping[str, Path]) -> Catalog:
    """Return the catalog of ``packages`` (import name → folder): the project's own and those of ``ebviz``."""
    catalog = Catalog()
    _gather(catalog.studies, _studies(_sources(packages, "studies", catalog.problems)), catalog.problems)
    _gather(catalog.scenes, _scenes(_sources(packages, "scenes", catalog.problems)), catalog.problems)
    _gather(catalog.figures, _figures(_sources(packages, "figures", catalog.problems)), catalog.problems)
    return catalog


def command_name(cls: str) -> str:
    """Return the name a class goes by on the command line.

    >>> command_name("SpinningFreeEnergy"), command_name("VAEBubbles"), command_name("GAN2D")
    ('spinning_free_energy', 'vae_bubbles', 'gan2d')
    """
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", cls)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()


def _sources(packages: Mapping[str, Path], kind: str, problems: list[str]) -> list[_Source]:
    """Return the modules of ``ebviz/<kind>/`` and of the project's own ``<kind>/`` that can be read."""
    folders = {kind: Path(packages[kind])} if kind in packages else {}
    if "ebviz" in packages:
        folders = {f"ebviz.{kind}": Path(packages["ebviz"]) / kind, **folders}
    found = []
    for package, folder in folders.items():
        for path in sorted(folder.glob("*.py")):
            if path.stem == "__init__":
                continue
            try:
                if not path.stem.isidentifier():
                    raise ValueError("its name is no name of a Python module")
                found.append(_Source(f"{package}.{path.stem}", path, ast.parse(path.read_bytes())))
            except SyntaxError as error:
                problems.append(f"{path}:{error.lineno or 1}: cannot be read: {error.msg}")
            except (OSError, ValueError, RecursionError) as error:
                problems.append(f"{path}: cannot be read: {error}")
    return found


def _gather(entries: dict[str, E], makers: Iterator[Maker[E]], problems: list[str]) -> None:
    """Make the entries, each by itself; the first of a name keeps it."""
    for make in makers:
        try:
            entry = make()
        except DeclarationError as error:
            problems.append(str(error))
            continue
        if entry is None:
            continue
        if entry.name in entries:
            first = entries[entry.name].path
            problems.append(f"{entry.path}: '{entry.name}' is the name of one in {first} already")
        else:
            entries[entry.name] = entry


# ------------------------------------------------------------------------------------------------------- studies


def _studies(sources: list[_Source]) -> Iterator[Maker[StudyEntry]]:
    for source in sources:
        if not source.is_private:
            yield partial(_study, source)


def _study(source: _Source) -> StudyEntry | None:
    path, body = source.path, source.tree.body
    names = assigned(body)
    if not any(isinstance(part, ast.FunctionDef) and part.name == "compute" for part in body):
        if "INPUTS" in names:
            refuse(path, names["INPUTS"], "a study needs a function compute(config, …), and there is none")
        return None
    inputs = Declared({name: (path, node) for name, node in names.items()}).names("INPUTS")
    return StudyEntry(path.stem, source.module, path, first_line(source.tree), inputs)


# -------------------------------------------------------------------------------------------------------- scenes


@dataclass(frozen=True, slots=True)
class _Class:
    source: _Source
    node: ast.ClassDef

    def bases(self) -> list[str]:
        return [ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in self.node.bases]


def _scenes(sources: list[_Source]) -> Iterator[Maker[SceneEntry]]:
    everywhere: dict[str, _Class] = {}
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef):
                everywhere.setdefault(node.name, _Class(source, node))
    for source in sources:
        here = {
            node.name: _Class(source, node) for node in source.tree.body if isinstance(node, ast.ClassDef)
        }
        for cls in here.values():
            if not source.is_private and not cls.node.name.startswith("_"):
                yield partial(_scene, cls, {**everywhere, **here})


def _scene(cls: _Class, known: Mapping[str, _Class]) -> SceneEntry | None:
    declared: dict[str, tuple[Path, ast.expr]] = {}
    is_scene = False
    for ancestor in _lineage(cls, known):
        names = assigned(ancestor.node.body)
        is_scene = is_scene or "LectureScene" in ancestor.bases() or "studies" in names
        declared = {**{name: (ancestor.source.path, node) for name, node in names.items()}, **declared}
    if not is_scene:
        return None
    given = Declared(declared)
    return SceneEntry(
        command_name(cls.node.name),
        cls.source.module,
        cls.node.name,
        cls.source.path,
        first_line(cls.node),
        given.names("studies"),
        given.seconds("thumbnail"),
        given.range("gif"),
    )


def _lineage(cls: _Class, known: Mapping[str, _Class]) -> list[_Class]:
    """Return the class and those of the scenes' folders it derives from by name, nearest first."""
    found: list[_Class] = []
    waiting = [cls]
    while waiting:
        first = waiting.pop(0)
        if first not in found:
            found.append(first)
            waiting += [known[base] for base in first.bases() if base in known]
    return found


# ------------------------------------------------------------------------------------------------------- figures


def _figures(sources: list[_Source]) -> Iterator[Maker[FigureEntry]]:
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not source.is_private and not node.name.startswith("_"):
                yield partial(_figure, source, node)


def _figure(source: _Source, function: ast.FunctionDef) -> FigureEntry | None:
    path = source.path
    for decorator in function.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        if ast.unparse(call.func if call else decorator).rpartition(".")[2] != "figure":
            continue
        given = {keyword.arg or "**": keyword.value for keyword in call.keywords} if call else {}
        unknown = sorted(given.keys() - {"studies", "size"})
        if call is None or call.args or unknown:
            shown = unknown[0] if unknown else ast.unparse(decorator)
            refuse(path, decorator, f"@figure was given {shown}; accepted: @figure(studies=(…), size=(…))")
        declared = Declared({name: (path, node) for name, node in given.items()})
        name, studies, size = function.name, declared.names("studies"), declared.size("size", SLIDE)
        return FigureEntry(name, source.module, name, path, first_line(function), studies, size)
    return None
