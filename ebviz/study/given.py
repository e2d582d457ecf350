"""Files that a user names in a configuration: which fields take one, and the hash that stands for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ebviz.errors import UsageError, clipped
from ebviz.store import files

WEIGHTS = "a safetensors file, or a dictionary of tensors written by torch.save"


class _ByContent:
    """Marks a field whose file counts by content, and says what kind of file is expected."""

    def __init__(self, accepted: str) -> None:
        self.accepted = accepted


PicturesPath = Annotated[Path, _ByContent("an IDX file of bytes, plain or gzipped, or an npz")]
"""A file of pictures or of their labels, named by the user; it counts by its content."""

CheckpointPath = Annotated[Path, _ByContent(WEIGHTS)]
"""A file of weights named by the user, ``weights: CheckpointPath | None = None``; it counts by its content."""


def user_files(config: BaseModel) -> dict[str, Path]:
    """Return the fields of ``config`` that name a user's file, with its path."""
    return {
        name: Path(getattr(config, name))
        for name, field in type(config).model_fields.items()
        if accepted_file(field) and getattr(config, name) is not None
    }


def file_digest(path: Path, name: str, accepted: str) -> str:
    """Return ``"sha256:…"`` of the file ``path``; raise :class:`UsageError` if it cannot be read."""
    try:
        with files.regular(path) as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        why = f"cannot read '{clipped(str(path))}': {error.strerror} (expected {accepted})"
        raise UsageError(f"{name}: {why}") from error


def accepted_file(field: FieldInfo) -> str | None:
    """Return what kind of file a field takes, or None if it takes none."""

    def marks(annotation: Any) -> Iterator[str]:
        if get_origin(annotation) is Annotated:
            yield from _by_content(annotation.__metadata__)
            annotation = annotation.__origin__
        for part in get_args(annotation):
            yield from marks(part)

    return next(_by_content(field.metadata), None) or next(marks(field.annotation), None)


def _by_content(metadata: Iterable[Any]) -> Iterator[str]:
    return (part.accepted for part in metadata if isinstance(part, _ByContent))
