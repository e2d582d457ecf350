"""An executor that runs every call in a process of its own, forked from a server that has loaded what is heavy.

A task finds the process as every other task does: nothing that an earlier one imported, set or left behind is there.
Each process leads a session of its own, so that whatever it starts ends with it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing import connection, forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess, parent_process
from typing import Any

from ebviz.build.descendants import die_with_parent, end_below, end_session, keep_descendants


class ProcessDied(BrokenExecutor):
    """The process of a call ended without an answer: it was killed, or ran out of memory."""


class Processes(Executor):
    """One process per call.

    Parameters
    ----------
    context : starts the processes, by multiprocessing's "forkserver".
    enter : called first in each process, with ``given``.
    """

    def __init__(
        self, context: BaseContext, enter: Callable[..., object], given: tuple[Any, ...] = ()
    ) -> None:
        self._context, self._enter, self._given = context, enter, given
        self._running: dict[int, BaseProcess] = {}
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()  # while held, every process that was started is among those running

    def submit(self, fn: Callable, /, *args: object, **kwargs: object) -> Future:
        """Start a process that calls ``fn``; return the future of its result."""
        future: Future = Future()
        future.set_running_or_notify_cancel()
        reader, writer = self._context.Pipe(duplex=False)
        call = (fn, args, kwargs)
        process = self._context.Process(target=_run, args=(writer, self._enter, self._given, call))  # type: ignore[attr-defined]
        with self._starting:
            process.start()
            self._running[process.pid] = process
        writer.close()
        thread = threading.Thread(target=self._wait, args=(process, reader, future), daemon=True)
        thread.start()
        self._threads.append(thread)
        return future

    def _wait(self, process: BaseProcess, reader: Connection, future: Future) -> None:
        """Hand on what a process answers, and end whatever it has left."""
        try:
            result, error = pickle.loads(reader.recv_bytes())
        except Exception as failure:  # it died in the middle of an answer, or before
            result, error = None, ProcessDied(f"its process ended without an answer ({failure})")
        if process.pid:
            end_session(process.pid)
        process.join()
        if isinstance(error, ProcessDied) and (
            server := server_of_processes()
        ):  # which inherits what it has left
            with self._starting:
                end_below(server, but=list(self._running))
        self._running.pop(process.pid or 0, None)
        reader.close()
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def kill(self) -> None:
        """End all processes at once, and wait until they are gone."""
        for pid, process in list(self._running.items()):
            process.kill()
            end_session(pid)
        self.shutdown()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for the processes that run."""
        for thread in self._threads if wait else ():
            thread.join()


def _run(
    writer: Connection, enter: Callable[..., object], given: tuple[Any, ...], call: tuple[Any, ...]
) -> None:
    """Live as a process: make the call, answer, and end whatever the call left running."""
    with contextlib.suppress(OSError):
        os.setsid()
    die_with_parent()  # the server, which ends when the process that ordered the work does
    keep_descendants()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        if connection.wait([parent.sentinel], timeout=0):
            os._exit(1)  # whoever ordered this was killed before it began
        threading.Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()
    enter(*given)
    fn, args, kwargs = call
    answer: tuple[Any, Exception | None]
    try:
        answer = (fn(*args, **kwargs), None)
    except Exception as error:
        answer = (None, error)
    try:
        data = pickle.dumps(answer)
    except Exception as error:
        data = pickle.dumps((None, TypeError(f"the result cannot be passed on: {error}")))
    writer.send_bytes(data)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    end_below(os.getpid())
    os._exit(0)  # a thread that the call left running would keep it alive


def _follow(sentinel: int) -> None:
    """Die with the parent, together with all that was started here."""
    connection.wait([sentinel])
    end_session(os.getpid())
    os._exit(1)


def server_of_processes() -> int | None:
    """Return the server that processes are forked from, if it runs."""
    return getattr(forkserver._forkserver, "_forkserver_pid", None)
