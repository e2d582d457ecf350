"""``ebviz page``: pages that are turned by hand, one file of HTML each."""

from __future__ import annotations

import click
import cloup

from ebviz.cli.commands import FORCE, JOBS, QUIET, SET
from ebviz.cli.session import Session


@cloup.command("page")
@cloup.argument("pages", nargs=-1, metavar="[PAGE|LECTURE]...")
@cloup.option("--all", "everything", is_flag=True, help="Make all of the project's pages.")
@JOBS
@SET
@FORCE
@QUIET
@cloup.pass_obj
def page(
    project: str | None,
    pages: tuple[str, ...],
    everything: bool,
    jobs: int | None,
    changes: tuple[str, ...],
    force: bool,
    quiet: bool,
) -> int:
    """Make pages with sliders into renders/pages/, which any browser opens from a file. Without names: list them.

    A page computes in the browser, without a network, from the numbers of your own model: --set names it.
    """
    from ebviz.cli.make import make

    session = Session(project)
    known = session.catalog.pages
    if not pages and not everything:
        width = max(map(len, known), default=0)
        for name, entry in sorted(known.items()):
            click.echo(f"{name:<{width}}  {entry.summary}")
        if not known:
            click.echo("none yet: a function under @page(studies=(…)) in scenes/ is one")
        return 0
    graph = session.graph(changes)
    for name in session.chosen(pages, known, "page"):
        graph.add_page(name)
    return make(session, graph, jobs, force, quiet, named=bool(pages))
