"""Which definitions a task uses, directly or through others, and the digest of each; nothing is imported.

Importing torch and Manim to look at code costs seconds; parsing costs milliseconds, and nothing at all where a
file's summary is remembered by the hash of its content. Whatever cannot be followed (a name looked up at run
time, a module passed around as a value) counts as a use of the whole module: a closure may be too large, never
too small. Comments, layout and docstrings do not count, nor do imports that only type checkers see.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ebviz import files
from ebviz.errors import BuildError
from ebviz.source import BODY, Summary, summarise

# Part of every cached summary's key: what `ast.dump` writes depends on Python's version.
SCHEMA = f"code/1 python {sys.version_info[0]}.{sys.version_info[1]}"


class CodeBase:
    """The source of some packages, read as it is now.

    Parameters
    ----------
    packages : import name → folder, such as ``{"ebviz": Path("…/ebviz"), "scenes": Path("…/scenes")}``.
    cache : file that remembers summaries between runs; None for none. A damaged one is ignored and rewritten.
    overlay : module name → source text, read instead of that module's file.
    """

    def __init__(
        self,
        packages: Mapping[str, Path],
        cache: Path | None = None,
        overlay: Mapping[str, str] | None = None,
    ) -> None:
        self.packages = {name: Path(folder) for name, folder in packages.items()}
        self._cache = cache
        self._overlay = overlay or {}
        self._remembered = _load(cache)
        self._used: dict[str, Summary] = {}
        self._summaries: dict[str, Summary] = {}
        self._paths: dict[str, Path | None] = {}
        self._closures: dict[str, dict[str, str]] = {}

    def closure(self, entry: str) -> dict[str, str]:
        """Return ``{"module:unit": digest}`` of all that ``entry`` uses, itself included.

        Parameters
        ----------
        entry : ``"ebviz.studies.horn:compute"``; a module alone, or ``"module:*"``, means all of it.

        Raises
        ------
        BuildError
            No such module or unit, or source that Python cannot parse.
        """
        if entry not in self._closures:
            self._closures[entry] = _Walk(self).run(entry)
        return self._closures[entry]

    def save(self) -> None:
        """Write the summaries that this run used to the cache file; do without one that cannot be written."""
        if self._cache is None or self._used.keys() <= self._remembered.keys():
            return
        text = json.dumps({"schema": SCHEMA, "summaries": {**self._remembered, **self._used}}, sort_keys=True)
        try:
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            files.write(self._cache, text)
        except OSError:
            return

    # --------------------------------------------------------------------------------------------- modules

    def path(self, module: str) -> Path | None:
        """Return the file of a module of these packages, or None."""
        if module not in self._paths:
            root, _, rest = module.partition(".")
            found = None
            if root in self.packages:
                base = self.packages[root].joinpath(*rest.split(".")) if rest else self.packages[root]
                candidates = [base / "__init__.py", *([base.with_suffix(".py")] if rest else [])]
                found = next((path for path in candidates if path.is_file()), None)
                if found is None and base.is_dir():
                    found = base  # a namespace package: no code of its own
            self._paths[module] = found
        return self._paths[module]

    def exists(self, module: str) -> bool:
        """Is this a module of these packages?"""
        return module in self._overlay or self.path(module) is not None

    def is_package(self, module: str) -> bool:
        """Is this module a folder?"""
        path = self.path(module)
        return path is not None and (path.is_dir() or path.name == "__init__.py")

    def summary(self, module: str) -> Summary:
        """Return what a module of these packages defines."""
        if module not in self._summaries:
            path = self.path(module)
            try:
                if module in self._overlay:
                    text = self._overlay[module]
                else:
                    text = "" if path is None or path.is_dir() else path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise BuildError(f"{module}: cannot read '{path}': {error}") from error
            key = hashlib.sha256(text.encode()).hexdigest()
            if key not in self._used:
                try:
                    self._used[key] = self._remembered.get(key) or summarise(text)
                except (SyntaxError, ValueError) as error:
                    line = getattr(error, "lineno", None)
                    where = f"{path}:{line}" if line else f"{path}"
                    raise BuildError(f"{module}: {where}: {getattr(error, 'msg', error)}") from error
            self._summaries[module] = self._used[key]
        return self._summaries[module]

    def absolute(self, module: str, importer: str) -> str:
        """Return the full name of a module as ``importer`` writes it: with dots, or as a neighbour's name."""
        if module.startswith("."):
            name = module.lstrip(".")
            up = len(module) - len(name) - (1 if self.is_package(importer) else 0)
            parts = importer.split(".")
            base = ".".join(parts[: len(parts) - up]) if up else importer
            return f"{base}.{name}".strip(".") if name else base
        if module.partition(".")[0] not in self.packages:
            neighbour = f"{importer.rpartition('.')[0]}.{module}"
            if self.exists(neighbour):
                return neighbour
        return module


def _load(cache: Path | None) -> dict[str, Summary]:
    if cache is None:
        return {}
    try:
        content: Any = json.loads(cache.read_text(encoding="utf-8"))
        return dict(content["summaries"]) if content["schema"] == SCHEMA else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


