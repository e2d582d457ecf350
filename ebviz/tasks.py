"""Tasks: what can be built, from what, into which files. The graph of studies, films, figures and what derives.

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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ebviz import config
from ebviz.canonical import plain
from ebviz.errors import EbvizError, nearest
from ebviz.formats import FIGURE_FORMATS
from ebviz.project import Project

if TYPE_CHECKING:
    from ebviz.catalog import Catalog, FigureEntry, SceneEntry, StudyEntry


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to build.

    Parameters
    ----------
    name : unique, as "scene:horn". kind : its first word. target : the name people use.
    entry : "module:unit" that is called, or "" where only the recipe runs.
    params : JSON-ready values that count. settings : what the recipe needs besides and that does not count.
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
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[tuple[str, str], ...] = ()
    publish: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None

    def upstream(self) -> tuple[str, ...]:
        """Return the names of the tasks it is made from."""
        return tuple(name for name, _ in self.inputs)


class Graph:
    """The tasks asked for and all they are made from, in the order of adding."""

    def __init__(
        self, project: Project, catalog: Catalog, overrides: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self.project = project
        self.catalog = catalog
        self.overrides = overrides or {}
        self.tasks: dict[str, Task] = {}
        self.wanted: list[str] = []  # the tasks asked for by name, without those they need
        self._making: set[str] = set()

    def add_study(self, name: str, wanted: bool = True) -> None:
        """Add a study and the studies it reads."""
        self._add(f"study:{name}", wanted, lambda: self._study(self.catalog.studies[name]))

    def add_scene(self, name: str, quality: str, formats: Iterable[str]) -> None:
        """Add a scene in one quality ("1920x1080@60"): its film and still, and what ``formats`` ask for."""
        entry = self.catalog.scenes[name]
        formats = tuple(formats)
        self._add(f"scene:{name}", True, lambda: self._scene(entry, quality, formats))
        for kind in ("gif", "webm", "sheet"):
            if kind in formats:
                self._add(f"{kind}:{name}", True, lambda kind=kind: self._derived(kind, entry))

    def add_figure(self, name: str, theme: str, formats: Iterable[str]) -> None:
        """Add a figure in one theme."""
        entry = self.catalog.figures[name]
        formats = tuple(formats)
        self._add(f"figure:{name}:{theme}", True, lambda: self._figure(entry, theme, formats))

    def _add(self, name: str, wanted: bool, make: Any) -> None:
        if wanted and name not in self.wanted:
            self.wanted.append(name)
        if name not in self.tasks:
            self._making.add(name)
            self.tasks[name] = make()
            self._making.remove(name)

    def _study(self, entry: StudyEntry) -> Task:
        inputs, problem = self._reads(f"study {entry.name}", entry.inputs)
        params: dict[str, Any] = {}
        settings: dict[str, Any] = {}
        try:
            with self.project.importing():
                given = self.overrides.get(entry.name)
                values = config.load(entry.name, entry.module, given, self.project.root, entry.path)
            params = {"config": config.parameters(values, entry.name)}
            settings = {
                "values": plain(values.model_dump(mode="json")),
                "files": [str(path) for path in config.user_files(values).values()],
            }
        except EbvizError as error:
            if entry.name in self.overrides:
                raise
            problem = problem or str(error)
        return Task(
            f"study:{entry.name}",
            "study",
            entry.name,
            f"study {entry.name}",
            f"{entry.module}:compute",
            params,
            settings,
            inputs,
            problem=problem,
        )

    def _scene(self, entry: SceneEntry, quality: str, formats: tuple[str, ...]) -> Task:
        inputs, problem = self._reads(f"scene {entry.name}", entry.studies)
        publish = {part: _rendered(entry.name, part) for part in formats if part in ("mp4", "png")}
        return Task(
            f"scene:{entry.name}",
            "scene",
            entry.name,
            entry.name,
            f"{entry.module}:{entry.cls}",
            {"quality": quality},
            {},
            inputs,
            publish,
            problem,
        )

    def _derived(self, kind: str, entry: SceneEntry) -> Task:
        params = {"range": plain(entry.gif)} if kind == "gif" else {}
        if kind == "sheet":
            part, place = "png", f"{entry.name}/{entry.name}_sheet.png"
        else:
            part, place = kind, _rendered(entry.name, kind)
        return Task(
            f"{kind}:{entry.name}",
            kind,
            entry.name,
            place.rpartition("/")[2],
            "",
            params,
            {},
            ((f"scene:{entry.name}", "mp4"),),
            {part: place},
        )

    def _figure(self, entry: FigureEntry, theme: str, formats: tuple[str, ...]) -> Task:
        inputs, problem = self._reads(f"figure {entry.name}", entry.studies)
        return Task(
            f"figure:{entry.name}:{theme}",
            "figure",
            entry.name,
            f"{entry.name} ({theme})",
            f"{entry.module}:{entry.function}",
            {"theme": theme},
            {},
            inputs,
            {part: f"figures/{theme}/{entry.name}.{part}" for part in FIGURE_FORMATS if part in formats},
            problem,
        )

    def _reads(self, who: str, studies: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], str | None]:
        """Add the studies that ``who`` reads; return them as inputs, and the problem with them if any."""
        inputs, problem = [], None
        for name in studies:
            if f"study:{name}" in self._making:
                problem = f"{who} reads study '{name}', which reads it in turn"
            elif name in self.catalog.studies:
                self.add_study(name, wanted=False)
                inputs.append((f"study:{name}", "arrays"))
            else:
                problem = (
                    f"{who} reads study '{name}', which there is not{nearest(name, self.catalog.studies)}"
                )
        return tuple(inputs), problem


def _rendered(name: str, ending: str) -> str:
    return f"{name}/{name}.{ending}"
