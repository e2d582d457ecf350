"""Which task comes first: that from which the longest chain of work leads on."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from ebviz.build.task import Task
from ebviz.store import Store

# Seconds, where a task was never built.
GUESS = {"study": 5.0, "scene": 60.0, "webm": 60.0, "gif": 10.0, "sheet": 3.0, "figure": 2.0}


class Ranks:
    """Seconds from the start of each task to the end of the longest chain that needs it, as they were before."""

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
        """Expect what is made from a film to take about as long as it did: the longest must not come last."""
        for name, task in self._tasks.items():
            derived = task.kind in ("gif", "webm") and film.name in task.upstream()
            if derived and self._store.last(name) is None:
                self._ranks[name] = seconds
