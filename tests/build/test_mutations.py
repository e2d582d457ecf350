"""Every definition in this repository is edited: exactly the entries with it in their closures become stale.

And whatever studies and figures run, according to the tracer, is in their closures (for scenes see tests/scenes).
"""

from __future__ import annotations

import ast
import functools
import importlib
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import ebviz
from ebviz.build.fingerprint import CodeBase
from ebviz.build.fingerprint.summary import DECLARATIONS, Summary, Unit, summarise
from ebviz.study import Run
from tests.build.quick import QUICK
from tests.build.tracing import assert_covered
from tests.conftest import CATALOG

FOLDER = Path(ebviz.__file__).parent
PACKAGES = {"ebviz": FOLDER, "scenes": FOLDER.parent / "scenes"}
SOURCE = "(source)"  # the unit that stands for the whole text of a module
ROUNDS = 2  # of edits; those of one round are made at once


@functools.cache
def sources() -> dict[str, str]:
    """Return the text of every module that is a file, by its name."""
    found = {}
    for package, folder in PACKAGES.items():
        for path in sorted(folder.rglob("*.py")):
            parts = [package, *path.relative_to(folder).with_suffix("").parts]
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(
                encoding="utf-8"
            )
    return found


@functools.cache
def entries() -> tuple[str, ...]:
    """Return where every study, scene, figure and recipe starts."""
    catalog = CATALOG
    assert not catalog.problems
    return (
        *(f"{entry.module}:compute" for entry in catalog.studies.values()),
        *(f"{entry.module}:{entry.cls}" for entry in catalog.scenes.values()),
        *(f"{entry.module}:{entry.function}" for entry in catalog.figures.values()),
        *(f"{entry.module}:{entry.function}" for entry in catalog.pages.values()),
        *(
            f"ebviz.build.recipes:{kind}"
            for kind in ("study", "scene", "figure", "page", "gif", "webm", "sheet")
        ),
    )


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A parse cache for this module's tests."""
    return tmp_path_factory.mktemp("cache") / "code.json"


