"""A task: one thing that can be built, from what, into which files.

=================  ==========================  ==================================================
task               made from                   parts
=================  ==========================  ==================================================
study:NAME         studies (their arrays)      arrays
scene:NAME         studies                     mp4, png (the still)
gif:NAME           the film's bytes            gif
webm:NAME          the film's bytes            webm
sheet:NAME         the film's bytes            png (contact sheet)
figure:NAME:THEME  studies                     pdf, svg, png
=================  ==========================  ==================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to build.

    Parameters
    ----------
    name : unique, as "scene:horn". kind : its first word. target : the name people use. label : how it is shown.
    entry : "module:unit" that is called, or "" where only the recipe runs.
    params : JSON-ready values that count.
    config : a study's configuration, pickled: what was resolved and checked once is what is computed with.
    files : those that the configuration names; their content stands in ``params``.
    inputs : (task, part) pairs whose content counts.
    publish : part → path below renders, for the parts that are wanted there.
    problem : why it can never be built, in one line.
    """

    name: str
    kind: str
    target: str
    label: str
    entry: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    config: bytes = b""
    files: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    publish: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None

    def upstream(self) -> tuple[str, ...]:
        """Return the names of the tasks it is made from."""
        return tuple(name for name, _ in self.inputs)


def read_as(name: str) -> str:
    """Return the name under which a study's run is handed over: that of its task, without what tells it apart.

    >>> read_as("study:horn"), read_as("study:ebviz.digits")
    ('horn', 'digits')
    """
    return name.partition(":")[2].rpartition(".")[2]
