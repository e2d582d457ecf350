"""Environment variables: those a task runs under, and those its own code reads, whose values count."""

from __future__ import annotations

import _collections_abc
import hashlib
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PRELOAD = "EBVIZ_PRELOAD"  # tells the forkserver what to load (ebviz.build.preload)
TUNING = (
    "ATEN_",
    "BLIS_",
    "DNNL_",
    "GOMP_",
    "KMP_",
    "MKL_",
    "NPY_",
    "OMP_",
    "ONEDNN_",
    "OPENBLAS_",
    "TORCH_",
)
"""What names of variables begin with by which libraries choose other kernels, which round in another way."""
LOOKUPS = {"<frozen os>", "<frozen _collections_abc>", os.__file__, _collections_abc.__file__}


def steady_environment() -> dict[str, str | None]:
    """Return the variables that make a worker's results repeatable and give each library one thread.

    Cores are divided among tasks, not within one. The variables must be set before NumPy, torch and OpenGL load.
    Those by which a user tunes such a library are taken away (None): they would change the last digits. The date is a
    constant: whatever writes a date writes this one.
    """
    threads = ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB_MAXIMUM")
    return {
        **dict.fromkeys((*filter(is_tuning, os.environ), "MPLBACKEND", "MATPLOTLIBRC")),
        **{f"{name}_NUM_THREADS": "1" for name in threads},
        "LP_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8:backslashreplace",  # whatever the terminal can show, a log takes all letters
        "PYTHONSAFEPATH": "1",  # the current folder is no place to import from
        "SOURCE_DATE_EPOCH": "315532800",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }


def is_tuning(name: str) -> bool:
    """Return whether a variable chooses a library's kernels: a task does without it, whether it is set or not.

    >>> is_tuning("OPENBLAS_CORETYPE"), is_tuning("HOME")
    (True, False)
    """
    return name.startswith(TUNING)


class _Asked(os._Environ):
    """The environment, which also notes what it is asked for, and by which file.

    Variables that are copied with all others, as for another program, are not noted, nor those set here before.
    """

    asked: dict[str, str]  # name → file of the code that asked
    own: set[str]
    listed: list[Any]  # names just listed: whoever copies all asks for them next, in this order

    def __getitem__(self, key: Any) -> Any:
        if self.listed and self.listed[0] == key:
            self.listed.pop(0)
        else:
            self.listed.clear()
            if (name := os.fsdecode(key)) not in self.own:
                self.asked.setdefault(name, _caller())
        return super().__getitem__(key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.own.add(os.fsdecode(key))
        super().__setitem__(key, value)

    def __iter__(self) -> Iterator[Any]:
        for key in super().__iter__():
            self.listed.append(key)
            yield key


@contextmanager
def asking() -> Iterator[dict[str, str]]:
    """Collect the variables that Python code asks for within the block: name → file of the code."""
    asked: dict[str, str] = {}
    own: set[str] = set()
    both: list[Any] = [os.environ, *([os.environb] if os.supports_bytes_environ else [])]
    before = [environ.__class__ for environ in both]
    for environ in both:
        vars(environ).update(asked=asked, own=own, listed=[])
        environ.__class__ = _Asked
    try:
        yield asked
    finally:
        for environ, cls in zip(both, before, strict=True):
            environ.__class__ = cls


def values(asked: Mapping[str, str], files: Collection[Path]) -> dict[str, str]:
    """Return the variables that were asked for by code in ``files``, each with a digest of its value.

    Those that the build itself sets or takes away are left out. A value itself is not kept: it may be a secret.
    """
    but = {*steady_environment(), PRELOAD, "TMPDIR"}
    own = {str(path.resolve()) for path in files}
    return {
        name: digest(name)
        for name, file in sorted(asked.items())
        if name not in but and not is_tuning(name) and os.path.realpath(file) in own
    }


def digest(name: str) -> str:
    """Return a digest of a variable's value, "" if it is not set."""
    value = os.environ.get(name)
    return "" if value is None else hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()


def changed(before: Mapping[str, str]) -> list[str]:
    """Return in words which of these variables have another value now."""
    return [f"environment variable {name} changed" for name, value in before.items() if digest(name) != value]


def _caller() -> str:
    """Return the file of the code that asked, past the methods of the environment itself."""
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_code.co_filename in LOOKUPS:
        frame = frame.f_back
    return frame.f_code.co_filename
