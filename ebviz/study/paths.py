"""The paths in a configuration: every one of them names a file, at whatever depth, and counts by its content."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import os
import types
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from ebviz.errors import UsageError, one_line
from ebviz.store import files
from ebviz.study.entry import Entry
from ebviz.study.given import accepted_file, names_no_file
from ebviz.study.headers import wrong

ANY = "a file or a folder"
LONGEST = 200  # characters shown of a path
Change = Callable[[str, Any, str], Any]  # (place, path, what is accepted there) → path
V = TypeVar("V")


def with_paths(value: V, change: Change, place: str = "", accepted: str = ANY, kind: type = Path) -> V:
    """Return ``value`` with every path in it replaced by ``change(place, path, accepted)``.

    With another ``kind``, that is done to values of that type. The path of an `Entry` is no data, and left alone.

    A path that must not exist yet (pydantic's ``NewPath``) is left alone. What is not changed is not copied, except
    for sets, which are made anew in one order.
    """
    found: Any = value
    if isinstance(value, kind):
        found = change(place, value, accepted)
    elif isinstance(value, Entry):
        return value
    elif isinstance(value, BaseModel):
        parts = {name: getattr(value, name) for name in fields_of(value)}
        made = {
            name: part
            if (field := type(value).model_fields.get(name)) is not None and names_no_file(field)
            else with_paths(part, change, f"{place}.{name}", (field and accepted_file(field)) or ANY, kind)
            for name, part in parts.items()
        }
        update = {name: part for name, part in made.items() if part is not parts[name]}
        found = value.model_copy(update=update) if update else value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for slot in dataclasses.fields(value):
            part = getattr(value, slot.name, None)
            if (new := with_paths(part, change, f"{place}.{slot.name}", accepted, kind)) is not part:
                found = copy.copy(value) if found is value else found
                object.__setattr__(found, slot.name, new)
    elif isinstance(value, dict):
        items = {
            key: with_paths(part, change, f"{place}.{key}", accepted, kind) for key, part in value.items()
        }
        if any(items[key] is not value[key] for key in value):
            found = copy.copy(value)
            found.update(items)
    elif isinstance(value, set | frozenset):  # which runs through its parts in the order in which they came
        known = sorted(value, key=lambda part: (type(part).__name__, repr(part)))
        found = type(value)(
            with_paths(part, change, f"{place}.{at}", accepted, kind) for at, part in enumerate(known)
        )
    elif isinstance(value, list | tuple):
        made_of = [with_paths(part, change, f"{place}.{at}", accepted, kind) for at, part in enumerate(value)]
        if any(new is not old for new, old in zip(made_of, value, strict=True)):
            found = value._make(made_of) if hasattr(value, "_make") else type(value)(made_of)
    return found


def fields_of(value: BaseModel) -> list[str]:
    """Return the names of what a model holds: its fields, and what else was given where that is allowed."""
    return [*type(value).model_fields, *(value.__pydantic_extra__ or {})]


def located(config: V, base: Path) -> V:
    """Return a configuration whose relative paths start from the folder ``base``."""

    def change(place: str, path: Path, accepted: str) -> Path:
        moved = base / _at_home(path)
        return path if moved == path else moved

    return with_entries(with_paths(config, change), lambda place, entry: entry.within(base))


def with_entries(value: V, change: Callable[[str, Entry], Entry], place: str = "") -> V:
    """Return ``value`` with every `Entry` in it replaced by ``change(place, entry)``."""
    return with_paths(value, lambda place, entry, _: change(place, entry), place, kind=Entry)


def _at_home(path: Path) -> Path:
    """Return a path with the home for a leading tilde, if there is such a home."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def user_files(config: BaseModel) -> list[Path]:
    """Return all files that a configuration names; for a folder, all files in it."""
    found: list[Path] = []

    def note(place: str, path: Path, accepted: str) -> Path:
        found.extend(_below(path) if path.is_dir() else [path])
        return path

    with_paths(config, note)
    return list(dict.fromkeys(found))


def digest(path: Path, place: str, accepted: str, base: Path | None = None) -> str:
    """Return ``"sha256:…"`` of a file, or of the names and the contents of all files in a folder.

    Raises
    ------
    UsageError
        It cannot be read, is not of the accepted kind, or is a folder around ``base``, the project itself.
    """
    shown = f"'{one_line(str(path), LONGEST)}'"
    try:
        if accepted == ANY and path.is_dir():
            if base is not None and path.resolve() in (base.resolve(), *base.resolve().parents):
                raise UsageError(f"{place}: {shown} contains the project itself; expected a folder of data")
            hashed = hashlib.sha256()
            for part in _below(path):
                name = os.fsencode(part.relative_to(path).as_posix())
                hashed.update(b"%d:%s:%s\n" % (len(name), name, _of_file(part).encode()))
            return f"sha256:{hashed.hexdigest()}"
        found = f"sha256:{_of_file(path)}"
        reason = wrong(path, accepted)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise UsageError(f"{place}: cannot read {shown}: {said} (expected {accepted})") from error
    if reason:
        raise UsageError(f"{place}: expected {accepted}, got {shown}: {reason}")
    return found


def _of_file(path: Path) -> str:
    with files.regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _below(folder: Path) -> list[Path]:
    """Return all files below a folder, following links to folders; raise :class:`OSError` if one cannot be read."""

    def refuse(error: OSError) -> None:
        raise error

    return sorted(files.below(folder, refuse=refuse))


# ----------------------------------------------------------------------------------------------- paths as typed


def takes_a_path(annotation: Any) -> bool:
    """Is this the type of one path, or None?"""
    annotation = _bare(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        arms = [_bare(arm) for arm in get_args(annotation) if arm is not type(None)]
        return bool(arms) and all(takes_a_path(arm) for arm in arms)
    return (isinstance(annotation, type) and issubclass(annotation, PurePath)) or _is_pathlike(annotation)


def takes_code(annotation: Any) -> bool:
    """Is this the type of an `Entry`, a text that may look like JSON, or None?"""
    annotation = _bare(annotation)
    return annotation is Entry or Entry in get_args(annotation)


def absolute(value: Any, annotation: Any, here: Path) -> Any:
    """Return what was typed for a type, with relative paths in it starting from the folder ``here``."""
    annotation = _bare(annotation)
    if isinstance(value, str):
        if takes_code(annotation):
            return _placed(value, here)
        is_file = takes_a_path(annotation) and not _is_pure(annotation)
        return str(here / _at_home(Path(value))) if is_file and value else value
    parts = [part for part in get_args(annotation) if part is not Ellipsis]
    if get_origin(annotation) in (Union, types.UnionType):
        for arm in parts:
            value = absolute(value, arm, here)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and isinstance(value, dict):
        known = annotation.model_fields
        return {
            key: absolute(part, known[key].annotation, here) if key in known else part
            for key, part in value.items()
        }
    elif isinstance(value, dict) and len(parts) == 2:
        return {key: absolute(part, parts[1], here) for key, part in value.items()}
    elif isinstance(value, list) and parts:
        kinds = parts if len(parts) == len(value) else [parts[0]] * len(value)
        return [absolute(part, kind, here) for part, kind in zip(value, kinds, strict=True)]
    return value


def _placed(text: str, here: Path) -> Any:
    """Return an entry as typed, its relative path starting from a folder; what is none, as it is."""
    try:
        return Entry.of(text).within(here)
    except UsageError:
        return text


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = annotation.__origin__
    return annotation


def _is_pathlike(annotation: Any) -> bool:
    return annotation is os.PathLike or get_origin(annotation) is os.PathLike


def _is_pure(annotation: Any) -> bool:
    """Does it take names only, which stand for no file?"""
    return (
        isinstance(annotation, type) and issubclass(annotation, PurePath) and not issubclass(annotation, Path)
    )
