"""``ebviz index``: a page of all films, figures and pages of a project, by lecture, with their sentences."""

from __future__ import annotations

import cloup

from ebviz.cli.commands import FORCE, QUIET
from ebviz.cli.contents import contents
from ebviz.cli.session import Session


@cloup.command("index")
@FORCE
@QUIET
@cloup.pass_obj
def index(project: str | None, force: bool, quiet: bool) -> int:
    """Make renders/index.html, which shows all films, figures and pages by lecture, with their sentences.

    Any browser opens it from a file. It is made anew when a sentence has changed, or what there is.
    """
    from ebviz.cli.make import make

    session = Session(project)
    graph = session.graph(())
    graph.add_index(contents(session.catalog, session.project.renders))
    return make(session, graph, 1, force, quiet, named=True)
