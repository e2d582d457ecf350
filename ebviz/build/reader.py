"""``python -m ebviz.build.reader``: reads configurations of a project's own studies, for a process that must go on.

Importing a study runs its code, which may print, change directories, or end Python. Requests arrive on standard input
and answers leave by the file handle given as argument, both as lines of JSON; what the code itself prints is dropped.
"""

from __future__ import annotations

import base64
import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Mapping
from json import JSONDecoder, JSONEncoder
from pathlib import Path
from typing import Any

from ebviz.build.descendants import die_with_parent, keep_descendants
from ebviz.build.named import imported_as
from ebviz.build.nobody import Nobody, refuse_to_stop
from ebviz.errors import BuildError, EbvizError, Terminated, UsageError, explain, one_line
from ebviz.importing import Packages, importing
from ebviz.study import StudyConfig
from ebviz.study.changes import Change
from ebviz.study.config import counted
from ebviz.study.entry import Entry
from ebviz.study.loading import load
from ebviz.study.paths import user_files, with_entries

PATIENCE = 5  # seconds longer than who asks waits, after which this process ends by itself

# A study may replace what is in a module; these are kept from before.
_decode, _encode, _pickle = JSONDecoder().decode, JSONEncoder().encode, pickle.dumps
_write, _chdir, _alarm, _pid, _end = os.write, os.chdir, signal.alarm, os.getpid, os._exit


def main() -> None:
    """Answer requests until there are no more."""
    answers = int(sys.argv[1])
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(nothing, handle)
    sys.stdin, sys.breakpointhook = Nobody(), refuse_to_stop
    die_with_parent()  # even in an endless loop
    keep_descendants()
    own, places = _pid(), list(sys.path)
    for line in requests:
        request = _decode(line)
        sys.path[:] = places
        with contextlib.suppress(OSError):
            _chdir(request["root"])
        _alarm(int(request["limit"]) + PATIENCE)
        answer = _answer(request)
        if _pid() != own:  # the study has forked, and this is its copy
            _end(0)
        _alarm(0)
        data = memoryview(f"{_encode(answer)}\n".encode())
        while data:
            data = data[_write(answers, data) :]
    _end(0)  # a thread that a study has started would keep it alive


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for, or the error as a line and whether it is one of usage."""
    packages = {name: Path(folder) for name, folder in request["packages"].items()}
    try:
        with importing(packages):
            found = read(
                request["study"],
                request["module"],
                request["changes"],
                Path(request["root"]),
                Path(request["path"]),
                Path(request["here"]),
                packages,
            )
    except EbvizError as error:
        return {"error": str(error), "usage": isinstance(error, UsageError)}
    except BaseException as error:
        return {"error": f"study {request['study']}: {explain(error)}", "usage": False}
    pickled, params, files, code = found
    return {
        "pickled": base64.b64encode(pickled).decode(),
        "params": params,
        "files": list(files),
        "code": list(code),
    }


def read(
    study: str,
    module: str,
    changes: Mapping[str, Change] | None,
    root: Path,
    path: Path,
    here: Path,
    packages: Packages,
) -> tuple[bytes, dict[str, Any], tuple[str, ...], tuple[str, ...]]:
    """Return a study's configuration, pickled as it was checked; what counts in it; the files and code it names."""
    code: list[str] = []

    def found(place: str, entry: Entry) -> Entry:
        named = imported_as(entry, packages, place)
        code.append(named.unit)
        return named

    values = with_entries(load(study, module, changes, root, path, here), found, study)
    params = counted(values, study, root)
    files = tuple(str(file) for file in user_files(values))
    return pickled_exactly(study, values), params, files, tuple(dict.fromkeys(code))


def pickled_exactly(study: str, values: StudyConfig) -> bytes:
    """Return a configuration pickled for a worker; raise :class:`BuildError` if it cannot be."""
    try:
        return _pickle(values)
    except (KeyboardInterrupt, Terminated):
        raise
    except BaseException as error:  # a user's class may raise anything
        why = one_line(error, 200)
        raise BuildError(f"study {study}: its configuration cannot be passed to a worker: {why}") from error


if __name__ == "__main__":
    main()
