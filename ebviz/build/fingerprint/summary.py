"""What one module's source says about itself: its units, and what each depends on by name.

A *unit* is a top-level name (function, class, assigned or imported name); its digest covers every top-level
statement that binds it, ignoring comments, docstrings, formatting and positions. Statements that act without binding
a name (a bare call, ``TABLE["a"] = f``) make up the unit ``TOP_LEVEL``. A summary depends on the source text alone,
not on where the module lies, so it can be cached by the text's hash.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from ebviz.build.fingerprint.names import Names
from ebviz.build.fingerprint.statements import COMPOUND, acts, bases, guard, hooks, kind, strip_docstrings
from ebviz.build.fingerprint.syntax import bindings, import_specs, spec

TOP_LEVEL = "(top level)"
DECLARATIONS = {"DATA": "data", "__all__": "exported", "OUTSIDE_DIGEST": "outside", "COUNTED_APART": "apart"}


@dataclass(slots=True)
class Unit:
    """One top-level name.

    ``kind`` is "def", "class", "constant", "alias" or "value" (see ``kind``), "import", "typing"
    (imported for type checkers only) or "effect"; ``docs`` is the digest of its docstrings; ``targets`` are the specs
    an imported name refers to; ``at`` gives the positions of its statements; the rest is as in ``Names``.
    """

    kind: str
    digest: str = ""
    docs: str = ""
    uses: list[list[str]] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    calls: list[list[str]] = field(default_factory=list)
    handed: list[list[str]] = field(default_factory=list)
    bases: list[list[str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Summary:
    """One module: its units by name, what importing it loads, its star imports, and its declarations.

    ``data`` is the literal ``DATA`` tuple of file names, ``exported`` the literal ``__all__``, ``outside`` and
    ``apart`` the sentences of ``OUTSIDE_DIGEST`` and ``COUNTED_APART``; ``line`` and ``error`` say where and why the
    source does not parse.
    """

    units: dict[str, Unit] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)
    stars: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    exported: list[str] = field(default_factory=list)
    outside: str = ""
    apart: str = ""
    line: int = 0
    error: str = ""


def sha256(text: str | bytes) -> str:
    """Return the SHA-256 of a text or of bytes, in hex."""
    return hashlib.sha256(
        text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    ).hexdigest()


def summarise(source: bytes) -> Summary:
    """Return the summary of a module's source. Source that does not parse becomes a single unit."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        line, message = getattr(error, "lineno", None) or 1, getattr(error, "msg", None) or str(error)
        return Summary({TOP_LEVEL: Unit("effect", sha256(source))}, line=line, error=message)
    return _Builder().build(tree)


class _Builder:
    """Builds a summary from a module's top-level statements, one by one."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.texts: dict[str, list[str]] = {}
        self.docs: dict[str, list[str]] = {}

    def build(self, tree: ast.Module) -> Summary:
        for index, statement in enumerate(tree.body):
            self._statement(index, statement)
        for name, unit in self.summary.units.items():
            unit.digest = sha256("\n".join(self.texts[name]))
            unit.docs = sha256("\n".join(self.docs[name])) if self.docs[name] else ""
        self._mark_unused_imports()
        return self.summary

    def _statement(self, index: int, node: ast.stmt) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            self._imports(index, node)
        elif guard(node) == "TYPE_CHECKING" and isinstance(node, ast.If):
            for name in bindings(node.body)[0]:
                self._add(name, index, "typing", Unit("typing"))
            for child in node.orelse:
                self._statement(index, child)
        elif guard(node) == "__main__" and isinstance(node, ast.If) and not node.orelse:
            return  # runs only as a script
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring, or a string used as a comment
        else:
            self._code(index, node)

    def _imports(self, index: int, node: ast.Import | ast.ImportFrom) -> None:
        for name, target, loaded in import_specs(node):
            self.summary.imports.append(loaded)
            if name == "*":
                module, level = getattr(node, "module", None), getattr(node, "level", 0)
                self.summary.stars.append(spec(level, module))
                self._add(TOP_LEVEL, index, f"import {loaded}", Unit("effect"))
            else:
                self._add(name, index, f"import {loaded} as {name}", Unit("import", targets=[target]))

    def _code(self, index: int, node: ast.stmt) -> None:
        docs = strip_docstrings(node)
        found = Names()
        found.visit(node)
        if isinstance(node, COMPOUND):
            self.summary.imports.extend(found.imports)
        self._declare(node)
        text = ast.dump(node, annotate_fields=False)
        units = self.summary.units
        constants = {name for name, unit in units.items() if unit.kind == "constant"}
        bound = bindings([node])[0]
        for name, targets in bound.items():
            self._add(name, index, text, _unit(kind(node), node, found, targets), docs)
        if not bound or acts(node, constants):
            self._add(TOP_LEVEL, index, text, _unit("effect", node, found), docs)

    def _declare(self, node: ast.stmt) -> None:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if name in DECLARATIONS:
                try:
                    literal = ast.literal_eval(value)
                except (ValueError, TypeError):
                    return
                is_sentence = isinstance(getattr(self.summary, DECLARATIONS[name]), str)
                if is_sentence and isinstance(literal, str):
                    setattr(self.summary, DECLARATIONS[name], literal)
                elif not is_sentence and isinstance(literal, tuple | list):
                    setattr(self.summary, DECLARATIONS[name], [str(item) for item in literal])

    def _add(self, name: str, index: int, text: str, unit: Unit, docs: Iterable[str] = ()) -> None:
        """Add one statement to what is known about a name."""
        self.texts.setdefault(name, []).append(text)
        self.docs.setdefault(name, []).extend(docs)
        known = self.summary.units.get(name)
        if known is None:
            unit.at = [index]
            self.summary.units[name] = unit
            return
        known.kind = unit.kind if known.kind in (unit.kind, "typing") else "value"
        for part in ("uses", "imports", "targets", "calls", "handed", "bases", "flags"):
            ours = getattr(known, part)
            ours += [item for item in getattr(unit, part) if item not in ours]
        known.at.append(index)

    def _mark_unused_imports(self) -> None:
        """Flag imports that are never used by name: such a module is imported for its side effects."""
        units = self.summary.units
        used = {use[0].lstrip("=?") for unit in units.values() for use in unit.uses}
        for name, unit in units.items():
            if unit.targets == [spec(0, "__future__", name)]:
                unit.flags.append("future")
            elif unit.kind == "import" and name not in used and name not in self.summary.exported:
                unit.flags.append("unused")


def _unit(kind: str, node: ast.stmt, found: Names, targets: Sequence[str] = ()) -> Unit:
    return Unit(
        kind,
        uses=[list(names) for names in found.uses],
        imports=list(found.imports),
        targets=list(targets),
        calls=[list(names) for names in found.calls],
        handed=[list(names) for names in found.handed],
        bases=bases(node),
        flags=sorted(found.flags | ({"hook"} if hooks(node) else set())),
    )


def to_json(summary: Summary) -> dict:
    """Return a summary as JSON values, empty fields left out."""
    raw = {part.name: value for part in fields(Summary) if (value := getattr(summary, part.name))}
    raw["units"] = {
        name: {part.name: value for part in fields(Unit) if (value := getattr(unit, part.name))}
        for name, unit in summary.units.items()
    }
    return raw


def from_json(raw: dict) -> Summary:
    """Return the summary that :func:`to_json` turned into ``raw``."""
    units = {name: Unit(**unit) for name, unit in raw["units"].items()}
    return Summary(**(raw | {"units": units}))
