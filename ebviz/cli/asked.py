"""``python -m ebviz.cli.asked``: brings one thing up to date for a notebook or a script, and says where it lies.

Called by :mod:`ebviz.door.asking`. The request is a JSON document on standard input::

    {"what": "study", "name": "free_energy", "set": {"free_energy.beta": 3.2}, "folder": null,
     "events": true, "parent": 4711}

``what`` is a key of ``KINDS``, which says what else it takes; ``parent`` is the process that asks: with it this one
ends. The answer is the last line of JSON on standard output: where the thing lies, or {"error": line, "usage": was it
bad input?, "where": lines of the user's code}. With ``events``, the lines before it tell how far the work is;
otherwise standard error does.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ebviz.build.catalog.entries import Entry
from ebviz.build.executors import LocalEngine, end_server
from ebviz.build.graph import Graph
from ebviz.build.judgement import Judgement, State
from ebviz.build.plan import Judge, plan
from ebviz.build.project import IMPORTS, Project
from ebviz.build.task import read_as
from ebviz.cli.commands import choices
from ebviz.cli.make import built, refuse_unfit, refuse_unread
from ebviz.cli.session import Session
from ebviz.cli.told import observer
from ebviz.errors import BuildError, Terminated, UsageError, clipped, explain, nearest
from ebviz.export.formats import FIGURE_FORMATS, QUALITIES, SCENE_FORMATS, THEMES, quality_text
from ebviz.export.moments import in_words, moment
from ebviz.store import Manifest, Store
from ebviz.store.hashes import Hashes
from ebviz.study.changes import given_changes

PATIENCE = 0.5  # seconds between looks whether who asked is still there
CALLS = {
    "study": "ebviz.study('{}')",
    "scene": "ebviz.render('{}')",
    "figure": "ebviz.draw('{}')",
    "page": "ebviz.live('{}')",
}

Request = Mapping[str, Any]
Answer = dict[str, Any]


def answered(request: Request) -> Answer:
    """Bring up to date what a request names; return where it lies.

    Raises
    ------
    UsageError
        Something in the request is wrong.
    BuildError
        It could not be made; its notes are the lines of the user's code that led to it.
    """
    if request["what"] not in KINDS:
        raise UsageError(f"expected one of {', '.join(KINDS)}, got {clipped(str(request['what']))}")
    if request["what"] == "still":
        LocalEngine(IMPORTS["still"])  # loads Manim while it is found out what is to be done
    try:
        session = Session(None, project_of(request["folder"]), CALLS)
        return KINDS[request["what"]](session, request)
    finally:
        end_server()


def project_of(folder: str | None) -> Project:
    """Return the project around a folder (None: the current one), or the course, if there is none around that."""
    if folder is not None:
        try:
            return Project.around(Path(folder))
        except UsageError as error:
            line = f"'{clipped(folder)}' is not an ebviz project, nor in one: expected a folder that holds scenes/"
            raise UsageError(line) from error
    try:
        return Project.around(Path.cwd())
    except UsageError:
        return Project.course()


def study(session: Session, request: Request) -> Answer:
    """Return the file with a study's arrays; what is handed out has been read and compared with its hash."""
    session.hashes = Hashes()  # remembers nothing from before
    name = the_one(session, request["name"], session.catalog.studies, "study")
    graph = changed(session, request)
    graph.add_study(name)
    _, content = made(session, graph, request)
    return {"arrays": content["arrays"]}


def film(session: Session, request: Request) -> Answer:
    """Return a scene's film: its files in the store and among the renders, its frame and its length."""
    quality = accepted("quality", request["quality"], QUALITIES)
    theme = accepted("theme", request["theme"], THEMES)
    formats = choices("formats", request["formats"], SCENE_FORMATS)
    name = the_one(session, request["name"], session.catalog.scenes, "scene")
    graph = changed(session, request)
    graph.add_scene(name, quality_text(quality), formats, theme)
    manifest, content = made(session, graph, request)
    width, height, fps = QUALITIES[quality]
    frame = {"width": width, "height": height, "fps": fps, "seconds": manifest.notes["seconds"]}
    return {"name": name, "content": content, "places": places(session, graph), **frame}


def figure(session: Session, request: Request) -> Answer:
    """Return a slide figure: its files in the store and among the renders."""
    theme = accepted("theme", request["theme"], THEMES)
    formats = choices("formats", request["formats"], FIGURE_FORMATS)
    name = the_one(session, request["name"], session.catalog.figures, "figure")
    graph = changed(session, request)
    graph.add_figure(name, theme, formats)
    _, content = made(session, graph, request)
    return {"name": name, "theme": theme, "content": content, "places": places(session, graph)}


def still(session: Session, request: Request) -> Answer:
    """Return one moment of a scene: its picture in the store and among the renders."""
    quality = accepted("quality", request["quality"], QUALITIES)
    theme = accepted("theme", request["theme"], THEMES)
    at = moment(request["at"], "at")
    name = the_one(session, request["name"], session.catalog.scenes, "scene")
    graph = changed(session, request)
    graph.add_still(name, quality_text(quality), at, theme)
    _, content = made(session, graph, request)
    return {"name": name, "moment": in_words(at), "content": content, "places": places(session, graph)}


