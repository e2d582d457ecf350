"""The ``ebviz`` command: list, render, figures, status, doctor, provenance.

Exit codes: 0 done, 1 something failed to build (the others are built), 2 bad usage, 130 interrupted.
"""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import cloup

import ebviz
from ebviz.errors import BuildError, EbvizError, Terminated, UsageError, clipped, explain, nearest, one_line
from ebviz.formats import FIGURE_FORMATS, QUALITIES, SCENE_FORMATS, THEMES, quality_text

if TYPE_CHECKING:
    from ebviz.catalog import Catalog
    from ebviz.plan import Judgement
    from ebviz.project import Project
    from ebviz.tasks import Graph

LONGEST_LIST = 300  # characters of names in an error
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def there_are(known: Iterable[str]) -> str:
    """Say which names are known, or only how many if a line would not hold them.

    >>> there_are(["scene", "figure"])
    'there are: figure, scene'
    """
    names = sorted(known)
    line = ", ".join(names)
    if len(line) > LONGEST_LIST:
        return f"there are {len(names)}: see ebviz list"
    return f"there are: {line}" if names else "there are none"


class Session:
    """What every command starts from: the project, and the catalog of what it can make."""

    def __init__(self, folder: str | None) -> None:
        from ebviz.catalog import discover
        from ebviz.project import Project

        self.project: Project = Project.at(Path(folder)) if folder else Project.around(Path.cwd())
        self.catalog: Catalog = discover(self.project.packages)

    def graph(self, settings: Iterable[str]) -> Graph:
        """Return an empty graph under the ``--set`` values; refuse those that no study accepts."""
        from ebviz import config
        from ebviz.tasks import Graph

        overrides = config.parse_overrides(settings, self.catalog.studies, self.unread)
        for study, values in overrides.items():
            with self.project.importing():
                entry = self.catalog.studies[study]
                config.load(study, entry.module, values, self.project.root, entry.path)
        return Graph(self.project, self.catalog, overrides)

    def chosen(self, names: Iterable[str], known: Mapping[str, Any], kind: str) -> list[str]:
        """Return the names, or all that are known where there are none; refuse an unknown one."""
        names = list(dict.fromkeys(names))
        for name in names:
            if name not in known:
                hint = f"{nearest(name, known)} ({there_are(known)}){self.unread(name)}"
                raise UsageError(f"there is no {kind} '{clipped(name)}'{hint}")
        return names or sorted(known)

    def unread(self, name: str) -> str:
        """Return what may be why ``name`` is not known: the problem with its file, or that files have problems."""
        problems = self.catalog.problems
        for problem in problems:
            if Path(problem.partition(".py:")[0]).name == name:
                return f"; {problem}"
        return f"; problems with {len(problems)} declarations or files: see ebviz list" if problems else ""


