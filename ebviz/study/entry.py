"""Code that a user names in a configuration: ``models/net.py:Heart``, or ``package.module:Name``.

What is named is a class or a function that makes a model. It counts by the code that it consists of, definition by
definition, as studies do, not by its name or its place.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError, core_schema

from ebviz.errors import EbvizError, Terminated, UsageError, clipped, explain, nearest

ACCEPTED = "FILE.py:NAME or MODULE:NAME, of a class or a function that makes a model"
COUNTED_APART = "what is imported by name counts as an entry of the task"


@dataclass(frozen=True, slots=True)
class Entry:
    """A class or a function that makes a model.

    Parameters
    ----------
    module : the import name of the module, empty as long as only its file is known.
    name : what it is called there, with dots for what lies in a class.
    path : the module's file, if that was named.

    >>> Entry.of("models.net:Heart")
    Entry(module='models.net', name='Heart', path=None)
    """

    module: str
    name: str
    path: Path | None = None

    @classmethod
    def of(cls, text: str) -> Entry:
        """Read what a user typed; raise :class:`UsageError` for anything else."""
        place, colon, name = text.strip().rpartition(":")
        named = all(part.isidentifier() for part in name.split("."))
        if colon and named and place.endswith(".py"):
            return cls("", name, Path(place))
        if colon and named and all(part.isidentifier() for part in place.split(".")):
            return cls(place, name)
        raise UsageError(f"expected {ACCEPTED}, got '{clipped(text)}'")

    def __str__(self) -> str:
        return f"{self.module or self.path}:{self.name}"

    @property
    def unit(self) -> str:
        """The definition that counts: "module:Name", without what lies in a class."""
        return f"{self.module}:{self.name.partition('.')[0]}"

    def within(self, folder: Path) -> Entry:
        """Return the same, its relative path starting from a folder."""
        return self if self.path is None else replace(self, path=folder / self.path.expanduser())

    def load(self) -> Any:
        """Import the module and return what is named; raise :class:`UsageError` if that cannot be done."""
        try:
            module = importlib.import_module(self.module)
        except (KeyboardInterrupt, Terminated):
            raise
        except BaseException as error:  # a module of the user's may raise anything, or end Python
            raise UsageError(f"{self}: its module cannot be imported: {explain(error)}") from error
        found: Any = module
        for part in self.name.split("."):
            if not hasattr(found, part):
                named = sorted(
                    name for name, value in vars(module).items() if callable(value) and name[:1] != "_"
                )
                raise UsageError(f"{self}: there is no '{part}'{nearest(part, named)}")
            found = getattr(found, part)
        if not callable(found):
            raise UsageError(f"{self}: expected a class or a function, got {type(found).__name__}")
        return found

    def make(self, **arguments: Any) -> Any:
        """Call what is named; raise :class:`UsageError` if its arguments do not fit, or if it raises."""
        found = self.load()
        try:
            return found(**arguments)
        except (KeyboardInterrupt, Terminated, EbvizError):
            raise
        except BaseException as error:
            if isinstance(error, TypeError) and error.__traceback__ and error.__traceback__.tb_next is None:
                shown = ", ".join(f"{key}={value!r}" for key, value in arguments.items()) or "no arguments"
                raise UsageError(f"{self} cannot be called with {clipped(shown)}: {error}") from error
            raise UsageError(f"{self} raised {explain(error)}") from error

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Let configurations take texts."""
        return core_schema.no_info_plain_validator_function(
            _taken, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


def _taken(value: Any) -> Entry:
    if isinstance(value, Entry):
        return value
    if isinstance(value, str):
        try:
            return Entry.of(value)
        except UsageError:
            pass
    raise PydanticCustomError("entry", "")
