"""Where runs come from: the renderer hands them over, or else the build is asked, in a separate process.

The build depends on scenes and figures, so they must not depend on it. When asked from a notebook, a script or a
scene under plain ``manim``, it runs in a separate process, so nothing that was imported or run here before can change
its results.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

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


def study(name: str, folder: str | os.PathLike[str] | None = None, /, **config: Any) -> Run:
    """Return the run of a study; it is computed first if it is not up to date.

    Parameters
    ----------
    name : the study's name. folder : any folder of the project (default: the current one).
    config : values that differ from the study's defaults, such as ``beta=3.2``; a relative path starts from the
        current folder.

    Raises
    ------
    UsageError
        There is no such study, or its configuration has no such key or refuses the value.
    BuildError
        It could not be computed.
    """
    from ebviz.door.asking import ask, values

    given = {f"{name}.{key}": value for key, value in config.items()}
    return Run.open(Path(ask("study", name, folder, set=values(given))["arrays"]))