def closures(cache: Path, edited: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """Return the closure of every entry, with some modules' text replaced."""
    code = CodeBase(PACKAGES, cache=cache, overlay={**sources(), **(edited or {})})
    found = {entry: code.closure(entry) for entry in entries()}
    code.save()
    return found


class Edit(NamedTuple):
    """A definition of a module, the lines that it takes, and how it reads when edited."""

    name: str
    first: int
    end: int
    edited: str


def edits(text: str) -> Iterator[Edit]:
    """Yield an edit of each definition of a module."""
    for node in ast.parse(text).body:
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                node.body.append(ast.Expr(ast.Constant(0)))
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if name not in DECLARATIONS:
                node.value = ast.Tuple([value], ast.Load())
            case _:
                continue
        yield Edit(
            name, first - 1, node.end_lineno or first, ast.unparse(ast.fix_missing_locations(node)) + "\n"
        )


def with_edits(text: str, chosen: Iterable[Edit]) -> str:
    """Return a module's text with some of its definitions edited."""
    lines = text.splitlines()
    for edit in sorted(chosen, key=lambda edit: edit.first, reverse=True):
        lines[edit.first : edit.end] = [edit.edited]
    return "\n".join([*lines, ""])


def structure(summary: Summary) -> dict[str, Any]:
    """Return everything in a summary except the digests: what leads from unit to unit."""
    parts = [part for part in Unit.__dataclass_fields__ if part not in ("digest", "docs")]
    units = {name: [getattr(unit, part) for part in parts] for name, unit in summary.units.items()}
    return {
        "units": units,
        **{part: getattr(summary, part) for part in ("imports", "stars", "data", "outside")},
    }


def apart(edits: Sequence[Edit]) -> list[list[Edit]]:
    """Return rounds of edits such that, of any two edits, each is made in some round without the other (Sperner)."""
    turns = next(k for k in itertools.count(1) if math.comb(k, k // 2) >= len(edits))
    codes = itertools.combinations(range(turns), turns // 2)
    of = list(zip(edits, codes, strict=False))
    return (
        [[edit for edit, code in of if turn in code] for turn in range(turns)] if turns > 1 else [list(edits)]
    )


def test_an_edit_changes_the_digest_of_its_definition_and_nothing_else() -> None:
    made = set()
    for module, text in sources().items():
        before = summarise(text.encode())
        for chosen in apart(list(edits(text))):
            names, after = {edit.name for edit in chosen}, summarise(with_edits(text, chosen).encode())
            changed = {unit for unit in before.units if before.units[unit].digest != after.units[unit].digest}
            assert changed == names, module
            assert structure(after) == structure(before), f"{module}: {names}"
            made |= {(module, name) for name in names}
    assert made == {(module, edit.name) for module, text in sources().items() for edit in edits(text)}


def test_an_edit_makes_stale_exactly_what_holds_the_definition(cache: Path) -> None:
    """In each round every second definition is edited: just these have changed in the closures that hold them."""
    before = closures(cache)
    everything = [(module, edit) for module, text in sources().items() for edit in edits(text)]
    held: set[str] = set()
    for turn in range(ROUNDS):
        chosen: dict[str, list[Edit]] = {}
        for module, edit in everything[turn::ROUNDS]:
            chosen.setdefault(module, []).append(edit)
        units = {f"{module}:{edit.name}" for module, some in chosen.items() for edit in some}
        after = closures(
            cache, {module: with_edits(sources()[module], some) for module, some in chosen.items()}
        )
        for entry in entries():
            known = before[entry].keys() | after[entry].keys()
            changed = {unit for unit in known if before[entry].get(unit) != after[entry].get(unit)}
            whole = {module for module in chosen if f"{module}:{SOURCE}" in before[entry]}
            assert changed == (units & before[entry].keys()) | {f"{module}:{SOURCE}" for module in whole}, (
                entry
            )
            assert {unit for unit in units if unit.partition(":")[0] in whole} <= changed, entry
            held |= changed
    assert len(held) > 500


def test_layout_comments_and_docstrings_make_nothing_stale(cache: Path) -> None:
    reads_docstrings = {module for module, text in sources().items() if "__doc__" in text}
    overlay = {}
    for module, text in sources().items():
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
                and ast.get_docstring(node) is not None
            ):
                node.body[0] = ast.Expr(ast.Constant("Another sentence."))
        if module not in reads_docstrings:
            overlay[module] = "# A comment.\n" + ast.unparse(ast.fix_missing_locations(tree)).replace(
                "\n", "\n\n"
            )
    assert len(overlay) > 40
    assert closures(cache, overlay) == closures(cache)


def test_a_study_does_not_depend_on_pictures_nor_a_picture_on_how_studies_are_made(cache: Path) -> None:
    numbers = ("ebviz.studies", "ebviz.models", "ebviz.training", "ebviz.data")
    never = {
        "ebviz.studies": ("ebviz.stage", "ebviz.plot", "ebviz.export", "scenes", "ebviz.build"),
        "film": (*numbers, "ebviz.build", "ebviz.plot"),
        "figure": (*numbers, "ebviz.build", "ebviz.stage"),
        "ebviz.build": tuple(f"ebviz.build.{name}" for name in ("run", "plan", "worker", "catalog", "graph")),
    }
    films = {f"{entry.module}:{entry.cls}" for entry in CATALOG.scenes.values()}
    for entry, closure in closures(cache).items():
        kind = "film" if entry in films else "figure"
        kind = next((known for known in never if entry.startswith(f"{known}.")), kind)
        modules = {unit.partition(":")[0] for unit in closure}
        above = (*never[kind], "ebviz.cli", "ebviz.door")
        assert not {module for module in modules if module.startswith(above)}, entry


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    """A quick run of each study, after checking that what it ran is in its closure."""
    torch = importlib.import_module("torch")
    importlib.import_module("ebviz.data")  # or `from ebviz import data` would run the front door, to load it
    runs: dict[str, Run] = {}
    waiting = dict(CATALOG.studies)
    while waiting:
        name = next(name for name, entry in waiting.items() if set(entry.inputs) <= set(runs))
        entry = waiting.pop(name)
        study = importlib.import_module(entry.module)
        config = study.Config(**QUICK.get(name, {}))
        arrays: dict[str, Any] = {}

        def compute(
            study: Any = study, config: Any = config, inputs: Any = entry.inputs, into: Any = arrays
        ) -> None:
            into.update(study.compute(config, **{name: runs[name] for name in inputs}))

        ran = assert_covered(compute, ["ebviz.build.recipes:study", f"{entry.module}:compute"], PACKAGES)
        assert f"{entry.module}:compute" in ran
        numbers = {key: torch.as_tensor(value).detach().numpy() for key, value in arrays.items()}
        runs[name] = Run(name, numbers, config.model_dump())
    return runs


def test_what_a_study_runs_is_in_its_closure(runs: dict[str, Run]) -> None:
    assert len(runs) >= 5


@pytest.mark.parametrize("module", sorted({entry.module for entry in CATALOG.figures.values()}))
def test_what_a_figure_runs_is_in_its_closure(runs: dict[str, Run], module: str) -> None:
    base = importlib.import_module("ebviz.plot.base")
    for entry in (entry for entry in CATALOG.figures.values() if entry.module == module):
        function = getattr(importlib.import_module(entry.module), entry.function)
        draw = functools.partial(base.draw, function, "dark", runs)
        ran = assert_covered(
            draw, ["ebviz.build.recipes:figure", f"{entry.module}:{entry.function}"], PACKAGES
        )
        assert f"{entry.module}:{entry.function}" in ran


@pytest.mark.parametrize("name", sorted(CATALOG.pages))
def test_what_a_page_runs_is_in_its_closure(runs: dict[str, Run], name: str) -> None:
    document, page = (importlib.import_module(f"ebviz.live.{module}") for module in ("document", "page"))
    entry = CATALOG.pages[name]
    function = getattr(importlib.import_module(entry.module), entry.function)

    def write() -> None:
        document.document(page.filled(function, runs), {})

    here = f"{entry.module}:{entry.function}"
    assert here in assert_covered(write, ["ebviz.build.recipes:page", here], PACKAGES)
