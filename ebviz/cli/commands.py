"""The commands: list, render, figures, status, verify, doctor, provenance."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import cloup

import ebviz
from ebviz.cli.session import Session
from ebviz.errors import BuildError, UsageError, clipped, explain, nearest
from ebviz.export.formats import FIGURE_FORMATS, QUALITIES, SCENE_FORMATS, THEMES, USUAL_THEMES, quality_text

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(cloup.Group):
    """Keeps an EOFError in the work distinct from Ctrl-C: click treats both alike and prints an empty line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except EOFError as error:
            raise BuildError(explain(error)) from error
        except KeyboardInterrupt as error:
            raise click.Abort from error


@cloup.group(cls=Command, context_settings=CONTEXT)
@cloup.version_option(ebviz.__version__, message="%(prog)s %(version)s")
@cloup.option(
    "--project", metavar="DIR", help="Folder that holds scenes/. Default: here or the nearest above."
)
@cloup.pass_context
def command(context: cloup.Context, project: str | None) -> None:
    """Make lecture videos and slide figures from real models; rebuild exactly what a change affects.

    A lecture is a folder below scenes/; its name stands for everything in it.
    """
    context.obj = project


SET = cloup.option(
    "--set", "changes", metavar="STUDY.KEY=VALUE", multiple=True, help="Override a study's value in this run."
)
QUIET = cloup.option("--quiet", is_flag=True, help="Print failures only.")
FORCE = cloup.option("--force", is_flag=True, help="Rebuild targets even if they are fresh.")
JOBS = cloup.option("-j", "--jobs", type=cloup.IntRange(min=1), help="Parallel tasks. Default: one per core.")
JSON = cloup.option("--json", "as_json", is_flag=True, help="Print JSON.")
QUALITY_HELP = "; ".join(f"{letter} {quality_text(letter)}" for letter in QUALITIES)


@command.command("list")
@cloup.option(
    "--all", "everything", is_flag=True, help="Also list the course's studies, and what was passed over."
)
@JSON
@cloup.pass_obj
def list_(project: str | None, everything: bool, as_json: bool) -> None:
    """List studies, scenes, figures and pages by lecture, one line each."""
    from ebviz.cli.listing import as_document, as_lines

    catalog = Session(project).catalog
    if as_json:
        click.echo(as_text(as_document(catalog, everything)))
        return
    for line in as_lines(catalog, everything):
        click.echo(line)
    for problem in catalog.problems:
        click.secho(problem, fg="red", err=True)


@command.command("render")
@cloup.argument("scenes", nargs=-1, metavar="[SCENE|LECTURE]...")
@cloup.option("-q", "--quality", type=cloup.Choice(list(QUALITIES)), default="h", help=QUALITY_HELP)
@cloup.option(
    "--format", "formats", default="mp4,gif,png", help=f"Any of {', '.join(SCENE_FORMATS)}, comma-separated."
)
@cloup.option(
    "--theme",
    "themes",
    default=THEMES[0],
    help=f"Any of {', '.join(THEMES)}, comma-separated. Default: {THEMES[0]}.",
)
@cloup.option("--contact-sheet", is_flag=True, help="Also make a page of frames from the film.")
@JOBS
@SET
@FORCE
@QUIET
@cloup.pass_obj
def render(
    project: str | None,
    scenes: tuple[str, ...],
    quality: str,
    formats: str,
    themes: str,
    contact_sheet: bool,
    jobs: int | None,
    changes: tuple[str, ...],
    force: bool,
    quiet: bool,
) -> int:
    """Render videos, GIFs and thumbnails into renders/SCENE/. Without names: all of the project's scenes.

    In another theme than dark, files are named after it: renders/SCENE/SCENE_light.mp4.
    """
    from ebviz.cli.make import make

    session = Session(project)
    graph = session.graph(changes)
    wanted = [*choices("--format", formats, SCENE_FORMATS), *(["sheet"] if contact_sheet else [])]
    for name in session.chosen(scenes, session.catalog.scenes, "scene"):
        for theme in choices("--theme", themes, THEMES):
            graph.add_scene(name, quality_text(quality), wanted, theme)
    return make(session, graph, jobs, force, quiet, named=bool(scenes))


@command.command("figures")
@cloup.argument("figures", nargs=-1, metavar="[FIGURE|LECTURE]...")
@cloup.option(
    "--format", "formats", default="pdf,svg,png", help=f"Any of {', '.join(FIGURE_FORMATS)}, comma-separated."
)
@cloup.option(
    "--theme",
    "themes",
    default=",".join(USUAL_THEMES),
    help=f"Any of {', '.join(THEMES)}, comma-separated. Default: the first three.",
)
@JOBS
@SET
@FORCE
@QUIET
@cloup.pass_obj
def figures_(
    project: str | None,
    figures: tuple[str, ...],
    formats: str,
    themes: str,
    jobs: int | None,
    changes: tuple[str, ...],
    force: bool,
    quiet: bool,
) -> int:
    """Draw slide figures into renders/figures/THEME/. Without names: all of the project's figures."""
    from ebviz.cli.make import make

    session = Session(project)
    graph = session.graph(changes)
    wanted = choices("--format", formats, FIGURE_FORMATS)
    for name in session.chosen(figures, session.catalog.figures, "figure"):
        for theme in choices("--theme", themes, THEMES):
            graph.add_figure(name, theme, wanted)
    return make(session, graph, jobs, force, quiet, named=bool(figures))


