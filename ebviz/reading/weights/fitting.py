"""Weights of a checkpoint put into a module, or picked by name and shape: all that are wanted, or none."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ebviz.errors import UsageError
from ebviz.reading.weights.contents import Contents, contents
from ebviz.reading.weights.misfits import Taken, listed, misfits
from ebviz.reading.weights.prefixes import Fitting, Shape, fit, plain, usual
from ebviz.reading.weights.reading import said, single
from ebviz.remarks import remark

COUNTER = "num_batches_tracked"  # of a normalisation: files from before it was counted do without


@dataclass(frozen=True, slots=True)
class Fit:
    """How a checkpoint was put into a module.

    prefix, added : what was taken off the file's names, and put before them.
    names : the module's names that were filled. left_over : the file's names that nothing took.
    kinds : the types of the numbers as the file has them, such as ``bfloat16``.
    remarks : what was said of it, a line each.
    """

    prefix: str
    added: str
    names: tuple[str, ...]
    left_over: tuple[str, ...]
    kinds: tuple[str, ...]
    remarks: tuple[str, ...]


def load_into(module: nn.Module, path: Path, *, prefix: str | None = None, strict: bool = True) -> Fit:
    """Put the weights of a checkpoint into a module, each under the module's own name for it, or leave all as it was.

    Parameters
    ----------
    module : its parameters and buffers are filled in place, in their own type and on their own device.
    path : a safetensors file, or one of torch's that holds tensors by name.
    prefix : what is taken off the file's names, ``"ema."``; by default the one under which most names fit.
    strict : refuse weights beside those of the module, under the same prefix and in the same dictionary.

    Raises
    ------
    UsageError : the file cannot be read; names are missing or left over; a shape is another; a value is not finite;
        there is no module.
    """
    if not isinstance(module, nn.Module):
        raise UsageError(f"checkpoint '{path}': expected a torch module to fill, got {type(module).__name__}")
    found = contents(Path(path))
    own = module.state_dict()
    if unset := [
        name for name, value in own.items() if isinstance(value, Tensor) and nn.parameter.is_lazy(value)
    ]:
        raise UsageError(
            f"{type(module).__name__}: '{unset[0]}' has no shape yet; call it on a batch before its weights are read"
        )
    shapes = {name: tuple(value.shape) for name, value in own.items() if isinstance(value, Tensor)}
    taken = _take(found, shapes, prefix)
    tied = _tied(own)
    missing = [
        name
        for name in taken.missing
        if not any(twin in taken.weights for twin in tied[name]) and not name.endswith(COUNTER)
    ]
    strange = taken.left_over if strict and taken.weights else []
    problems = misfits(found, shapes, taken, missing, strange)
    if problems:
        raise UsageError(f"checkpoint '{path}' does not fit {type(module).__name__}: {'; '.join(problems)}")
    for name, weight in taken.weights.items():
        if problem := _problem(weight, own[name]):
            raise UsageError(f"checkpoint '{path}': expected finite numbers in '{name}', got {problem}")
    module.load_state_dict({**own, **{name: single(weight) for name, weight in taken.weights.items()}})
    lines = said(found, taken.fitting, taken.sources)
    if taken.left_over and not strict:
        lines.append(f"weights '{found.path.name}': left over: {listed(taken.left_over)}")
    for line in lines:
        remark(line)
    return Fit(
        taken.fitting.prefix,
        taken.fitting.added,
        tuple(taken.weights),
        tuple(taken.left_over),
        tuple(sorted({str(weight.dtype).removeprefix("torch.") for weight in taken.weights.values()})),
        tuple(lines),
    )


def picked(path: Path, shapes: Mapping[str, Shape]) -> dict[str, Tensor]:
    """Return the tensors of these names and shapes as the file has them, whatever else it holds.

    Raises
    ------
    UsageError : the file cannot be read; a name is missing; a shape is another.
    """
    found = contents(Path(path))
    taken = _take(found, {name: tuple(shape) for name, shape in shapes.items()}, None)
    if problems := misfits(found, shapes, taken, taken.missing, []):
        raise UsageError(f"checkpoint '{path}': {'; '.join(problems)}")
    for line in said(found, taken.fitting, taken.sources):
        remark(line)
    return {name: taken.weights[name] for name in shapes}


def _take(found: Contents, shapes: Mapping[str, Shape], prefix: str | None) -> Taken:
    names, own = plain(found.tensors), plain(shapes)
    wanted = {name: shapes[raw] for name, raw in own.items()}
    given = {name: tuple(found.tensors[raw].shape) for name, raw in names.items()}
    habit = usual({name: found.level[raw] for name, raw in names.items()})
    fitting = fit(wanted, given, habit) if prefix is None else Fitting(_chosen(found, prefix, names))
    if fitting.equal:
        several = ", ".join(repr(part) for part in (fitting.prefix, *fitting.equal))
        raise UsageError(
            f"checkpoint '{found.path}': all names are there under several prefixes, {several}; name one"
        )
    sources = {raw: names[fitting.source(name)] for name, raw in own.items() if fitting.source(name) in names}
    levels = {found.level[raw] for raw in sources.values()}
    used = set(sources.values())
    left_over = [
        name[len(fitting.prefix) :]
        for name, raw in names.items()
        if raw not in used
        and (found.level[raw] in levels or not levels)
        and name.startswith(fitting.prefix)
        and not any(name.startswith(rival) for rival in fitting.rivals if rival)
        and not _is_note(name, found.tensors[raw])
    ]
    weights = {own_name: found.tensors[raw] for own_name, raw in sources.items()}
    return Taken(
        fitting, weights, list(sources.values()), [name for name in shapes if name not in weights], left_over
    )


def _is_note(name: str, tensor: Tensor) -> bool:
    """Is it a number or a generator's state that a script keeps beside the weights, not one of them?"""
    return not tensor.ndim or not ("." in name or tensor.is_floating_point())


def _chosen(found: Contents, prefix: str, names: Mapping[str, str]) -> str:
    """Return a prefix of the caller's with its dot, once it is clear that the file has it."""
    whole = f"{prefix.removesuffix('.')}." if prefix else ""
    if not any(name.startswith(whole) for name in names):
        heads = sorted({name.rpartition(".")[0] for name in names if "." in name})
        close = difflib.get_close_matches(prefix.removesuffix("."), heads, 1, 0.5)
        hint = f"; did you mean '{close[0]}.'?" if close else ""
        raise UsageError(f"checkpoint '{found.path}': there is no name with the prefix '{whole}'{hint}")
    return whole


def _tied(own: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the names of a module that share the memory of each name's tensor."""
    places: dict[tuple[int, Shape], list[str]] = {}
    for name, value in own.items():
        if isinstance(value, Tensor) and value.numel() and not value.is_meta:
            places.setdefault((value.data_ptr(), tuple(value.shape)), []).append(name)
    twins = {name: [twin for twin in names if twin != name] for names in places.values() for name in names}
    return {name: twins.get(name, []) for name in own}


def _problem(weight: Tensor, place: object) -> str | None:
    """Return what keeps a tensor from filling its place, in words; None if nothing does."""
    if weight.layout is not torch.strided or weight.is_meta or weight.is_quantized:
        return f"a tensor that is {'without values' if weight.is_meta else 'not dense'}"
    takes_floats = isinstance(place, Tensor) and place.is_floating_point()
    if takes_floats and not weight.is_floating_point():
        return str(weight.dtype)
    if weight.is_floating_point() and (holes := int((~torch.isfinite(weight.float())).sum())):
        return f"{weight.dtype}, {holes} of {weight.numel()} not finite"
    return None
