"""Whoever is told what a build does: the base of displays, which shows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ebviz.build.judgement import Judgement
from ebviz.build.task import Task


@dataclass(frozen=True, slots=True)
class Message:
    """How far a task is: ``done`` of ``total`` (0: unknown), and what it is doing."""

    task: str
    done: float
    total: float
    text: str


class Observer:
    """Is told what happens, and does nothing about it."""

    def plan(self, judged: Sequence[Judgement]) -> None:
        """Learn what is stale and why, before anything is built."""

    def starting(self) -> None:
        """Learn that workers are being started."""

    def started(self, task: Task) -> None:
        """Learn that a task is being built now."""

    def progress(self, message: Message) -> None:
        """Learn how far a task is."""

    def built(self, task: Task, seconds: float, places: Sequence[Path]) -> None:
        """Learn that a task was built."""

    def restored(self, task: Task, places: Sequence[Path]) -> None:
        """Learn that a task needed no computing: the store had its bytes."""

    def waiting(self, task: Task) -> None:
        """Learn that another run builds this task, so that this run waits."""

    def failed(self, task: Task, line: str, log: Path | None) -> None:
        """Learn that a task could not be built."""

    def skipped(self, task: Task, cause: str) -> None:
        """Learn that a task was left out, since what it is made from failed."""

    def close(self) -> None:
        """Learn that it is over."""