class Command(cloup.Group):
    """Keeps an EOFError of the work apart from Ctrl-C: click takes both for the same, with an empty line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except EOFError as error:
            raise BuildError(explain(error)) from error
        except KeyboardInterrupt as error:
            raise click.Abort from error


@cloup.group(cls=Command, context_settings=SETTINGS)
@cloup.version_option(ebviz.__version__, message="%(prog)s %(version)s")
@cloup.option("--project", metavar="DIR", help="The folder that holds scenes/. Default: the one around here.")
@cloup.pass_context
def command(context: cloup.Context, project: str | None) -> None:
    """Make lecture videos and slide figures from real models; make again exactly what a change affects."""
    context.obj = project


SET = cloup.option(
    "--set", "settings", metavar="STUDY.KEY=VALUE", multiple=True, help="Change a study's value for this run."
)
QUIET = cloup.option("--quiet", is_flag=True, help="Say nothing but what failed.")
FORCE = cloup.option("--force", is_flag=True, help="Build what is named even if it is fresh.")
JOBS = cloup.option("-j", "--jobs", type=cloup.IntRange(min=1), help="Tasks at once. Default: all cores.")
JSON = cloup.option("--json", "as_json", is_flag=True, help="Print JSON.")
QUALITY_HELP = "; ".join(f"{letter} {quality_text(letter)}" for letter in QUALITIES)


@command.command("list")
@JSON
@cloup.pass_obj
def list_(project: str | None, as_json: bool) -> None:
    """Studies, scenes and figures, one line each."""
    catalog = Session(project).catalog
    kinds: dict[str, dict[str, Any]] = {
        "studies": catalog.studies,
        "scenes": catalog.scenes,
        "figures": catalog.figures,
    }
    if as_json:
        rows = {
            kind: {name: {"summary": e.summary, "path": str(e.path)} for name, e in entries.items()}
            for kind, entries in kinds.items()
        }
        click.echo(as_text({**rows, "problems": catalog.problems}))
        return
    width = max((len(name) for entries in kinds.values() for name in entries), default=0)
    for kind, entries in kinds.items():
        click.secho(kind, bold=True)
        for name, entry in sorted(entries.items()):
            click.echo(f"  {name:<{width}}  {entry.summary}")
    for problem in catalog.problems:
        click.secho(f"  {problem}", fg="red", err=True)


@command.command("render")
@cloup.argument("scenes", nargs=-1, metavar="[SCENE]...")
@cloup.option("-q", "--quality", type=cloup.Choice(list(QUALITIES)), default="h", help=QUALITY_HELP)
@cloup.option("--format", "formats", default="mp4,gif,png", help=f"Any of {', '.join(SCENE_FORMATS)}.")
@cloup.option("--contact-sheet", is_flag=True, help="Also a page of frames, to look the film over.")
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
    contact_sheet: bool,
    jobs: int | None,
    settings: tuple[str, ...],
    force: bool,
    quiet: bool,
) -> int:
    """Videos, GIFs and thumbnails into renders/SCENE/. No name: all scenes."""
    session = Session(project)
    graph = session.graph(settings)
    wanted = [*choices("--format", formats, SCENE_FORMATS), *(["sheet"] if contact_sheet else [])]
    for name in session.chosen(scenes, session.catalog.scenes, "scene"):
        graph.add_scene(name, quality_text(quality), wanted)
    return run(session, graph, jobs, force, quiet, named=bool(scenes))


@command.command("figures")
@cloup.argument("figures", nargs=-1, metavar="[FIGURE]...")
@cloup.option("--format", "formats", default="pdf,svg,png", help=f"Any of {', '.join(FIGURE_FORMATS)}.")
@cloup.option(
    "--theme", "themes", default=",".join(THEMES), help=f"Any of {', '.join(THEMES)}. Default: all."
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
    settings: tuple[str, ...],
    force: bool,
    quiet: bool,
) -> int:
    """Slide figures into renders/figures/THEME/. No name: all figures."""
    session = Session(project)
    graph = session.graph(settings)
    wanted = choices("--format", formats, FIGURE_FORMATS)
    for name in session.chosen(figures, session.catalog.figures, "figure"):
        for theme in choices("--theme", themes, THEMES):
            graph.add_figure(name, theme, wanted)
    return run(session, graph, jobs, force, quiet, named=bool(figures))


@command.command("status")
@cloup.argument("targets", nargs=-1, metavar="[TARGET]...")
@cloup.option("-q", "--quality", type=cloup.Choice(list(QUALITIES)), help="Default: as last built, else h.")
@SET
@JSON
@cloup.pass_obj
def status(
    project: str | None,
    targets: tuple[str, ...],
    quality: str | None,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Fresh or stale, and why; builds nothing. TARGET: a study, scene or figure; none: all."""
    from ebviz.plan import Judge, plan
    from ebviz.store import Store

    session = Session(project)
    catalog, graph = session.catalog, session.graph(settings)
    store = Store(session.project.renders)
    known = {**catalog.studies, **catalog.scenes, **catalog.figures}
    for name in session.chosen(targets, known, "target"):
        if name in catalog.studies:
            graph.add_study(name)
        if name in catalog.scenes:
            add_as_last_built(graph, store, name, quality)
        if name in catalog.figures:
            for theme in THEMES:
                graph.add_figure(name, theme, FIGURE_FORMATS)
    refuse_unused(graph)
    judge = Judge(session.project, store)
    judged = plan(graph, judge)
    judge.code.save()
    rows = [judged[name] for name in graph.wanted]
    if as_json:
        report = {row.task.name: {"state": row.state.value, "reasons": list(row.reasons)} for row in rows}
        click.echo(as_text({"targets": report, "problems": catalog.problems}))
        return
    from ebviz.display import summary

    for row in rows:
        click.echo(f"{row.task.label}: {row.words()}")
    for problem in catalog.problems:
        click.secho(problem, fg="red", err=True)
    click.echo(summary(rows))


@command.command("doctor")
@JSON
@cloup.pass_obj
def doctor(project: str | None, as_json: bool) -> int:
    """What this machine lacks, and the command that installs it."""
    from ebviz.doctor import examine

    checks = examine(Session(project).project.renders)
    if as_json:
        click.echo(as_text([check.document() for check in checks]))
    else:
        for check in checks:
            click.echo(
                click.style("ok  " if check.ok else "LACK", fg="green" if check.ok else "red"), nl=False
            )
            click.echo(f" {check.name}: {check.detail}" + ("" if check.ok else f"; install: {check.install}"))
    return 0 if all(check.ok for check in checks) else 1


@command.command("provenance")
@cloup.argument("file", type=click.Path(path_type=Path))
def provenance(file: Path) -> None:
    """What a film or figure was made from, read back from the file itself."""
    from ebviz.export.provenance import read

    click.echo(as_text(read(file), sort_keys=True))


