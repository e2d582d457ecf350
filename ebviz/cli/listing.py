"""What ``ebviz list`` prints: studies, scenes, figures and pages by lecture, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from ebviz.build.catalog import Catalog
from ebviz.build.catalog.entries import Entry

KINDS = ("study", "scene", "figure", "page")


def as_lines(catalog: Catalog, everything: bool = False) -> Iterator[str]:
    """Yield the lines; ``everything`` adds studies that can only be read, and whatever was passed over."""
    entries = [
        (kind, name, entry)
        for kind, known in _kinds(catalog, everything).items()
        for name, entry in known.items()
    ]
    width = max((len(name) for _, name, _ in entries), default=0)
    for own in (True, False):
        for lecture in sorted({entry.lecture for *_, entry in entries if entry.own is own}):
            yield click.style(_heading(lecture, own), bold=True)
            for kind, name, entry in sorted(entries, key=lambda row: (KINDS.index(row[0]), row[1])):
                if (entry.lecture, entry.own) == (lecture, own):
                    yield f"  {kind:<6}  {name:<{width}}  {entry.summary}".rstrip()
    if not everything and any(not entry.own for entry in catalog.studies.values()):
        yield "the course's studies are available too: ebviz list --all"
    passed = [one for one in catalog.passed if one.doubtful or everything]
    if passed:
        yield click.style("passed over", bold=True)
        yield from (f"  {one.words()}" for one in passed)
    if not entries:
        yield "nothing yet: add a scene to scenes/ or a study to studies/"


def as_document(catalog: Catalog, everything: bool = False) -> dict[str, Any]:
    """Return the same as JSON values."""
    plural = {"study": "studies", "scene": "scenes", "figure": "figures", "page": "pages"}
    return {
        **{
            plural[kind]: {
                name: {"lecture": entry.lecture, "summary": entry.summary, "path": str(entry.path)}
                for name, entry in known.items()
            }
            for kind, known in _kinds(catalog, everything).items()
        },
        "passed": [one.words() for one in catalog.passed if one.doubtful or everything],
        "problems": catalog.problems,
    }


def _kinds(catalog: Catalog, everything: bool) -> Mapping[str, Mapping[str, Entry]]:
    kinds: Mapping[str, Mapping[str, Entry]] = {
        "study": catalog.studies,
        "scene": catalog.scenes,
        "figure": catalog.figures,
        "page": catalog.pages,
    }
    return {
        kind: {name: entry for name, entry in known.items() if entry.own or everything}
        for kind, known in kinds.items()
    }


def _heading(lecture: str, own: bool) -> str:
    return (lecture or "(no lecture)") if own else f"course, to be read: {lecture}"
