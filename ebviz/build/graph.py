"""The graph of requested tasks: studies, films, figures and what derives from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ebviz.build.configurations import Configurations, Configured
from ebviz.build.project import Project
from ebviz.build.task import Task, film_of
from ebviz.errors import EbvizError, clipped, nearest
from ebviz.export.formats import FIGURE_FORMATS, THEMES
from ebviz.export.moments import in_name, in_words
from ebviz.store.canonical import plain

if TYPE_CHECKING:
    from ebviz.build.catalog import Catalog, FigureEntry, PageEntry, SceneEntry, StudyEntry
    from ebviz.build.catalog.entries import Entry
    from ebviz.study.changes import Change


class Graph:
    """The requested tasks and everything they are made from, in the order added.

    Parameters
    ----------
    project, catalog : where things are, and what can be built.
    changes : study → key → text as typed or {"value": …}, overriding the defaults.
    """

    def __init__(
        self, project: Project, catalog: Catalog, changes: Mapping[str, Mapping[str, Change]] | None = None
    ) -> None:
        self.project = project
        self.catalog = catalog
        self.changes = changes or {}
        self.tasks: dict[str, Task] = {}
        self.wanted: list[str] = []  # the tasks requested by name, without those they need
        self.refused: dict[str, str] = {}  # task → why what was asked of its studies is not for it
        self._making: set[str] = set()
        self._configurations = Configurations(project)

    def close(self) -> None:
        """End the process that reads configurations, once nothing more is added."""
        self._configurations.close()

    def add_study(self, name: str, wanted: bool = True) -> None:
        """Add a study and the studies it reads."""
        self._add(f"study:{name}", wanted, lambda: self._study(name, self.catalog.studies[name]))

    def add_scene(self, name: str, quality: str, formats: Iterable[str], theme: str = THEMES[0]) -> None:
        """Add a scene in one quality ("1920x1080@60") and theme: film and still, and the others in ``formats``."""
        entry = self.catalog.scenes[name]
        formats = tuple(formats)
        self._add(f"scene:{film_of(name, theme)}", True, lambda: self._scene(entry, quality, formats, theme))
        for kind in ("gif", "webm", "sheet"):
            if kind in formats:
                self._add(f"{kind}:{film_of(name, theme)}", True, partial(self._derived, kind, entry, theme))

    def add_still(
        self, name: str, quality: str, moment: str, theme: str = THEMES[0], published: bool = True
    ) -> None:
        """Add a scene's frame at a moment, such as "8.6" or "end"; ``published``: copied beside its film."""
        entry, task = self.catalog.scenes[name], f"still:{film_of(f'{name}:{moment}', theme)}"
        self._add(task, True, lambda: self._still(entry, quality, moment, theme, published))

    def add_figure(self, name: str, theme: str, formats: Iterable[str]) -> None:
        """Add a figure in one theme."""
        entry = self.catalog.figures[name]
        formats = tuple(formats)
        self._add(f"figure:{name}:{theme}", True, lambda: self._figure(entry, theme, formats))

    def add_page(self, name: str) -> None:
        """Add a live page."""
        entry = self.catalog.pages[name]
        self._add(f"page:{name}", True, lambda: self._page(entry))

    def add_index(self, contents: Mapping[str, Any]) -> None:
        """Add the index of what was made, ``contents`` as `ebviz.live.index.index` takes them."""
        task = Task(
            "index:renders",
            "index",
            "index",
            "index",
            params={"contents": contents},
            publish={"html": "index.html"},
        )
        self._add(task.name, True, lambda: task)

    def _add(self, name: str, wanted: bool, make: Callable[[], Task]) -> None:
        if wanted and name not in self.wanted:
            self.wanted.append(name)
        if name not in self.tasks:
            self._making.add(name)
            self.tasks[name] = make()
            self._making.remove(name)

    def _study(self, name: str, entry: StudyEntry) -> Task:
        config: Configured | None = None
        unread = None
        try:
            config = self._configurations.read(name, entry, self.changes.get(name))
        except EbvizError as error:
            if name in self.changes:
                raise
            unread = str(error)
        names = entry.reads(config.params.get("config", {}) if config else {})
        inputs, problem = self._reads(f"study:{name}", f"study {name}", entry, names)
        problem = problem or unread
        named = [code for task, _ in inputs for code in self.tasks[task].code]  # which reads their models
        return Task(
            f"study:{name}",
            "study",
            name,
            f"study {name}",
            f"{entry.module}:compute",
            config.params if config else {},
            config.pickled if config else b"",
            config.files if config else (),
            tuple(dict.fromkeys([*(config.code if config else ()), *named])),
            inputs,
            problem=problem,
        )

    def _scene(self, entry: SceneEntry, quality: str, formats: tuple[str, ...], theme: str) -> Task:
        film = film_of(entry.name, theme)
        inputs, problem = self._reads(f"scene:{film}", f"scene {entry.name}", entry, entry.studies)
        return Task(
            f"scene:{film}",
            "scene",
            film,
            _called(entry.name, theme),
            f"{entry.module}:{entry.cls}",
            {"quality": quality, "theme": theme},
            inputs=inputs,
            publish={part: _rendered(entry.name, theme, part) for part in formats if part in ("mp4", "png")},
            problem=problem,
        )

    def _still(self, entry: SceneEntry, quality: str, moment: str, theme: str, published: bool) -> Task:
        still = f"still:{film_of(f'{entry.name}:{moment}', theme)}"
        inputs, problem = self._reads(still, f"scene {entry.name}", entry, entry.studies)
        place = _rendered(entry.name, theme, "png", f"_at_{in_name(moment)}")
        return Task(
            still,
            "still",
            entry.name,
            f"{_called(entry.name, theme)} at {in_words(moment)}",
            f"{entry.module}:{entry.cls}",
            {"quality": quality, "moment": moment, "theme": theme},
            inputs=inputs,
            publish={"png": place} if published else {},
            problem=problem,
        )

    def _derived(self, kind: str, entry: SceneEntry, theme: str) -> Task:
        part, place = kind, _rendered(entry.name, theme, kind)
        if kind == "sheet":
            part, place = "png", _rendered(entry.name, theme, "png", "_sheet")
        film = film_of(entry.name, theme)
        return Task(
            f"{kind}:{film}",
            kind,
            film,
            place.rpartition("/")[2],
            params={"range": plain(entry.gif), "theme": theme} if kind == "gif" else {},
            inputs=((f"scene:{film}", "mp4"),),
            publish={part: place},
        )

    def _figure(self, entry: FigureEntry, theme: str, formats: tuple[str, ...]) -> Task:
        task = f"figure:{entry.name}:{theme}"
        inputs, problem = self._reads(task, f"figure {entry.name}", entry, entry.studies)
        return Task(
            task,
            "figure",
            entry.name,
            f"{entry.name} ({theme})",
            f"{entry.module}:{entry.function}",
            {"theme": theme},
            inputs=inputs,
            publish={
                part: f"figures/{theme}/{entry.name}.{part}" for part in FIGURE_FORMATS if part in formats
            },
            problem=problem,
        )

    def _page(self, entry: PageEntry) -> Task:
        task = f"page:{entry.name}"
        inputs, problem = self._reads(task, f"page {entry.name}", entry, entry.studies)
        return Task(
            task,
            "page",
            entry.name,
            f"page {entry.name}",
            f"{entry.module}:{entry.function}",
            inputs=inputs,
            publish={"html": f"pages/{entry.name}.html"},
            problem=problem,
        )

    def _reads(
        self, task: str, who: str, reader: Entry, names: Iterable[str]
    ) -> tuple[tuple[tuple[str, str], ...], str | None]:
        """Add the studies that a task reads; return them as inputs, and the problem if there is one."""
        inputs, problem = [], None
        for name in names:
            known = self.catalog.name_for(reader, name)
            if known is None:
                why = self.catalog.unusable.get(name)
                hint = f": {why}" if why else f", which does not exist{nearest(name, self.catalog.studies)}"
                problem = f"{who} reads study '{name}'{hint}"
            elif f"study:{known}" in self._making:
                problem = f"{who} reads study '{name}', which reads it in turn"
            else:
                self.add_study(known, wanted=False)
                inputs.append((f"study:{known}", "arrays"))
        if why := self._unfit(who, reader) or next(
            (self.refused[name] for name, _ in inputs if name in self.refused), None
        ):
            self.refused[task] = problem = why
        return tuple(inputs), problem

    def _unfit(self, who: str, reader: Entry) -> str | None:
        """Return why a reader cannot do with a configuration as it is, if it cannot."""
        for place, why in reader.cannot:
            study, _, key = place.partition(".")
            name = self.catalog.name_for(reader, study)
            task = self.tasks.get(f"study:{name}")
            if task is not None and (value := task.params.get("config", {}).get(key)) is not None:
                change = self.changes.get(name or "", {}).get(key, {})  # of a file its name, not its content
                given = change if isinstance(change, str) else change.get("value", value)
                return f"{who} cannot be made with {place} = {clipped(str(given))}: {why}"
        return None


def _called(name: str, theme: str) -> str:
    return name if theme == THEMES[0] else f"{name} ({theme})"


def _rendered(name: str, theme: str, ending: str, what: str = "") -> str:
    """Return where a film, or what is made from it, is published.

    >>> _rendered("horn", "dark", "png", "_sheet"), _rendered("horn", "light", "mp4")
    ('horn/horn_sheet.png', 'horn/horn_light.mp4')
    """
    look = "" if theme == THEMES[0] else f"_{theme}"
    return f"{name}/{name}{look}{what}.{ending}"
