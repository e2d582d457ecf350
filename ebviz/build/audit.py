"""What Python code reads while a task runs, as Python itself tells it: files, listings of folders, source as text.

Reads of code in C, and of processes that a task starts, are not seen here (:mod:`ebviz.build.watch` sees them).
"""

from __future__ import annotations

import importlib
import inspect
import linecache
import os
import pkgutil
import site
import sys
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from types import FrameType

IMPORTERS = ("<frozen importlib", "<frozen zipimport", "<frozen site>", os.path.dirname(importlib.__file__))
IMPORTING = {pkgutil.__file__, site.__file__}
OF_PYTHON = ("<frozen ", os.path.join(os.path.dirname(os.__file__), ""))
SOURCE_READERS = {linecache.__file__, tokenize.__file__, inspect.__file__}  # for tracebacks and warnings


@dataclass(slots=True)
class Heard:
    """What was read; each path as named (absolute) → the path without links at that time.

    ``opened`` holds files opened for reading, there or not; ``texts`` those Python files among them that were read as
    text, not imported; ``listed`` folders whose content was listed.
    """

    opened: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)  # created or emptied here before they were read


_listeners: list[Heard] = []


@contextmanager
def reading() -> Iterator[Heard]:
    """Collect what Python code reads within the block, in all threads of this process."""
    _listen()
    heard = Heard()
    _listeners.append(heard)
    try:
        yield heard
    finally:
        _listeners.remove(heard)


@cache
def _listen() -> None:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if _listeners and event in ("open", "os.listdir", "os.scandir"):
            with suppress(OSError, ValueError):  # no path that could be read
                _hear(event, arguments, _callers())

    sys.addaudithook(hook)  # cannot be removed, so it is added only once


def _callers() -> list[str]:
    """Return the files of the code that reads, Python's own library and what called it, nearest first."""
    frame: FrameType | None = sys._getframe(2)
    found = []
    while frame is not None:
        found.append(frame.f_code.co_filename)
        if not found[-1].startswith(OF_PYTHON) or "site-packages" in found[-1]:
            break
        frame = frame.f_back
    return found


def _hear(event: str, arguments: tuple[object, ...], callers: list[str]) -> None:
    given = arguments[0]
    if isinstance(given, int) and event == "open":
        return
    if not isinstance(given, str | bytes | os.PathLike):
        given = os.getcwd() if given is None else os.readlink(f"/proc/self/fd/{given}")
    path = os.path.abspath(os.fsdecode(given))
    for heard in _listeners:
        if event == "open":
            _open(heard, path, arguments[1], arguments[2], callers)
        elif not _imports(callers):
            heard.listed.setdefault(path, os.path.realpath(path))


def _open(heard: Heard, path: str, mode: object, flags: object, callers: list[str]) -> None:
    if isinstance(mode, str):  # of open(), which means to read unless it says otherwise
        made = bool(set(mode) & set("wx"))
        reads = "+" in mode or not set(mode) & set("wax")
    else:  # of os.open()
        given = int(flags)  # type: ignore[call-overload]
        made = bool(given & os.O_CREAT and given & (os.O_EXCL | os.O_TRUNC))
        reads = given & os.O_ACCMODE != os.O_WRONLY
    if made and path not in heard.opened:
        heard.own.add(path)
    if not reads or path in heard.own:
        return
    there = os.path.exists(path)
    if not there and (_imports(callers) or not isinstance(mode, str)):
        return  # a place where a module might have been; or below another folder, which is not told
    heard.opened.setdefault(path, os.path.realpath(path))
    if path.endswith(".py") and not _imports(callers) and callers[0] not in SOURCE_READERS:
        heard.texts.setdefault(path, os.path.realpath(path))


def _imports(callers: list[str]) -> bool:
    """Is it the import system that reads?"""
    return any(caller.startswith(IMPORTERS) or caller in IMPORTING for caller in callers)
