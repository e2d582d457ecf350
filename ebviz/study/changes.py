"""Changes to a configuration: as users type them, ``STUDY.KEY=VALUE``, or by name from a notebook."""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ebviz.errors import MESSAGE, UsageError, clipped, nearest, one_line
from ebviz.study.given import accepted_file
from ebviz.study.paths import ANY, absolute, takes_a_path, takes_code

M = TypeVar("M", bound=BaseModel)


Change = str | Mapping[str, Any]
"""A value as typed, or {"value": …} as JSON has it."""


def parse_changes(
    changes: Iterable[str], studies: Iterable[str], why: Callable[[str], str] = lambda study: ""
) -> dict[str, dict[str, Change]]:
    """Split ``STUDY.KEY=VALUE`` texts into ``{study: {key: value}}``; raise :class:`UsageError` for any other.

    ``why`` returns what may explain that a study is unknown.

    >>> parse_changes(["free_energy.beta=3.2"], ["free_energy"])
    {'free_energy': {'beta': '3.2'}}
    """
    known = sorted(studies)
    found: dict[str, dict[str, Change]] = {}
    for change in changes:
        path, equals, value = change.partition("=")
        if not equals or not (place := _place(path)):
            raise UsageError(f"--set {clipped(change)}: expected STUDY.KEY=VALUE, as in free_energy.beta=3.2")
        study, key = place
        refuse_unknown(study, known, f"--set {clipped(change)}", why)
        found.setdefault(study, {})[key] = value.strip()
    return found


def given_changes(
    values: Mapping[str, Any], studies: Iterable[str], why: Callable[[str], str] = lambda study: ""
) -> dict[str, dict[str, Change]]:
    """Return values that are given by name, STUDY.KEY, in the same form; raise :class:`UsageError` for other names.

    >>> given_changes({"free_energy.beta": 3.2}, ["free_energy"])
    {'free_energy': {'beta': {'value': 3.2}}}
    """
    known = sorted(studies)
    found: dict[str, dict[str, Change]] = {}
    for path, value in values.items():
        shown = f"set={{{clipped(repr(path))}: …}}"
        if not (place := _place(path)):
            raise UsageError(f"{shown}: expected a study and a key, as in set={{'free_energy.beta': 3.2}}")
        study, key = place
        refuse_unknown(study, known, shown, why)
        found.setdefault(study, {})[key] = {"value": value}
    return found


def _place(path: str) -> tuple[str, str] | None:
    """Split STUDY.KEY, None if it has another form; ebviz.digits.count means the course's digits."""
    path = path.strip()
    course = path.startswith("ebviz.")  # where the project has its own study of that name
    study, dot, key = path.removeprefix("ebviz.").partition(".")
    return (f"ebviz.{study}" if course else study, key) if dot and study and key else None


def refuse_unknown(study: str, known: list[str], shown: str, why: Callable[[str], str]) -> None:
    """Raise :class:`UsageError` if there is no such study; the line begins with what was ``shown``."""
    if study not in known:
        hint = f"{nearest(study, known)} (known: {one_line(', '.join(known), MESSAGE)})"
        raise UsageError(f"{shown}: there is no study '{clipped(study)}'{hint}{why(study)}")


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
    cls: type[BaseModel],
    study: str,
    key: str,
    given: Change,
    changes: dict[str, Any],
    here: Path | None = None,
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
        put(inner, f"{study}.{head}", rest, given, changes[head], here)
        return
    value = parse_value(given, field) if isinstance(given, str) else given["value"]
    if value == "" and takes_a_path(field.annotation):
        raise UsageError(f"{study}.{key}: expected {accepted_file(field) or ANY}, got nothing")
    changes[head] = absolute(value, field.annotation, here or Path.cwd())


def parse_value(text: str, field: FieldInfo | None = None) -> Any:
    """Return the value of ``text`` if it is JSON and the field is not a string field, else the string itself.

    A number too large for a float stays a string: JSON would make it infinity.
    """
    wanted = None if field is None else field.annotation
    if wanted is str or takes_a_path(wanted) or takes_code(wanted):
        return None if text in ("null", "none", "None") and wanted is not str else text
    try:
        return json.loads(
            text, parse_float=lambda digits: digits if math.isinf(float(digits)) else float(digits)
        )
    except (ValueError, RecursionError):
        return {"true": True, "false": False, "none": None}.get(text.lower(), text)
