"""What a run shows: nothing, plain lines, or one live line per running task."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from ebviz.build.judgement import Action, Judgement, State
from ebviz.build.observer import Message, Observer
from ebviz.build.task import Task
from ebviz.cli.streams import say
from ebviz.errors import from_here


class Quiet(Observer):
    """Shows failures only, on standard error."""

    def __init__(self, errors: TextIO | None = None) -> None:
        self.errors = errors or sys.stderr

    def error(self, line: str) -> None:
        """Write a line about a failure."""
        say(line, self.errors)

    def failed(self, task: Task, line: str, log: Path | None) -> None:
        """Name the task, the reason and the log."""
        reason = line.removeprefix(f"{task.label}: ")
        self.error(f"{task.label}: failed: {reason}" + (f" (log: {from_here(log)})" if log else ""))

    def skipped(self, task: Task, cause: str) -> None:
        """Name the task and what failed."""
        self.error(f"{task.label}: skipped: needs {cause}, which failed")


class Lines(Quiet):
    """Shows one line per event, and a task's progress at every quarter: for logs and pipes."""

    def __init__(self, out: TextIO | None = None, errors: TextIO | None = None) -> None:
        super().__init__(errors)
        self.out = out or sys.stdout
        self._quarters: dict[str, int] = {}
        self._labels: dict[str, str] = {}

    def line(self, text: str) -> None:
        """Write a line."""
        say(text, self.out)

    def plan(self, judged: Sequence[Judgement]) -> None:
        """List what is not fresh, with its reasons."""
        for judgement in judged:
            if judgement.state in (State.STALE, State.MAY):
                self.line(f"{judgement.task.label}: {judgement.words()}")

    def starting(self) -> None:
        """Say so, since starting takes seconds."""
        self.line("starting workers …")

    def started(self, task: Task) -> None:
        """Name the task."""
        self._labels[task.name] = task.label
        self._quarters[task.name] = 0
        self.line(f"{task.label}: building")

    def progress(self, message: Message) -> None:
        """Report each quarter once."""
        quarter = int(4 * message.done / message.total) if message.total else 0
        if 0 < quarter < 4 and quarter > self._quarters.get(message.task, 0):
            self._quarters[message.task] = quarter
            text = f" ({message.text})" if message.text else ""
            self.line(f"{self._labels[message.task]}: {25 * quarter} %{text}")

    def built(self, task: Task, seconds: float, places: Sequence[Path]) -> None:
        """Name the task, its seconds and its files."""
        self.line(f"{task.label}: built in {seconds:.1f} s{_files(places)}")

    def remark(self, task: Task, line: str) -> None:
        """Say it of the task."""
        self.line(f"{task.label}: {line}")

    def restored(self, task: Task, places: Sequence[Path]) -> None:
        """Name the task and its files."""
        self.line(f"{task.label}: taken from the store{_files(places)}")

    def waiting(self, task: Task) -> None:
        """Name the task."""
        self.line(f"{task.label}: waiting: another run is building it")


class Live(Lines):
    """Shows one line with a bar per running task, below the lines of events: for a terminal."""

    def __init__(self, total: int, out: TextIO | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        super().__init__(out)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[text]}", markup=False),
            TimeElapsedColumn(),
            console=Console(file=self.out, highlight=False, soft_wrap=True),
            transient=True,
        )
        self._all = self._progress.add_task("targets", total=total, text="")
        self._total, self._done = total, 0
        self._bars: dict[str, Any] = {}
        self._progress.start()

    def line(self, text: str) -> None:
        """Write a line above the bars."""
        with suppress(OSError):  # the terminal is gone
            self._progress.console.print(text, markup=False)

    def error(self, line: str) -> None:
        """Write a failure above the bars."""
        with suppress(OSError):
            self._progress.console.print(line, style="red", markup=False)

    def started(self, task: Task) -> None:
        """Add a bar."""
        self._bars[task.name] = self._progress.add_task(f"  {task.label}", total=None, text="")

    def progress(self, message: Message) -> None:
        """Move a bar."""
        bar = self._bars.get(message.task)
        if bar is not None:
            count = f"{message.done:.0f} of {message.total:.0f}" if message.total else f"{message.done:.0f}"
            text = f"{count} {message.text}"
            self._progress.update(bar, completed=message.done, total=message.total or None, text=text)

    def fresh(self, task: Task) -> None:
        """Count the task as done."""
        self._end(task)

    def built(self, task: Task, seconds: float, places: Sequence[Path]) -> None:
        """Replace the bar by a line."""
        self._end(task)
        super().built(task, seconds, places)

    def restored(self, task: Task, places: Sequence[Path]) -> None:
        """Write a line."""
        self._end(task)
        super().restored(task, places)

    def failed(self, task: Task, line: str, log: Path | None) -> None:
        """Replace the bar by a line."""
        self._end(task)
        super().failed(task, line, log)

    def skipped(self, task: Task, cause: str) -> None:
        """Write a line."""
        self._end(task)
        super().skipped(task, cause)

    def close(self) -> None:
        """Remove the bars."""
        with suppress(OSError):
            self._progress.stop()

    def _end(self, task: Task) -> None:
        """Remove a task's bar, if it has one, and move that of all targets."""
        self._done += 1
        text = f"{self._done} of {self._total}"
        self._progress.update(self._all, completed=self._done, text=text)
        bar = self._bars.pop(task.name, None)
        if bar is not None:
            self._progress.remove_task(bar)


def _files(places: Sequence[Path]) -> str:
    return f" → {', '.join(from_here(place) for place in places)}" if places else ""


def summary(judged: Sequence[Judgement]) -> str:
    """Return on one line what is to be done: "3 to build, 1 perhaps to build, 20 fresh"."""
    build = sum(
        j.action is Action.BUILD or (j.state is State.STALE and j.action is Action.UNKNOWN) for j in judged
    )
    counts = {
        "to build": build,
        "to restore": sum(j.action is Action.PUBLISH for j in judged),
        "may need building": sum(j.state is State.MAY for j in judged),
        "broken": sum(j.state is State.BROKEN for j in judged),
        "fresh": sum(j.state is State.FRESH for j in judged),
    }
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "no targets"
