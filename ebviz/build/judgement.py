"""The state of a task: fresh or stale, why, and what it takes to make it fresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ebviz.build.task import Task
from ebviz.store.manifest import Manifest


class State(Enum):
    """The state of a task."""

    FRESH = "fresh"
    STALE = "stale"
    MAY = "may rebuild"
    BROKEN = "broken"


class Action(Enum):
    """What it takes to make a task fresh."""

    NOTHING = "nothing"
    PUBLISH = "publish"  # the bytes are in the store: copy them
    BUILD = "build"
    UNKNOWN = "unknown"  # depends on what its upstream will give


@dataclass(frozen=True, slots=True)
class Judgement:
    """A task's state, why, and what it takes; ``manifest`` is set if its outputs are known without computing."""

    task: Task
    state: State
    action: Action
    reasons: tuple[str, ...] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    manifest: Manifest | None = None
    certain: bool = True  # are its outputs sure to change (if it is not fresh)?

    def words(self) -> str:
        """Return the state and the reasons on one line.

        >>> horn = Task("study:horn", "study", "horn", "study horn")
        >>> Judgement(horn, State.STALE, Action.BUILD, ("never built",)).words()
        'stale: never built'
        """
        return f"{self.state.value}: {'; '.join(self.reasons)}" if self.reasons else self.state.value
