"""Studies that do not load, or do something else when they are: one line each, and the others still work."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ebviz.build import configurations
from ebviz.cli import main
from tests.conftest import toy_project

CONFIG = """from typing import Any
from pathlib import Path
from pydantic import ConfigDict, Field, field_validator, model_validator
from ebviz.study import StudyConfig

INPUTS = ()

class Config(StudyConfig):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    {body}

def compute(config):
    return {{"x": [1.0]}}
"""


def run(toy: Path, *arguments: str) -> int:
    return main(["--project", str(toy), *arguments])


def rows(toy: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict]:
    """Return what `status --json` says, which must be JSON."""
    assert run(toy, "status", "--json", *arguments) == 0
    return json.loads(capsys.readouterr().out)["targets"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("import os; os._exit(3)", "reading its configuration ended the process (exit code 3)"),
        ("import ctypes; ctypes.string_at(0)", "reading its configuration crashed (SIGSEGV)"),
        ("while True: pass", "reading its configuration took longer than 2 s"),
        ("import time; time.sleep(99)", "reading its configuration took longer than 2 s"),
        ("raise SystemExit(0)", "cannot be imported: SystemExit: 0 (bad.py, line 1)"),
        ("import no_such_thing", "No module named 'no_such_thing' (bad.py, line 1)"),
        ("import os; os.kill(os.getpid(), 9)", "reading its configuration crashed (SIGKILL)"),
        ("input()", "bad.py, line 1: asks for input, but nobody is there to ask"),
        ("import os; os.closerange(3, 99)", "reading its configuration"),
    ],
)
def test_a_study_that_ends_whoever_imports_it_is_one_line(
    toy: Path, lines: str, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configurations, "LIMIT", 2.0)
    (toy / "studies/bad.py").write_text(f"{lines}\n{CONFIG.format(body='n: int = 1')}")
    found = rows(toy, capsys)
    assert found["study:bad"]["state"] == "broken"
    (reason,) = found["study:bad"]["reasons"]
    assert "bad" in reason.partition(":")[0].partition(" cannot")[0]
    assert words in reason
    assert found["study:numbers"] == found["study:powers"] == {"state": "stale", "reasons": ["never built"]}


@pytest.mark.parametrize(
    "lines",
    [
        "print('hello')",
        "import os; os.write(1, b'hello')",
        "import sys; sys.stdout.close(); sys.stderr.close()",
        "import os; os.close(1); os.close(2)",
        "import json; json.dumps = json.loads = lambda *a, **k: 'no'",
        "import pickle; pickle.dumps = None",
        "import os; os.chdir('/')",
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "import warnings; warnings.warn('loud'); warnings.simplefilter('error')",
        "import os; os.environ.clear()",
        "import threading, time; threading.Thread(target=time.sleep, args=(99,)).start()",
        "import os; os.fork()",
        "import subprocess; subprocess.Popen(['sleep', '77'])",
        "import sys; sys.path[:] = ['/nowhere', *sys.path]; sys.argv.clear()",
    ],
)
def test_what_a_study_does_when_imported_stays_in_its_own_process(
    toy: Path, lines: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (toy / "studies/loud.py").write_text(f"{lines}\n{CONFIG.format(body='n: int = 1')}")
    before, started = Path.cwd(), time.monotonic()
    assert run(toy, "status", "--json") == 0
    said = capfd.readouterr()
    found = json.loads(said.out)
    assert said.err == ""
    assert {row["state"] for row in found["targets"].values()} == {"stale"}
    assert Path.cwd() == before
    assert time.monotonic() - started < 30
    assert not (toy / "renders/.store/ac").exists()


BAD = [
    ("kind: Any = torch.float32", "bad.kind: expected something that JSON can hold, got torch.float32"),
    ("kind: Any = print", "bad.kind: expected something that JSON can hold, got <built-in"),
    ("kind: Any = object()", "bad.kind: expected something that JSON can hold"),
    ("kind: bytes = b'\\xff'", "bad.kind: expected something that JSON can hold, got b'\\xff' (bytes)"),
    ("kind: str = '\\ud800'", "bad.kind: "),
    ("kind: Any = '\\ud800'", "bad.kind: expected something that JSON can hold"),
    ("kind: Any = {'a': ['\\ud800']}", "bad.kind.a.0: expected something that JSON can hold"),
    ("kind: int = 10**5000", "bad.kind: expected something that JSON can hold, got a value"),
    ("kind: Any = (n for n in ())", "bad.kind"),
    ("kind: Any = torch.ones(2)", "bad.kind: expected something that JSON can hold, got tensor"),
    ("kind: Any = {1: 2, '1': 3}", "bad.kind: two keys read '1'"),
    (
        "kind: Any = Field(default_factory=lambda: 1 / 0)",
        "bad.kind: its configuration cannot be made: Zero",
    ),
    (
        "n: int = 1\n    @field_validator('n')\n    def check(cls, n): raise KeyError(n)",
        "bad.n: its configuration cannot be made: KeyError: 1",
    ),
    (
        "n: int = 1\n    @field_validator('n')\n    def check(cls, n): raise SystemExit",
        "bad.n: its configuration cannot be made: SystemExit",
    ),
    ("n: int = 1\n    @field_validator('n')\n    def check(cls, n): return object()", "bad.n: expected"),
    ("n: int = 1\n    @field_validator('n')\n    def check(cls, n): return cls.check(n)", "bad.n: "),
    (
        "def model_post_init(self, _): raise OSError('no')",
        "study bad: its configuration cannot be made: ",
    ),
    ("@model_validator(mode='before')\n    def f(cls, values): return 3", "study bad: "),
    (
        "a: Any = []\n    a.append(a)",
        "study bad: its configuration is nested too deeply, or holds itself",
    ),
    ("where: Path = Path('none')", "bad.where: cannot read "),
    ("where: list[Path] = [Path('none')]", "bad.where.0: cannot read "),
    ("where: Path = Path('.')", "contains the project itself; expected a folder of data"),
    ("where: Path = Path('/dev/zero')", "bad.where: cannot read '/dev/zero': not a regular file"),
]


@pytest.fixture(scope="module")
def of_bad_ones(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What `status --json` says of a project that has all these studies at once: bad0, bad1, …"""
    folder = toy_project(tmp_path_factory.mktemp("bad"))
    for number, (body, _) in enumerate(BAD):
        (folder / f"studies/bad{number}.py").write_text("import torch\n" + CONFIG.format(body=body))
    command = [sys.executable, "-m", "ebviz", "--project", str(folder), "status", "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["targets"]


@pytest.mark.parametrize(("number", "words"), list(enumerate(words for _, words in BAD)))
def test_what_cannot_be_a_configuration_is_named_in_one_line(
    of_bad_ones: dict[str, dict], number: int, words: str
) -> None:
    name = f"bad{number}"
    words = re.sub(r"\bbad\b", name, words)
    assert of_bad_ones[f"study:{name}"]["state"] == "broken"
    (reason,) = of_bad_ones[f"study:{name}"]["reasons"]
    assert reason.startswith(words) or words in reason
    assert name in reason
    assert "\n" not in reason


def test_the_others_are_as_they_were(of_bad_ones: dict[str, dict]) -> None:
    for name in ("study:numbers", "study:powers", "figure:line:dark"):
        assert of_bad_ones[name]["state"] == "stale"


@pytest.mark.parametrize("arguments", [("status",), ("figures",), ("list",), ("render",)])
def test_no_command_ends_with_a_bad_study(
    toy: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    (toy / "studies/bad.py").write_text("import os\nos._exit(5)\n" + CONFIG.format(body="n: int = 1"))
    command = [*arguments, "parabola"] if arguments == ("figures",) else list(arguments)
    assert run(toy, *command, *(["--theme", "print"] if arguments == ("figures",) else [])) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_with_a_change_a_bad_study_ends_the_command_with_its_line(
    toy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (toy / "studies/bad.py").write_text("import os\nos._exit(5)\n" + CONFIG.format(body="n: int = 1"))
    assert run(toy, "status", "bad", "--set", "bad.n=2") == 1
    assert capsys.readouterr().err == (
        "error: study bad: reading its configuration ended the process (exit code 5)\n"
    )


def test_who_asks_and_is_killed_leaves_no_reader_behind(toy: Path) -> None:
    marker = toy / "pid"
    (toy / "studies/loop.py").write_text(
        f"import os\nopen({str(marker)!r}, 'w').write(str(os.getpid()))\nwhile True: pass\n"
        + CONFIG.format(body="n: int = 1")
    )
    command = [sys.executable, "-m", "ebviz", "--project", str(toy), "status", "loop"]
    asking = subprocess.Popen(command)
    for _ in range(600):
        if marker.exists() and marker.read_text():
            break
        time.sleep(0.1)
    asking.kill()
    asking.wait()
    reader = int(marker.read_text())
    for _ in range(100):
        try:
            os.kill(reader, 0)
        except ProcessLookupError:
            return
        if "Z" in Path(f"/proc/{reader}/stat").read_text().rpartition(")")[2].split()[:1]:
            return
        time.sleep(0.1)
    pytest.fail("the reader lives on")


def test_a_file_that_is_no_study_is_named_with_the_reason_to_who_reads_it(
    toy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text, words in {
        "import torch\ndef (:\n": "numbers.py:2: cannot be read: ",
        "x = 1\n": "numbers.py: it has no function compute(config, …)",
        "INPUTS = ()\n": "numbers.py:1: a study needs a function compute(config, …); there is none",
        "INPUTS = 3\ndef compute(config): ...\n": "numbers.py:1: INPUTS: expected a tuple of study names",
        "\0": "numbers.py:1: cannot be read: ",
    }.items():
        (toy / "studies/numbers.py").write_text(text)
        found = rows(toy, capsys, "line", "powers")
        for name in ("figure:line:dark", "study:powers"):
            (reason,) = found[name]["reasons"]
            assert " reads study 'numbers': " in reason
            assert words in reason
            assert "did you mean" not in reason
        assert run(toy, "figures", "line") == 1
        assert words in capsys.readouterr().err