# ------------------------------------------------------------------------------------------------------- helpers


def as_text(document: Any, sort_keys: bool = False) -> str:
    """Return JSON in the letters that standard output can write."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(document, indent=1, ensure_ascii=not utf8, sort_keys=sort_keys)


def choices(option: str, text: str, accepted: Iterable[str]) -> list[str]:
    """Return the parts of a comma list; refuse unknown ones and none at all.

    >>> choices("--theme", "dark,print", ("dark", "light", "print"))
    ['dark', 'print']
    """
    known = list(accepted)
    found = [part.strip() for part in text.split(",") if part.strip()]
    for part in found:
        if part not in known:
            raise UsageError(
                f"{option} {clipped(part)}: accepted are {', '.join(known)}{nearest(part, known)}"
            )
    if not found:
        raise UsageError(f"{option} is empty: accepted are {', '.join(known)}")
    return list(dict.fromkeys(found))


def refuse_unused(graph: Graph) -> None:
    """Refuse a ``--set`` for a study that nothing of what was asked for reads."""
    for study in graph.overrides:
        if f"study:{study}" not in graph.tasks:
            used = ", ".join(sorted(task.target for task in graph.tasks.values() if task.kind == "study"))
            raise UsageError(
                f"--set {study}.…: what is asked for does not read it (it reads: {used or 'none'})"
            )


def add_as_last_built(graph: Graph, store: Any, name: str, quality: str | None) -> None:
    """Add a scene with the quality and the derived files it was last built with."""
    last = store.last(f"scene:{name}")
    before = last.manifest.parts["params"]["quality"] if last else quality_text("h")
    formats = [kind for kind in ("gif", "webm", "sheet") if store.last(f"{kind}:{name}")]
    graph.add_scene(name, quality_text(quality) if quality else before, ["mp4", "png", *(formats or ["gif"])])


def run(session: Session, graph: Graph, jobs: int | None, force: bool, quiet: bool, named: bool) -> int:
    """Build what is stale of ``graph`` and say so; return the exit code."""
    from ebviz.display import Display, Lines, Live, Quiet, summary
    from ebviz.plan import Action, Judge, State, plan
    from ebviz.store import Store

    refuse_unused(graph)
    store = Store(session.project.renders)
    judge = Judge(session.project, store, forced=graph.wanted if force else ())
    judged = plan(graph, judge)
    judge.code.save()
    rows = list(judged.values())
    wanted = [judged[name] for name in graph.wanted]
    if not quiet and not named:
        for problem in session.catalog.problems:
            click.secho(problem, fg="red", err=True)
    broken = not named and bool(session.catalog.problems)
    if all(row.state is State.FRESH for row in wanted) and not _damaged_study(rows):
        if not quiet:
            click.echo(f"nothing to do: {summary(wanted)}")
        return int(broken)
    store.prepare()
    from functools import partial

    from ebviz.build import Build, modules_for
    from ebviz.engine import LocalEngine, cores
    from ebviz.sweep import forget, sweep

    sweep(store)
    todo = [row for row in rows if row.action is not Action.NOTHING]
    slots = max(1, min(jobs or cores(), len(todo)))
    display: Display
    if quiet:
        display = Quiet()
    elif sys.stdout.isatty():
        display = Live(len(rows))
    else:
        display = Lines()
    try:
        display.plan(rows)
        outcome = Build(graph, judge, partial(LocalEngine, slots, modules_for(graph)), slots, display).run()
    finally:
        display.close()
    forget(store)
    if not quiet:
        done = {"built": outcome.built, "restored": outcome.restored, "fresh": outcome.fresh}
        done |= {"failed": list(outcome.failed), "skipped": list(outcome.skipped)}
        click.echo(", ".join(f"{len(names)} {word}" for word, names in done.items() if names))
    return 0 if outcome.ok and not broken else 1


def _damaged_study(rows: Iterable[Judgement]) -> bool:
    """Is an artifact missing or damaged though all that was made from it is whole?"""
    from ebviz.plan import State

    return any(row.state is not State.FRESH for row in rows)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code. Errors are one line on standard error, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")  # a terminal without "→" or "β" shows their codes
    try:
        with suppress(ValueError):  # only a main thread has signals
            signal.signal(signal.SIGTERM, _terminate)
        code = command.main(arguments, prog_name="ebviz", standalone_mode=False)
    except EbvizError as error:
        return _complain(str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        return _complain(error.format_message(), 2)
    except Terminated:
        return _complain("terminated; what was finished is kept", 143)
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted; what was finished is kept", 130)
    except BrokenPipeError:
        return 1
    except OSError as error:
        return _complain(explain(error), 1)
    return code if isinstance(code, int) else 0


def _terminate(*_: object) -> None:
    raise Terminated


def _complain(line: str, code: int) -> int:
    click.echo(f"error: {one_line(line)}", err=True)
    return code
