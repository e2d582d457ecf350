"""Which task comes first: the one at the start of the longest chain of remaining work."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from ebviz.build.task import Task
from ebviz.store import Store

# Seconds, for tasks that were never built.
GUESS = {
    "study": 5.0,
    "scene": 60.0,
    "webm": 60.0,
    "gif": 10.0,
    "sheet": 3.0,
    "figure": 2.0,
    "page": 4.0,
    "index": 1.0,
    "still": 2.0,
}


class Ranks:
    """Seconds from the start of each task to the end of the longest chain that needs it, by earlier timings."""

    def __init__(self, tasks: Mapping[str, Task], store: Store) -> None:
        self._tasks = tasks
        self._store = store
        self._ranks: dict[str, float] = {}
        users: dict[str, list[str]] = {name: [] for name in tasks}
        for name, task in tasks.items():
            for upstream in task.upstream():
                users[upstream].append(name)
        upstreams = {name: task.upstream() for name, task in tasks.items()}
        for name in reversed(list(TopologicalSorter(upstreams).static_order())):
            last = store.last(name)
            seconds = last.manifest.notes.get("took") if last else None
            own = GUESS[tasks[name].kind] if seconds is None else float(seconds)
            self._ranks[name] = own + max((self._ranks[user] for user in users[name]), default=0.0)

    def first(self, name: str) -> float:
        """Return a number to sort by: the smaller, the sooner."""
        return -self._ranks[name]

    def learn(self, film: Task, seconds: float) -> None:
        """Expect a film's GIF and WebM to take about as long as the film did, so that the longest start early."""
        for name, task in self._tasks.items():
            derived = task.kind in ("gif", "webm") and film.name in task.upstream()
            if derived and self._store.last(name) is None:
                self._ranks[name] = seconds
