"""Finding what can be built.

A study is a module in ``studies/`` with a function ``compute``. A scene is a class in ``scenes/`` that derives,
directly or not, from the library's ``LectureScene`` or from one of Manim's scenes. A figure is a function decorated
with ``@figure(…)``, in ``scenes/`` or ``figures/``; a page is one decorated with ``@page(…)``. A folder below these
is a lecture. A leading underscore marks a base for others, not an entry. Declarations must be literals; one that is
not invalidates only its own entry.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from ebviz.build.catalog.declarations import DeclarationError, Declared, assigned, first_line, refuse
from ebviz.build.catalog.entries import (
    COURSE,
    Catalog,
    FigureEntry,
    PageEntry,
    Passed,
    SceneEntry,
    StudyEntry,
    command_name,
)
from ebviz.build.catalog.lineage import Class, Classes, Lineage
from ebviz.build.catalog.sources import Source, Sources, Trace

SLIDE = (12.0, 6.75)  # inches: a figure's size unless it declares one

E = TypeVar("E", StudyEntry, SceneEntry, FigureEntry, PageEntry)
Maker = Callable[[], E | None]


def discover(packages: Mapping[str, Path], trace: Trace | None = None) -> Catalog:
    """Return the catalog of ``packages`` (import name → folder): the project's entries and the studies of ``ebviz``.

    In the course itself, where ``scenes/`` lies beside the library, the studies of ``ebviz`` are the project's own.
    ``trace`` is told what was read for it.
    """
    catalog = Catalog()
    sources = Sources(packages, catalog.problems, trace or Trace())
    course = _is_course(packages)
    computed, given = sources.of("studies"), sources.of("ebviz.studies", own=course)
    catalog.unusable.update({path.stem: line for path, line in sources.unread.items()})
    drawn = [*sources.of("scenes"), *sources.of("figures")]
    _gather(catalog.studies, _studies(computed, catalog.unusable), catalog.problems)
    theirs: dict[str, StudyEntry] = {}
    _gather(theirs, _studies(given, catalog.unusable), catalog.problems)
    for name, entry in theirs.items():
        catalog.studies[COURSE + name if name in catalog.studies else name] = entry
    classes = Classes(sources)
    _gather(catalog.scenes, _scenes(drawn, classes, catalog.passed), catalog.problems)
    _gather(catalog.figures, _decorated(_figure, drawn, classes, catalog.passed), catalog.problems)
    _gather(catalog.pages, _decorated(_page, drawn, classes, catalog.passed), catalog.problems)
    return catalog


def _is_course(packages: Mapping[str, Path]) -> bool:
    """Do the library and ``scenes/`` lie in one folder? Without ``scenes/`` there is no other project."""
    own = [Path(folder).parent for name, folder in packages.items() if name != "ebviz"]
    return not own or ("ebviz" in packages and Path(packages["ebviz"]).parent in own)


def _gather(entries: dict[str, E], makers: Iterator[Maker[E]], problems: list[str]) -> None:
    """Make each entry independently of the others; the first to use a name keeps it."""
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
            problems.append(f"{entry.path}: '{entry.name}' is already defined in {first}; rename one of them")
        else:
            entries[entry.name] = entry


def _studies(sources: list[Source], unusable: dict[str, str]) -> Iterator[Maker[StudyEntry]]:
    for source in sources:
        if not source.is_private:
            yield partial(_study, source, unusable)
        else:
            why = f"{source.path}: it, or its folder, begins with an underscore: a base for others"
            unusable.setdefault(source.path.stem, why)


def _study(source: Source, unusable: dict[str, str]) -> StudyEntry | None:
    """Return the entry of a module that is a study; note why any other is not one."""
    try:
        entry = _declared(source)
    except DeclarationError as error:
        unusable.setdefault(source.path.stem, str(error))
        raise
    if entry is None:
        unusable.setdefault(source.path.stem, f"{source.path}: it has no function compute(config, …)")
    return entry


def _declared(source: Source) -> StudyEntry | None:
    path, body = source.path, source.tree.body
    names = assigned(body)
    if not any(isinstance(part, ast.FunctionDef) and part.name == "compute" for part in body):
        if "INPUTS" in names:
            refuse(path, names["INPUTS"], "a study needs a function compute(config, …); there is none")
        return None
    if "." in path.stem:
        refuse(
            path, source.tree, f"a study is named after its file: '{path.stem}' has a dot in it; rename it"
        )
    given = Declared({name: (path, node) for name, node in names.items()})
    return StudyEntry(
        path.stem,
        source.module,
        path,
        first_line(source.tree),
        source.lecture,
        source.own,
        given.reasons("CANNOT_USE"),
        given.names("INPUTS"),
        given.spares("SPARES"),
    )


def _scenes(sources: list[Source], classes: Classes, passed: list[Passed]) -> Iterator[Maker[SceneEntry]]:
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef):
                yield partial(_scene, Class(source, node), classes, passed)


def _scene(cls: Class, classes: Classes, passed: list[Passed]) -> SceneEntry | None:
    """Return the entry of a class that is a scene; note any other, and why it is passed over."""
    lineage = classes.lineage(cls)
    source, node = cls.source, cls.node
    declared: dict[str, tuple[Path, ast.expr]] = {}
    for ancestor in lineage.classes:
        names = assigned(ancestor.node.body)
        declared = {**{name: (ancestor.source.path, value) for name, value in names.items()}, **declared}
    may_be = lineage.is_scene or "studies" in declared or (lineage.has_construct and bool(node.bases))
    why, doubtful = _why_not(cls, lineage, may_be)
    if why:
        line = f"class {node.name} {why}"
        passed.append(Passed(command_name(node.name), f"{source.path}:{node.lineno}", line, doubtful))
        return None
    given = Declared(declared)
    return SceneEntry(
        command_name(node.name),
        source.module,
        source.path,
        first_line(node),
        source.lecture,
        source.own,
        given.reasons("cannot_show"),
        node.name,
        given.names("studies"),
        given.seconds("thumbnail"),
        given.range("gif"),
    )


def _why_not(cls: Class, lineage: Lineage, may_be: bool) -> tuple[str, bool]:
    """Return why a class is not listed as a scene ("" if it is), and whether it may have been meant as one."""
    if not may_be:
        bases = ", ".join(ast.unparse(base) for base in cls.node.bases)
        why = (
            f"derives from {bases}, not from a scene" if bases else "has no base class, so it is not a scene"
        )
        return why, bool(lineage.unknown)
    if cls.node.name.startswith("_"):
        return "begins with an underscore: a base for others", False
    if cls.source.is_private:
        return "is in a file or folder that begins with an underscore: a base for others", False
    if not lineage.has_construct and not lineage.unknown and not _inherited(lineage.outside):
        return "has no construct(self), nor do its bases", True
    return "", False


def _inherited(outside: list[str]) -> bool:
    """Is there a base from another package, which may define ``construct``?"""
    return any(name.partition(".")[0] not in ("ebviz", "manim", "builtins") for name in outside)


def _decorated(
    make: Callable[..., E | None], sources: list[Source], classes: Classes, passed: list[Passed]
) -> Iterator[Maker[E]]:
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                yield partial(make, source, node, classes, passed)


def _figure(
    source: Source, function: ast.FunctionDef, classes: Classes, passed: list[Passed]
) -> FigureEntry | None:
    accepted = {"studies": "(…)", "size": "(…)", "cannot_show": "{…}"}
    declared = _arguments("figure", accepted, source, function, classes, passed)
    if declared is None:
        return None
    return FigureEntry(
        *_named(source, function),
        declared.reasons("cannot_show"),
        function.name,
        declared.names("studies"),
        declared.size("size", SLIDE),
    )


def _page(
    source: Source, function: ast.FunctionDef, classes: Classes, passed: list[Passed]
) -> PageEntry | None:
    accepted = {"studies": "(…)", "cannot_show": "{…}"}
    declared = _arguments("page", accepted, source, function, classes, passed)
    if declared is None:
        return None
    return PageEntry(
        *_named(source, function),
        declared.reasons("cannot_show"),
        function.name,
        declared.names("studies"),
    )


def _named(source: Source, function: ast.FunctionDef) -> tuple[str, str, Path, str, str, bool]:
    return function.name, source.module, source.path, first_line(function), source.lecture, source.own


def _arguments(
    kind: str,
    accepted: Mapping[str, str],
    source: Source,
    function: ast.FunctionDef,
    classes: Classes,
    passed: list[Passed],
) -> Declared | None:
    """Return what a function's decorator of a kind declares; None if it has none, or is a base for others."""
    path = source.path
    for decorator in function.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        meant = classes.names(source, call.func if call else decorator)
        if not any(name.rpartition(".")[2] == kind for name in meant):
            continue
        if source.is_private or function.name.startswith("_"):
            why = f"function {function.name}, or its file, begins with an underscore: a base for others"
            passed.append(Passed(function.name.lstrip("_"), f"{path}:{function.lineno}", why, False))
            return None
        given = {keyword.arg or "**": keyword.value for keyword in call.keywords} if call else {}
        unknown = sorted(given.keys() - accepted.keys())
        if call is None or call.args or unknown:
            shown = unknown[0] if unknown else ast.unparse(decorator)
            wanted = ", ".join(f"{name}={what}" for name, what in accepted.items())
            refuse(path, decorator, f"expected @{kind}({wanted}), got {shown}")
        return Declared({name: (path, node) for name, node in given.items()})
    return None
