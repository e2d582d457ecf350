"""``ebviz watch``: a scene's picture, or its film, drawn anew after every save."""

from __future__ import annotations

import os
import sys

import cloup

from ebviz.cli.commands import QUALITY_HELP, SET
from ebviz.cli.still import AT_HELP, THEME
from ebviz.errors import UsageError, clipped
from ebviz.export.formats import QUALITIES, quality_text
from ebviz.export.moments import in_words, moment

USUAL = "usual"


@cloup.command("watch")
@cloup.argument("scene", metavar="SCENE")
@cloup.option(
    "--at", "times", metavar="SECONDS", multiple=True, help=f"{AT_HELP} Repeatable. Default: the whole film."
)
@cloup.option("-q", "--quality", type=cloup.Choice(list(QUALITIES)), default="l", help=QUALITY_HELP)
@THEME
@cloup.option(
    "--serve",
    metavar="[PORT]",
    is_flag=False,
    flag_value=USUAL,
    help="Also serve a page on 127.0.0.1 that shows it.",
)
@SET
@cloup.pass_obj
def watch(
    project: str | None,
    scene: str,
    times: tuple[str, ...],
    quality: str,
    theme: str,
    serve: str | None,
    changes: tuple[str, ...],
) -> int:
    """Draw a scene anew after every save, until Ctrl-C.

    Pictures of moments go into renders/watch/, within about a second; a film goes where ebviz render puts it.
    """
    from ebviz.cli.page import Page
    from ebviz.cli.telling import Teller
    from ebviz.cli.watching import LibraryChanged, Wanted, Watching

    moments = tuple(dict.fromkeys(moment(text) for text in times))
    wanted = Wanted(project, scene, moments, quality, theme, changes)
    words = f"{scene} at {', '.join(map(in_words, moments))}" if moments else scene
    page = Page(words, port_of(serve)) if serve is not None else None
    teller = Teller(page)
    teller.line(f"watching {words}, {quality_text(quality)}; Ctrl-C ends it")
    if page is not None:
        teller.line(f"page: {page.address}")
    try:
        Watching(wanted, teller).run()
    except LibraryChanged:
        teller.line("ebviz itself has changed: starting anew")
    finally:
        if page is not None:
            page.close()
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def port_of(text: str) -> int:
    """Return a port as typed, 0 for the usual one; raise :class:`UsageError` for anything else.

    >>> port_of("8000"), port_of("usual")
    (8000, 0)
    """
    if text == USUAL:
        return 0
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise UsageError(
            f"--serve {clipped(text)}: expected a port from 1 to 65535, or none before another option"
        )
    return int(text)
