"""The configurations of studies: the library's own are read here, a project's in a process of their own.

Importing a study runs its code. Whatever that does, to end Python included, happens to the process that reads it, and
costs one study its configuration.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ebviz
from ebviz.build.catalog.entries import StudyEntry
from ebviz.build.descendants import end_session
from ebviz.build.project import Project
from ebviz.errors import BuildError, EbvizError, UsageError

if TYPE_CHECKING:
    from ebviz.study.changes import Change

LIMIT = 60.0  # seconds that reading one configuration may take
LARGEST = 1 << 28  # bytes of an answer
# The library is found where this process has it, whatever else is installed, and no other folder goes first.
BOOT = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); import ebviz; del sys.path[0]; "
    "from ebviz.build.reader import main; main()"
)


@dataclass(frozen=True, slots=True)
class Configured:
    """A study's configuration.

    Parameters
    ----------
    pickled : as it was checked, for the worker that computes with it.
    params : what counts in it, as JSON values. files : those it names. code : "module:unit" of the code it names.
    """

    pickled: bytes
    params: Mapping[str, Any]
    files: tuple[str, ...]
    code: tuple[str, ...] = ()


class Configurations:
    """Reads configurations; the process for a project's own studies is started when the first is asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._reader: _Reader | None = None

    def read(self, study: str, entry: StudyEntry, changes: Mapping[str, Change] | None) -> Configured:
        """Return a study's configuration, with ``changes`` (key → text as typed, or {"value": …}).

        Raises
        ------
        EbvizError
            It cannot be read: the line names the study.
        """
        root, path, here = self._project.root, entry.path, Path.cwd()
        if entry.module.partition(".")[0] == "ebviz":
            from ebviz.build.reader import read

            packages = self._project.packages
            return Configured(*read(study, entry.module, dict(changes or {}), root, path, here, packages))
        if self._reader is not None and self._reader.has_ended:
            self.close()
        if self._reader is None:
            self._reader = _Reader()
        request = {
            "study": study,
            "module": entry.module,
            "changes": dict(changes or {}),
            "root": str(root),
            "path": str(path),
            "here": str(here),
            "packages": {name: str(at) for name, at in self._project.packages.items() if name != "ebviz"},
            "limit": LIMIT,
        }
        try:
            answer = self._reader.ask(request, LIMIT)
            if "error" in answer:
                raise (UsageError if answer["usage"] else BuildError)(answer["error"])
            pickled = base64.b64decode(answer["pickled"])
            return Configured(pickled, answer["params"], tuple(answer["files"]), tuple(answer["code"]))
        except GoneError as error:
            self.close()
            raise BuildError(f"study {study}: reading its configuration {error}") from error
        except EbvizError:
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process; the next reading would start another."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None


class GoneError(Exception):
    """The process gave no answer: says how it ended."""


class _Reader:
    """A process that reads configurations; it ends with this one, since its standard input does."""

    def __init__(self) -> None:
        self._answers, theirs = os.pipe()
        folder = str(Path(ebviz.__file__).parents[1])
        command = [sys.executable, "-P", "-c", BOOT, folder, str(theirs)]
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs,),
                start_new_session=True,  # so that whatever a study starts can be ended with it
                env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONSAFEPATH": "1"},
            )
        finally:
            os.close(theirs)
        self._end = weakref.finalize(self, _end, self._process, self._answers)
        self._end.atexit = False  # a fork of this process may come to its end first

    @property
    def has_ended(self) -> bool:
        """Has it ended since it gave its last answer?"""
        return self._process.poll() is not None

    def ask(self, request: Mapping[str, Any], limit: float) -> dict[str, Any]:
        """Return the answer to a request; raise :class:`GoneError` if there is none within ``limit`` seconds."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # then there is no answer either
            self._process.stdin.write(f"{json.dumps(request)}\n".encode())
            self._process.stdin.flush()
        data, until = b"", time.monotonic() + limit
        poll = select.poll()
        poll.register(self._answers, select.POLLIN)
        while not data.endswith(b"\n"):
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise GoneError(f"took longer than {limit:g} s")
            part = os.read(self._answers, 1 << 20)
            data += part
            if not part or len(data) > LARGEST:
                raise GoneError(self._ending())
        try:
            answer = json.loads(data)
        except ValueError as error:
            raise GoneError("gave no proper answer") from error
        if not isinstance(answer, dict) or not {"error", "pickled"} & answer.keys():
            raise GoneError("gave no proper answer")
        return answer

    def _ending(self) -> str:
        """Return in words how the process has ended."""
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "gave no answer"
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"crashed ({signal.Signals(-code).name})"
        return f"ended the process (exit code {code})"

    def close(self) -> None:
        """End the process and whatever it has started."""
        self._end()


def _end(process: subprocess.Popen[bytes], answers: int) -> None:
    end_session(process.pid)
    with contextlib.suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    process.wait()
    os.close(answers)
