"""Files that a user names in a configuration: which fields take one, and the hash that stands for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic.fields import FieldInfo

from ebviz.reading.kinds import ATTENTION, GRAPHS, LABELS, PICTURES, SAMPLES, TEXTS, WEIGHTS


class _ByContent:
    """Says what kind of file a field expects."""

    def __init__(self, accepted: str) -> None:
        self.accepted = accepted


PicturesPath = Annotated[Path, _ByContent(PICTURES)]
"""A file of pictures named by the user."""

LabelsPath = Annotated[Path, _ByContent(LABELS)]
"""A file of the labels of pictures, named by the user."""

SamplesPath = Annotated[Path, _ByContent(SAMPLES)]
"""A file of samples named by the user, ``data: SamplesPath | None = None``."""

AttentionPath = Annotated[Path, _ByContent(ATTENTION)]
"""A file of attention named by the user, read by `ebviz.reading.attention.read_attention`."""

GraphPath = Annotated[Path, _ByContent(GRAPHS)]
"""A file of a graph named by the user, read by `ebviz.reading.graph.read_graph`."""

TextPath = Annotated[Path, _ByContent(TEXTS)]
"""A text file named by the user."""

CheckpointPath = Annotated[Path, _ByContent(WEIGHTS)]
"""A file of weights named by the user, ``weights: CheckpointPath | None = None``."""


def accepted_file(field: FieldInfo) -> str | None:
    """Return what kind of file a field takes, or None if it takes none of a certain kind."""
    return next((rule.accepted for rule in _rules(field) if isinstance(rule, _ByContent)), None)


def names_no_file(field: FieldInfo) -> bool:
    """Does a field take a path where there is no file yet (pydantic's ``NewPath``)? It counts as a name."""
    return any(getattr(rule, "path_type", None) == "new" for rule in _rules(field))


def _rules(field: FieldInfo) -> Iterator[Any]:
    """Yield what is annotated to the type of a field, and to the types that this is made of."""
    yield from field.metadata
    waiting = [field.annotation]
    while waiting:
        annotation: Any = waiting.pop()
        if get_origin(annotation) is Annotated:
            yield from annotation.__metadata__
        waiting += get_args(annotation)
