"""The rows that a plan is shown as: what is made from a film only names it where the film's reasons are its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ebviz.build.judgement import Judgement, State

OWN = ("never built", "forced")


def brief(rows: Iterable[Judgement]) -> list[Judgement]:
    """Return judgements in their order, those of GIFs and the like without repeating what is said of their film."""
    found = list(rows)
    films = {row.task.name: row for row in found if row.task.kind == "scene"}
    return [
        _brief(row, next((films[up] for up in row.task.upstream() if up in films), None)) for row in found
    ]


def _brief(row: Judgement, film: Judgement | None) -> Judgement:
    if film is None or film.state is State.FRESH:
        return row
    name = f"upstream scene {film.task.label}"
    repeated = {*film.reasons} - {*OWN}
    reasons = [
        name if reason in repeated or reason.startswith(f"upstream {film.task.name}") else reason
        for reason in row.reasons
    ]
    return replace(row, reasons=tuple(dict.fromkeys(reasons)))
