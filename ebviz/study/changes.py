"""Changes to a configuration as users type them: ``STUDY.KEY=VALUE``."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ebviz.errors import UsageError, clipped, nearest
from ebviz.study.given import accepted_file
from ebviz.study.paths import ANY, absolute, takes_a_path

M = TypeVar("M", bound=BaseModel)


def parse_changes(
    changes: Iterable[str], studies: Iterable[str], why: Callable[[str], str] = lambda study: ""
) -> dict[str, dict[str, str]]:
    """Split ``STUDY.KEY=VALUE`` texts into ``{study: {key: value}}``; raise :class:`UsageError` for any other.

    ``why`` returns what may explain that a study is unknown.

    >>> parse_changes(["free_energy.beta=3.2"], ["free_energy"])
    {'free_energy': {'beta': '3.2'}}
    """
    known = sorted(studies)
    found: dict[str, dict[str, str]] = {}
    for change in changes:
        path, equals, value = change.partition("=")
        path = path.strip()
        course = path.startswith(
            "ebviz."
        )  # ebviz.digits.count means the course's digits, if the project has its own
        study, dot, key = path.removeprefix("ebviz.").partition(".")
        study = f"ebviz.{study}" if course and study else study
        if not (equals and dot and study and key):
            raise UsageError(f"--set {clipped(change)}: expected STUDY.KEY=VALUE, as in free_energy.beta=3.2")
        if study not in known:
            hint = f"{nearest(study, known)} (known: {', '.join(known)})"
            raise UsageError(
                f"--set {clipped(change)}: there is no study '{clipped(study)}'{hint}{why(study)}"
            )
        found.setdefault(study, {})[key] = value.strip()
    return found


class Parts(dict[str, Any]):
    """The keys of a nested configuration that were typed one by one; the others keep the values in ``before``."""

    def __init__(self, default: object) -> None:
        super().__init__()
        given = default.model_fields_set if isinstance(default, BaseModel) else ()
        self.before = {name: getattr(default, name) for name in given}

    def filled(self) -> dict[str, Any]:
        """Return what the nested configuration is made from."""
        return {**self.before, **filled(self)}

    def kept(self, made: BaseModel) -> BaseModel:
        """Return ``made``, whose untouched values a validator may have changed a second time, as they were."""
        update = {name: value for name, value in self.before.items() if name not in self}
        return kept(made.model_copy(update=update), self)


def filled(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes from :func:`put` as what a configuration is made from."""
    return {name: value.filled() if isinstance(value, Parts) else value for name, value in changes.items()}


def kept(made: M, changes: Mapping[str, Any]) -> M:
    """Return the configuration made from :func:`filled` changes, with all that was not typed as it was."""
    parts = {name: value for name, value in changes.items() if isinstance(value, Parts)}
    update = {name: value.kept(getattr(made, name)) for name, value in parts.items()}
    return made.model_copy(update=update) if update else made


def put(
    cls: type[BaseModel], study: str, key: str, text: str, changes: dict[str, Any], here: Path | None = None
) -> None:
    """Put one change into the nested dictionary ``changes``; raise :class:`UsageError` if the key is unknown.

    The relative paths that it names start from the folder ``here``.
    """
    head, _, rest = key.partition(".")
    field = cls.model_fields.get(head)
    if field is None:
        known = ", ".join(cls.model_fields)
        hint = nearest(head, cls.model_fields)
        raise UsageError(f"study {study} has no key '{clipped(head)}'{hint} (it has {known})")
    if rest:
        inner = field.annotation
        if not (inspect.isclass(inner) and issubclass(inner, BaseModel)):
            raise UsageError(f"{study}.{head} is a single value: '{study}.{clipped(key)}' cannot be set")
        if not isinstance(changes.get(head), dict):
            changes[head] = Parts(field.get_default(call_default_factory=True))
        put(inner, f"{study}.{head}", rest, text, changes[head], here)
    elif not text and takes_a_path(field.annotation):
        raise UsageError(f"{study}.{key}: expected {accepted_file(field) or ANY}, got nothing")
    else:
        changes[head] = absolute(parse_value(text, field), field.annotation, here or Path.cwd())


def parse_value(text: str, field: FieldInfo | None = None) -> Any:
    """Return the value of ``text`` if it is JSON and the field is not a string field, else the string itself.

    A number too large for a float stays a string: JSON would make it infinity.
    """
    if field is not None and (field.annotation is str or takes_a_path(field.annotation)):
        return None if text in ("null", "none", "None") and field.annotation is not str else text
    try:
        return json.loads(
            text, parse_float=lambda digits: digits if math.isinf(float(digits)) else float(digits)
        )
    except (ValueError, RecursionError):
        return {"true": True, "false": False, "none": None}.get(text.lower(), text)