def page(session: Session, request: Request) -> Answer:
    """Return a live page: its file, and what a notebook fills it anew from: function, runs, modules."""
    name = the_one(session, request["name"], session.catalog.pages, "page")
    graph = changed(session, request)
    graph.add_page(name)
    judged, store = brought_up(graph, session, request)
    task = graph.tasks[f"page:{name}"]
    found: dict[str, Manifest | None] = {study: judged[study].manifest for study, _ in task.inputs}
    runs = {
        read_as(study): manifest.outputs["arrays"].sha256 for study, manifest in found.items() if manifest
    }
    return {
        "name": name,
        "entry": task.entry,
        "packages": {package: str(folder) for package, folder in session.project.packages.items()},
        "runs": {study: str(store.blob_path(sha256)) for study, sha256 in runs.items()},
        "places": places(session, graph),
    }


KINDS: Mapping[str, Callable[[Session, Request], Answer]] = {
    "study": study,
    "film": film,
    "figure": figure,
    "still": still,
    "page": page,
}


# ------------------------------------------------------------------------------------- what every kind begins with


def the_one(session: Session, name: object, known: Mapping[str, Entry], kind: str) -> str:
    """Return the name of one target; raise :class:`UsageError` for any other, a lecture's too."""
    if not isinstance(name, str) or not name:
        raise UsageError(f"expected the name of a {kind}, got {clipped(repr(name))}")
    if not known and "scenes" not in session.project.packages:
        where = "the current folder is in no project, which would hold scenes/, and the installed library has none"
        raise UsageError(f"there is no {kind} '{clipped(name)}': {where}")
    return session.one(name, known, kind)


def accepted(what: str, given: object, known: Iterable[str]) -> str:
    """Return a choice; raise :class:`UsageError` for one that is not known."""
    names = list(known)
    if not isinstance(given, str) or given not in names:
        hint = nearest(str(given), names)
        raise UsageError(f"{what} {clipped(repr(given))}: expected one of {', '.join(names)}{hint}")
    return given


def changed(session: Session, request: Request) -> Graph:
    """Return an empty graph with the values that the request sets."""
    changes = given_changes(request["set"], session.catalog.studies, session.unread)
    return Graph(session.project, session.catalog, changes)


def made(session: Session, graph: Graph, request: Request) -> tuple[Manifest, dict[str, str]]:
    """Bring a graph up to date; return the manifest of the task first asked for, and its files in the store by part.

    Raises :class:`BuildError` with the first failure.
    """
    judged, store = brought_up(graph, session, request)
    found = judged[graph.wanted[0]]
    manifest = found.manifest
    if manifest is None:
        raise BuildError(f"{found.task.label}: {'; '.join(found.reasons)}")
    return manifest, {part: str(store.blob_path(blob.sha256)) for part, blob in manifest.outputs.items()}


def brought_up(graph: Graph, session: Session, request: Request) -> tuple[Mapping[str, Judgement], Store]:
    """Bring a graph up to date; return what became of its tasks, and the store they are in."""
    graph.close()
    refuse_unread(graph, "set={{'{}.…'}}")
    refuse_unfit(graph)
    store = Store(session.project.renders)
    judge = Judge(session.project, store, hashes=session.hashes)
    judged = plan(graph, judge)
    judge.save()
    if any(row.state is not State.FRESH for row in judged.values()):
        judged = _built(graph, judge, judged, request)
    return judged, store


def _built(
    graph: Graph, judge: Judge, judged: Mapping[str, Judgement], request: Request
) -> dict[str, Judgement]:
    shown = observer(bool(request["events"]), len(judged))
    build = built(graph, judge, list(judged.values()), None, shown)
    for name, line in build.outcome.failed.items():
        label = graph.tasks[name].label
        kind = UsageError if name in build.outcome.refused else BuildError
        failure = kind(f"{label}: {line.removeprefix(f'{label}: ')}")
        for note in build.outcome.where.get(name, ()):
            failure.add_note(note)
        raise failure
    return build.judged


def places(session: Session, graph: Graph) -> dict[str, str]:
    """Return where the requested files lie among the renders, by part."""
    wanted = [graph.tasks[name] for name in graph.wanted]
    return {
        part: str(session.project.renders / place) for task in wanted for part, place in task.publish.items()
    }


# ----------------------------------------------------------------------------------------------- the process


def main() -> int:
    """Answer one request; return the exit code, 0 for an error that was told as well."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminate)
    try:
        request = json.loads(sys.stdin.read())
        _end_with(request["parent"])
        answer = answered(request)
    except Terminated as error:
        return 128 + error.args[0]
    except Exception as error:
        where = list(getattr(error, "__notes__", ()))
        answer = {"error": explain(error), "usage": isinstance(error, UsageError), "where": where}
    print(json.dumps(answer), flush=True)
    return 0


def _terminate(number: int, *_: object) -> None:
    raise Terminated(number)


def _end_with(parent: int) -> None:
    """End this process, and with it all that it has started, once the one that asked is gone."""

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(PATIENCE)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
