"""What a class derives from, by syntax: through aliases, other files and star imports, as Python resolves them."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ebviz.build.catalog.declarations import assigned
from ebviz.build.catalog.sources import Source, Sources

MANIM = {
    *("Scene", "MovingCameraScene", "ThreeDScene", "SpecialThreeDScene", "ZoomedScene", "VectorScene"),
    "LinearTransformationScene",
}


@dataclass(frozen=True, slots=True)
class Class:
    """A class where it is defined."""

    source: Source
    node: ast.ClassDef

    def defines(self, method: str) -> bool:
        """Does its own body define a method of that name?"""
        return any(isinstance(part, ast.FunctionDef) and part.name == method for part in self.node.body)


@dataclass(frozen=True, slots=True)
class Lineage:
    """A class and everything it derives from: the project's classes, nearest first, and the names of others.

    ``outside`` holds dotted names that lead out of the project, such as "manim.Scene"; ``unknown`` holds those that
    cannot be resolved without running the code.
    """

    classes: list[Class] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def is_lecture_scene(self) -> bool:
        """Does it derive from the library's scene?"""
        return any(name.startswith("ebviz.") and name.endswith(".LectureScene") for name in self.outside)

    @property
    def is_scene(self) -> bool:
        """Does it derive from the library's scene, or from one of Manim's?"""
        plain = (
            name.partition(".")[0] == "manim" and name.rpartition(".")[2] in MANIM for name in self.outside
        )
        return self.is_lecture_scene or any(plain)

    @property
    def has_construct(self) -> bool:
        """Does one of the project's own classes in it define ``construct``?"""
        return any(cls.defines("construct") for cls in self.classes)


class Classes:
    """Follows the bases of classes through the modules of a project."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def lineage(self, cls: Class) -> Lineage:
        """Return a class with everything it derives from."""
        found, waiting = Lineage(), [cls]
        while waiting:
            first = waiting.pop(0)
            if any(known.node is first.node for known in found.classes):
                continue
            found.classes.append(first)
            for base in first.node.bases:
                dotted = _dotted(base)
                if dotted is None:
                    found.unknown.append(ast.unparse(base))
                    continue
                for meaning in self._meanings(first.source, dotted, frozenset()):
                    if isinstance(meaning, Class):
                        waiting.append(meaning)
                    elif "." in meaning or hasattr(builtins, meaning):
                        found.outside.append(meaning if "." in meaning else f"builtins.{meaning}")
                    else:
                        found.unknown.append(meaning)
        return found

    def names(self, source: Source, node: ast.expr) -> list[str]:
        """Return the dotted names outside the project that an expression may refer to."""
        dotted = _dotted(node)
        meanings = self._meanings(source, dotted, frozenset()) if dotted else ()
        return [meaning for meaning in meanings if isinstance(meaning, str)]

    def _meanings(
        self, source: Source, dotted: str, seen: frozenset[tuple[Path, str]]
    ) -> Iterator[Class | str]:
        """Yield what a dotted name in a module may refer to: a class, "package.name", or an unresolved name."""
        if (source.path, dotted) in seen:
            return
        seen |= {(source.path, dotted)}
        head, _, rest = dotted.partition(".")
        bound = False
        stars = []
        for part in _statements(source.tree):
            if isinstance(part, ast.ClassDef) and part.name == head and not rest:
                bound = True
                yield Class(source, part)
            elif isinstance(part, ast.Import | ast.ImportFrom):
                for alias in part.names:
                    written = alias.name if isinstance(part, ast.ImportFrom) else alias.name.split(".")[0]
                    name = alias.asname or written
                    if alias.name == "*" and isinstance(part, ast.ImportFrom):
                        stars.append(_module(source, part))
                    elif name == head:
                        bound = True
                        yield from self._imported(source, part, alias, rest, seen)
        value = assigned(source.tree.body).get(head)
        if value is not None and (other := _dotted(value)):
            bound = True
            yield from self._meanings(source, f"{other}.{rest}" if rest else other, seen)
        if not bound:
            yield from self._from_stars(source, stars, dotted, seen)

    def _from_stars(
        self, source: Source, stars: list[str], dotted: str, seen: frozenset[tuple[Path, str]]
    ) -> Iterator[Class | str]:
        outside = []
        for module in stars:
            if (target := self._read(module, source)) is None:
                outside.append(f"{module}.{dotted}")
            elif found := [one for one in self._meanings(target, dotted, seen) if one != dotted]:
                yield from found
                return
        yield from outside or [dotted]

    def _imported(
        self,
        source: Source,
        node: ast.Import | ast.ImportFrom,
        alias: ast.alias,
        rest: str,
        seen: frozenset[tuple[Path, str]],
    ) -> Iterator[Class | str]:
        """Follow one import to the module that defines the name, as long as that is in the project."""
        if isinstance(node, ast.ImportFrom):
            module, tail = _module(source, node), [alias.name, *rest.split(".")] if rest else [alias.name]
        else:
            whole = [*(alias.name if alias.asname else alias.name.split(".")[0]).split("."), *rest.split(".")]
            module, tail = ".".join(whole[:-1]), whole[-1:]
        while True:  # the module path may be longer than what follows "from"
            deeper = f"{module}.{tail[0]}" if module else tail[0]
            if len(tail) > 1 and self._read(deeper, source) is not None:
                module, tail = deeper, tail[1:]
                continue
            break
        target = self._read(module, source)
        if target is None:
            yield f"{module}.{'.'.join(tail)}"
        else:
            yield from self._meanings(target, ".".join(tail), seen)

    def _read(self, module: str, importer: Source) -> Source | None:
        """Return a module of the project, None for any other; the library counts as other and is known by name."""
        if module.partition(".")[0] == "ebviz":
            return None
        path = self._sources.imported(module, importer)
        tree = self._sources.tree(path) if path is not None else None
        return None if path is None or tree is None else Source(module, path, "", True, tree)


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements of a module, including those inside ``if`` and ``try``."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        part = waiting.pop(0)
        yield part
        if isinstance(part, ast.If | ast.Try):
            handlers = [inner for handler in getattr(part, "handlers", ()) for inner in handler.body]
            waiting = [*part.body, *handlers, *part.orelse, *waiting]


def _dotted(node: ast.expr) -> str | None:
    """Return a name or a chain of attributes as text, without subscripts; None for anything else."""
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else None
    return node.id if isinstance(node, ast.Name) else None


def _module(source: Source, node: ast.ImportFrom) -> str:
    """Return the full name of the module that ``from … import`` names."""
    if not node.level:
        return node.module or ""
    parts = source.module.split(".")
    keep = parts[: max(len(parts) - node.level + (source.path.name == "__init__.py"), 0)]
    return ".".join([*keep, *([node.module] if node.module else [])])
