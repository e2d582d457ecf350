"""Torch's own files, read without running anything that they name.

Torch's restricted unpickler makes tensors and plain containers and imports nothing: a name in the file is one of
those that it was given, or the end. Here it is given a stand-in for every other name, an empty class that takes what
comes and keeps none of it. So a checkpoint with an object beside its weights is read; the object is known by name.
"""

from __future__ import annotations

import io
import pickletools
import warnings
import zipfile
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections import OrderedDict
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from ebviz.errors import UsageError, one_line
from ebviz.reading import kinds
from ebviz.store import files

COUNTED_APART = "of pickle, only the error that torch raises is used; no name in a file is ever looked up"

# No checkpoint needs these to be called. They would not be; a file that asks for them is not what it seems.
RUNNING = {
    "os", "posix", "nt", "sys", "subprocess", "shutil", "socket", "runpy", "pty", "ctypes", "code", "webbrowser",
    "importlib", "marshal", "pickle", "_pickle", "torch.hub",
}  # fmt: skip
CALLS = {
    *(
        f"builtins.{name}"
        for name in ("eval", "exec", "compile", "open", "__import__", "breakpoint", "input")
    ),
    *(f"{module}.{name}" for module in ("io", "_io") for name in ("open", "open_code", "FileIO")),
}


class Foreign:
    """Stands for an object that is not read; its class has the name that the file gives."""

    def __new__(cls, *parts: object, **more: object) -> Any:
        """Take anything, keep nothing."""
        return object.__new__(cls)

    def __setstate__(self, state: object) -> None:
        """Keep nothing."""


class _Dictionary(Foreign):
    """Stands for a class derived from ``dict``, such as a ``defaultdict``: what lies in it is read."""

    def __new__(cls, *parts: object, **more: object) -> Any:
        return OrderedDict()


class _List(Foreign):
    """Stands for a class derived from ``list``, or one that is filled like one."""

    def __new__(cls, *parts: object, **more: object) -> Any:
        return []


def name_of(thing: object) -> str | None:
    """Return the name of a stand-in's class, or of a stand-in; None for anything else."""
    cls = thing if isinstance(thing, type) else type(thing)
    return f"{cls.__module__}.{cls.__qualname__}" if issubclass(cls, Foreign) else None


def load(path: Path) -> Any:
    """Return what a file of torch's holds, on the CPU, with a :class:`Foreign` for each object that is not read.

    Raises
    ------
    UsageError : it is compressed, asks for a call that no weights need, or is made in a way that cannot be followed.
    Exception : torch's own, for a file that is damaged.
    """
    import torch

    named = _named(path)
    if asked := sorted(name for name in named if name in CALLS or name.rpartition(".")[0] in RUNNING):
        raise UsageError(
            f"checkpoint '{path}': reading it would call '{asked[0]}', which no weights need; it is not read"
        )
    bases: dict[str, type[Foreign]] = dict.fromkeys(named, Foreign)
    while True:
        stand_ins = {name: _stand_in(name, base) for name, base in bases.items()}
        try:
            with (
                warnings.catch_warnings(),
                torch.serialization.safe_globals(list(stand_ins.values())),
                files.regular(path) as file,
            ):
                warnings.simplefilter("ignore")
                return torch.load(file, map_location="cpu", weights_only=True)
        except UnpicklingError as error:
            text = str(error)
            filled = [name for name, cls in stand_ins.items() if f"got {cls}" in text]
            if not filled or bases[filled[0]] is not Foreign:
                raise UsageError(f"checkpoint '{path}': {_why(text, named)}") from error
            bases[filled[0]] = _Dictionary if "SETITEM" in text else _List
        except TypeError as error:  # a class of tensors, for one, cannot be made of a stand-in
            raise UsageError(f"checkpoint '{path}': {_why(str(error), named)}") from error


def _stand_in(name: str, base: type[Foreign]) -> type[Foreign]:
    module, _, last = name.rpartition(".")
    return type(last, (base,), {"__module__": module, "__qualname__": last})


def _named(path: Path) -> list[str]:
    """Return all classes and functions that a file names, in order, found without unpickling it."""
    if kinds.kind(path) == kinds.TORCH:
        with files.regular(path) as file, zipfile.ZipFile(file) as archive:
            if any(part.compress_type != zipfile.ZIP_STORED for part in archive.infolist()):
                raise UsageError(
                    f"checkpoint '{path}': the archive is compressed, which torch.save never does"
                )
            inside = next(name for name in archive.namelist() if name.rpartition("/")[2] == "data.pkl")
            return list(dict.fromkeys(_globals(io.BytesIO(archive.read(inside)), 1)))
    with files.regular(path) as file:
        return list(dict.fromkeys(_globals(file, 4)))  # magic number, version, system, and the object


def _globals(stream: Any, pickles: int) -> list[str]:
    found = []
    for _ in range(pickles):
        for operation, value, _at in pickletools.genops(stream):
            if operation.name == "GLOBAL":
                module, _space, name = str(value).partition(" ")
                module, name = NAME_MAPPING.get((module, name), (IMPORT_MAPPING.get(module, module), name))
                found.append(f"{module}.{name}")
    return found


def _why(text: str, named: list[str]) -> str:
    """Return in words why torch's restricted unpickler gave up."""
    if "Unsupported operand" in text:
        return "written with another pickle protocol than torch.save's own; save it again without pickle_protocol"
    if "persistent_load" in text:
        return "it holds a whole model, not its weights; save model.state_dict() instead"
    own = [name for name in named if not name.startswith(("torch.", "collections."))]
    holds = f"objects other than tensors ({one_line(', '.join(own or named), 120)})"
    return f"it holds {holds}, made in a way that cannot be passed over; save model.state_dict() alone"
