"""``-j 2`` over the lecture set against ``-j 1``: whole command lines, from scratch, each in its own folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ratio import Ratio

PROJECT = Path(__file__).parent.parent


def seconds(jobs: int) -> float:
    """Return the wall time of rendering all scenes at preview quality with ``jobs`` processes."""
    with tempfile.TemporaryDirectory(prefix="ebviz-bench-") as folder:
        shutil.copytree(PROJECT / "scenes", Path(folder, "scenes"))
        command = [sys.executable, "-m", "ebviz", "--project", folder, "render", "-q", "l", "-j", str(jobs)]
        start = time.perf_counter()
        subprocess.run([*command, "--quiet"], check=True)
        return time.perf_counter() - start


def run() -> list[Ratio]:
    """Measure both, the serial one first; each includes its own start-up and training."""
    serial = seconds(1)
    parallel = seconds(2)
    return [Ratio("lecture set, -j 2 / -j 1", 1 / parallel, 1 / serial, "1/s", serial / parallel, 1.6)]
