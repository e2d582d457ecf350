"""Asking the build from a notebook or a script: in a process of its own, so that nothing here can change its results.

The request is a JSON document on its standard input. It answers with lines of JSON: events while it works, which a
notebook shows as bars, and at the end the answer. Elsewhere it shows its progress on standard error by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import ebviz
from ebviz.dials import Live
from ebviz.door.bars import Bars, notebook
from ebviz.errors import BuildError, UsageError

OUTSIDE_DIGEST = "who asks for a thing decides when it is made, never what it is"

PATIENCE = 20.0  # seconds to end what it has started, when interrupted
NOTEBOOK_S = ("MPLBACKEND",)  # variables that a kernel sets for plots of its own


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or the notebook's stop button: one line instead of where this process was waiting."""

    def _render_traceback_(self) -> list[str]:
        return [f"KeyboardInterrupt: {self}"]


def ask(what: str, name: str, folder: str | os.PathLike[str] | None = None, **more: Any) -> dict[str, Any]:
    """Have one thing brought up to date; return where it lies, and what is known of it.

    Parameters
    ----------
    what : "study", "film", "figure" or "still". name : its name.
    folder : any folder of the project (default: the current one); outside a project, the course's own.
    more : what else :mod:`ebviz.cli.asked` takes for it.

    Raises
    ------
    UsageError
        There is no such thing, or something is wrong with what was asked for.
    BuildError
        It could not be made; its notes name the lines of the user's own files that led there.
    """
    shell = notebook()
    shown = Bars(shell.display_pub.publish) if shell is not None else None
    request = {"what": what, "name": name, "folder": None if folder is None else os.fspath(folder), **more}
    request |= {"events": shown is not None, "parent": os.getpid()}
    answer: dict[str, Any] | None = None
    with _started() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with suppress(BrokenPipeError):  # then there is no answer either
                process.stdin.write(json.dumps(request).encode())
                process.stdin.close()
            for line in process.stdout:
                told = _document(line)
                if "event" not in told:
                    answer = told or answer
                elif shown is not None:
                    shown.tell(told)
            code = process.wait()
        except BaseException as error:
            _end(process)
            if isinstance(error, KeyboardInterrupt):
                raise Interrupted("interrupted; what was finished is kept") from None
            raise
        finally:
            if shown is not None:
                shown.close()
    if answer is None:
        raise BuildError(f"{name}: the build ended without an answer (exit {code})")
    if "error" in answer:
        refused = (UsageError if answer["usage"] else BuildError)(answer["error"])
        for note in answer["where"]:
            refused.add_note(note)
        raise refused
    return answer


def _started() -> subprocess.Popen[bytes]:
    """Start the build, from the library that this process has, whatever else is installed."""
    paths = [str(Path(ebviz.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    inherited = {name: value for name, value in os.environ.items() if name not in NOTEBOOK_S}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ebviz.cli.asked"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # so that an interrupt reaches it from here, once
        env={
            "PATH": os.defpath,
            **inherited,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONIOENCODING": "utf-8:backslashreplace",
        },
    )


def _document(line: bytes) -> dict[str, Any]:
    """Return what a line says, nothing if it is no JSON object."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have the build end its workers and itself."""
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
    except BaseException:  # interrupted once more
        process.kill()
        raise


# ------------------------------------------------------------------------------------- values, as JSON has them


def values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a configuration's values as JSON has them: paths as texts, arrays as lists, dials as they stand.

    Raises :class:`UsageError` for anything else.

    >>> values({"free_energy.beta": 3.2, "digits.images": Path("train.gz")})
    {'free_energy.beta': 3.2, 'digits.images': 'train.gz'}
    """
    now = {name: value.value if isinstance(value, Live) else value for name, value in given.items()}
    return {str(name): _plain(name, value) for name, value in now.items()}


def _plain(name: object, value: Any, depth: int = 0) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if depth < 50:
        if isinstance(value, Mapping):
            return {str(key): _plain(name, part, depth + 1) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [_plain(name, part, depth + 1) for part in value]
        for method in ("tolist", "model_dump"):  # of arrays and tensors; of configurations
            if callable(plain := getattr(value, method, None)):
                return _plain(name, plain(), depth + 1)
    kind = type(value).__name__ if depth < 50 else "something nested too deeply"
    raise UsageError(f"{name}: expected a number, text, path, list or dictionary of these, got {kind}")
