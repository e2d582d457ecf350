"""Bringing the requested targets up to date, and reporting it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import click

from ebviz.build.graph import Graph
from ebviz.build.judgement import Action, Judgement, State
from ebviz.build.observer import Observer
from ebviz.build.plan import Judge, plan
from ebviz.build.task import film_of
from ebviz.cli.display import Lines, Live, Quiet, summary
from ebviz.cli.rows import brief
from ebviz.cli.session import Session
from ebviz.errors import UsageError
from ebviz.export.formats import FIGURE_FORMATS, THEMES, USUAL_THEMES, quality_text
from ebviz.store import Store

if TYPE_CHECKING:
    from ebviz.build.run import Build


def make(session: Session, graph: Graph, jobs: int | None, force: bool, quiet: bool, named: bool) -> int:
    """Build what is stale in ``graph`` and report it; return the exit code.

    Problems with declarations are reported, and make the code 1, unless the targets were ``named``.
    """
    return bring_up(session, graph, jobs, force, quiet, named)[0]


def bring_up(
    session: Session, graph: Graph, jobs: int | None, force: bool, quiet: bool, named: bool
) -> tuple[int, Mapping[str, Judgement]]:
    """Do what :func:`make` does; return the exit code and the judgement of each task afterwards."""
    graph.close()
    refuse_unread(graph)
    if named:
        refuse_unfit(graph)
    store = Store(session.project.renders)
    forced = graph.wanted if force else ()
    judge = Judge(session.project, store, forced, session.hashes)
    judged = plan(graph, judge)
    judge.save()
    rows = list(judged.values())
    if not quiet and not named:
        show_problems(session)
    broken = not named and bool(session.catalog.problems)
    if all(row.state is State.FRESH for row in rows):
        if not quiet:
            click.echo(f"nothing to do: {summary([judged[name] for name in graph.wanted])}")
        return int(broken), judged
    code, judged = _build(graph, judge, rows, jobs, quiet)
    return max(int(broken), code), judged


def _build(
    graph: Graph, judge: Judge, rows: list[Judgement], jobs: int | None, quiet: bool
) -> tuple[int, dict[str, Judgement]]:
    shown: Observer = Quiet() if quiet else Live(len(rows)) if sys.stdout.isatty() else Lines()
    build = built(graph, judge, rows, jobs, shown)
    outcome = build.outcome
    if not quiet:
        done = {"built": outcome.built, "restored": outcome.restored, "fresh": outcome.fresh}
        done |= {"failed": list(outcome.failed), "skipped": list(outcome.skipped)}
        click.echo(", ".join(f"{len(names)} {word}" for word, names in done.items() if names))
    return outcome.code, build.judged


def built(
    graph: Graph,
    judge: Judge,
    rows: list[Judgement],
    jobs: int | None,
    shown: Observer,
    modules: list[str] | None = None,
    begun: Callable[[Build], object] | None = None,
) -> Build:
    """Build what is stale, telling ``shown`` of it; return the build, failures included.

    ``modules`` are loaded before the first task (default: those that the tasks need); ``begun`` is given the build
    before it runs.
    """
    from ebviz.build.executors import LocalEngine, cores, modules_for
    from ebviz.build.run import Build
    from ebviz.store.garbage import clear, forget

    store = judge.store
    store.prepare()
    clear(store)
    todo = [row for row in rows if row.action is not Action.NOTHING]
    slots = max(1, min(jobs or cores(), len(todo)))
    try:
        shown.plan(brief(rows))
        if modules is None:
            modules = modules_for(graph, (row.task.name for row in todo))
        build = Build(graph, judge, partial(LocalEngine, modules), slots, shown)
        if begun is not None:
            begun(build)
        build.run()
    finally:
        shown.close()
    forget(store)
    return build


def show_problems(session: Session) -> None:
    """Print problems with files and declarations on standard error."""
    for problem in session.catalog.problems:
        click.secho(problem, fg="red", err=True)


def refuse_unfit(graph: Graph) -> None:
    """Raise :class:`UsageError` if what was asked for cannot show a configuration; nothing is computed then."""
    if refused := [graph.refused[name] for name in graph.wanted if name in graph.refused]:
        raise UsageError("; ".join(dict.fromkeys(refused)))


def refuse_unread(graph: Graph, shown: str = "--set {}.…") -> None:
    """Raise :class:`UsageError` for a change of a study that no requested target reads, ``shown`` as it was given."""
    for study in graph.changes:
        if f"study:{study}" not in graph.tasks:
            read = ", ".join(sorted(task.target for task in graph.tasks.values() if task.kind == "study"))
            wanted = f"{shown.format(study)}: nothing that was asked for reads study '{study}'"
            raise UsageError(f"{wanted} (it reads: {read or 'none'})")


def add_scene_as_last_built(graph: Graph, store: Store, name: str, quality: str | None) -> None:
    """Add a scene in the themes and with the files of its last builds, in their quality unless one is given."""
    films = {theme: store.last(f"scene:{film_of(name, theme)}") for theme in THEMES}
    built = [theme for theme, last in films.items() if last]
    for theme in built or THEMES[:1]:
        last = films[theme]
        before = last.manifest.parts["params"]["quality"] if last else quality_text("h")
        kinds = [kind for kind in ("gif", "webm", "sheet") if store.last(f"{kind}:{film_of(name, theme)}")]
        formats = ["mp4", "png", *(kinds or ["gif"])]
        graph.add_scene(name, quality_text(quality) if quality else before, formats, theme)


def add_figure_as_last_built(graph: Graph, store: Store, name: str) -> None:
    """Add a figure in the themes and formats in which it has been drawn; in the usual ones if it never has."""
    last = {theme: store.last(f"figure:{name}:{theme}") for theme in THEMES}
    drawn = {theme: tuple(known.published) for theme, known in last.items() if known and known.published}
    for theme, formats in (drawn or dict.fromkeys(USUAL_THEMES, FIGURE_FORMATS)).items():
        graph.add_figure(name, theme, formats)
