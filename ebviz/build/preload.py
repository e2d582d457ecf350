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

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is left to the parent, which ends its workers
# Before Manim, which adds its own handler to a root logger without one.
logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
if "EBVIZ_PRELOAD" in os.environ:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # was blocked until it could be ignored
for name in filter(None, os.environ.get("EBVIZ_PRELOAD", "").split(",")):
    with contextlib.suppress(Exception):
        importlib.import_module(name)
