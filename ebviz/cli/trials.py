"""Imports tried in a process of their own: a broken library may end Python, and no ``except`` stops that."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import ebviz
from ebviz.build.descendants import end_session

PATIENCE = 120.0  # seconds for all of them
TRY = """
import sys
sys.path.insert(0, sys.argv[1])
import ebviz
del sys.path[0]
for trial in sys.argv[2:]:
    try:
        exec(trial, {})
    except Exception:
        pass
    print("\\n" + trial, flush=True)
"""


def deadly(trials: Mapping[str, str]) -> dict[str, str]:
    """Return which of these statements (name → statement) end Python, each with how it does, in words."""
    found: dict[str, str] = {}
    waiting = dict(trials)
    while waiting:
        survived, words = _survived(list(waiting.values()))
        waiting = {name: trial for name, trial in waiting.items() if trial not in survived}
        for name in list(waiting)[:1]:
            found[name] = words
            del waiting[name]
    return found


def _survived(trials: list[str]) -> tuple[set[str], str]:
    """Return the statements after which a process was still there, and how it has ended."""
    command = [sys.executable, "-P", "-c", TRY, str(Path(ebviz.__file__).parents[1]), *trials]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            said = process.communicate(timeout=PATIENCE)[0]
            words = _ending(process.returncode)
        except subprocess.TimeoutExpired:
            words = f"takes longer than {PATIENCE:g} s"
            end_session(process.pid)
            said = process.communicate()[0]
        except BaseException:
            end_session(process.pid)
            raise
    return set(said.decode(errors="replace").splitlines()), words


def _ending(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"crashes Python ({signal.Signals(-code).name})"
    return f"ends Python (exit code {code})"