class _Walk:
    """One closure in the making."""

    def __init__(self, code: CodeBase) -> None:
        self.code = code
        self.found: dict[str, str] = {}
        self.touched: set[str] = set()
        self.todo: list[tuple[str, str]] = []
        self.resolving: set[tuple[str, tuple[str, ...]]] = set()

    def run(self, entry: str) -> dict[str, str]:
        module, _, unit = entry.partition(":")
        if not self.code.exists(module):
            raise BuildError(f"no module '{module}' in {', '.join(self.code.packages)}")
        self.touch(module)
        if unit in ("", "*"):
            self.whole(module)
        elif (
            unit not in self.code.summary(module)["names"]
            and unit not in self.code.summary(module)["imports"]
        ):
            raise BuildError(f"module '{module}' defines no '{unit}'")
        else:
            self.name(module, (unit,))
        while self.todo:
            self.expand(*self.todo.pop())
        return dict(sorted(self.found.items()))

    # ----------------------------------------------------------------------------------------- what counts

    def touch(self, module: str) -> None:
        """Count what importing a module runs: parents, the modules it imports, statements with effects."""
        parts = module.split(".")
        for name in (".".join(parts[: n + 1]) for n in range(len(parts))):
            if name in self.touched or not self.code.exists(name):
                continue
            self.touched.add(name)
            summary = self.code.summary(name)
            for imported in summary["touched"]:
                self.import_(imported, name)
            for data in summary["data"]:
                self.data(name, data)
            for unit, facts in summary["units"].items():
                if unit == BODY or self.registers(name, facts):
                    self.unit(name, unit)

    def import_(self, imported: str, importer: str) -> None:
        module, _, attribute = imported.partition(":")
        module = self.code.absolute(module, importer)
        self.touch(module)
        if attribute and self.code.exists(f"{module}.{attribute}"):
            self.touch(f"{module}.{attribute}")

    def registers(self, module: str, facts: dict[str, Any]) -> bool:
        """Does defining this unit change something else: by a decorator, a call, or a base class's hook?"""
        if facts["calls"] or facts["bases"]:
            for dotted in (*facts["calls"], *facts["bases"]):
                for owner, unit in self.targets(module, tuple(dotted.split("."))):
                    if unit == "*":
                        return True
                    target = self.code.summary(owner)["units"][unit]
                    hooked = dotted in facts["bases"] and target["hook"]
                    if (dotted in facts["calls"] and target["changes"]) or hooked:
                        return True
                    if dotted in facts["bases"] and target["bases"] and self.registers(owner, target):
                        return True
        return False

    def data(self, module: str, relative: str) -> None:
        """Count the content of a file, or of the files a pattern matches, beside the module."""
        path = self.code.path(module)
        folder = path.parent if path and path.is_file() else path
        matches = sorted(p for p in folder.glob(relative) if p.is_file()) if folder else []
        if not matches:
            raise BuildError(f"{module}: DATA names '{relative}', and there is no such file beside {path}")
        for match in matches:
            shown = f"{module.rpartition('.')[0] or module}/{match.relative_to(folder).as_posix()}"  # type: ignore[arg-type]
            self.found[f"file {shown}"] = files.sha256(match)

    def unit(self, module: str, unit: str) -> None:
        key = f"{module}:{unit}"
        if key not in self.found:
            self.found[key] = self.code.summary(module)["units"][unit]["digest"]
            self.todo.append((module, unit))

    def whole(self, module: str) -> None:
        self.touch(module)
        for unit in self.code.summary(module)["units"]:
            self.unit(module, unit)

    def expand(self, module: str, unit: str) -> None:
        """Follow everything that a unit refers to."""
        facts = self.code.summary(module)["units"][unit]
        if facts["dynamic"]:
            self.whole(module)
        for imported in facts["touched"]:
            self.import_(imported, module)
        for dotted in facts["refs"]:
            root, *rest = dotted.split(".")
            for target in facts["imports"].get(root, ()):
                self.target(target, tuple(rest), module)
            self.name(module, (root, *rest))

    def name(self, module: str, chain: tuple[str, ...]) -> None:
        """Count what a dotted name means inside ``module``."""
        for owner, unit in self.targets(module, chain):
            if unit == "*":
                self.whole(owner)
            else:
                self.unit(owner, unit)

    def target(self, target: list[Any], rest: tuple[str, ...], importer: str) -> None:
        for owner, unit in self.imported(target, rest, importer):
            if unit == "*":
                self.whole(owner)
            else:
                self.touch(owner)
                self.unit(owner, unit)

    # -------------------------------------------------------------------------------------- what a name is

    def targets(self, module: str, chain: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield the (module, unit) pairs that a dotted name means inside ``module``; unit "*" is all of it."""
        if (module, chain) in self.resolving:
            return
        self.resolving.add((module, chain))
        try:
            summary = self.code.summary(module)
            root, rest = chain[0], chain[1:]
            for unit in summary["names"].get(root, ()):
                yield module, unit
            for target in summary["imports"].get(root, ()):
                yield from self.imported(target, rest, module)
            if root not in summary["names"] and root not in summary["imports"]:
                for star in summary["stars"]:
                    owner = self.code.absolute(star, module)
                    if self.code.exists(owner):
                        yield from self.targets(owner, chain)
        finally:
            self.resolving.discard((module, chain))

    def imported(self, target: list[Any], rest: tuple[str, ...], importer: str) -> Iterator[tuple[str, str]]:
        """Yield what an imported name, followed by attributes, means."""
        module, attribute = self.code.absolute(target[0], importer), target[1]
        if not self.code.exists(module):
            return
        chain = (attribute, *rest) if attribute else rest
        while True:
            if not chain:
                yield module, "*"
                return
            summary = self.code.summary(module)
            known = chain[0] in summary["names"] or chain[0] in summary["imports"]
            below = f"{module}.{chain[0]}"
            if self.code.exists(below) and not (known and chain[0] in summary["names"]):
                module, chain = below, chain[1:]
                continue
            if known or summary["stars"]:
                yield from self.targets(module, chain)
                if known:
                    return
            if chain[0] not in {"__file__", "__name__", "__path__"}:
                yield module, "*"
            return
