"""`study()` where people work by hand: an interactive Python, and a notebook's kernel as far as that differs."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

# What a kernel does: no file behind __main__, cells run one by one, a running event loop, output that is no file.
KERNEL = """
import asyncio, io, sys

class Out(io.TextIOBase):
    def __init__(self): self.text = ""
    def write(self, text): self.text += text; return len(text)

cells = sys.stdin.read().split("# %%\\n")
terminal, sys.stdout, sys.stderr = sys.stdout, Out(), Out()

async def kernel():
    for number, cell in enumerate(cells):
        exec(compile(cell, f"<cell {number}>", "exec"), vars(sys.modules["__main__"]))

asyncio.run(kernel())
print(sys.stdout.text, file=terminal, end="")
"""
CELLS = """from pathlib import Path
from ebviz.study import study
run = study("powers")
print(run["y"].tolist(), sorted(run.config))
# %%
path = Path("studies/numbers.py")
path.write_text(path.read_text().replace("Field(4,", "Field(3,"))
print(study("powers")["y"].tolist(), run["y"].tolist())
# %%
try:
    study("pwers")
except Exception as error:
    print(type(error).__name__, error)
"""


def test_cells_of_a_notebook_get_runs_and_see_edits(toy: Path) -> None:
    command = [sys.executable, "-c", KERNEL]
    done = subprocess.run(command, input=CELLS, cwd=toy, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    first, second, third = done.stdout.splitlines()
    assert first == "[0.0, 1.0, 4.0, 9.0] ['power']"
    assert second == "[0.0, 1.0, 4.0] [0.0, 1.0, 4.0, 9.0]"  # the old run stays as it was
    assert third.startswith("UsageError there is no study 'pwers'; did you mean 'powers'?")


def test_typed_into_python_line_by_line(toy: Path) -> None:
    ours, theirs = pty.openpty()
    pipes = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    environment = {**os.environ, "TERM": "dumb", "PYTHONSTARTUP": ""}
    typed = 'from ebviz.study import study\nprint("sum", study("powers")["y"].sum())\nexit()\n'
    with subprocess.Popen([sys.executable, "-i", "-q"], cwd=toy, env=environment, **pipes) as process:  # type: ignore[call-overload]
        os.close(theirs)
        os.write(ours, typed.encode())
        written, end = b"", time.monotonic() + 120
        while time.monotonic() < end:
            try:
                data = os.read(ours, 65536)
            except OSError:
                break
            written += data
        assert process.wait(timeout=60) == 0
    os.close(ours)
    lines = written.decode().splitlines()
    assert "sum 14.0" in lines
    assert "study powers: building" in lines
