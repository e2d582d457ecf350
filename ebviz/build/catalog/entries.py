"""The records of a catalog: what each study, scene, figure and page declares about itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COURSE = "ebviz."  # prefixes a course study's name where the project has a study of the same name


@dataclass(frozen=True, slots=True)
class Entry:
    """What every kind has: name, module, file, one-line summary, and lecture (its folder, "" for none).

    ``own`` is true for what belongs to the project, false for what it can only read. ``cannot`` holds keys of
    configurations that it cannot do with once they have a value, and why: ("inference.energy", "it shows g(z)").
    """

    name: str
    module: str
    path: Path
    summary: str
    lecture: str
    own: bool
    cannot: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StudyEntry(Entry):
    """A study; ``inputs`` are the studies it reads.

    ``spares`` holds keys of its configuration that spare it some of them once they have a value, and which: data of
    the user's are read instead of a model that is trained here.
    """

    inputs: tuple[str, ...]
    spares: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def reads(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the studies that it reads with a configuration."""
        spared = {name for key, names in self.spares if config.get(key) is not None for name in names}
        return tuple(name for name in self.inputs if name not in spared)


@dataclass(frozen=True, slots=True)
class SceneEntry(Entry):
    """A scene class: ``thumbnail`` is a film time in seconds, ``gif`` (start, end) in seconds, or None for all."""

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
class PageEntry(Entry):
    """A page function."""

    function: str
    studies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A class or function that could be mistaken for a scene or a figure, and why it is not one."""

    name: str
    place: str
    reason: str
    doubtful: bool  # could it have been meant as one?

    def words(self) -> str:
        """Return the place and the reason on one line."""
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries by name, what was passed over, and one line for each unusable declaration.

    ``unusable`` says why a name is not a study although a file of studies bears it.
    """

    studies: dict[str, StudyEntry] = field(default_factory=dict)
    scenes: dict[str, SceneEntry] = field(default_factory=dict)
    figures: dict[str, FigureEntry] = field(default_factory=dict)
    pages: dict[str, PageEntry] = field(default_factory=dict)
    passed: list[Passed] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unusable: dict[str, str] = field(default_factory=dict)

    def name_for(self, reader: Entry, name: str) -> str | None:
        """Return the key of the study that ``reader`` calls ``name``, or None; each side finds its own first."""
        if "." in name:
            return None  # runs are handed over by plain names
        names = (name, COURSE + name) if reader.own else (COURSE + name, name)
        return next((known for known in names if known in self.studies), None)


def lectures(entries: Iterable[Entry]) -> list[str]:
    """Return the names of the lectures that ``entries`` belong to, enclosing folders included, sorted."""
    found = set()
    for entry in entries:
        parts = entry.lecture.split("/") if entry.lecture else []
        found |= {"/".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return sorted(found)


def of_lecture(entries: Mapping[str, Entry], lecture: str) -> list[str]:
    """Return the names of the entries in a lecture, subfolders included, sorted."""
    return sorted(
        name
        for name, entry in entries.items()
        if entry.lecture == lecture or entry.lecture.startswith(f"{lecture}/")
    )


def command_name(cls: str) -> str:
    """Return the command-line name of a class.

    >>> command_name("SpinningFreeEnergy"), command_name("VAEBubbles"), command_name("GAN2D")
    ('spinning_free_energy', 'vae_bubbles', 'gan2d')
    """
    words = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", cls)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
