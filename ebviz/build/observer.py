"""What is told about a build's progress: the base class of displays, which shows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ebviz.build.judgement import Judgement
from ebviz.build.task import Task


@dataclass(frozen=True, slots=True)
class Message:
    """A task's progress: ``done`` of ``total`` (0: unknown), and what it is doing."""

    task: str
    done: float
    total: float
    text: str


class Observer:
    """Is called at each event of a build, and ignores it."""

    def plan(self, judged: Sequence[Judgement]) -> None:
        """Called with what is stale and why, before anything is built."""

    def starting(self) -> None:
        """Called when workers are being started."""

    def started(self, task: Task) -> None:
        """Called when a task starts to be built."""

    def progress(self, message: Message) -> None:
        """Called with the progress of a task."""

    def tick(self) -> None:
        """Called a few times a second while tasks run; may raise an error to end the run."""

    def fresh(self, task: Task) -> None:
        """Learn that nothing had to be done for a task."""

    def built(self, task: Task, seconds: float, places: Sequence[Path]) -> None:
        """Called when a task has been built."""

    def remark(self, task: Task, line: str) -> None:
        """Called with what is to be known of something that was built."""

    def restored(self, task: Task, places: Sequence[Path]) -> None:
        """Called when a task needed no computing, because the store had its bytes."""

    def waiting(self, task: Task) -> None:
        """Called when another run is building this task, so that this run waits."""

    def failed(self, task: Task, line: str, log: Path | None) -> None:
        """Called when a task could not be built."""

    def skipped(self, task: Task, cause: str) -> None:
        """Called when a task is skipped because something it is made from failed."""

    def close(self) -> None:
        """Called when the run is over."""
