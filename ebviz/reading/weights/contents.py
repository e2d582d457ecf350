"""What a checkpoint holds: tensors by dotted names, wherever in it they lie, and what lies beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from torch import Tensor

from ebviz.errors import UsageError, one_line
from ebviz.reading import kinds
from ebviz.reading.weights import pickles

TRAINING = (
    "optim",
    "sched",
    "scaler",
    "callback",
    "loop",
)  # in the names of dictionaries that hold no weights
MOST = 1_000_000  # things that are looked at in one file
NUMPY = {"scalar": "a number of NumPy's", "_reconstruct": "an array of NumPy's"}  # what its functions make
UNKNOWN = "is truncated, or neither safetensors nor torch weights"


@dataclass(frozen=True)
class Contents:
    """What one file holds.

    tensors : dotted name → tensor as it came: ``{"model": {"fc.weight": w}}`` holds ``model.fc.weight``.
    level : the same names → the dictionary that each lies in: ``model``.
    others : dotted name → what lies there beside tensors: ``int``, ``numpy._core.multiarray.scalar``.
    foreign : those of ``others`` that are objects, which are not read.
    """

    path: Path
    tensors: dict[str, Tensor] = field(default_factory=dict)
    level: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)


def contents(path: Path) -> Contents:
    """Return what a checkpoint holds.

    Raises
    ------
    UsageError : it cannot be read, is truncated or of another kind, or holds no tensors by name.
    """
    found = Contents(path)
    whole = _load(path)
    if (name := pickles.name_of(whole)) is not None:
        raise UsageError(
            f"checkpoint '{path}': it holds an object of class '{name}', such as a whole model; "
            "save model.state_dict() instead"
        )
    if isinstance(whole, Mapping):
        for seen, (place, level, value) in enumerate(_walk(whole)):
            if seen == MOST:
                raise UsageError(f"checkpoint '{path}': expected at most {MOST} things in it, got more")
            _note(found, place, level, value)
    weights = {
        name: weight for name, weight in found.tensors.items() if not _is_training_s(found.level[name])
    }
    found = replace(found, tensors=weights or found.tensors)
    if not found.tensors:
        raise UsageError(
            f"checkpoint '{path}': expected a dictionary of tensors, got a {type(whole).__name__} without any"
            f"{_beside(found)}"
        )
    return found


def _is_training_s(level: str) -> bool:
    """Does a dictionary, by its place in the file, hold the state of a training: moments, step sizes, counters?"""
    return any(word in part for part in level.lower().split(".") for word in TRAINING)


def _load(path: Path) -> Any:
    try:
        is_a = kinds.kind(path)
        if is_a == kinds.SAFETENSORS:
            return _safetensors(path)
        if is_a in (kinds.TORCH, kinds.OLD_TORCH):
            return pickles.load(path)
    except UsageError:
        raise
    except OSError as error:
        raise UsageError(f"checkpoint: cannot read '{path}': {error.strerror or error}") from error
    except Exception as error:  # torch and safetensors have errors of many kinds for damaged files
        raise UsageError(f"checkpoint '{path}' {UNKNOWN}: {one_line(error, 200)}") from error
    if is_a in (kinds.EMPTY, kinds.DAMAGED, kinds.TEXT) or "starts with" in is_a:
        raise UsageError(f"checkpoint '{path}' {UNKNOWN}: it is {is_a}")
    raise UsageError(f"checkpoint '{path}': expected {kinds.WEIGHTS}, got {is_a}")


def _safetensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file; a name that ``save_model`` notes as another's alias gets that one's tensor."""
    from safetensors import safe_open

    with safe_open(path, "pt") as file:
        found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        noted = file.metadata() or {}
    return found | {
        alias: found[name] for alias, name in noted.items() if name in found and alias not in found
    }


def _walk(whole: Mapping[Any, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield the dotted name, that of the dictionary around, and the value of everything in dictionaries and lists."""
    waiting: list[tuple[str, str, Any, frozenset[int]]] = [("", "", whole, frozenset())]
    while waiting:
        place, level, value, around = waiting.pop()
        parts: list[tuple[Any, Any]] = []
        if isinstance(value, Mapping):
            parts = list(value.items())
        elif type(value) in (list, tuple) and any(not isinstance(part, str | int | float) for part in value):
            parts = list(enumerate(value))
        elif place:
            yield place, level, value
        if parts and id(value) not in around:  # or it holds itself
            inside = around | {id(value)}
            start = f"{place}." if place else ""
            waiting += [(f"{start}{key}", place, part, inside) for key, part in reversed(parts)]


def _note(found: Contents, place: str, level: str, value: Any) -> None:
    if isinstance(value, Tensor):
        found.tensors.setdefault(place, value.detach())
        found.level.setdefault(place, level)
    elif (name := pickles.name_of(value)) is not None:
        module, _, last = name.rpartition(".")
        found.others[place] = found.foreign[place] = NUMPY.get(last, name) if "numpy" in module else name
    else:
        found.others[place] = type(value).__name__


def _beside(found: Contents) -> str:
    if not found.others:
        return ""
    named = ", ".join(f"'{place}' ({kind})" for place, kind in found.others.items())
    advice = "; save the model's state_dict() instead" if found.foreign else ""
    return f": it has {one_line(named, 160)}{advice}"
