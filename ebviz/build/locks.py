"""The task locks that a run holds: two concurrent runs never build the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebviz.store import Store
from ebviz.store.store import NoLock

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Locks:
    """One lock per task, in the store; the system releases a run's locks when it dies."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[str, BaseFileLock | NoLock] = {}
        self._awaited: set[str] = set()

    def take(self, task: str) -> bool:
        """Take a task's lock if no other run holds it; return whether this run holds it now."""
        from filelock import Timeout

        if task not in self._held:
            lock = self._store.lock(task)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                return False
            self._held[task] = lock
        return True

    def wait_for(self, task: str) -> bool:
        """Note that another run holds a task; return whether that is new."""
        news = task not in self._awaited
        self._awaited.add(task)
        return news

    def waited_for(self, task: str) -> bool:
        """Return whether another run held a task, and forget it."""
        found = task in self._awaited
        self._awaited.discard(task)
        return found

    def free(self, task: str) -> None:
        """Release a task's lock, if this run holds it."""
        if (lock := self._held.pop(task, None)) is not None:
            lock.release()

    def free_all(self) -> None:
        """Release all locks."""
        for task in list(self._held):
            self.free(task)
