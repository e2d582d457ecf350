"""A task: one thing that can be built, from what, into which files.

=================  ==========================  ==================================================
task               made from                   parts
=================  ==========================  ==================================================
study:NAME         studies (their arrays)      arrays
scene:NAME         studies                     mp4, png (the still)
still:NAME:MOMENT  studies                     png
gif:NAME           the film's bytes            gif
webm:NAME          the film's bytes            webm
sheet:NAME         the film's bytes            png (contact sheet)
figure:NAME:THEME  studies                     pdf, svg, png
page:NAME          studies                     html
index:renders      what there is               html
=================  ==========================  ==================================================

A film in another theme than dark has it in its name, scene:NAME:THEME, and so has what is made from it, and a still.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ebviz.export.formats import THEMES


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to build.

    Parameters
    ----------
    name : unique, such as "scene:horn". kind : its first word. label : as displayed.
    target : the name users type, and after a colon a film's theme unless that is dark.
    entry : "module:unit" that is called, or "" where only the recipe runs.
    params : JSON-ready values that count.
    config : a study's configuration, pickled: the one that was checked is the one computed with.
    files : those named in the configuration; ``params`` holds the hashes of their content.
    code : "module:unit" of the code named there, which counts like that of ``entry``.
    inputs : (task, part) pairs whose content counts.
    publish : part → path below renders, for the parts wanted there.
    problem : why it cannot be built, in one line.
    """

    name: str
    kind: str
    target: str
    label: str
    entry: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    config: bytes = b""
    files: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    publish: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None

    def upstream(self) -> tuple[str, ...]:
        """Return the names of the tasks it is made from."""
        return tuple(name for name, _ in self.inputs)


def film_of(scene: str, theme: str) -> str:
    """Return what the film of a scene in a theme is called among tasks; so is what is made from it.

    >>> film_of("horn", "dark"), film_of("horn", "light")
    ('horn', 'horn:light')
    """
    return scene if theme == THEMES[0] else f"{scene}:{theme}"


def read_as(name: str) -> str:
    """Return the name under which a study's run is handed over: its task's, without its kind and prefix.

    >>> read_as("study:horn"), read_as("study:ebviz.digits")
    ('horn', 'digits')
    """
    return name.partition(":")[2].rpartition(".")[2]
