"""Models of the user's: what one is called with, what it must return, and a batch that finds out.

=================  ==================================  =========================================
role               called with                         must return
=================  ==================================  =========================================
decoder            z (B, Z)                            ỹ (B, D)
conditional        x (B, C), z (B, Z)                  ỹ (B, D)
energy             y (B, D), z (B, Z)                  E (B,)
encoder            y (B, D)                            h (B, d)
bubbles            y (B, D)                            (μ, log v), each (B, d)
cost               y (B, D)                            C (B,), none of them negative
logit              y (B, D)                            ℓ (B,), the log-odds
generator          z (B, d)                            ŷ (B, D)
=================  ==================================  =========================================

The model is only ever called with one batch dimension; `Yours` brings whatever shape a study needs to that, and back.
A result (B, 1) where (B,) is expected is taken too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import torch
from torch import Tensor, nn

from ebviz.errors import UsageError
from ebviz.models.calls import called, refuse_infinite, said, shape_of
from ebviz.models.devices import move

BATCH = 6  # samples of the probe


@dataclass(frozen=True, slots=True)
class Role:
    """What a model is for.

    Parameters
    ----------
    name : as in the table of `ebviz.models.contract`. given : name → dimensions of each argument's last axis.
    wanted : dimensions of the last axis of each result; empty for one number per sample. 0 is any number.
    results : how many it returns. least : no number may be smaller.
    """

    name: str
    given: Mapping[str, int]
    wanted: int | None = None
    results: int = 1
    least: float | None = None

    def shape(self, batch: int | str = "B") -> str:
        """Return the shape of a result in words."""
        size = () if self.wanted is None else (self.wanted or "d",)
        one = f"({batch},)" if not size else f"({batch}, {size[0]})"
        return one if self.results == 1 else f"{self.results} of shape {one}"


def decoder(latent: int, dimensions: int) -> Role:
    """z (B, Z) → ỹ (B, D)."""
    return Role("decoder", {"z": latent}, dimensions)


def conditional(condition: int, latent: int, dimensions: int) -> Role:
    """x (B, C), z (B, Z) → ỹ (B, D)."""
    return Role("conditional", {"x": condition, "z": latent}, dimensions)


def energy(dimensions: int, latent: int) -> Role:
    """y (B, D), z (B, Z) → E (B,)."""
    return Role("energy", {"y": dimensions, "z": latent})


def encoder(dimensions: int, code: int = 0) -> Role:
    """y (B, D) → h (B, d); any d for 0."""
    return Role("encoder", {"y": dimensions}, code)


def bubbles(dimensions: int, code: int = 0) -> Role:
    """y (B, D) → μ, log v, each (B, d); any d for 0."""
    return Role("bubbles", {"y": dimensions}, code, results=2)


def cost(dimensions: int) -> Role:
    """y (B, D) → C (B,) ≥ 0."""
    return Role("cost", {"y": dimensions}, least=0.0)


def logit(dimensions: int) -> Role:
    """y (B, D) → ℓ (B,)."""
    return Role("logit", {"y": dimensions})


def generator(code: int, dimensions: int) -> Role:
    """z (B, d) → ŷ (B, D)."""
    return Role("generator", {"z": code}, dimensions)


class Yours(nn.Module):
    """A model of the user's in its role, for arguments of any shape (…, D); it starts at rest, without dropout.

    Parameters
    ----------
    made : what the user's class or function has made: a module, or any callable of tensors.
    role : what it is for. title : what it is called in errors, such as "inference.decoder = net:Heart".
    dtype : of the tensors that it is given and returns; a model that cannot compute in it computes in float32.
    scalars : arguments that are given without their last axis, which has one dimension.
    device : where the model computes; what it is given and what it returns are on the CPU.

    Raises
    ------
    UsageError : it does not keep the contract, there is no such device, or the device computes something else than
        the CPU; says what was expected and what came.
    """

    def __init__(
        self,
        made: Any,
        role: Role,
        title: str,
        dtype: torch.dtype = torch.float32,
        scalars: Collection[str] = (),
        device: str = "cpu",
    ) -> None:
        super().__init__()
        self.made = made
        self.role, self.title, self.scalars = role, title, frozenset(scalars)
        self.outer = self.inner = dtype
        self.size = 0  # d, where the model decides
        self.device = torch.device("cpu")
        self.eval()
        self._settle(dtype)
        if device != "cpu":
            move(self, device)

    def forward(self, *given: Tensor) -> Any:
        """Return what the model returns for arguments (…, D), whose leading dimensions broadcast."""
        full = [
            value[..., None] if name in self.scalars else value
            for value, name in zip(given, self.role.given, strict=True)
        ]
        lead = torch.broadcast_shapes(*(value.shape[:-1] for value in full))
        flat = [
            value.expand((*lead, value.shape[-1])).reshape(-1, value.shape[-1]).to(self.device, self.inner)
            for value in full
        ]
        found = [part.reshape((*lead, *part.shape[1:])).to("cpu", self.outer) for part in self._called(flat)]
        return found[0] if self.role.results == 1 else tuple(found)

    def _settle(self, dtype: torch.dtype) -> None:
        """Probe the model in ``dtype``, or else in float32."""
        module = self.made if isinstance(self.made, nn.Module) else None
        try:
            if module is not None:
                module.to(dtype)
            self._probe()
        except UsageError:
            if dtype is torch.float32 or module is None:
                raise
            module.to(torch.float32)
            self.inner = torch.float32
            self._probe()

    def answers(self) -> list[Tensor]:
        """Return what the model makes of its probe, on its device."""
        return self._called(self.probe())

    def probe(self, seed: int = 0) -> list[Tensor]:
        """Return a batch of normal numbers for the arguments."""
        numbers = torch.Generator().manual_seed(seed)
        return [
            torch.randn(BATCH, size, generator=numbers, dtype=torch.float64).to(self.device, self.inner)
            for size in self.role.given.values()
        ]

    def _probe(self) -> None:
        with torch.no_grad():
            found = self._called(self.probe())
        self.size = found[0].shape[-1] if found[0].dim() > 1 else 0
        for part in found:
            refuse_infinite(part, self.title)

    def _called(self, given: list[Tensor]) -> list[Tensor]:
        found = called(self.made, given, self.title, self.role.given)
        role, parts = self.role, [found] if self.role.results == 1 else found
        if role.results > 1 and (not isinstance(parts, tuple | list) or len(parts) != role.results):
            self._refuse(given, found)
        checked = []
        for part in parts:
            if isinstance(part, Tensor) and role.wanted is None and part.shape == (len(given[0]), 1):
                part = part[:, 0]
            if not isinstance(part, Tensor) or not self._fits(part, len(given[0])):
                self._refuse(given, found)
            if role.least is not None and bool((part.detach() < role.least).any()):
                low = float(part.detach().min())
                raise UsageError(f"{self.title}: expected no number below {role.least:g}, got {low:.4g}")
            checked.append(part)
        return checked

    def _refuse(self, given: list[Tensor], found: Any) -> NoReturn:
        expected = f"expected {self.role.shape(len(given[0]))} for {said(self.role.given, given)}"
        raise UsageError(f"{self.title}: {expected}, got {shape_of(found)}")

    def _fits(self, part: Tensor, batch: int) -> bool:
        if self.role.wanted is None:
            return tuple(part.shape) == (batch,)
        return part.dim() == 2 and len(part) == batch and self.role.wanted in (0, part.shape[1])