@command.command("status")
@cloup.argument("targets", nargs=-1, metavar="[TARGET|LECTURE]...")
@cloup.option("-q", "--quality", type=cloup.Choice(list(QUALITIES)), help="Default: as last built, or h.")
@SET
@JSON
@cloup.pass_obj
def status(
    project: str | None,
    targets: tuple[str, ...],
    quality: str | None,
    changes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show what is fresh or stale, and why; build nothing.

    TARGET is a study, scene, figure or page. Without names: all of the project's.
    """
    from ebviz.build.plan import Judge, plan
    from ebviz.cli.contents import contents
    from ebviz.cli.display import summary
    from ebviz.cli.make import (
        add_figure_as_last_built,
        add_scene_as_last_built,
        refuse_unread,
        show_problems,
    )
    from ebviz.cli.rows import brief
    from ebviz.store import Store

    session = Session(project)
    catalog, graph = session.catalog, session.graph(changes)
    store = Store(session.project.renders)
    known = {**catalog.studies, **catalog.scenes, **catalog.figures, **catalog.pages}
    for name in session.chosen(targets, known, "target"):
        if name in catalog.studies:
            graph.add_study(name)
        if name in catalog.scenes:
            add_scene_as_last_built(graph, store, name, quality)
        if name in catalog.figures:
            add_figure_as_last_built(graph, store, name)
        if name in catalog.pages:
            graph.add_page(name)
    if not targets and store.last("index:renders"):
        graph.add_index(contents(catalog, session.project.renders))
    graph.close()
    refuse_unread(graph)
    judge = Judge(session.project, store, hashes=session.hashes)
    judged = plan(graph, judge)
    judge.save()
    rows = brief(judged[name] for name in graph.wanted)
    if as_json:
        report = {row.task.name: {"state": row.state.value, "reasons": list(row.reasons)} for row in rows}
        click.echo(as_text({"targets": report, "problems": catalog.problems}))
        return
    for row in rows:
        click.echo(f"{row.task.label}: {row.words()}")
    show_problems(session)
    click.echo(summary(rows))


@command.command("verify")
@cloup.pass_obj
def verify(project: str | None) -> int:
    """Read everything that was made, and name what is damaged.

    The other commands take a file that has not changed since it was last read for whole.
    """
    from ebviz.cli.session import located
    from ebviz.cli.verify import verify as read_all
    from ebviz.store import Store

    return read_all(Store(located(project).renders))


@command.command("doctor")
@JSON
@cloup.pass_obj
def doctor(project: str | None, as_json: bool) -> int:
    """Check that this machine has what rendering needs.

    Shows the command that installs whatever is missing.
    """
    from ebviz.cli.doctor import examine

    checks = examine(Session(project).project.renders)
    if as_json:
        click.echo(as_text([check.document() for check in checks]))
    else:
        for check in checks:
            word = click.style("ok     " if check.ok else "MISSING", fg="green" if check.ok else "red")
            click.echo(
                f"{word} {check.name}: {check.detail}{'' if check.ok else f'; install: {check.install}'}"
            )
    return 0 if all(check.ok for check in checks) else 1


@command.command("provenance")
@cloup.argument("file", type=click.Path(path_type=Path))
def provenance(file: Path) -> None:
    """Show what a film or figure was made from.

    The record is read from the file itself.
    """
    from ebviz.export.provenance import read

    click.echo(as_text(read(file), sort_keys=True))


# ------------------------------------------------------------------------------------------------------- helpers


def as_text(document: Any, sort_keys: bool = False) -> str:
    """Return JSON in characters that standard output can encode."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(document, indent=1, ensure_ascii=not utf8, sort_keys=sort_keys)


def choices(option: str, text: str, accepted: Iterable[str]) -> list[str]:
    """Return the parts of a comma-separated list; raise :class:`UsageError` for unknown parts or none.

    >>> choices("--theme", "dark,print", ("dark", "light", "print"))
    ['dark', 'print']
    """
    known = list(accepted)
    found = [part.strip() for part in text.split(",") if part.strip()]
    for part in found:
        if part not in known:
            raise UsageError(
                f"{option} {clipped(part)}: expected any of {', '.join(known)}{nearest(part, known)}"
            )
    if not found:
        raise UsageError(f"{option} is empty: expected any of {', '.join(known)}")
    return list(dict.fromkeys(found))
