"""Models of the user's: made from what a configuration names, and made again from a run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from ebviz.errors import UsageError
from ebviz.models.contract import Role, Yours
from ebviz.study.entry import Entry

if TYPE_CHECKING:
    from pathlib import Path

    from ebviz.study import Run


def given(
    entry: Entry,
    role: Role,
    place: str,
    *,
    arguments: Mapping[str, Any] | None = None,
    weights: Path | None = None,
    prefix: str | None = None,
    dtype: torch.dtype = torch.float32,
    scalars: Collection[str] = (),
    seed: int = 0,
    device: str = "cpu",
) -> Yours:
    """Return a model of the user's, after checking that it keeps its contract.

    Parameters
    ----------
    entry, arguments : what makes it, and the keyword arguments that this is called with.
    role : what it is for, of `ebviz.models.contract`. place : where it is named, "inference.decoder", for errors.
    weights, prefix : a file of its weights, and what is taken off their names (default: what fits most); without a
        file, those that it draws itself, with ``seed``.
    dtype, scalars, device : as for `Yours`.

    Raises
    ------
    UsageError : it cannot be made, its weights do not fit, or it does not keep the contract.
    """
    title = f"{place} = {entry}"
    found = made(entry, title, arguments or {}, weights, prefix, seed)
    return Yours(found, role, title, dtype, scalars, device)


def made(
    entry: Entry,
    title: str,
    arguments: Mapping[str, Any],
    weights: Path | None = None,
    prefix: str | None = None,
    seed: int = 0,
) -> Any:
    """Return what an entry makes, with its weights, before anyone asks what it is for; as for :func:`given`."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        found = entry.make(**arguments)
    if weights is not None:
        from ebviz.reading.weights import load_into

        if not isinstance(found, nn.Module):
            raise UsageError(
                f"{title}: expected a torch module to put weights into, got {type(found).__name__}"
            )
        load_into(found, weights, prefix=prefix)
    return found


def state(name: str, model: nn.Module) -> dict[str, Tensor]:
    """Return the weights of a model as arrays of a run, each after ``name`` and a dot."""
    made = model.made if isinstance(model, Yours) else model
    if not isinstance(made, nn.Module):
        return {}
    return {f"{name}.{key}": weight.detach().clone().cpu() for key, weight in made.state_dict().items()}


def again(
    run: Run,
    name: str,
    role: Role,
    *,
    prefix: str,
    dtype: torch.dtype = torch.float32,
    scalars: Collection[str] = (),
    weights: Run | None = None,
) -> Yours:
    """Return the model that a run was made with, whose weights `state` has put among the arrays.

    Parameters
    ----------
    run, name : the run, and the key of its configuration that names the model: "decoder".
    prefix : what its weights are called among the arrays: "net". weights : the run that has them, if another does.
    dtype, scalars : as for `Yours`.
    """
    entry = Entry.of(run.config[name])
    made = entry.make(**run.config["arguments"])
    found = weights if weights is not None else run
    if isinstance(made, nn.Module):
        start = f"{prefix}."
        kept = {key.removeprefix(start): torch.tensor(found[key]) for key in found if key.startswith(start)}
        made.load_state_dict(kept)
    return Yours(made, role, f"{name} = {entry}", dtype, scalars, run.config["device"])
