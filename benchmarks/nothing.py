"""``render`` and ``figures`` with nothing to do, over the whole course, beside hashing everything that is stored.

Then again with 5 GB of further films in the store, which should cost nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ratio import Ratio
from ebviz.store import Manifest, Store

PROJECT = Path(__file__).parent.parent
COMMANDS = {"render": ("render", "-q", "l"), "figures": ("figures",)}
FILMS, SIZE = 10, 512 * 1024**2  # bytes of each
ROUNDS = 7
REST = 3.5  # seconds until what was just written is taken for settled


def ebviz(project: Path, *arguments: str) -> float:
    """Run a command; return its wall time in seconds."""
    command = [sys.executable, "-m", "ebviz", "--project", str(project), *arguments]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def times(project: Path) -> dict[str, float]:
    """Return the median wall time of each command, in turns, after a first run of each that may have to read."""
    for command in COMMANDS.values():
        ebviz(project, *command)
    rounds = [{name: ebviz(project, *command) for name, command in COMMANDS.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(row[name] for row in rounds) for name in COMMANDS}


def add_films(store: Store) -> None:
    """Put further films into the store, as earlier renders of one scene leave them."""
    last = store.last("scene:thermostat")
    assert last is not None
    for number in range(FILMS):
        with store.scratch() as folder:
            path = folder / "film.mp4"
            with path.open("wb") as film:
                film.write(os.urandom(1 << 20))
                film.truncate(SIZE)
            key = f"{number:064x}"
            store.record(
                Manifest(last.manifest.task, key, {"mp4": store.put(path)}, last.manifest.parts, {}, {})
            )


def run() -> list[Ratio]:
    """Build what is stale in the checkout, copy it, and measure on the copy."""
    for command in COMMANDS.values():
        ebviz(PROJECT, *command)
    with tempfile.TemporaryDirectory(prefix="ebviz-bench-", dir=PROJECT / "renders") as name:
        folder = Path(name)
        for part in ("scenes", "renders"):
            ignored = shutil.ignore_patterns("ebviz-bench-*", "__pycache__")
            shutil.copytree(PROJECT / part, folder / part, ignore=ignored)
        time.sleep(REST)
        few = times(folder)
        add_films(Store(folder / "renders"))
        time.sleep(REST)
        many = times(folder)
        everything = ebviz(folder, "verify")
    rows = []
    for name in COMMANDS:
        beside = f"{name}, nothing to do / hashing everything, with 5 GB more"
        rows.append(Ratio(beside, 1 / many[name], 1 / everything, "1/s", everything / many[name], 5))
        more = f"{name}, nothing to do: with 5 GB more / without"
        rows.append(Ratio(more, 1 / many[name], 1 / few[name], "1/s", few[name] / many[name], 0.9))
    return rows
