"""The records of a catalog: what a study, a scene and a figure say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

COURSE = (
    "ebviz."  # before the name of a study of the course that a project has another study of the same name for
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What every kind has: its name, its module and file, its one line, and the lecture (its folder, "" for none).

    ``own`` tells what belongs to the project from what is only there to be read.
    """

    name: str
    module: str
    path: Path
    summary: str
    lecture: str
    own: bool


@dataclass(frozen=True, slots=True)
class StudyEntry(Entry):
    """A study; ``inputs`` are the studies it reads."""

    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SceneEntry(Entry):
    """A scene class: ``thumbnail`` in seconds of film time; ``gif`` (start, end) in seconds, None: whole film."""

    cls: str
    studies: tuple[str, ...]
    thumbnail: float
    gif: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class FigureEntry(Entry):
    """A figure function; ``size`` is (width, height) in inches."""

    function: str
    studies: tuple[str, ...]
    size: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Passed:
    """A class or function that could be taken for a scene or a figure, and why it is not one."""

    name: str
    place: str
    reason: str
    doubtful: bool  # may somebody have meant it to be one?

    def words(self) -> str:
        """Return it in one line."""
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries by name, what was passed over, and one line for each declaration that cannot be used."""

    studies: dict[str, StudyEntry] = field(default_factory=dict)
    scenes: dict[str, SceneEntry] = field(default_factory=dict)
    figures: dict[str, FigureEntry] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def name_for(self, reader: Entry, name: str) -> str | None:
        """Return which study ``reader`` means by ``name``: a project's own comes first, but not for the course."""
        names = (name, COURSE + name) if reader.own else (COURSE + name, name)
        return next((known for known in names if known in self.studies), None)


def lectures(entries: Iterable[Entry]) -> list[str]:
    """Return the names of the lectures that some entries belong to, those of enclosing folders included."""
    found = set()
    for entry in entries:
        parts = entry.lecture.split("/") if entry.lecture else []
        found |= {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return sorted(found)


def of_lecture(entries: Mapping[str, Entry], lecture: str) -> list[str]:
    """Return the names of the entries of one lecture, those in folders below it included."""
    return sorted(
        name
        for name, entry in entries.items()
        if entry.lecture == lecture or entry.lecture.startswith(f"{lecture}/")
    )


def command_name(cls: str) -> str:
    """Return the name that a class goes by on the command line.

    >>> command_name("SpinningFreeEnergy"), command_name("VAEBubbles"), command_name("GAN2D")
    ('spinning_free_energy', 'vae_bubbles', 'gan2d')
    """
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", cls)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
