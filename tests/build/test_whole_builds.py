"""Whole builds in processes of their own: two at once, killed at any moment, and one with nothing to do."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from ebviz.store import files
from tests.build.test_build import ALL, build, outputs, words


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "ebviz", "--project", str(folder), *arguments]


def figures(folder: Path) -> list[str]:
    return command(folder, "figures", "line", "parabola", "--theme", "print", "-j", "2")


def test_two_processes_at_once_share_the_work(toy: Path) -> None:
    both = [subprocess.Popen(figures(toy), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    texts = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], texts
    built = [line for text in texts for line in text.splitlines() if ": built in" in line]
    assert len(built) == len(ALL), texts
    assert set(words(toy).values()) == {"fresh"}


def test_killed_at_any_moment_then_resumed(toy: Path) -> None:
    chance = random.Random(0)
    found: list[tuple[Path, bytes]] = []
    for _ in range(4):
        process = subprocess.Popen(figures(toy), stdout=subprocess.DEVNULL, start_new_session=True)
        time.sleep(chance.uniform(0.5, 6.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found += [(path, path.read_bytes()) for path in outputs(toy) if not path.name.startswith(".")]
    assert subprocess.run(figures(toy), stdout=subprocess.DEVNULL, timeout=120).returncode == 0
    assert set(words(toy).values()) == {"fresh"}
    assert [path for path, data in found if path.read_bytes() != data] == []  # whatever existed was whole
    left = [path for path in (toy / "renders").rglob("*") if path.name.endswith(files.PART)]
    assert not left
    assert not list((toy / "renders/.store/tmp").iterdir())


def test_nothing_to_do_loads_nothing_heavy_and_is_quick(toy: Path) -> None:
    build(toy)
    probe = (
        "import json, sys, time; start = time.perf_counter(); from ebviz.cli import main\n"
        f"code = main(['--project', {str(toy)!r}, 'figures', 'line', 'parabola', '--theme', 'print', '--quiet'])\n"
        "heavy = [m for m in ('torch', 'manim', 'matplotlib', 'av', 'moderngl', 'imageio') if m in sys.modules]\n"
        "print(json.dumps([code, heavy]))"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60)
    assert json.loads(ran.stdout) == [0, []], ran.stderr
