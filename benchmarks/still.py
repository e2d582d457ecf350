"""A moment of the thermostat from cold, beside its film; from save to picture under ``watch``, beside from cold."""

from __future__ import annotations

import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.nothing import PROJECT, ebviz
from benchmarks.ratio import Ratio

SCENE, AT = "thermostat", "8.6"
ROUNDS = 5


def watched(project: Path) -> float:
    """Return the median time from a save of the scene to its new picture, in seconds."""
    source = next((project / "scenes").rglob(f"{SCENE}.py"))
    picture = project / "renders" / "watch" / f"{SCENE}_at_{AT}s.png"
    command = [sys.executable, "-m", "ebviz", "--project", str(project), "watch", SCENE, "--at", AT]
    text = source.read_text(encoding="utf-8")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            _changed(picture, 0)
            time.sleep(3.0)
            return statistics.median(
                _saved(source, f"{text}\n# {number}\n", picture) for number in range(ROUNDS)
            )
        finally:
            process.send_signal(signal.SIGINT)


def _saved(source: Path, text: str, picture: Path) -> float:
    before = picture.stat().st_mtime_ns
    start = time.perf_counter()
    source.write_text(text, encoding="utf-8")
    _changed(picture, before)
    taken = time.perf_counter() - start
    time.sleep(1.0)
    return taken


def _changed(picture: Path, before: int) -> None:
    """Wait until a picture is there that is newer than ``before``."""
    while not picture.exists() or picture.stat().st_mtime_ns == before:
        time.sleep(0.005)


def run() -> list[Ratio]:
    """Build what is stale in the checkout, copy it, and measure on the copy."""
    film = ("render", SCENE, "-q", "l", "--format", "mp4", "--force")
    still = ("still", SCENE, "--at", AT, "--force")
    ebviz(PROJECT, *still)
    with tempfile.TemporaryDirectory(prefix="ebviz-bench-") as name:
        project = Path(name)
        shutil.copytree(PROJECT / "scenes", project / "scenes")
        shutil.copytree(PROJECT / "renders" / ".store", project / "renders" / ".store")
        ebviz(project, *still)
        rendered = ebviz(project, *film)
        drawn = statistics.median(ebviz(project, *still) for _ in range(ROUNDS))
        redrawn = watched(project)
    return [
        Ratio(f"still of {SCENE}, from cold / its film", 1 / drawn, 1 / rendered, "1/s", rendered / drawn, 4),
        Ratio(f"still of {SCENE}, from save / from cold", 1 / redrawn, 1 / drawn, "1/s", drawn / redrawn, 2),
    ]
