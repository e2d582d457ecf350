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


def _line(frame: traceback.FrameSummary, project: Project) -> str:
    """Return the place and the text of a line, "" if it is a library's."""
    path = Path(frame.filename)
    library = project.packages["ebviz"]
    own = [folder for name, folder in project.packages.items() if name != "ebviz"]
    own += [library / name for name in OWN]
    if not any(folder == path or folder in path.parents for folder in own):
        return ""
    shown = path.relative_to(project.root) if project.root in path.parents else path
    code = (frame.line or "").strip()
    code = code if len(code) <= LONGEST else f"{code[: LONGEST - 1]}…"
    return f"{shown}, line {frame.lineno}, in {frame.name}" + (f": {code}" if code else "")
