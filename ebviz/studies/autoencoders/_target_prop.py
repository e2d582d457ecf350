"""The steps of study `target_prop`: what is seen of the model at one moment of its training."""

from __future__ import annotations

import torch
from torch import Tensor

from ebviz.models import TargetProp

BESIDE = 2.0  # how far beside a search its energies are kept, in lengths of that search
LEAST = 1.0  # and how far at least


@torch.enable_grad()
def descent(model: TargetProp, y: Tensor) -> Tensor:
    """Return the way from z̃ to ž, step by step: y (N, 2) → (J + 1, N, 1); its end is what ``infer`` returns."""
    z_tilde = model.encoder(y).detach()
    way = [z_tilde]
    for _ in range(model.steps):
        z = way[-1].clone().requires_grad_()
        (slope,) = torch.autograd.grad(model(y, z, z_tilde).sum(), z)
        way.append((z - model.lr * slope).detach())
    return torch.stack(way)


def look(model: TargetProp, y: Tensor, points: int) -> dict[str, Tensor]:
    """Return all that is kept of the model at one moment, by name."""
    way = descent(model, y)
    guess, found = way[0], way[-1]
    shown = (model(y, guess, guess) - model(y, found, guess)).argmax()
    there, here = model.decoder(guess), model.decoder(found)
    span = found.min() + torch.linspace(0, 1, points)[:, None] * (found.max() - found.min())
    return {
        "guess": guess[:, 0],
        "found": found[:, 0],
        "guess_y": there,
        "found_y": here,
        "guess_C": (y - there).square().sum(-1).mean(),
        "found_C": (y - here).square().sum(-1).mean(),
        "i_shown": shown,
        "gap": (found - guess).abs().mean(),
        "curve": model.decoder(span),
        **one_search(model, y[shown], way[:, shown], points),
    }


def one_search(model: TargetProp, y: Tensor, way: Tensor, points: int) -> dict[str, Tensor]:
    """Return the search (J + 1, 1) of one sample (2,), and its energies on both sides of it."""
    middle = (way.min() + way.max()) / 2
    reach = ((0.5 + BESIDE) * (way.max() - way.min())).clamp(min=LEAST)
    z = (middle + torch.linspace(-1, 1, points) * reach)[:, None]
    C = (y - model.decoder(z)).square().sum(-1)
    D = model.nearness * (z - way[0]).square().sum(-1)
    return {
        "way_z": way[:, 0],
        "way_y": model.decoder(way),
        "way_E": model(y, way, way[0]),
        "z": z[:, 0],
        "E": model(y, z, way[0]),
        "E_C": C,
        "E_D": D,
    }
