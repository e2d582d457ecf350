"""The conditional model, trained at zero temperature on the horn; and decoders that assume less, or too little.

    E(x, y, z) = ‖y − g(x, z)‖²,    F_∞(x, y) = min_z E(x, y, z)

Three decoders g: the lecture's f(x) ⊙ [cos z, sin z], whose f or g may be yours; a network of f(x) and an angle z;
and a network of f(x) and a z with two dimensions, as many as y has, whose manifold fills the plane: no y costs
anything, and F says nothing.

Source: NYU Deep Learning, week 15, "training", the conditional case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from ebviz.studies._ends import Ends
from ebviz.studies._parts import WeighedParts
from ebviz.study import CheckpointPath, Entry

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("horn",)


class Config(Ends, WeighedParts):
    predictor: Entry | None = Field(
        None,
        description="a predictor f of yours, FILE.py:NAME, x (B, 1) → f (B, C); C = 2 without a decoder of yours",
    )
    predictor_arguments: dict[str, Any] = Field({}, description="keyword arguments of your predictor")
    decoder: Entry | None = Field(
        None,
        description="your own decoder instead of f ⊙ [cos z, sin z], FILE.py:NAME, f (B, C), z (B, 1) → ỹ (B, 2); "
        "f is x without a predictor of yours",
    )
    decoder_arguments: dict[str, Any] = Field({}, description="keyword arguments of your decoder")
    weights: CheckpointPath | None = Field(
        None,
        description="weights of yours, of both predictor.… and decoder.…; without, they are trained",
    )
    seed: int = Field(
        9, description="seed of the weights, the shuffling and the held-out samples", ge=0, le=2**63 - 1
    )
    n: int = Field(
        1000,
        description="training samples, from the distribution of the horn; the horn's own few hundred are only drawn",
        ge=2,
        le=10_000_000,
    )
    steps: int = Field(2000, description="training steps T of the lecture's decoder", ge=1, le=1_000_000)
    general_steps: int = Field(
        700, description="training steps of each of the two networks", ge=1, le=1_000_000
    )
    batch: int = Field(100, description="samples in each step", ge=1, le=10_000_000)
    lr: float = Field(
        0.01, description="Adam's learning rate at the start; it falls to zero (cosine)", gt=0, le=1000
    )
    n_z: int = Field(96, description="angles z to search", ge=3, le=100_000)
    wide_side: int = Field(
        25, description="values along each of the two dimensions of the wide z", ge=2, le=1000
    )
    wide_extent: float = Field(3.0, description="they span −wide_extent … wide_extent", ge=1e-3, le=1000)
    looks: int = Field(40, description="about how many moments S of each training to keep", ge=2, le=10_000)
    held_out: int = Field(500, description="fresh samples that measure what was learnt", ge=1, le=10_000_000)
    slice_x: float = Field(
        0.5, description="the condition x at which F_∞ is drawn over the plane", ge=0, le=1
    )
    slice_extent: float = Field(
        8.0, description="that plane spans −slice_extent … slice_extent", ge=1e-3, le=1000
    )
    slice_points: int = Field(65, description="points W along each side of that plane", ge=2, le=4000)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The parts that are the user's; with weights, at least one."""
        return self.named or self.parts()


def compute(config: Config, *, horn: Run) -> dict[str, Tensor]:
    """Train all three, and keep what the pictures replay; R is one of horn, general, wide::

    x_grid (51,), z (48,)                                    x = [0 : 1/50 : 1], z = [0 : π/24 : 2π[
    {horn,general}_manifold (S, 51, 48, 2)                   g(x, z)
    f (51, 2), rho (51, 2)                                   |f(x)| of the lecture's decoder, and the true radii;
                                                             neither f with a decoder of yours, nor rho with samples
    {R}_loss (T,), {R}_steps (S,) int64, {R}_held_out (S,)   held out: mean F_∞ of fresh samples
    slice_y (W,), {R}_slice_F (S, W, W)                      F_∞(slice_x, y) over the plane
    wide_image (S, G, G, 2)                                  the wide decoder's manifold at slice_x
    mean_F (3,), flat (3,)                                   of the last slice_F: mean, and share below 1 % of ‖ρ‖²
    floor ()                                                 held-out mean F_∞ of the true horn
    horn.…, general.…, wide.…                                the trained weights

    A decoder that comes with weights is not trained: its S is 1. Of samples of yours a quarter is held out, and there
    is no floor; free is then 1 % of the mean ‖y‖².
    """
    import torch

    from ebviz.studies._arrays import prefixed
    from ebviz.studies.temperature import _horn_model as steps
    from ebviz.training import Pace

    generator = torch.Generator().manual_seed(config.seed)
    setup, law = steps.setup(config, horn, generator), steps.law(horn)
    decoders = steps.decoders(config, generator)
    arrays = {"x_grid": setup.x_grid, "z": decoders[0].shown, "slice_y": setup.slice_y}
    for decoder in decoders:
        count = steps.count(config, decoder)
        history = steps.fit(decoder, setup, Pace(count, config.batch, config.lr), config.looks)
        seen = {**history.seen, "loss": history.loss, "steps": history.steps}
        arrays |= prefixed(decoder.name, seen) | decoder.weights()
    arrays |= steps.radii(decoders[0], setup, law)
    arrays |= steps.flatness([arrays[f"{decoder.name}_slice_F"][-1] for decoder in decoders], setup, law)
    if law is not None:
        arrays["floor"] = steps.truth(setup.fresh, law).mean()
    return arrays
