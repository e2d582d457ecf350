"""What runs tasks: anything with the interface of :class:`concurrent.futures.Executor`, wrapped for the build.

On one machine each task gets a process of its own, forked from a server that has torch and Manim loaded, so that the
seconds of importing are paid once. More machines need only another executor: building is a plain function of a plain
order, and the bytes travel as files in the store.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing import connection, forkserver, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path

from ebviz.build import worker
from ebviz.build.code import Counted
from ebviz.build.descendants import end_below
from ebviz.build.environment import PRELOAD, steady_environment
from ebviz.build.graph import Graph
from ebviz.build.observer import Message
from ebviz.build.order import Order
from ebviz.build.processes import Processes, server_of_processes
from ebviz.errors import UsageError
from ebviz.store import Manifest, Store
from ebviz.study import progress

LONGEST_FOLDER = 70  # bytes of the name of a folder in which a socket may lie
INTERVAL = 0.1  # seconds between a task's progress messages


class Engine:
    """Carries out orders through an executor.

    >>> with Engine(Inline()) as engine:
    ...     engine.executor.submit(max, 1, 2).result()
    2
    """

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def submit(self, order: Order, counted: Counted | None = None) -> Future[Manifest]:
        """Start building an order, of whose code this counts; return the future of its manifest."""
        return self.executor.submit(perform, order, counted)

    def messages(self) -> list[Message]:
        """Return the progress reported since the last call; a remote executor may report none."""
        return []

    def kill(self) -> None:
        """Stop at once, even if tasks are running."""
        self.executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Shut down once all tasks are done."""
        self.executor.shutdown()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            self.close()
        else:
            self.kill()


class Inline(Executor):
    """Runs everything in the calling thread: for tests and debuggers."""

    def submit(self, fn: Callable, /, *args: object, **kwargs: object) -> Future:
        """Call ``fn`` now; return a finished future."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class LocalEngine(Engine):
    """Processes on this machine, one for each task.

    Parameters
    ----------
    modules : loaded once, before the first task.
    """

    def __init__(self, modules: Iterable[str] = ()) -> None:
        self._reader, self._writer = connection.Pipe(duplex=False)
        os.set_blocking(self._writer.fileno(), False)
        self._environment = {**steady_environment(), PRELOAD: ",".join(modules)}
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["ebviz.build.preload"])
        with _environment(
            {"PYTHONWARNINGS": "ignore"}
        ):  # it would tell of semaphores that killed processes leave
            resource_tracker.ensure_running()  # first, because starting it unblocks Ctrl-C
        with _environment(self._environment), _undisturbed(), _short_temporary_folder():
            forkserver.ensure_running()
        self._processes = Processes(context, enter, (self._writer,))
        super().__init__(self._processes)

    def submit(self, order: Order, counted: Counted | None = None) -> Future[Manifest]:
        """Start to build what is ordered; a server that has died is started anew, as it was."""
        return self.call(perform, order, counted)

    def call(self, function: Callable, *arguments: object) -> Future:
        """Start to call a function in a process of its own; return the future of its result."""
        with _environment(self._environment), _undisturbed():
            return self.executor.submit(function, *arguments)

    def messages(self) -> list[Message]:
        """Return the progress reported since the last call."""
        found = []
        while self._reader.poll():
            found.append(Message(*json.loads(self._reader.recv_bytes())))
        return found

    def kill(self) -> None:
        """Kill the processes and wait until they are gone."""
        self._processes.kill()


def modules_for(graph: Graph, names: Iterable[str] | None = None) -> list[str]:
    """Return the modules that workers load at the start, for all tasks of a graph or for those named."""
    imports = graph.project.imports
    tasks = [graph.tasks[name] for name in (graph.tasks if names is None else names)]
    return list(dict.fromkeys(module for task in tasks for module in imports.get(task.kind, ())))


def end_server() -> None:
    """End the server that processes are forked from, and whatever hangs on it, at once."""
    if server := server_of_processes():
        end_below(server)
        with contextlib.suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ------------------------------------------------------------------------------- inside a worker process

_progress_writer: ContextVar[Connection | None] = ContextVar("progress_writer", default=None)


def enter(writer: Connection) -> None:
    """Let a process know where its progress is reported to."""
    _progress_writer.set(writer)


def perform(order: Order, counted: Counted | None = None) -> Manifest:
    """Build one task and return its manifest; in the local pool, also report progress and write a log."""
    writer = _progress_writer.get()
    if writer is None:
        return worker.perform(order, counted)
    print_to(Store(order.project.renders).log_path(order.task.name))
    with progress.listen(_Reporter(writer, order.task.name)):
        return worker.perform(order, counted, watched=True)


class _Reporter:
    """Sends progress to the parent a few times a second; drops what the parent is too busy to read."""

    def __init__(self, writer: Connection, task: str) -> None:
        self._writer, self._task, self._next = writer, task, 0.0

    def __call__(self, done: float, total: float, text: str) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + INTERVAL
            with contextlib.suppress(OSError):
                self._writer.send_bytes(json.dumps([self._task, done, total, text[:80]]).encode())


def print_to(path: Path) -> None:
    """Redirect what libraries print to a file: the terminal belongs to the progress display."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        os.close(handle)


@contextmanager
def _short_temporary_folder() -> Iterator[None]:
    """Within the block, temporary files have names short enough for a socket, which has 108 letters at most."""
    before = tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > LONGEST_FOLDER:
        shorter = [folder for folder in ("/tmp", "/var/tmp") if os.access(folder, os.W_OK)]
        if not shorter:
            given = tempfile.gettempdir()
            raise UsageError(f"TMPDIR '{given}' is too long for a socket, and /tmp cannot be written to")
        tempfile.tempdir = shorter[0]
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Block Ctrl-C for a process started within the block, until that process ignores it by itself."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _environment(variables: Mapping[str, str | None]) -> Iterator[None]:
    """Within the block, variables have these values; None means not set."""
    before = {name: os.environ.get(name) for name in variables}
    _set(variables)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
