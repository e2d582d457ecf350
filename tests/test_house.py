"""The house rules: which room may import which, no cycles, nothing too long, no unused dependency."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = sorted((ROOT / "ebviz").rglob("*.py"))
SCENES = sorted((ROOT / "scenes").rglob("*.py"))

# What each room (subpackage) may import besides itself; ebviz/__init__.py, the front door, may name any.
NUMBERS = {"errors", "remarks", "reading", "store", "study", "data", "energy", "models", "training"}
KITS = {"errors", "store", "study", "style", "diagrams", "export"}
ROOMS = {
    "errors": {"traces"},
    "traces": set(),
    "importing": set(),
    "remarks": {"errors"},
    "reading": {"errors", "store", "remarks"},
    "dials": {"errors"},
    "door": {"errors", "dials"},
    "store": {"errors"},
    "study": {"errors", "store", "door", "reading"},
    "data": {"reading"},
    "energy": {"errors"},
    "models": {"errors", "remarks", "energy", "reading", "study"},
    "training": {"errors", "study"},
    "studies": NUMBERS,
    "diagrams": {"errors"},
    "style": {"errors"},
    "export": {"errors", "style"},
    "stage": KITS,
    "plot": KITS,
    "live": KITS | {"plot", "dials", "door", "importing"},
    "build": KITS - {"diagrams"} | {"importing", "remarks", "models", "stage", "plot", "live"},
    "cli": {"errors", "store", "study", "models", "export", "build", "stage", "style"},
    # import paths of projects written for 0.1.0
    "config": {"study"},
    "figures": {"plot"},
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in [*LIBRARY, *SCENES]}


def imported(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, anywhere in it, for type checkers too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module


def room(module: str) -> str:
    return module.partition(".")[2].partition(".")[0]


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = {name: {other for other in imported(path) if other in MODULES} for name, path in MODULES.items()}
    for name in graph:
        graph[name].discard("ebviz")  # its version
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_a_room_knows_only_the_rooms_below_it() -> None:
    wrong = [
        f"{module_of(path)} imports {other}"
        for path in LIBRARY
        for other in imported(path)
        if other.startswith("ebviz.") and (mine := room(module_of(path)))
        if mine in ROOMS and room(other) not in {mine, *ROOMS[mine]}
    ]
    assert wrong == []


def test_the_library_imports_no_course_and_no_module_by_a_string_of_its_own() -> None:
    for path in LIBRARY:
        assert not any(other.partition(".")[0] == "scenes" for other in imported(path)), path
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"import_module\(\s*[\"']ebviz", text), path


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_half_of_the_library_s_files_are_at_most_150_lines_long() -> None:
    lines = sorted(path.read_text(encoding="utf-8").count("\n") for path in LIBRARY)
    assert lines[len(lines) // 2] <= 150


def test_every_dependency_is_imported_and_every_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["live"]]
    declared = {re.split(r"[<>=~!\[; ]", line)[0] for line in wanted}
    names = {
        "fonttools": "fontTools",
        "ipython": "IPython",
        "opencv-python-headless": "cv2",
        "pillow": "PIL",
        "scikit-learn": "sklearn",
        "pycairo": "cairo",
    }
    wanted = {names.get(name, name.replace("-", "_")) for name in declared}
    used = {other.partition(".")[0] for path in [*LIBRARY, *SCENES] for other in imported(path)}
    foreign = used - set(sys.stdlib_module_names) - {"ebviz", "scenes"}
    assert foreign == wanted


def test_torch_is_a_range_that_the_lock_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (torch,) = (line for line in project["dependencies"] if line.startswith("torch"))
    assert re.fullmatch(r"torch>=[0-9.]+,<3", torch)
    assert re.search(r"^torch==2\.13\.0$", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M)


def test_no_folder_escapes_the_tests(pytestconfig: pytest.Config) -> None:
    """Pytest leaves folders called build out by default."""
    folders = {part for path in [*LIBRARY, *Path(__file__).parent.rglob("*.py")] for part in path.parts[:-1]}
    hidden = [fnmatch(folder, rule) for folder in folders for rule in pytestconfig.getini("norecursedirs")]
    assert not any(hidden)
