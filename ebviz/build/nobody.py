"""Nobody sits before a build: code that asks for input learns so at once, in one line that names the place."""

from __future__ import annotations

import bdb
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from ebviz.build.modules import LIBRARY, SITES
from ebviz.errors import BuildError

OWN = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")
OTHERS = (*(os.path.join(place, "") for place in (*LIBRARY, *SITES)), OWN, "<frozen ")


class NobodyToAskError(BuildError, EOFError):
    """Something asked for input; whoever provides for an `EOFError` provides for this."""


class Nobody(io.TextIOBase):
    """Standard input without anybody there."""

    def _refuse(self, *_: Any) -> NoReturn:
        raise NobodyToAskError(_words("asks for input"))

    read = readline = readlines = __next__ = _refuse

    @property
    def buffer(self) -> Nobody:
        """Itself: bytes come no sooner than letters."""
        return self

    def readable(self) -> bool:
        """Is it open for reading? Yes, which is why reading must be refused."""
        return True


@contextmanager
def nobody() -> Iterator[None]:
    """Within the block there is nobody to ask: not by `input`, nor by a debugger.

    Raises
    ------
    NobodyToAskError
        Something asked: names the file and the line.
    """
    before = sys.stdin, sys.breakpointhook
    sys.stdin, sys.breakpointhook = Nobody(), refuse_to_stop
    try:
        yield
    except bdb.BdbQuit as error:  # a debugger called by its own name takes the end of input for "quit"
        raise NobodyToAskError(_words("starts a debugger", _frames_of(error))) from error
    finally:
        sys.stdin, sys.breakpointhook = before


def refuse_to_stop(*_: Any, **__: Any) -> NoReturn:
    """Stand in for the debugger that `breakpoint` starts."""
    raise NobodyToAskError(_words("stops for a debugger"))


def _words(what: str, frames: Iterable[FrameType] | None = None) -> str:
    """Return the line: who does what, and why that cannot be."""
    for frame in frames or _frames():
        name = frame.f_code.co_filename
        if not name.startswith(OTHERS):
            inside = os.path.join(os.getcwd(), "")
            place = f"{name.removeprefix(inside)}, line {frame.f_lineno}"
            return f"{place}: {what}, but nobody is there to ask"
    return f"it {what}, but nobody is there to ask"


def _frames() -> Iterator[FrameType]:
    """Yield the frames of the code that runs, innermost first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _frames_of(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames that an error came through, innermost first."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    return reversed(frames)
