"""The course's studies at their defaults, from the checkout's own store: computed only if they are not up to date.

They are made by the build itself, so a changed study is made again, and two test workers never make the same one:
while one waits for the other, it makes another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from filelock import Timeout

from ebviz.build.catalog import Catalog
from ebviz.build.executors import LocalEngine, modules_for
from ebviz.build.graph import Graph
from ebviz.build.judgement import Action, Judgement
from ebviz.build.observer import Observer
from ebviz.build.plan import Judge, plan
from ebviz.build.project import Project
from ebviz.build.run import Build
from ebviz.errors import BuildError
from ebviz.store import Store
from ebviz.study import Run


class Kept(Mapping[str, Run]):
    """Study → its run at the default configuration, looked up in the project's store when first asked for.

    Parameters
    ----------
    project, catalog : whose studies, and which there are.
    """

    def __init__(self, project: Project, catalog: Catalog) -> None:
        self._project, self._catalog = project, catalog
        self._store = Store(project.renders)
        self._found: dict[str, Run] = {}

    def __getitem__(self, name: str) -> Run:
        if name not in self._found:
            if name not in self._catalog.studies:
                raise KeyError(name)
            self._found[name] = Run.open(self._arrays_of(name))
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._catalog.studies

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalog.studies)

    def __len__(self) -> int:
        return len(self._catalog.studies)

    def _arrays_of(self, name: str) -> Path:
        """Return the file with a study's arrays; only studies are made, so no picture is touched."""
        graph, judge = self._graph(name), Judge(self._project, self._store)
        judged = plan(graph, judge)
        if self._stale(judged):
            while (other := self._meanwhile(name)) is not None:
                self._made(self._graph(other), Judge(self._project, self._store))
            judged = self._made(graph, judge)
        mine = judged[f"study:{name}"]
        if mine.manifest is None:
            raise BuildError(f"study {name}: {'; '.join(mine.reasons)}")
        return self._store.blob_path(mine.manifest.outputs["arrays"].sha256)

    def _graph(self, name: str) -> Graph:
        graph = Graph(self._project, self._catalog)
        graph.add_study(name)
        return graph

    def _made(self, graph: Graph, judge: Judge) -> dict[str, Judgement]:
        self._store.prepare()
        build = Build(graph, judge, partial(LocalEngine, modules_for(graph)), 1, Observer())
        if not build.run().ok:
            raise BuildError("; ".join(build.outcome.failed.values()))
        return build.judged

    def _meanwhile(self, name: str) -> str | None:
        """Return what else to make while another worker makes a study, or what it reads; None if there is nothing."""
        todo = self._todo(name)
        if not (todo and self._held(todo[0])):
            return None
        others = (other for other in self._catalog.studies if self._todo(other) == [f"study:{other}"])
        return next((other for other in others if not self._held(f"study:{other}")), None)

    def _todo(self, name: str) -> list[str]:
        return self._stale(plan(self._graph(name), Judge(self._project, self._store)))

    @staticmethod
    def _stale(judged: Mapping[str, Judgement]) -> list[str]:
        """Return the tasks that must be done, each after those that it needs."""
        return [task for task, found in judged.items() if found.action is not Action.NOTHING]

    def _held(self, task: str) -> bool:
        """Return whether another process is making it."""
        try:
            with self._store.lock(task).acquire(timeout=0):
                return False
        except Timeout:
            return True
