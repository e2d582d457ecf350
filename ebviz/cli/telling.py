"""What ``ebviz watch`` tells, in the terminal and on its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ebviz.build.observer import Message
from ebviz.build.task import Task
from ebviz.cli.display import Lines
from ebviz.cli.page import Page
from ebviz.errors import from_here


def _nothing() -> None:
    """Do nothing."""


class Teller(Lines):
    """Tells what is stale, what is being made, what has been drawn, and what is wrong until it is mended.

    Parameters
    ----------
    page : shows it too, if there is one.
    """

    def __init__(self, page: Page | None = None) -> None:
        super().__init__()
        self.page = page
        self.look: Callable[[], None] = _nothing  # called a few times a second while tasks run
        self.settle: Callable[[], None] = _nothing  # called after each task
        self.running: Callable[[], Mapping[str, str | None]] = (
            dict  # tasks that are being built, with their keys
        )
        self._problems: list[str] = []

    def drawn(self, seconds: float, places: Sequence[Path]) -> None:
        """Name the pictures, and the seconds that they took."""
        self.line(f"drawn in {seconds:.2f} s → {', '.join(from_here(place) for place in places)}")
        self.show(places)

    def show(self, places: Sequence[Path]) -> None:
        """Show pictures, or a film, on the page, where nothing is wrong any more."""
        self._problems = []
        if self.page is not None:
            self.page.show(places)

    def complain(self, problems: Sequence[str]) -> None:
        """Say what is wrong; the last picture stays."""
        for problem in problems:
            self.error(problem)
        self._problems = [*problems]
        self._do("")

    def starting(self) -> None:
        """Say nothing: they have been started."""

    def started(self, task: Task) -> None:
        """Name the task."""
        super().started(task)
        self._problems = []
        self._do(f"{task.label}: building")

    def progress(self, message: Message) -> None:
        """Report each quarter, and everything on the page."""
        super().progress(message)
        share = f"{100 * message.done / message.total:.0f} % " if message.total else f"{message.done:.0f} "
        self._do(f"{self._labels.get(message.task, message.task)}: {share}{message.text}")

    def tick(self) -> None:
        """Look whether something has been saved."""
        self.look()

    def built(self, task: Task, seconds: float, places: Sequence[Path]) -> None:
        """Name the task, its seconds and its files."""
        super().built(task, seconds, places)
        self._do("")
        self.settle()

    def failed(self, task: Task, line: str, log: Path | None) -> None:
        """Name the task, the reason and the log."""
        super().failed(task, line, log)
        self._problems.append(f"{task.label}: {line.removeprefix(f'{task.label}: ')}")
        self._do("")

    def _do(self, doing: str) -> None:
        if self.page is not None:
            self.page.tell(doing, self._problems)
