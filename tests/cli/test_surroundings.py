"""The command in poor surroundings: streams closed, full or read by no one, no environment, early signals."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

EBVIZ = f"{shlex.quote(sys.executable)} -m ebviz"


def shell(folder: Path, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in a folder; `ebviz` in it is the command, with these variables only if some are given."""
    names = environment or dict(os.environ)
    return subprocess.run(
        ["/bin/bash", "-c", line.replace("ebviz", EBVIZ, 1)],
        cwd=folder,
        env=names,
        capture_output=True,
        text=True,
        timeout=120,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("line", "code", "out", "err"),
    [
        ("ebviz status numbers >&-", 0, "", ""),
        ("ebviz status numbers 2>&-", 0, "study numbers: stale: never built\n1 to build\n", ""),
        ("ebviz status numbers <&-", 0, "study numbers: stale: never built\n1 to build\n", ""),
        ("ebviz status numbers >&- 2>&- <&-", 0, "", ""),
        ("ebviz list >&-", 0, "", ""),
        ("ebviz nonsense >&-", 2, "", "error: No such command 'nonsense'.\n"),
        ("ebviz nonsense 2>&-", 2, "", ""),
        ("ebviz nonsense 2>/dev/full", 2, "", ""),
        ("ebviz status numbers >/dev/full", 1, "", "error: No space left on device\n"),
        ("ebviz list --all | head -1", 0, "(no lecture)\n", ""),
        ("ebviz status --json | true; echo ${PIPESTATUS[0]}", 0, "1\n", ""),
    ],
)
def test_streams_that_are_closed_full_or_not_read(
    toy: Path, line: str, code: int, out: str, err: str
) -> None:
    ran = shell(toy, line)
    assert (ran.returncode, ran.stdout, ran.stderr) == (code, out, err)


@pytest.mark.parametrize(
    ("ending", "out", "err"),
    [
        (">&-", "", ""),
        (">&- 2>&- <&-", "", ""),
        ("| head -1; exit ${PIPESTATUS[0]}", "study numbers: stale: never built\n", ""),
        (">/dev/full", "", "error: standard output: No space left on device\n"),
    ],
)
def test_a_build_goes_on_when_no_one_listens(toy: Path, ending: str, out: str, err: str) -> None:
    ran = shell(toy, f"ebviz figures line --theme print {ending}")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, out, err)
    assert (toy / "renders/figures/print/line.pdf").exists()


@pytest.mark.parametrize(
    "environment",
    [
        {"NOTHING": "1"},
        {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"HOME": "/nonexistent", "TMPDIR": "/nonexistent", "TERM": "dumb", "PATH": ""},
    ],
    ids=lambda names: next(iter(names)),
)
def test_an_empty_or_poor_environment_will_do(toy: Path, environment: dict[str, str]) -> None:
    (toy / "figures/plots.py").write_text(
        (toy / "figures/plots.py").read_text().replace('"""A line."""', 'print("β → ∞ …")')
    )
    ran = shell(toy, "ebviz figures line --theme print", **environment)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "line (print): built in" in ran.stdout
    ran = shell(toy, "ebviz status line", **environment)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "line (print): fresh\n1 fresh\n", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("delay", [0.0, 0.03, 0.06, 0.1, 0.2])
def test_a_signal_at_the_start_gives_its_code_and_at_most_a_line(
    toy: Path, number: signal.Signals, delay: float
) -> None:
    command = [sys.executable, "-m", "ebviz", "--project", str(toy), "status"]
    ran = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(delay)
    ran.send_signal(number)
    _, err = ran.communicate(timeout=60)
    assert ran.returncode in (-number, 128 + number, 0)
    assert err in (
        "",
        f"error: {'hung up' if number == signal.SIGHUP else 'terminated'}; what was finished is kept\n",
    )


def test_who_hangs_up_in_the_middle_ends_the_build_and_who_uses_nohup_does_not(toy: Path) -> None:
    with (toy / "studies/numbers.py").open("a") as file:
        file.write("\n\ndef scaled(values, by):\n    import time\n\n    time.sleep(3)\n    return values\n")
    for nohup, code in (("", 129), ("trap '' HUP; ", 0)):
        line = f"{nohup}exec {EBVIZ} --project {shlex.quote(str(toy))} figures line --theme print"
        ran = subprocess.Popen(
            ["/bin/bash", "-c", line],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # nohup may have begun the tests
        )
        assert ran.stdout is not None
        while "numbers: building" not in (said := ran.stdout.readline()):
            assert said
        ran.send_signal(signal.SIGHUP)
        _, err = ran.communicate(timeout=60)
        assert (ran.returncode, err) == (code, "" if nohup else "error: hung up; what was finished is kept\n")
