"""What a notebook shows of an error that is meant for the user: its line, not the forty that led there."""

from __future__ import annotations

import os
import sysconfig
import traceback

OUTSIDE_DIGEST = "how an error is shown changes nothing in what was made"

FOLDERS = (
    *(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib")),
    os.path.dirname(__file__),
)
LIBRARIES = tuple(os.path.realpath(folder) for folder in FOLDERS)
"""Where code lies that is not the user's."""


def shown(error: BaseException) -> list[str]:
    """Return the lines: the message, its notes, and if it came through functions of the user's, where those called.

    With ``EBVIZ_TRACEBACK`` set, as for the command, the whole traceback.
    """
    if "EBVIZ_TRACEBACK" in os.environ:
        return "".join(traceback.format_exception(error)).splitlines()
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(frame)]
    calls = [f"  {_place(frame)}: {frame.line}" for frame in own] if len(own) > 1 else []
    notes = [f"  {note}" for note in getattr(error, "__notes__", ())]
    return [f"{type(error).__name__}: {error}", *notes, *calls]


def _is_own(frame: traceback.FrameSummary) -> bool:
    return not os.path.realpath(frame.filename).startswith(LIBRARIES) and not frame.filename.startswith(
        "<frozen"
    )


def _place(frame: traceback.FrameSummary) -> str:
    """Return the file, or "cell" for what has none, and the line."""
    name = frame.filename if os.path.exists(frame.filename) else "cell"
    return f"{name}, line {frame.lineno}"
