"""How processes hang together: who ends with whom, and what a process has started, found and ended (on Linux)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from collections.abc import Collection
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # from linux/prctl.h


def die_with_parent() -> None:
    """Ask for this process to be killed when the one that started it ends, even in the middle of long work in C."""
    _control(PR_SET_PDEATHSIG, signal.SIGKILL)


def keep_descendants() -> None:
    """Stay the ancestor of everything started from here, even of what is set apart as a daemon."""
    _control(PR_SET_CHILD_SUBREAPER, 1)


def end_session(leader: int) -> None:
    """Kill whatever a process has started, in its group or apart, itself included."""
    end_below(leader)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """Return the living processes that descend from ``pid``, itself not included; [] if the system does not say."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = [child for child in _children(waiting.pop()) if child not in found]
        found += children
        waiting += children
    return [child for child in found if _lives(child)]


def end_below(pid: int, but: Collection[int] = ()) -> None:
    """Kill all that descends from ``pid``, until nothing is left; ``but`` are processes to be spared, with theirs."""
    for _ in range(20):  # what is started meanwhile is found by the next look
        spared = {*but, *(below for one in but for below in descendants(one))}
        found = [child for child in descendants(pid) if child not in spared]
        if not found:
            return
        for child in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)


def _control(what: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):  # another system
        ctypes.CDLL(None).prctl(what, value, 0, 0, 0)


def _children(pid: int) -> list[int]:
    """Return the processes started by the threads of ``pid``."""
    found = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (thread / "children").read_text().split()]
    return found


def _lives(pid: int) -> bool:
    """Is it a process that has not ended, whether its end has been noticed or not?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False
