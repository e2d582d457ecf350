"""Reads in odd places: links, hidden folders, outside the project, what is not there, what changes meanwhile."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.build.ground import STUDY, Case, Cycle, drive


def put(name: str, text: str = "3") -> Callable[[Path, str], object]:
    """Return what writes a file of that name into a project."""

    def do(root: Path, file: str) -> None:
        path = root / name.replace("FILE", file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return do


def link(name: str, target: str, text: str = "3") -> Callable[[Path, str], object]:
    """Return what makes a link in a project to a folder or file outside, where files hold ``text``."""

    def do(root: Path, file: str) -> None:
        outside, path = root.parent / f"{file}_{text}", root / name.replace("FILE", file)
        (outside / "deep").mkdir(parents=True)
        for below in ("x.txt", "deep/x.txt"):
            (outside / below).write_text(text)
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        path.symlink_to(outside / target)

    return do


def linked(name: str, target: str, read: str, declared: str) -> Case:
    """Return the case of a file behind a link, which is turned elsewhere."""
    return Case(
        f"value = float((HERE / '{read}').read_text())",
        make=link(name, target),
        edit=link(name, target, "4"),
        refused=f'add DATA = ("../{read}",) to the module',
        declared=declared,
        changed=f"changed MODULE:../{read}",
    )


def searched(way: str) -> Case:
    """Return the case of a folder whose files are searched."""
    return Case(
        f"value = len({way})",
        make=put("FILE/a.txt"),
        edit=put("FILE/b.txt"),
        refused="'FILE' was searched for files but is not declared, so new ones would go unnoticed; add DATA",
        changed="added MODULE:../FILE/b.txt",
        first=1.0,
        second=2.0,
    )


def as_text(body: str, declared: str = "../FILE.py") -> Case:
    """Return the case of Python source that is read as text: each letter of it counts."""
    return Case(
        body,
        make=put("FILE.py", "X = 3\n"),
        edit=put("FILE.py", "X = 4\n"),
        refused=f'add DATA = ("{declared}",) to the module',
        declared=declared,
        changed="changed " if "exec(" in body or "runpy" in body else f"changed MODULE:{declared}",
    )


CASES = {
    "link to a file": linked("FILE.txt", "x.txt", "FILE.txt", "../FILE.txt"),
    "hidden link to a file": linked(".FILE.txt", "x.txt", ".FILE.txt", "../.FILE.txt"),
    "link in a declared folder": linked("FILE/a.txt", "x.txt", "FILE/a.txt", "../FILE"),
    "folder behind a link": linked("FILE", "", "FILE/deep/x.txt", "../FILE/deep/x.txt"),
    "folder behind a link in a declared folder": linked("FILE/a", "deep", "FILE/a/x.txt", "../FILE"),
    "pattern behind a link": linked("FILE", "", "FILE/x.txt", "../FILE/*.txt"),
    "hidden folder": Case(
        "value = float((HERE / '.FILE/x.txt').read_text())",
        make=put(".FILE/x.txt"),
        edit=put(".FILE/x.txt", "4"),
        refused='add DATA = ("../.FILE/x.txt",)',
        declared="../.FILE",
        changed="changed MODULE:../.FILE/x.txt",
    ),
    "outside the project": Case(
        "value = float((HERE.parent / 'FILE.txt').read_text())",
        make=put("../FILE.txt"),
        edit=put("../FILE.txt", "4"),
        refused="FILE.txt' lies outside the project and was read but is not declared, so changes to it would go "
        'unnoticed; add DATA = ("../../FILE.txt",) to the module studies/',
        declared="../../FILE.txt",
        changed="changed MODULE:../../FILE.txt",
    ),
    "os.listdir": searched("os.listdir(HERE / 'FILE')"),
    "glob": searched("list(HERE.glob('FILE/*.txt'))"),
    "os.scandir": searched("[*os.scandir('FILE')]"),
    "os.walk": searched("next(os.walk(HERE / 'FILE'))[2]"),
    "not there yet": Case(
        "try:\n    value = float(open('FILE').read())\nexcept FileNotFoundError:\n    value = 3",
        make=lambda root, file: None,
        edit=put("FILE", "4"),
        refused="'FILE' was looked for but is not declared, so adding it would go unnoticed",
    ),
    "source": as_text("value = float((HERE / 'FILE.py').read_text()[4:])"),
    "source of a module in use": as_text(
        "import FILE\nvalue = float(Path(FILE.__file__).read_text()[4:])", "../FILE.py"
    ),
    "exec": as_text("space = {}\nexec(open('FILE.py').read(), space)\nvalue = space['X']"),
    "runpy": as_text("import runpy\nvalue = runpy.run_path('FILE.py')['X']"),
}


def test_what_is_read_anywhere_is_refused_until_it_is_declared_and_then_counts(tmp_path: Path) -> None:
    assert Cycle(tmp_path / "project", CASES).faults() == {}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("scenes", "studies"):
        (tmp_path / name).mkdir()
    return tmp_path


def write(root: Path, **bodies: str) -> None:
    for name, body in bodies.items():
        (root / f"studies/{name}.py").write_text(STUDY.replace("BODY", textwrap.indent(body, "    ")))


def test_what_a_task_writes_itself_it_may_read(root: Path) -> None:
    (root / "old.txt").write_text("3")
    write(
        root,
        new="(HERE / 'new.txt').write_text('7')\nvalue = float((HERE / 'new.txt').read_text())",
        old="with open('old.txt') as f:\n    value = float(f.read())\n(HERE / 'old.txt').write_text('8')",
    )
    found = drive(root)
    assert found["y"] == {"study:new": [7.0]}
    assert "'old.txt' was read but is not declared" in found["failed"]["study:old"]
    assert drive(root, "status")["states"]["study:new"] == "fresh"


def test_environment_variables_that_are_read_count(root: Path) -> None:
    write(
        root,
        environ="value = float(os.environ['LECTURE'])",
        getenv="value = float(os.getenv('LECTURE', '0'))",
        environb="value = float(os.environb[b'LECTURE'])",
        at_import="value = float(GIVEN)",
        loop="[name for name in os.environ]\nvalue = float(os.environ['LECTURE'])",
        handed_on="import subprocess\nsubprocess.run(['true'], env={**os.environ, 'A': '1'})\nvalue = 3",
        copied="os.environ.copy()\nvalue = 3",
        own="os.environ['LECTURE'] = '3'\nvalue = float(os.environ['LECTURE'])",
    )
    path = root / "studies/at_import.py"
    path.write_text(path.read_text().replace("INPUTS =", "GIVEN = os.environ.get('LECTURE', '0')\nINPUTS ="))
    read = {f"study:{name}" for name in ("environ", "getenv", "environb", "at_import", "loop")}
    others = {f"study:{name}" for name in ("handed_on", "copied", "own")}
    first = drive(root, LECTURE="3", OTHER="1")
    assert first["failed"] == {}
    assert first["y"] == {name: [3.0] for name in read | others}
    assert set(drive(root, "status", LECTURE="3", OTHER="2")["states"].values()) == {"fresh"}
    for other in ({"LECTURE": "4"}, {}):
        assert drive(root, "status", **other)["states"] == {
            **dict.fromkeys(read, "stale: environment variable LECTURE changed"),
            **dict.fromkeys(others, "fresh"),
        }
    assert drive(root, LECTURE="4")["y"] == {
        **{name: [4.0] for name in read},
        **{name: [3.0] for name in others},
    }
    assert set(drive(root, "status", LECTURE="4")["states"].values()) == {"fresh"}


def test_names_like_those_of_python_s_own_modules_hide_nothing(root: Path) -> None:
    (root / "data").mkdir()
    (root / "helper.py").write_text("X = 3")
    write(
        root,
        site="value = len(os.listdir('data'))",
        pkgutil="value = len(os.listdir('data'))",
        linecache="value = len((HERE / 'helper.py').read_text())",
        videos="from photos import asked\nvalue = float(asked())",
    )
    (root / "photos.py").write_text("import os\n\n\ndef asked():\n    return os.environ['LECTURE']\n")
    found = drive(root, LECTURE="3")
    said = {name.partition(":")[2]: line.partition(",")[0] for name, line in found["failed"].items()}
    searched = "'data' was searched for files but is not declared"
    read = "'helper.py' was read but is not declared"
    assert said == {"site": searched, "pkgutil": searched, "linecache": read}
    assert drive(root, "status", LECTURE="4")["states"]["study:videos"] == (
        "stale: environment variable LECTURE changed"
    )


def test_variables_that_tune_libraries_do_not_reach_a_task(root: Path) -> None:
    tuned = ("MKL_CBWR", "ATEN_CPU_CAPABILITY", "OPENBLAS_CORETYPE", "OMP_NUM_THREADS", "MPLBACKEND")
    write(root, all=f"value = [os.environ.get(name) == '1' for name in {tuned}]", s=f"value = len({tuned})")
    assert drive(root, **dict.fromkeys(tuned, "2"))["y"]["study:all"] == [0, 0, 0, 1, 0]
    for later in ({}, dict.fromkeys(tuned, "3")):  # set in another way, or not at all
        assert drive(root, "status", **later)["states"] == {"study:all": "fresh", "study:s": "fresh"}


def test_what_is_changed_and_changed_back_while_a_task_runs_is_refused(root: Path) -> None:
    change = "path = HERE / {!r}\nwas = path.read_bytes()\npath.write_text({!r})\n"
    back = "\npath.write_bytes(was)"
    write(
        root,
        data=change.format("data.txt", "9") + "value = float((HERE / 'data.txt').read_text())" + back,
        code=change.format("late.py", "X = 9") + "from late import X as value" + back,
        given=change.format("given.bin", "9") + "value = float(Path(config.file).read_text())" + back,
    )
    for name, text in (("data.txt", "3"), ("late.py", "X = 3"), ("given.bin", "3")):
        (root / name).write_text(text)
    for name, declared in (("data", "../data.txt"), ("code", "../late.py")):
        path = root / f"studies/{name}.py"
        path.write_text(path.read_text() + f"\n\nDATA = ({declared!r},)\n")
    path = root / "studies/given.py"
    path.write_text(path.read_text().replace("n: int = 0", "file: Path = Path('given.bin')"))
    assert drive(root)["failed"] == {
        f"study:{study}": f"'{root / file}' was changed while it was being read; run again"
        for study, file in (("data", "data.txt"), ("code", "late.py"), ("given", "given.bin"))
    }


def test_a_file_that_is_changed_after_the_plan_is_refused(root: Path) -> None:
    """The first study to run changes what the second is given."""
    write(
        root, a="(HERE / 'given.bin').write_text('9')\nvalue = 1", b="value = float(config.file.read_text())"
    )
    (root / "given.bin").write_text("3")
    path = root / "studies/b.py"
    text = path.read_text().replace("n: int = 0", "file: Path = Path('given.bin')")
    path.write_text(
        text.replace("INPUTS = ()", "INPUTS = ('a',)").replace("compute(config)", "compute(config, a)")
    )
    line = f"'{root / 'given.bin'}' changed since the plan was made; run again"
    assert drive(root)["failed"] == {"study:b": line}
    assert drive(root)["y"]["study:b"] == [9.0]
