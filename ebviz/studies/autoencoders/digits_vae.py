"""Variational autoencoders of digits, with codes of 2 and 20 dimensions: samples, interpolations, embeddings.

    784 → 400 → 2·20 (μ, log v),  z = μ + √v ⊙ ε,  20 → 400 → 784,  ReLU in between and a sigmoid at the end
    F̃(y) = BCE(y, ỹ) + β ½ Σ_i (v_i − log v_i − 1 + μ_i²),  Adam 1e-3, batch 256

That is the lecture's recipe for 28 × 28, with β = 1. For pictures of side S the hidden width is multiplied by S/28,
batch and β by (S/28)²: a pixel of the smaller picture stands for several of the larger, and the cost is their sum.
With β left at 1 it would outweigh the few pixels, and most of the code would collapse. The code keeps its dimensions.

An encoder of yours, pictures y (B, S²) → μ, log v (B, d), and a decoder, z (B, d) → ỹ (B, S²) in (0, 1), may stand in
the place of the lecture's: with d = 2 in that of the small one, else of the large one.

Source: NYU Deep Learning 2021, week 9, "variational autoencoders in PyTorch".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from ebviz.studies._parts import VAEParts

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("digits",)
Digit = Annotated[int, Field(ge=0, le=9)]


class Config(VAEParts):
    seed: int = Field(1, description="seed of the weights, the shuffling and the noise", ge=0, le=2**63 - 1)
    code: int = Field(20, description="dimensions d of the large code", ge=3, le=10_000)
    hidden: int = Field(400, description="units of the hidden layer at side 28", ge=1, le=100_000)
    epochs: int = Field(100, description="number of passes over all pictures", ge=10, le=100_000)
    batch: int = Field(256, description="pictures in each step at side 28", ge=1, le=1_000_000)
    lr: float = Field(
        3e-3, description="Adam's learning rate; the lecture's is 1e-3, for as many more steps", gt=0, le=10
    )
    beta: float = Field(1.0, description="weight β of the divergence at side 28", gt=0, le=1000)
    samples: int = Field(32, description="number of draws from the prior that are decoded", ge=1, le=100_000)
    line: int = Field(16, description="pictures along the line between two digits", ge=2, le=10_000)
    pair: tuple[Digit, Digit] = Field((3, 8), description="those two digits")
    embedded: int = Field(1000, description="embed at most this many pictures E", ge=40, le=20_000)
    perplexity: float = Field(30.0, description="perplexity of t-SNE", ge=1, le=1000)
    side: int = Field(15, description="pictures G along each side of the map of the code", ge=2, le=200)
    walk: int = Field(24, description="pictures from one digit to the next on the walk", ge=2, le=10_000)


def compute(config: Config, *, digits: Run) -> dict[str, Tensor]:
    """Train both, R = two, many (of 2 and of d = 20 dimensions)::

    {R}_loss (T,), {R}_epochs (S,) int64         epochs 0, 5, 10 and the last
    {R}_cost (S,), {R}_divergence (S, d)         held out: mean BCE, D_KL by dimension
    {R}_collapsed (d,)                           1 where a dimension says nothing about y
    {R}_y_tilde (S, 10, P, P)                    the chosen digits, one of each, Dec(μ)
    {R}_samples (32, P, P)                       Dec(z), z drawn from the prior
    {R}_energy (M,)                              F̃ of each held-out picture, at z = μ
    {R}_line (16, P, P), {R}_line_F (16,)        Dec along the straight line between two codes μ, and F̃ of it
    pixels (16, P, P), {R}_pixels_F (16,)        the same in pixels
    {R}_clear (10,) int64, {R}_between (K, 2) int64     each digit's clearest held-out picture; all pairs of these
    {R}_between_pixels_F (K, 17), {R}_between_line_F (K, 17)        F̃ along both ways between their clearest
    {R}_pairs (2,) int64, {R}_pairs_mu (2, 2, d)                    two of the K, of four digits; their ends' codes μ
    {R}_pairs_pixels (2, 17, P, P), {R}_pairs_line (2, 17, P, P)     the pictures along their ways
    beta ()                                      β for the pictures' side
    embed_labels (E,) int64, embed_images (E, P, P)
    two_mu (S, E, 2), two_radius (S, E, 2)       bubbles of the embedded pictures: μ and √v
    many_tsne (S, E, 2), many_mu (S, E, d)       t-SNE of the large code's μ
    map_z (G,), map (G, G, P, P)                 Dec over the plane of the small code; rows z₂ rising, columns z₁
    walk_z (W, 2), walk (W, P, P), walk_stops (10,) int64     a closed walk from each digit's mean code to the next's

    The weights of a model of yours are stored too: {R}_encoder.…, {R}_decoder.…. With weights of yours, that model is
    not trained: S = 1, and no loss.
    """
    import torch

    from ebviz.studies import _parts
    from ebviz.studies._arrays import prefixed
    from ebviz.studies._digits import Digits
    from ebviz.studies.autoencoders import _digits_vae as steps
    from ebviz.training import Pace

    pictures = Digits.of(digits)
    setup = steps.Setup.of(
        pictures,
        beta=config.beta,
        embedded=config.embedded,
        pair=config.pair,
        line=config.line,
        seed=config.seed,
    )
    batch, per_epoch = pictures.batches(config.batch)
    looks = [epoch * per_epoch for epoch in sorted({0, 5, 10, config.epochs})]
    arrays, yours = setup.arrays(), steps.yours(config, pictures.side**2)
    for name, d in (("two", 2), ("many", config.code)):
        model = steps.model(config if name == yours else None, d, config.hidden, setup)
        length = config.epochs * per_epoch
        if name == yours:
            length = _parts.steps(config, length, model)
        history = steps.fit(model, Pace(length, batch, config.lr), looks, setup)
        seen = {**history.seen, "loss": history.loss, "epochs": history.steps // per_epoch}
        arrays |= prefixed(
            name, {**seen, **steps.answers(model, setup, config.samples), **_parts.state(model)}
        )
        if name == "two":
            arrays |= steps.chart(model, pictures, config.side, config.walk)
    layouts = [steps.tsne(mu, config.perplexity, config.seed) for mu in arrays["many_mu"]]
    del arrays["many_radius"]
    return arrays | {"many_tsne": torch.stack(layouts)}
