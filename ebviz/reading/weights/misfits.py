"""What of a checkpoint does not fit, in words: names missing or left over, with those that are near, and shapes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from torch import Tensor

from ebviz.errors import one_line
from ebviz.reading.weights.contents import Contents
from ebviz.reading.weights.prefixes import Fitting, Shape

SHOWN = 4  # names of each kind that an error lists


class Taken(NamedTuple):
    """What is taken from a file for a model.

    weights : the model's name → tensor, of whatever shape. sources : the file's names of these.
    missing : names of the model without any. left_over : what lies beside those taken, without the prefix.
    """

    fitting: Fitting
    weights: dict[str, Tensor]
    sources: list[str]
    missing: list[str]
    left_over: list[str]


def misfits(
    found: Contents, shapes: Mapping[str, Shape], taken: Taken, missing: list[str], left_over: list[str]
) -> list[str]:
    """Return what does not fit, a part of a sentence for each kind."""
    problems = []
    free = taken.left_over or [name for name in found.tensors if name not in taken.sources]
    if missing:
        there_is = "there is no tensor" if len(missing) == 1 else "there are no tensors"
        problems.append(
            f"{there_is} {listed([_wanted(found, taken, name, shapes[name], free) for name in missing], '')}"
        )
        if not taken.weights:
            problems.append(f"it has {listed(taken.left_over or list(found.tensors))}")
    others = [name for name, weight in taken.weights.items() if tuple(weight.shape) != tuple(shapes[name])]
    problems += [
        f"expected '{name}' of shape {tuple(shapes[name])}, got {tuple(taken.weights[name].shape)}"
        for name in others[:SHOWN]
    ]
    if len(others) > SHOWN:
        problems.append(f"{len(others) - SHOWN} more of other shapes")
    if left_over:
        problems.append(f"left over: {listed(left_over)}")
    return problems


def _wanted(found: Contents, taken: Taken, name: str, shape: Shape, free: list[str]) -> str:
    """Return a missing name with its shape, and what there is instead: another object, or a name that is near."""
    source = taken.fitting.source(name)
    if (other := found.others.get(source)) is not None:
        return f"'{name}' of shape {tuple(shape)} (it is of type {other}, which is not read)"
    close = difflib.get_close_matches(name, free, 1, 0.5)
    return f"'{name}' of shape {tuple(shape)}" + (f" (nearest: '{close[0]}')" if close else "")


def listed(names: Iterable[str], quote: str = "'") -> str:
    names = list(names)
    shown = ", ".join(f"{quote}{one_line(name, 120)}{quote}" for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
