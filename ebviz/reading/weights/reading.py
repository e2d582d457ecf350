"""All tensors of a checkpoint by name, without the parts of names that say only how it was saved."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from torch import Tensor

from ebviz.errors import one_line
from ebviz.reading.weights.contents import Contents, contents
from ebviz.reading.weights.prefixes import WOVEN, Fitting, plain, usual
from ebviz.remarks import remark

SHOWN = 3  # objects that are named in a remark


def read_weights(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a checkpoint by name, on the CPU; floats shorter than 32 bits are taken up to float32.

    A key such as ``state_dict`` around the weights, and ``module.`` or ``_orig_mod.`` in all names, are left out of
    the names, which is said. So is the name of any object beside the weights, which is not read.

    Raises
    ------
    UsageError : the file is missing, truncated or of another kind, or holds no tensors by name.
    """
    found = contents(Path(path))
    names = plain(found.tensors)
    prefix = usual({name: found.level[raw] for name, raw in names.items()})
    names = {name[len(prefix) :]: raw for name, raw in names.items() if name.startswith(prefix)}
    for line in said(found, Fitting(prefix), names.values()):
        remark(line)
    return {name: single(found.tensors[raw]) for name, raw in names.items()}


def single(tensor: Tensor) -> Tensor:
    """Return a tensor whose floats have at least 32 bits, detached.

    >>> import torch
    >>> single(torch.ones(2, dtype=torch.bfloat16)).dtype
    torch.float32
    """
    short = tensor.is_floating_point() and tensor.element_size() < 4
    return tensor.detach().float() if short else tensor.detach()


def said(found: Contents, fitting: Fitting, names: Iterable[str]) -> list[str]:
    """Return what is to be said of a file: what was left out of these names of it, and what was not read."""
    lines, names = [], list(names)
    parts = [fitting.prefix] if fitting.prefix else []
    parts += [f"{part}." for part in WOVEN if any(part in name.split(".") for name in names)]
    count = f"{len(names)} names" if len(names) != 1 else "one name"
    if parts:
        lines.append(f"{' and '.join(map(repr, parts))} left out of {count}")
    if fitting.added:
        lines.append(f"'{fitting.added}' put before {count}")
    if fitting.rivals:
        lines.append(f"the names under {' and '.join(map(repr, fitting.rivals))} would fit too")
    if found.foreign:
        objects = [f"'{place}' ({kind})" for place, kind in found.foreign.items()]
        more = f" and {len(objects) - SHOWN} more" if len(objects) > SHOWN else ""
        lines.append(f"passed over, being no tensors: {', '.join(objects[:SHOWN])}{more}")
    return [f"weights '{one_line(found.path.name, 60)}': {line}" for line in lines]
