"""What the model itself answers behind a page in a notebook: energies of all latents, computed anew at every turn.

Only a notebook loads this module: a page as a file is written without it, and without PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ebviz.plot import Run

Answers = Callable[..., Mapping[str, Any]]


def anywhere(energies: Run, inference: Run) -> Answers:
    """Return F_β over the plane, E and softargmin_β E at y′, and the manifold, for any β, y′ and w."""
    kept: dict[str, Any] = {}

    def answers(*, beta: float, z: float, y1: float, y2: float, **w: float) -> dict[str, Any]:
        import torch

        from ebviz.energy import SquaredEnergy, softargmin, softmin
        from ebviz.models import EllipseDecoder
        from ebviz.studies import _latent

        if not kept:
            kept.update(points=_points(energies), latents=_tensor(energies["z"]), model=_latent.of(inference))
        model, latents = kept["model"], kept["latents"]
        energy, decoder = model.energy, model.decoder
        if w:
            decoder = EllipseDecoder(torch.tensor([w["w1"], w["w2"]], dtype=torch.float64))
            energy = SquaredEnergy(decoder)
        with torch.no_grad():
            E = energy(torch.tensor([y1, y2], dtype=torch.float64), latents)
            curve = {"curve": decoder(_tensor(energies["fine_z"]))} if decoder is not None else {}
            F = softmin(energy(kept["points"], latents), beta)
            return {"F": F, "E": E, "a": softargmin(E, beta), **curve}

    return answers


def trained(energies: Run, inference: Run, training: Run, points: Any) -> Answers:
    """Return F_β of the trained model over the plane, and F_β and softargmin_β E of some points, for any β."""
    kept: dict[str, Any] = {}

    def answers(*, beta: float) -> dict[str, Any]:
        import torch

        from ebviz.energy import softargmin, softmin
        from ebviz.studies import _latent

        with torch.no_grad():
            if not kept:
                energy = _latent.of(inference, weights=training, prefix="cold_net").energy
                latents = _tensor(energies["z"])
                kept.update(
                    E=energy(_points(energies), latents), at=energy(_tensor(points)[:, None], latents)
                )
            own, weights = softmin(kept["at"], beta), softargmin(kept["at"], beta)
            each = {f"F{n}": own[n : n + 1] for n in range(len(own))}
            return {
                "F": softmin(kept["E"], beta),
                **each,
                **{f"a{n}": row for n, row in enumerate(weights)},
            }

    return answers


def _tensor(array: Any) -> Any:
    import torch

    return torch.tensor(array, dtype=torch.float64)


def _points(energies: Run) -> Any:
    """Return the points of the plane, to be broadcast with latents: (H, W, 1, 2)."""
    from ebviz.energy import plane

    return plane(_tensor(energies["y1"]), _tensor(energies["y2"]))[:, :, None]
