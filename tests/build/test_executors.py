"""The build in real processes: parallel, killed, interrupted, crashed, and concurrent. No torch, no Manim."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ebviz.store import files

DRIVER = """
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from ebviz.build.run import Build
from ebviz.build.catalog import discover
from ebviz.cli.display import Lines
from ebviz.build.executors import LocalEngine
from ebviz.build.plan import Judge, plan
from ebviz.build.project import Project
from ebviz.store import Store
from ebviz.store.garbage import clear
from ebviz.build.graph import Graph

if __name__ == "__main__":
    project = replace(Project.at(Path(sys.argv[1])), imports={})
    graph = Graph(project, discover({"studies": project.root / "studies"}))
    for name in graph.catalog.studies:
        graph.add_study(name)
    store = Store(project.renders)
    store.prepare()
    clear(store)
    judge = Judge(project, store)
    plan(graph, judge)
    judge.save()
    outcome = Build(graph, judge, LocalEngine, 2, Lines()).run()
    sys.exit(not outcome.ok)
"""
STUDY = '''"""A study that leaves traces."""
import os
import signal
import time
from pathlib import Path

import numpy as np

from ebviz.study import StudyConfig
from ebviz.study.progress import report

INPUTS = {inputs}
ROOT = Path(__file__).parents[1]


class Config(StudyConfig):
    seed: int = 0


def trace(word):
    with (ROOT / "traces").open("a") as file:
        file.write(f"{{word}} {name} {{os.getpid()}} {{time.monotonic()}}\\n")


def compute(config, **runs):
    trace("begin")
    {body}
    trace("end")
    return {{"x": np.arange(4.0)}}
'''


class Project:
    """A folder of studies with a process that builds them all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "scenes").mkdir()
        (root / "studies").mkdir()
        (root / "drive.py").write_text(DRIVER)

    def study(self, name: str, body: str = "pass", inputs: tuple[str, ...] = ()) -> Path:
        path = self.root / f"studies/{name}.py"
        path.write_text(STUDY.format(name=name, inputs=repr(inputs), body=body))
        return path

    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, str(self.root / "drive.py"), str(self.root)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, text=True, **pipes)  # type: ignore[call-overload,no-any-return]

    def build(self) -> tuple[int, str, str]:
        process = self.start()
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def traces(self, word: str = "begin") -> list[tuple[str, int, float]]:
        """Return (study, process, seconds) for each start or end."""
        path = self.root / "traces"
        rows = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
        return [(row[1], int(row[2]), float(row[3])) for row in rows if row[0] == word]

    def names(self) -> list[str]:
        return sorted(name for name, *_ in self.traces())

    def leftovers(self) -> list[Path]:
        found = [path for path in (self.root / "renders").rglob("*") if path.name.endswith(files.PART)]
        return found + list((self.root / "renders/.store/tmp").iterdir())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def until(truth: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_independent_tasks_overlap_and_dependent_ones_follow(project: Project) -> None:
    project.study("a", "time.sleep(1)")
    project.study("b", "time.sleep(1)")
    project.study("c", inputs=("a", "b"))
    code, out, err = project.build()
    assert (code, err) == (0, ""), out
    begun = {name: when for name, _, when in project.traces("begin")}
    ended = {name: when for name, _, when in project.traces("end")}
    assert max(begun["a"], begun["b"]) < min(ended["a"], ended["b"])
    assert begun["c"] > max(ended["a"], ended["b"])
    assert project.build()[1] == ""
    assert project.names() == ["a", "b", "c"]


def test_progress_is_told_and_chatter_goes_into_the_log(project: Project) -> None:
    steps = "for i in range(8): report(i, 8, 'steps'); time.sleep(0.12)"
    project.study("a", f"print('chatter', flush=True); os.system('echo more'); exec({steps!r})")
    code, out, err = project.build()
    assert (code, err) == (0, "")
    assert "% (steps)" in out
    assert "chatter" not in out
    assert (project.root / "renders/.store/logs/study.a.log").read_text().split() == ["chatter", "more"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_leaves_no_worker_and_the_next_goes_on(
    project: Project, how: signal.Signals
) -> None:
    project.study("a")
    project.study("b", "time.sleep(0 if (ROOT / 'go').exists() else 60)", inputs=("a",))
    process = project.start()
    until(lambda: project.names() == ["a", "b"])
    process.send_signal(how)
    process.communicate(timeout=30)
    assert process.returncode != 0
    workers = {pid for _, pid, _ in project.traces()}
    until(lambda: not any(alive(pid) for pid in workers), seconds=10)
    (project.root / "go").touch()
    code, out, err = project.build()
    assert (code, err) == (0, ""), out
    assert project.names() == ["a", "b", "b"]
    assert project.leftovers() == []


def test_killed_at_many_moments_it_is_always_whole(project: Project) -> None:
    for name in "abcdef":
        project.study(name, "time.sleep(0.05)", inputs=("a",) if name != "a" else ())
    for delay in (0.1, 0.5, 0.8, 1.0, 1.2, 1.5, 1.8):
        process = project.start()
        time.sleep(delay)
        process.kill()
        process.communicate()
    assert project.build()[0] == 0
    until(lambda: not any(alive(pid) for _, pid, _ in project.traces()), seconds=10)
    project.build()
    assert project.leftovers() == []
    done = [name for name, *_ in project.traces("end")]
    assert sorted(set(done)) == list("abcdef")
    assert project.build()[1] == ""


def test_two_runs_share_the_work(project: Project) -> None:
    for name in "abc":
        project.study(name, "time.sleep(0.5)")
    both = [project.start(), project.start()]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert project.names() == ["a", "b", "c"]
    assert any("waiting: another run is building it" in out for out, _ in said)


def test_a_worker_that_dies_once_is_forgiven(project: Project) -> None:
    once = "(ROOT / 'died').exists() or ((ROOT / 'died').touch(), os.kill(os.getpid(), signal.SIGKILL))"
    project.study("a", once)
    project.study("b", "time.sleep(0.5)")
    code, out, err = project.build()
    assert (code, err) == (0, ""), out


def test_a_worker_that_always_dies_fails_and_spares_the_others(project: Project) -> None:
    project.study("a", "os.kill(os.getpid(), signal.SIGKILL)")
    project.study("b", "time.sleep(0.5)")
    project.study("c", inputs=("a",))
    code, out, err = project.build()
    assert code == 1
    assert err.splitlines()[0].startswith("study a: failed: its worker process died")
    assert "study c: skipped: needs study:a, which failed" in err
    assert "study b" not in err
    assert [name for name, *_ in project.traces("end")] == ["b"], out


def test_a_failure_is_one_line_with_its_traceback_in_the_log(project: Project) -> None:
    project.study("a", "raise ValueError('the energy\\n  is NaN')")
    project.study("b", "raise SystemExit('no more')")
    project.study("c")
    code, out, err = project.build()
    assert code == 1
    assert len(err.splitlines()) == 2
    log = project.root / "renders/.store/logs/study.a.log"
    assert f"study a: failed: ValueError: the energy is NaN (log: {log})" in err
    assert "Traceback" in log.read_text()
    assert "study b: failed: SystemExit: no more" in err
    assert "study c: built" in out
    assert project.leftovers() == []


def test_code_that_changes_during_a_task_is_refused(project: Project) -> None:
    change = "mine = Path(__file__); mine.write_text(mine.read_text().replace('4.0', '5.0'))"
    project.study("a", change)
    code, _, err = project.build()
    assert code == 1
    assert "the code has changed since the plan was made" in err


def test_a_file_that_is_read_must_be_declared_and_then_counts(project: Project) -> None:
    (project.root / "studies/table.csv").write_text("1,2")
    path = project.study("a", "(Path(__file__).parent / 'table.csv').read_text()")
    code, _, err = project.build()
    assert code == 1
    assert "'studies/table.csv' was read but is not declared" in err
    path.write_text(path.read_text() + '\nDATA = ("table.csv",)\n')
    assert project.build()[0] == 0
    assert project.build()[1] == ""
    (project.root / "studies/table.csv").write_text("1,3")
    code, out, _ = project.build()
    assert (code, len(project.names())) == (0, 3), out


def test_a_file_of_the_project_beside_its_packages_must_be_declared_too(project: Project) -> None:
    for name, kept in (("data.csv", False), (".venv/lib.txt", True), ("tables/deep/data.csv", False)):
        (project.root / name).parent.mkdir(exist_ok=True, parents=True)
        (project.root / name).write_text("1,2")
        path = project.study("a", f"(ROOT / '{name}').read_text()")
        code, _, err = project.build()
        assert (code == 0) is kept, err
    path = project.study("a", "(ROOT / 'tables/deep/data.csv').read_text()")
    line = project.build()[2]
    assert "'tables/deep/data.csv' was read" in line
    assert 'add DATA = ("../tables/deep/data.csv",) to the module studies/a.py, or' in line
    path.write_text(f"{path.read_text()}\n{line[line.index('DATA') : line.index(' to the module')]}\n")
    assert project.build()[0] == 0
    (project.root / "tables/deep/data.csv").write_text("1,3")
    code, out, _ = project.build()
    assert code == 0
    assert "study a: built" in out


def test_a_full_disk_fails_the_task_with_its_place(project: Project) -> None:
    project.study("a", "raise OSError(28, 'No space left on device')")
    project.study("b")
    code, out, err = project.build()
    assert code == 1
    assert err.startswith(f"study a: failed: No space left on device ('{project.root}/renders/.store')")
    assert "study b: built" in out


def test_workers_have_one_thread_and_a_constant_date(project: Project) -> None:
    project.study("a", "trace(os.environ['OMP_NUM_THREADS'] + os.environ['SOURCE_DATE_EPOCH'])")
    assert project.build()[0] == 0
    assert project.traces("1315532800")


@pytest.mark.parametrize("delay", [0.4, 0.6, 0.8])
def test_an_interrupt_while_everything_starts_is_one_line(project: Project, delay: float) -> None:
    project.study("a", "time.sleep(60)")
    (project.root / "figures").mkdir()
    (project.root / "figures/plot.py").write_text(
        "from ebviz.plot import figure\n\n\n@figure(studies=('a',))\ndef still(fig, theme, a): pass\n"
    )
    command = [sys.executable, "-m", "ebviz", "--project", str(project.root), "figures", "still"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, text=True, start_new_session=True, **pipes)  # type: ignore[call-overload]
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT)  # Python's own way of saying 130
    assert err == "error: interrupted; what was finished is kept\n"


def test_the_command_is_interrupted_cleanly(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.study("slow", "time.sleep(60)")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/plot.py").write_text(
        "from ebviz.plot import figure\n\n\n@figure(studies=('slow',), size=(2, 2))\n"
        "def still(fig, theme, slow):\n    '''A still.'''\n"
    )
    command = [sys.executable, "-m", "ebviz", "--project", str(tmp_path), "figures", "still"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, text=True, start_new_session=True, **pipes)  # type: ignore[call-overload]
    until(lambda: project.names() == ["slow"])
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.strip() == "error: interrupted; what was finished is kept"
    until(lambda: not any(alive(pid) for _, pid, _ in project.traces()), seconds=10)
    assert project.leftovers() == []
