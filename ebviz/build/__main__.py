"""``python -m ebviz.build STUDY FOLDER`` brings one study up to date and prints the path of its arrays as JSON.

Called by :func:`ebviz.study.study`; progress goes to standard error.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

from ebviz.build.catalog.remembered import remembered
from ebviz.build.executors import LocalEngine, modules_for
from ebviz.build.graph import Graph
from ebviz.build.judgement import Action
from ebviz.build.observer import Observer
from ebviz.build.plan import Judge, plan
from ebviz.build.project import Project
from ebviz.build.run import Build
from ebviz.build.task import Task
from ebviz.errors import BuildError, UsageError, explain, nearest
from ebviz.store import Store
from ebviz.store.hashes import Hashes


class Teller(Observer):
    """Reports on standard error what is being built."""

    def started(self, task: Task) -> None:
        """Name the task."""
        print(f"{task.label}: building", file=sys.stderr, flush=True)


def arrays_of(name: str, folder: Path) -> Path:
    """Return the file with the arrays of a study at its default configuration, computing it first if needed.

    Raises
    ------
    UsageError
        There is no such study, or no project around ``folder``.
    BuildError
        It could not be computed.
    """
    project = Project.around(folder)
    store = Store(project.renders)
    hashes = Hashes()  # remembers nothing from before: what is handed out is read first
    catalog = remembered(project.packages, store.root / "catalog.json", hashes.sha256)
    if name not in catalog.studies:
        known = ", ".join(sorted(catalog.studies))
        raise UsageError(f"there is no study '{name}'{nearest(name, catalog.studies)} (known: {known})")
    graph = Graph(project, catalog)
    graph.add_study(name)
    graph.close()
    judge = Judge(project, store, hashes=hashes)
    judged = plan(graph, judge)[f"study:{name}"]
    if judged.action is not Action.NOTHING:
        store.prepare()
        build = Build(graph, judge, partial(LocalEngine, modules_for(graph)), 1, Teller())
        if not build.run().ok:
            raise BuildError("; ".join(build.outcome.failed.values()))
        judged = build.judged[f"study:{name}"]
        judge.save()
    if judged.manifest is None:
        raise BuildError(f"study {name}: {'; '.join(judged.reasons)}")
    return store.blob_path(judged.manifest.outputs["arrays"].sha256)


def main() -> None:
    """Print {"arrays": path}, or {"error": line, "usage": was it bad input?}."""
    if len(sys.argv) != 3:
        sys.exit("error: expected STUDY FOLDER")
    name, folder = sys.argv[1:]
    try:
        answer: dict[str, object] = {"arrays": str(arrays_of(name, Path(folder)))}
    except Exception as error:
        answer = {"error": explain(error), "usage": isinstance(error, UsageError)}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
