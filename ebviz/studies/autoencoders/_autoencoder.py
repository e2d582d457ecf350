"""The steps of study `autoencoder`: three models of a toy, their energy, and what becomes of data and plane."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from ebviz.energy import low_share
from ebviz.models import AutoEncoder, TargetProp
from ebviz.studies._toys import Toy
from ebviz.training import History, Pace, train

Model = AutoEncoder | TargetProp


def autoencoders(layers: list[int], codes: int, generator: Generator) -> dict[str, Model]:
    """Return an autoencoder with a code of one dimension, and one with a code of many, after those layers."""
    return {
        "ae": AutoEncoder([*layers, 1], generator=generator),
        "copy": AutoEncoder([*layers, codes], generator=generator),
    }


def code(model: Model, y: Tensor) -> Tensor:
    """Return the code h, or the latent ž that target propagation finds: (…, 2) → (…, d)."""
    return model.infer(y) if isinstance(model, TargetProp) else model.encoder(y)


def energy(model: Model, y: Tensor) -> Tensor:
    """Return F(y): (…, 2) → (…)."""
    if isinstance(model, TargetProp):
        return model.loss(y)
    return (y - model(y)[0]).square().sum(-1)


def look(model: Model, toy: Toy, codes: int) -> dict[str, Tensor]:
    """Return F over the plane, its held-out mean and, for a code of one dimension, the curve that it draws."""
    seen = {"F": energy(model, toy.grid), "held_out": energy(model, toy.held_out).mean()}
    h = code(model, toy.y)
    if h.shape[-1] > 1:
        return seen
    span = h.min() + torch.linspace(0, 1, codes)[:, None] * (h.max() - h.min())
    return seen | {"curve": model.decoder(span)}


def fit(
    name: str, model: Model, toy: Toy, pace: Pace, generator: Generator, *, look_at: list[int], codes: int
) -> History:
    """Train a model on a toy, and remember what :func:`look` sees at those steps, with ``codes`` along the curve."""
    return train(
        lambda y: energy(model, y).mean(),
        [toy.y],
        model.parameters(),
        generator=generator,
        steps=pace.steps,
        batch=pace.batch,
        lr=pace.lr,
        schedule="cosine",
        probe=lambda: look(model, toy, codes),
        look_at=look_at,
        text=f"{toy.name}, {name}",
    )


def answers(model: Model, toy: Toy, F: Tensor) -> dict[str, Tensor]:
    """Return what the trained model makes of the samples and of the plane, whose energy is F (H, W)."""
    h = code(model, toy.y)
    with torch.no_grad():
        found = {
            "y_tilde": model.decoder(h),
            "plane": model.decoder(code(model, toy.grid)),
            "low": low_share(F, energy(model, toy.y), toy.low),
        }
        if h.shape[-1] == 1:
            found["code"] = h[:, 0].detach()
        if isinstance(model, TargetProp):
            found["guess"] = model.encoder(toy.y)[:, 0]
    return found
