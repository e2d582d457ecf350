"""The steps of study `autoencoder`: three models of a toy, their energy, and what becomes of data and plane."""

from __future__ import annotations

from typing import Any

import torch
from torch import Generator, Tensor

from ebviz.energy import low_share
from ebviz.models import AutoEncoder, TargetProp
from ebviz.studies._toys import Toy
from ebviz.studies.autoencoders import _models
from ebviz.training import History, Pace, train

Model = AutoEncoder | TargetProp


STUDY = "autoencoder"


def slots(config: Any) -> tuple[str, ...]:
    """Return which of the models are the user's, as the dimensions of their code decide."""
    if config.encoder is None and config.decoder is None:
        return ()
    return ("target", "ae") if _models.width(config, STUDY, 2, 1, config.seed) == 1 else ("copy",)


def models(config: Any, yours: tuple[str, ...], generator: Generator) -> dict[str, Model]:
    """Return target prop and an autoencoder with a code of one dimension, and one with a code of many, untrained."""
    layers = [2, config.hidden, config.hidden]
    target = TargetProp(
        [*layers, 1],
        regulariser=config.regulariser,
        nearness=config.nearness,
        steps=config.infer_steps,
        lr=config.infer_lr,
        generator=generator,
    )
    if "target" in yours:
        made = _models.autoencoder(config, STUDY, [*layers, 1], config.seed, generator=generator)
        target.encoder, target.decoder = made.encoder, made.decoder
    found: dict[str, Model] = {"target": target}
    for name, code in (("ae", 1), ("copy", config.code)):
        sizes = [*layers, code]
        found[name] = (
            _models.autoencoder(config, STUDY, sizes, config.seed, generator=generator)
            if name in yours
            else AutoEncoder(sizes, generator=generator)
        )
    return found


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
        model=model,
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
