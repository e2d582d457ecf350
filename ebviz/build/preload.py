"""Imported once by the forkserver, whose workers then start with everything heavy already loaded.

A failed import is not an error here: the task that needs the module reports it. Nor is a worker that cannot start
because its parent has been interrupted: the server writes nothing to the terminal (each task writes its own log).
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import signal
import tempfile
from collections.abc import Iterable, Iterator

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is left to the parent, which ends its workers
# Before Manim, which adds its own handler to a root logger without one.
logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


@contextlib.contextmanager
def nobody_s_settings() -> Iterator[None]:
    """Within the block there is no manim.cfg, which Manim reads in the home and in the current folder on import.

    The house has settings of its own, and a file for another version of Manim must not keep it from loading.
    """
    home, folder = os.environ.get("HOME"), os.getcwd()
    with tempfile.TemporaryDirectory(prefix="ebviz-") as empty:
        os.environ["HOME"] = empty
        os.chdir(empty)
        try:
            yield
        finally:
            os.chdir(folder)
            if home is None:
                del os.environ["HOME"]
            else:
                os.environ["HOME"] = home


def load(names: Iterable[str]) -> None:
    """Import modules by name; a task that needs one that cannot be imported will say so."""
    for name in names:
        with contextlib.suppress(Exception):
            importlib.import_module(name)


if "EBVIZ_PRELOAD" in os.environ:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # was blocked until it could be ignored
    with nobody_s_settings():
        load(filter(None, os.environ["EBVIZ_PRELOAD"].split(",")))
        from ebviz.build import executors  # noqa: F401  what every task begins with
        from ebviz.build.descendants import keep_descendants
        from ebviz.build.loaded import distributions

        keep_descendants()  # of a process that dies, so that they can be found
        distributions()  # read once, for all processes
