"""Nothing that a task starts outlives it, however it is set apart, and however the task or the run ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.build.ground import STUDY, run

WAYS = {
    "a child": "subprocess.Popen(SLEEP)",
    "a daemon": "subprocess.Popen(SLEEP, start_new_session=True)",
    "a daemon's child": "subprocess.Popen(['sh', '-c', 'setsid sleep 600 & exit'], start_new_session=True).wait()",
    "a pool": "multiprocessing.get_context('fork').Pool(2)",
    "a fork": "os.fork() or time.sleep(600)",
    "a thread": "threading.Thread(target=time.sleep, args=(600,)).start()",
}
ENDS = {
    "returns": "",
    "raises": "1 / 0",
    "crashes": "import ctypes\nctypes.string_at(0)",
    "leaves": "os._exit(3)",
    "waits": "time.sleep(60)",
}


def alive(root: Path) -> list[int]:
    """Return the processes that have been started in a project's folder, as tasks and all that they start are."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if os.readlink(folder / "cwd") == str(root) and state != "Z":
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def start(root: Path, way: str, end: str) -> subprocess.Popen[str]:
    """Start a build of a study that starts something and then ends in its way."""
    started = "\n".join(WAYS.values()) if way == "everything" else WAYS[way]
    body = f"import multiprocessing, subprocess, threading, time\nSLEEP = ['sleep', '600']\n{started}\n"
    body += f"(HERE / 'started').write_text('')\n{ENDS[end]}\nvalue = 1"
    for name in ("scenes", "studies"):
        (root / name).mkdir()
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    (root / "studies/reading.py").write_text(STUDY.replace("BODY", indented))
    command = [sys.executable, "-P", "-m", "ebviz.cli.asked"]
    request = {"what": "study", "name": "reading", "folder": str(root), "set": {}, "events": False}
    (root / "request.json").write_text(json.dumps({**request, "parent": os.getpid()}))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with (root / "request.json").open() as asked:
        return subprocess.Popen(command, stdin=asked, cwd="/", start_new_session=True, **pipes)  # type: ignore[call-overload]


def gone(root: Path) -> bool:
    """Wait a little until nothing that was started in a project is alive."""
    until = time.monotonic() + 5
    while (left := alive(root)) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return not left


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which processes descend from which")
@pytest.mark.parametrize(
    ("way", "end"),
    [
        ("everything", "returns"),
        *(("a daemon", end) for end in ("raises", "crashes", "leaves")),
        ("a daemon's child", "crashes"),
    ],
)
def test_what_a_task_leaves_running_ends_with_it(tmp_path: Path, way: str, end: str) -> None:
    process = start(tmp_path, way, end)
    said, _ = process.communicate(timeout=60)
    assert ("error" in said) is (end != "returns"), said
    assert gone(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which processes descend from which")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_what_a_task_leaves_running_ends_with_the_run(tmp_path: Path, sent: signal.Signals) -> None:
    process = start(tmp_path, "a daemon", "waits")
    until = time.monotonic() + 30
    while not (tmp_path / "started").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert len(alive(tmp_path)) >= 2  # the task and its daemon
    process.send_signal(sent)
    process.communicate(timeout=30)
    assert gone(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which processes descend from which")
def test_what_a_study_starts_when_it_is_imported_ends_with_the_command(tmp_path: Path) -> None:
    for name in ("scenes", "studies"):
        (tmp_path / name).mkdir()
    starts = "import subprocess\nsubprocess.Popen(['sleep', '600'], start_new_session=True)\n"
    text = STUDY.replace("BODY", "    value = 1").replace("INPUTS = ()", f"{starts}INPUTS = ()")
    (tmp_path / "studies/reading.py").write_text(text)
    assert run("status", "reading", cwd=Path("/"), project=tmp_path)[0] == 0
    assert gone(tmp_path)
