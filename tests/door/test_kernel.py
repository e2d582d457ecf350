"""The door in a real Jupyter kernel: what cells show, how errors look, and how a cell is stopped."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from tests.build.test_orphans import gone
from tests.door.ground import SCENE
from tests.door.kernel import SECONDS, error, result, run_cells, shown

SLOW = '''"""Takes its time."""
import time

from ebviz.study import StudyConfig, report

INPUTS = ()


class Config(StudyConfig):
    steps: int = 3


def compute(config):
    for step in range(config.steps):
        report(step, config.steps, "training")
        time.sleep(0.2)
    return {"steps": [config.steps]}
'''


@pytest.fixture(autouse=True)
def nobody_s_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings and the history of whoever runs the tests out of their kernels."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path_factory.mktemp(name)))


@pytest.fixture
def project(toy: Path) -> Path:
    """The toy project, with a scene and a slow study, and a folder of notebooks."""
    (toy / "scenes/rising.py").write_text(SCENE)
    (toy / "studies/slow.py").write_text(SLOW)
    (toy / "week 1/notebooks").mkdir(parents=True)
    return toy


def test_what_a_notebook_shows(project: Path) -> None:
    study, again, figure, film, still = run_cells(
        project / "week 1/notebooks",
        'import sys, ebviz\nrun = ebviz.study("powers", power=3)\nrun',
        'ebviz.study("powers", power=3)["y"].sum(), sorted({"torch", "manim", "matplotlib"} & {*sys.modules})',
        'ebviz.draw("parabola", set={"powers.power": 3})',
        'ebviz.render("rising", quality="l")',
        'ebviz.still("rising", at="end")',
    )
    table = result(study)
    assert table["text/plain"] == "study powers: power=3.0\n  y  4  float32  0 … 27"
    assert "<td>y</td><td>4</td><td>float32</td><td>0 … 27</td>" in table["text/html"]
    assert re.fullmatch(r"built study numbers in [\d.]+ s, study powers in [\d.]+ s", "".join(shown(study)))
    assert result(again)["text/plain"] == "(np.float32(36.0), [])"
    assert shown(again) == []  # nothing had to be made
    place = project / "renders/figures/light/parabola.png"
    assert base64.b64decode(result(figure)["image/png"]) == place.read_bytes()
    video = re.search(r'<video controls .*src="data:video/mp4;base64,([^"]*)"', result(film)["text/html"])
    assert video
    assert base64.b64decode(video[1]) == (project / "renders/rising/rising.mp4").read_bytes()
    assert base64.b64decode(result(film)["image/jpeg"]).startswith(b"\xff\xd8")
    assert re.fullmatch(r"built rising in [\d.]+ s", "".join(shown(film)))
    place = project / "renders/rising/rising_at_end.png"
    assert base64.b64decode(result(still)["image/png"]) == place.read_bytes()


def test_an_error_is_a_line_and_that_of_the_user_s_study_says_where(project: Path) -> None:
    path = project / "studies/powers.py"
    path.write_text(path.read_text().replace('    return {"y"', '    return {"y": 1 / 0, "x"'))
    name, mine, theirs = run_cells(
        project / "week 1",
        'import ebviz\nebviz.study("nubmers")',
        'def mine(beta):\n    return ebviz.study("numbers", beta=beta)\n\nmine("hot")',
        'ebviz.draw("parabola")',
    )
    (line,) = error(name)
    assert line.startswith("UsageError: there is no study 'nubmers'; did you mean 'numbers'?")
    assert error(mine) == [
        "UsageError: numbers.beta: expected a number ≥ 0, or inf, got hot",
        '  cell, line 4: mine("hot")',
        '  cell, line 2: return ebviz.study("numbers", beta=beta)',
    ]
    assert error(theirs) == [
        "BuildError: study powers: ZeroDivisionError: division by zero",
        '  studies/powers.py, line 12, in compute: return {"y": 1 / 0, "x": numbers["x"] ** config.power}',
    ]


# ------------------------------------------------------------------------------------------------- stopping


@pytest.fixture
def kernel(project: Path) -> Iterator[KernelManager]:
    """A kernel in a folder of the project; ended afterwards if it still runs."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(project / "week 1"))
    yield manager
    if manager.is_alive():
        manager.shutdown_kernel(now=True)


def until(client: object, kind: str, text: str) -> dict:
    """Return the first message of a kind that has a text in it."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        message = client.get_iopub_msg(timeout=SECONDS)  # type: ignore[attr-defined]
        if message["msg_type"] == kind and text in str(message["content"]):
            return message["content"]
    raise AssertionError(f"no {kind} with {text}")


def test_the_stop_button_ends_the_work_in_one_line(kernel: KernelManager, project: Path) -> None:
    client = kernel.client()
    client.start_channels()
    client.wait_for_ready(timeout=SECONDS)
    client.execute(
        'import ebviz\nebviz.study("slow", steps=3000)', stop_on_error=False
    )  # the next is not dropped
    bar = until(client, "update_display_data", "of 3000 training")["data"]
    assert re.fullmatch(r"study slow: \d+ of 3000 training", bar["text/plain"])
    assert re.search(
        r'<progress value="\d+\.0" max="3000\.0"></progress> study slow \d+ of 3000', bar["text/html"]
    )
    kernel.interrupt_kernel()
    told = until(client, "error", "interrupted")
    assert told["traceback"] == ["KeyboardInterrupt: interrupted; what was finished is kept"]
    assert gone(project)
    client.execute('ebviz.study("slow", steps=2)["steps"].tolist()')
    assert until(client, "execute_result", "2")["data"]["text/plain"] == "[2]"  # the next cell works as ever
    client.stop_channels()


def test_what_was_asked_for_ends_with_the_kernel(kernel: KernelManager, project: Path) -> None:
    client = kernel.client()
    client.start_channels()
    client.wait_for_ready(timeout=SECONDS)
    client.execute('import ebviz\nebviz.study("slow", steps=3000)')
    until(client, "update_display_data", "of 3000 training")
    client.stop_channels()
    kernel.shutdown_kernel(now=True)
    assert gone(project)  # the tasks
    assert gone(project / "week 1")  # who ordered them
