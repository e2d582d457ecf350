"""Where an error comes from: the lines of the project's own code that led to it, without those of any library."""

from __future__ import annotations

import traceback
from pathlib import Path

from ebviz.build.project import OWN, Project

SHOWN = 3  # lines, the last ones
LONGEST = 120  # characters of a line of code


def own_lines(error: BaseException, project: Project) -> list[str]:
    """Return the lines of a project's own code that led to an error, the outermost first.

    An error that was raised because of another counts as that one, if only that one happened in the project's code.
    """
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        if found := [line for frame in frames if (line := _line(frame, project))]:
            return found[-SHOWN:]
        cause = cause.__cause__ or cause.__context__
    return []


def place_of(error: BaseException, project: Project) -> str:
    """Return which line of a project's own code led to an error, such as "scenes/horn.py:12"; "" if none did."""
    if isinstance(error, SyntaxError) and error.filename:
        steps: list[tuple[str, int | None]] = [(error.filename, error.lineno)]
    else:
        steps = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    places = [f"{shown}:{line or 1}" for name, line in steps if (shown := _own(name, project))]
    return places[-1] if places else ""


def _own(name: str, project: Project) -> Path | None:
    """Return a file as it is shown to the user, None if it is a library's."""
    path = Path(name)
    library = project.packages["ebviz"]
    own = [folder for name, folder in project.packages.items() if name != "ebviz"]
    own += [library / name for name in OWN]
    if not any(folder == path or folder in path.parents for folder in own):
        return None
    return path.relative_to(project.root) if project.root in path.parents else path


def _line(frame: traceback.FrameSummary, project: Project) -> str:
    """Return the place and the text of a line, "" if it is a library's."""
    shown = _own(frame.filename, project)
    if shown is None:
        return ""
    code = (frame.line or "").strip()
    code = code if len(code) <= LONGEST else f"{code[: LONGEST - 1]}…"
    return f"{shown}, line {frame.lineno}, in {frame.name}" + (f": {code}" if code else "")
