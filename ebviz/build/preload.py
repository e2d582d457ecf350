"""Imported once by the forkserver, whose workers then start with everything heavy already loaded.

A failing import is no failure here: the task that needs the module reports it. Nor is a worker that cannot start
since its parent was interrupted meanwhile: the server writes nothing on the terminal (tasks write logs of their own).
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
# Before Manim: it puts a handler of its own on a root logger that has none.
logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
if "EBVIZ_PRELOAD" in os.environ:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # blocked until it was ignored
for name in filter(None, os.environ.get("EBVIZ_PRELOAD", "").split(",")):
    with contextlib.suppress(Exception):
        importlib.import_module(name)
