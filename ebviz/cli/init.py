"""``ebviz init``: a project to begin with, whose model, study, film and figure can be made at once."""

from __future__ import annotations

from pathlib import Path

import click
import cloup

from ebviz.errors import UsageError, clipped

TEMPLATE = Path(__file__).parents[1] / "template"


@cloup.command("init")
@cloup.argument("folder", metavar="DIR")
def init(folder: str) -> int:
    """Write a small project into DIR: a model of your own, a study, a film, a figure."""
    root = Path(folder).expanduser().absolute()
    sources = sorted(TEMPLATE.glob("*.txt"))  # "studies~rosette.py.txt" becomes studies/rosette.py
    places = {path: root.joinpath(*path.stem.split("~")) for path in sources}
    if root.exists() and not root.is_dir():
        raise UsageError(f"'{clipped(folder)}' is a file; expected a new folder")
    if there := [place for place in places.values() if place.exists()]:
        raise UsageError(f"'{there[0]}' is there already: expected a new folder, or one without it")
    try:
        for source, place in places.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot write to '{clipped(folder)}': {error.strerror or error}") from error
    for place in places.values():
        click.echo(place)
    click.echo(f"next: cd {folder} && ebviz render")
    return 0
