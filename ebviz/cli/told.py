"""How a build that a notebook or a script has asked for tells what it does: as JSON, or on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ebviz.build.judgement import Judgement
from ebviz.build.observer import Message, Observer
from ebviz.build.task import Task
from ebviz.cli.display import Lines, Live
from ebviz.cli.streams import say

DUMB = ("dumb", "unknown")  # terminals without a cursor that could be moved


def observer(as_events: bool, total: int) -> Observer:
    """Return the one that fits: events for a notebook, bars for a terminal, else lines."""
    if as_events:
        return Events()
    if sys.stderr.isatty() and os.environ.get("TERM", "dumb") not in DUMB:
        return Terminal(total, sys.stderr)
    return Teller(sys.stderr)


class Events(Observer):
    """Writes each event as a line of JSON to standard output, where who asked reads it."""

    def tell(self, event: str, task: Task | None = None, **more: object) -> None:
        """Write a line."""
        named = {"task": task.name, "label": task.label} if task is not None else {}
        say(json.dumps({"event": event, **named, **more}), sys.stdout)

    def starting(self) -> None:
        """Tell that workers are being started."""
        self.tell("starting")

    def started(self, task: Task) -> None:
        """Tell that a task is being built."""
        self.tell("started", task)

    def progress(self, message: Message) -> None:
        """Tell how far a task is."""
        say(json.dumps({"event": "progress", **asdict(message)}), sys.stdout)

    def fresh(self, task: Task) -> None:
        """Tell that nothing had to be done, or that another run has done it."""
        self.tell("fresh", task)

    def built(self, task: Task, seconds: float, places: Sequence[Path]) -> None:
        """Tell that a task is done."""
        self.tell("built", task, seconds=seconds)

    def remark(self, task: Task, line: str) -> None:
        """Tell what is to be known of it."""
        self.tell("remark", task, line=line)

    def restored(self, task: Task, places: Sequence[Path]) -> None:
        """Tell that the store had it."""
        self.tell("restored", task)

    def waiting(self, task: Task) -> None:
        """Tell that another run is building it."""
        self.tell("waiting", task)

    def failed(self, task: Task, line: str, log: Path | None) -> None:
        """Tell that it failed; the answer says why."""
        self.tell("failed", task)


class Teller(Lines):
    """Writes what is being built, and each quarter of it; failures are the answer's."""

    def plan(self, judged: Sequence[Judgement]) -> None:
        """Write nothing: what matters is what is built."""

    def starting(self) -> None:
        """Write nothing."""

    def built(self, task: Task, seconds: float, places: Sequence[Path]) -> None:
        """Write nothing: the result is handed to who asked."""

    def restored(self, task: Task, places: Sequence[Path]) -> None:
        """Write nothing."""

    def error(self, line: str) -> None:
        """Write nothing: who asked gets an exception."""


class Terminal(Live):
    """Shows bars, and leaves nothing behind but remarks; failures are the answer's."""

    def line(self, text: str) -> None:
        """Write nothing above the bars."""

    def remark(self, task: Task, line: str) -> None:
        """Write it above the bars, where it stays."""
        super().line(f"{task.label}: {line}")

    def error(self, line: str) -> None:
        """Write nothing: who asked gets an exception."""
