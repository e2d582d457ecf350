"""The latent-variable model of the first two lectures: the ellipse, or a decoder or an energy of the user's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from ebviz.energy import Domain, Energy, SquaredEnergy, cold_latent
from ebviz.models import EllipseDecoder, contract, yours
from ebviz.models.checkpoint import load_weights

if TYPE_CHECKING:
    from ebviz.study import Run

double = torch.float64
DECODER, ENERGY = contract.decoder(1, 2), contract.energy(2, 1)  # of a scalar z and a y in the plane


@dataclass(frozen=True, slots=True)
class LatentModel:
    """E(y, z) of points y (…, 2) and scalar latents z (…).

    energy : E, in double precision. decoder : g of E(y, z) = ‖y − g(z)‖², if it is made of one.
    domain : where z lies. net : what has the weights.
    """

    energy: Energy
    decoder: nn.Module | None
    domain: Domain
    net: nn.Module

    def cold_latent(self, y: Tensor) -> Tensor:
        """Return ž (…) of points y (…, 2), to the last digit."""
        return cold_latent(self.energy, y, domain=self.domain)

    def points(self, **latents: Tensor) -> dict[str, Tensor]:
        """Return g(z) for each array of latents, by name; nothing if there is no decoder."""
        if self.decoder is None:
            return {}
        return {name: self.decoder(z) for name, z in latents.items()}


def given(config: Any) -> LatentModel:
    """Return the model that a configuration of study `inference` names, with its weights."""
    own = config.domain("inference")
    for name, role in (("energy", ENERGY), ("decoder", DECODER)):
        if (entry := getattr(config, name)) is not None:
            net = yours.given(
                entry,
                role,
                f"inference.{name}",
                arguments=config.arguments,
                weights=config.weights,
                prefix=config.weights_prefix,
                dtype=double,
                scalars=("z",),
                seed=config.weights_seed,
                device=config.device,
            )
            return _model(net, own)
    return _model(EllipseDecoder(ellipse(config)), own)


def ellipse(config: Any) -> Tensor:
    """Return w (2,) of the ellipse, from the checkpoint if there is one."""
    if config.checkpoint is None:
        return torch.tensor([config.w1, config.w2], dtype=double)
    return load_weights(config.checkpoint, {"w": (2,)})["w"].to(double)


def of(inference: Run, weights: Run | None = None, prefix: str = "net") -> LatentModel:
    """Return the model of a run of study `inference`, its weights from there or from another run."""
    config = inference.config
    for name, role in (("energy", ENERGY), ("decoder", DECODER)):
        if config[name] is not None:
            net: nn.Module = yours.again(
                inference, name, role, prefix=prefix, dtype=double, scalars=("z",), weights=weights
            )
            return _model(net, domain(inference))
    found = weights if weights is not None else inference
    return _model(EllipseDecoder(torch.tensor(found[f"{prefix}.w"], dtype=double)), domain(inference))


def domain(inference: Run) -> Domain:
    """Return where the latents of that model lie."""
    config = inference.config
    return Domain(config["z_low"], config["z_high"], config["z_closed"])


def _model(net: nn.Module, domain: Domain) -> LatentModel:
    if isinstance(net, yours.Yours) and net.role is ENERGY:
        return LatentModel(net, None, domain, net)
    return LatentModel(SquaredEnergy(net), net, domain, net)
