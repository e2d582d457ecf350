"""A study's configuration: frozen, with every value checked; a user's file counts by its content.

A study's ``Config`` derives from :class:`StudyConfig`. Its values determine the artifact, so they have one
canonical JSON text (:mod:`ebviz.store.canonical`): keys sorted, floats as floats, infinity as the string ``"inf"``
(JSON has no infinity), and a file as the hash of its content, whatever its path.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from ebviz.errors import UsageError
from ebviz.study.given import (
    AttentionPath,
    CheckpointPath,
    GraphPath,
    LabelsPath,
    PicturesPath,
    SamplesPath,
    TextPath,
)
from ebviz.study.paths import digest
from ebviz.study.recorded import Recorder

__all__ = [
    "AttentionPath",
    "CheckpointPath",
    "GraphPath",
    "LabelsPath",
    "PicturesPath",
    "SamplesPath",
    "StudyConfig",
    "TextPath",
    "parameters",
]


class StudyConfig(BaseModel):
    """Base of every study's ``Config``: frozen; unknown keys, NaN and (by default) infinity are refused.

    A field allows infinity with ``Field(default, ge=0, allow_inf_nan=True)``; NaN is refused everywhere.

    >>> class Config(StudyConfig):
    ...     beta: float = 1.0
    >>> Config(beta=2).beta
    2.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    @field_validator("*", mode="before")
    @classmethod
    def _numbers(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse NaN, true, false and digits that overflow to infinity where a number is expected."""
        kinds = set(_kinds(cls.model_fields[info.field_name or ""].annotation))
        for part in _leaves(value) if kinds & {int, float} else ():
            if isinstance(part, bool) and bool not in kinds:
                raise PydanticCustomError("number", "")
            number = _number(part) if str not in kinds or isinstance(part, float) else 0.0
            if math.isnan(number):
                raise PydanticCustomError("number", "")
            if isinstance(part, str) and math.isinf(number) and any(letter.isdigit() for letter in part):
                raise PydanticCustomError("number", "too large for a float")
        return value


def _number(value: Any) -> float:
    """Return a float, or the float that a text spells; 0 for anything else."""
    try:
        return float(value) if isinstance(value, float | str) else 0.0
    except ValueError:
        return 0.0


def _kinds(annotation: Any) -> Iterator[Any]:
    """Yield the plain types that an annotation is made of."""
    parts = get_args(annotation)
    if not parts and isinstance(annotation, type):
        yield annotation
    for part in parts:
        yield from _kinds(part)


def _leaves(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part
        else:
            yield part


def parameters(config: StudyConfig, study: str = "config", base: Path | None = None) -> dict[str, Any]:
    """Return the values in ``config`` as JSON has them; the user's files appear as the hashes of their content.

    ``base`` is the project's folder, which cannot be named as data. Raises :class:`UsageError` for a value that JSON
    cannot hold, or a file that cannot be read.
    """
    return counted(config, study, base)["config"]


def counted(config: StudyConfig, study: str, base: Path | None = None) -> dict[str, Any]:
    """Return all that counts: the values as "config", and as "order" the keys of dictionaries that are not sorted."""
    recorder = Recorder(lambda path, place, accepted: digest(path, place, accepted, base))
    try:
        values = recorder.model(config, study)
    except RecursionError as error:
        raise UsageError(f"study {study}: its configuration is nested too deeply, or holds itself") from error
    return {"config": values, **({"order": recorder.orders} if recorder.orders else {})}
