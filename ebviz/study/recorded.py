"""What counts in a configuration, as JSON: every value that the study is computed with, in one spelling only."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path, PurePath
from typing import Any

from pydantic import BaseModel, RootModel
from pydantic_core import to_jsonable_python

from ebviz.errors import UsageError, clipped
from ebviz.store.canonical import canonical
from ebviz.study.entry import Entry
from ebviz.study.given import accepted_file, names_no_file
from ebviz.study.paths import ANY, fields_of

Digest = Callable[[Path, str, str], str]  # (path, place, what is accepted there) → the hash of its content


class NotJSONError(UsageError):
    """JSON cannot hold a value."""


class Recorder:
    """Turns values into JSON: sets in order, files as ``digest`` says; raises :class:`UsageError` where it cannot."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self.orders: dict[str, list[str]] = {}  # place → the keys of a dictionary that is not sorted

    def value(self, value: Any, place: str, accepted: str = ANY) -> Any:
        """Return what stands for ``value`` at ``place``, such as "horn.weights"."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Enum):
            try:
                return self.value(value.value, place)
            except NotJSONError:
                return value.name
        if isinstance(value, str | bytes | int | float):
            return _scalar(value, place)
        if isinstance(value, Path):
            return self._digest(value, place, accepted)
        if isinstance(value, Entry):  # its code is counted beside
            return str(value)
        if isinstance(value, PurePath):
            return _scalar(value.as_posix(), place)
        if isinstance(value, BaseModel):
            return self.model(value, place)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = (field.name for field in dataclasses.fields(value))
            return self._named(((name, getattr(value, name, None)) for name in names), place, accepted)
        if isinstance(value, Mapping):
            named = [(self._key(key, place), part) for key, part in value.items()]
            keys = [key for key, _ in named]
            if keys != sorted(keys):  # who runs through it meets them so, which JSON would not tell
                self.orders[place.partition(".")[2]] = keys
            return self._named(named, place, accepted)
        if isinstance(value, list | tuple):
            return [self.value(part, f"{place}.{at}", accepted) for at, part in enumerate(value)]
        if isinstance(value, set | frozenset):
            return sorted((self.value(part, place, accepted) for part in value), key=canonical)
        return self._other(value, place)

    def model(self, value: BaseModel, place: str) -> Any:
        """Return what stands for a model: all its fields, also those that are left out when it is printed."""
        if isinstance(value, RootModel):
            return self.value(value.root, place)
        found = {name: self._field(value, name, f"{place}.{name}") for name in fields_of(value)}
        for name in type(value).model_computed_fields:
            found[name] = self.value(getattr(value, name), f"{place}.{name}")
        return found

    def _field(self, model: BaseModel, name: str, place: str) -> Any:
        """Return what stands for a field; for what JSON cannot hold, what the field itself writes, if it does."""
        field, held = type(model).model_fields.get(name), getattr(model, name)
        if isinstance(held, Path) and field is not None and names_no_file(field):
            held = PurePath(held)
        try:
            return self.value(held, place, (field and accepted_file(field)) or ANY)
        except NotJSONError:
            try:
                written = model.model_dump(mode="json", include={name}, warnings="none")[name]
            except Exception:  # a serializer of the user's may raise anything
                written = None
            if written is None:
                raise
            return self.value(written, place)

    def _named(self, items: Iterable[tuple[str, Any]], place: str, accepted: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, part in items:
            if name in found:
                raise UsageError(f"{place}: two keys read '{clipped(name)}'; expected different ones")
            found[name] = self.value(part, f"{place}.{name}", accepted)
        return found

    def _key(self, key: Any, place: str) -> str:
        known = self.value(key, place)
        return known if isinstance(known, str) else canonical(known)

    def _other(self, value: Any, place: str) -> Any:
        """Return what pydantic writes for a date, a decimal, an address and the like."""
        if hasattr(value, "get_secret_value"):  # counts, but is not shown
            secret = canonical(self.value(value.get_secret_value(), place))
            return f"sha256:{hashlib.sha256(secret.encode()).hexdigest()}"
        if hasattr(value, "__next__"):  # can be read only once
            raise UsageError(str(_refusal(value, place)))
        written: Any = None
        try:
            written = to_jsonable_python(value)
        except Exception as error:
            raise _refusal(value, place) from error
        if written is None or type(written) is type(value):
            raise _refusal(value, place)
        return self.value(written, place)


def _scalar(value: str | bytes | float, place: str) -> str | float:
    """Return a number or a text as JSON has it; infinity is the text "inf"."""
    if isinstance(value, float):
        if math.isnan(value):
            raise UsageError(f"{place}: expected a number, got nan")
        return float(value) if math.isfinite(value) else "inf" if value > 0 else "-inf"
    try:
        if isinstance(value, int):
            str(int(value))  # Python refuses to write very long ones
            return int(value)
        text = value.decode() if isinstance(value, bytes) else str(value)
        text.encode()
    except ValueError as error:
        raise _refusal(value, place) from error
    return text


def _refusal(value: Any, place: str) -> NotJSONError:
    try:
        shown = clipped(repr(value))
    except Exception:  # a number of more digits than Python writes, or a class of the user's
        shown = "a value that cannot be written"
    line = f"{place}: expected something that JSON can hold, got {shown} ({type(value).__name__})"
    return NotJSONError(line)
