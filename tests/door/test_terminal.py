"""In a terminal: bars while something is made, nothing of them afterwards."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from tests.door.test_kernel import SLOW


def test_bars_are_shown_and_taken_away(toy: Path) -> None:
    (toy / "studies/slow.py").write_text(SLOW)
    script = 'import ebviz; print(ebviz.study("slow", steps=9)["steps"])'
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, cwd=toy, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                written += os.read(ours, 65536)
            except OSError:  # nobody holds the other end any more
                break
        assert process.wait(timeout=60) == 0
    os.close(ours)
    text = written.decode()
    assert re.search(r"study slow .*\d of 9 training", text)
    assert text.endswith("\x1b[2K[9]\r\n")  # the line of the bars is cleared, and the cursor in it
    assert "\x1b[?25h" in text  # which is to be seen again
    assert "building" not in text
