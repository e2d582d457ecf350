"""``ebviz still``: one moment of a scene as a picture, without its film."""

from __future__ import annotations

from pathlib import Path

import cloup

from ebviz.cli.commands import FORCE, QUALITY_HELP, QUIET, SET
from ebviz.cli.session import Session
from ebviz.errors import UsageError, clipped
from ebviz.export.formats import QUALITIES, THEMES, quality_text
from ebviz.export.moments import moment

AT_HELP = "Film time in seconds, or 'end'."
THEME = cloup.option("--theme", type=cloup.Choice(THEMES), default=THEMES[0], help="Default: dark.")


@cloup.command("still")
@cloup.argument("scene", metavar="SCENE")
@cloup.option("--at", "times", metavar="SECONDS", multiple=True, required=True, help=f"{AT_HELP} Repeatable.")
@cloup.option("-q", "--quality", type=cloup.Choice(list(QUALITIES)), default="l", help=QUALITY_HELP)
@THEME
@cloup.option("-o", "--output", metavar="FILE", help="Write the picture there, and not into renders/.")
@SET
@FORCE
@QUIET
@cloup.pass_obj
def still(
    project: str | None,
    scene: str,
    times: tuple[str, ...],
    quality: str,
    theme: str,
    output: str | None,
    changes: tuple[str, ...],
    force: bool,
    quiet: bool,
) -> int:
    """Draw single moments of a scene, as its film has them, into renders/SCENE/SCENE_at_SECONDSs.png."""
    from ebviz.build.executors import LocalEngine, end_server
    from ebviz.build.project import IMPORTS
    from ebviz.cli.make import bring_up
    from ebviz.store import Store

    moments = list(dict.fromkeys(moment(text) for text in times))
    place = None if output is None else destination(output, len(moments))
    LocalEngine(IMPORTS["still"])  # loads Manim while it is found out what is to be done
    try:
        session = Session(project)
        graph = session.graph(changes)
        name = session.one(scene, session.catalog.scenes, "scene")
        for at in moments:
            graph.add_still(name, quality_text(quality), at, theme, published=place is None)
        code, judged = bring_up(session, graph, None, force, quiet, named=True)
    finally:
        end_server()
    drawn = judged.get(graph.wanted[0])
    if place is not None and drawn is not None and drawn.manifest is not None and not code:
        made = drawn.manifest
        Store(session.project.renders).publish(made.outputs["png"], place)
    return code


def destination(output: str, count: int) -> Path:
    """Return where the user wants ``count`` pictures; raise :class:`UsageError` if they cannot go there."""
    place = Path(output).expanduser().absolute()
    if count > 1:
        raise UsageError(f"-o {clipped(output)}: expected one --at, got {count}")
    if place.suffix.lower() != ".png":
        raise UsageError(f"-o {clipped(output)}: expected a file ending in .png")
    if not place.parent.is_dir():
        raise UsageError(f"-o {clipped(output)}: there is no folder '{place.parent}'")
    return place
