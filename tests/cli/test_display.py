"""The live display as a person sees it: on a real terminal, while a study reports its progress."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

STEPS = 12
SLOW = f"""    import time

    from ebviz.study.progress import report

    for step in range({STEPS}):
        report(step, {STEPS}, "steps")
        time.sleep(0.15)
    return"""


def on_a_terminal(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a command on a pseudo-terminal of 120 columns; return its exit code and all that it wrote."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    for name in ("NO_COLOR", "COLUMNS", "LINES"):
        environment.pop(name, None)
    pipes = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    with subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **pipes) as process:  # type: ignore[call-overload]
        os.close(theirs)
        written = b""
        while True:
            try:
                data = os.read(ours, 65536)
            except OSError:  # the terminal's other side is closed
                break
            if not data:
                break
            written += data
        code = process.wait(timeout=60)
    os.close(ours)
    return code, written.decode()


def plain(text: str) -> str:
    """Return what was written without colours and movements of the cursor."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_a_bar_moves_while_a_study_is_computed_and_its_line_stays(toy: Path) -> None:
    study = toy / "studies/numbers.py"
    study.write_text(study.read_text().replace("    return {", SLOW + " {"))
    command = [sys.executable, "-m", "ebviz", "figures", "line", "--theme", "print"]
    code, written = on_a_terminal(command, toy)
    assert code == 0, written
    counts = [int(count) for count in re.findall(rf"(\d+) of {STEPS} steps", plain(written))]
    assert counts == sorted(counts)
    assert len(set(counts)) > STEPS // 3, counts  # it moves
    bars = [line for line in re.split(r"[\r\n]+", plain(written)) if f"of {STEPS} steps" in line]
    assert all("study numbers" in line and "━" in line for line in bars)
    coloured = re.findall(
        r"\x1b\[38;[0-9;]*m(━+)", "".join(line for line in written.split("\n") if " steps" in line)
    )
    assert len({len(done) for done in coloured}) > 2  # and its bar grows
    assert re.search(r"targets.*1 of 2", plain(written))
    lines = [line.strip() for line in plain(written).splitlines() if line.strip()]
    assert any(re.match(r"study numbers: built in \d+\.\d s", line) for line in lines)
    assert lines[-1] == "2 built"
    assert written.rstrip().endswith("2 built")
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") > 0  # the cursor is shown again


def test_a_failure_stands_above_the_bars_and_the_last_line_counts_it(toy: Path) -> None:
    study = toy / "studies/numbers.py"
    study.write_text(
        study.read_text().replace("    return {", "    raise ValueError('[red]no luck')\n    return {")
    )
    code, written = on_a_terminal([sys.executable, "-m", "ebviz", "figures", "line", "--theme", "print"], toy)
    assert code == 1
    lines = [line.strip() for line in plain(written).splitlines() if line.strip()]
    assert any(line.startswith("study numbers: failed: ValueError: [red]no luck (log: ") for line in lines)
    assert "line (print): skipped: needs study:numbers, which failed" in lines
    assert lines[-1] == "1 failed, 1 skipped"
