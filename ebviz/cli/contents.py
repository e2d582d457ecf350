"""What the index of renders/ lists: films, figures and pages of a project, and the files made of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ebviz.build.catalog import Catalog
from ebviz.export.formats import FIGURE_FORMATS, THEMES

FILM_FORMATS = ("mp4", "gif", "webm", "png")


def contents(catalog: Catalog, renders: Path) -> dict[str, dict[str, Any]]:
    """Return what there is of the project's own, by kind and name: lecture, sentence, the files made."""
    kinds: dict[str, tuple[Mapping[str, Any], Any]] = {
        "films": (catalog.scenes, _of_film),
        "figures": (catalog.figures, _of_figure),
        "pages": (catalog.pages, _of_page),
    }
    return {
        kind: {
            name: {
                "lecture": entry.lecture,
                "sentence": entry.summary,
                "files": {what: place for what, place in places(name) if (renders / place).is_file()},
            }
            for name, entry in sorted(known.items())
            if entry.own
        }
        for kind, (known, places) in kinds.items()
    }


def _of_film(name: str) -> Iterator[tuple[str, str]]:
    for theme in THEMES:
        look = "" if theme == THEMES[0] else theme
        for ending in FILM_FORMATS:
            yield f"{look} {ending}".strip(), f"{name}/{name}{look and f'_{look}'}.{ending}"


def _of_figure(name: str) -> Iterator[tuple[str, str]]:
    for theme in THEMES:
        look = "" if theme == THEMES[0] else theme
        for ending in FIGURE_FORMATS:
            yield f"{look} {ending}".strip(), f"figures/{theme}/{name}.{ending}"


def _of_page(name: str) -> Iterator[tuple[str, str]]:
    yield "open", f"pages/{name}.html"
