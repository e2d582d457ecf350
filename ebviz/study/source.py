"""Where runs come from: the renderer hands them over, or else the build is asked, in a separate process.

The build depends on scenes and figures, so they must not depend on it. When asked from a notebook, a script or a
scene under plain ``manim``, it runs in a separate process, so nothing that was imported or run here before can change
its results.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import ebviz
from ebviz.errors import BuildError, UsageError
from ebviz.study.run import Run

OUTSIDE_DIGEST = "who hands a run over decides when it is computed, never what it holds"

_handed: ContextVar[Mapping[str, Run] | None] = ContextVar("handed", default=None)


@contextmanager
def handing_over(runs: Mapping[str, Run]) -> Iterator[None]:
    """Within the block, :func:`handed` returns ``runs`` (study name → run)."""
    token = _handed.set(runs)
    try:
        yield
    finally:
        _handed.reset(token)


def handed() -> Mapping[str, Run] | None:
    """Return the runs that were handed over, or None if none were."""
    return _handed.get()


def study(name: str, folder: Path | None = None) -> Run:
    """Return the run of a study at its default configuration; it is computed first if it is not up to date.

    Parameters
    ----------
    name : the study's name. folder : any folder of the project (default: the current one).

    Raises
    ------
    UsageError
        There is no such study, or no project.
    BuildError
        It could not be computed.
    """
    here = str(Path(ebviz.__file__).parents[1])
    paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-P", "-m", "ebviz.build", name, str((folder or Path.cwd()).resolve())]
    asked = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={
            "PATH": os.defpath,
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONIOENCODING": "utf-8:backslashreplace",
        },
    )
    try:
        answer = json.loads(asked.stdout)
    except ValueError as error:
        raise BuildError(
            f"study {name}: the build ended without an answer (exit {asked.returncode})"
        ) from error
    if "error" in answer:
        raise (UsageError if answer["usage"] else BuildError)(answer["error"])
    return Run.open(Path(answer["arrays"]))
