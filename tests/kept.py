"""The course's studies at their defaults, from the checkout's own store: computed only if they are not up to date.

They are made by the build itself, so a changed study is made again. ``python -m tests.kept`` makes all that are
stale, as many at once as there are cores; a test that needs one makes it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from ebviz.build.catalog import Catalog, discover
from ebviz.build.executors import LocalEngine, cores, modules_for
from ebviz.build.graph import Graph
from ebviz.build.judgement import Action, Judgement
from ebviz.build.observer import Observer
from ebviz.build.plan import Judge, plan
from ebviz.build.project import Project
from ebviz.build.run import Build
from ebviz.cli.display import Lines
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

    def complete(self, observer: Observer) -> None:
        """Bring all of them up to date, as many at once as there are cores."""
        self._made(self._catalog.studies, observer, cores())

    def _arrays_of(self, name: str) -> Path:
        """Return the file with a study's arrays; only studies are made, so no picture is touched."""
        mine = self._made([name], Observer(), 1)[f"study:{name}"]
        if mine.manifest is None:
            raise BuildError(f"study {name}: {'; '.join(mine.reasons)}")
        return self._store.blob_path(mine.manifest.outputs["arrays"].sha256)

    def _made(self, names: Iterable[str], observer: Observer, jobs: int) -> dict[str, Judgement]:
        """Return the judgements of studies and of what they read, once all of it is up to date."""
        graph, judge = Graph(self._project, self._catalog), Judge(self._project, self._store)
        for name in names:
            graph.add_study(name)
        graph.close()
        judged = plan(graph, judge)
        if all(found.action is Action.NOTHING for found in judged.values()):
            judge.save()
            return judged
        self._store.prepare()
        build = Build(graph, judge, partial(LocalEngine, modules_for(graph)), jobs, observer)
        if not build.run().ok:
            raise BuildError("; ".join(build.outcome.failed.values()))
        judge.save()
        return build.judged


def main() -> None:
    """Bring the course's studies up to date before the tests ask for them one by one."""
    project = Project.at(Path(__file__).parents[1])
    Kept(project, discover(project.packages)).complete(Lines())


if __name__ == "__main__":
    main()
