"""The GAN as contrastive energy learning, on an ellipse and on eight Gaussians: two nets, step by step.

    ŷ = G(z), z ~ N(0, I)    ℒ_C = C(y) + [m − C(ŷ)]⁺    ℒ_G = C(G(z))    C ≥ 0

C is lowered at the data and raised at what G makes, until its cost is m; G follows the slope of C downhill. A penalty
on slopes of C steeper than one, between y and ŷ, keeps the cost growing like a distance, not standing up like a wall.

A cost of yours, y (B, 2) → C (B,), and a generator, z (B, d) → ŷ (B, 2), may stand in the place of the lecture's.

Source: NYU Deep Learning 2021, week 9, "GAN".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.studies._parts import WeighedParts
from ebviz.studies.gan._recipe import Recipe, Sizes
from ebviz.study import CheckpointPath

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(Sizes, WeighedParts):
    recipe: Recipe = Field(Recipe(), description="how both nets are trained")
    weights: CheckpointPath | None = Field(
        None,
        description="weights of your cost and generator, cost.… and generator.…; without, both are trained",
    )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The parts that play."""
        return ("cost" if self.recipe.form == "cost" else "classifier", "generator")


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train on each toy, K = ellipse, gaussians, and remember every moment::

    mesh_z (G,)                              the values of z₁ and of z₂ on the mesh
    {K}_rounds (S,) int64                    the rounds before which the moments were taken
    {K}_loss (T, 2)                          ℒ_C and ℒ_G of each round
    {K}_C (S, H, W)                          over the plane of the toy
    {K}_z (P, d), {K}_y_hat (S, P, 2)        the samples that are followed
    {K}_mesh (S, G, G, 2)                    G over the mesh of z; rows z₂, columns z₁, other dimensions zero
    {K}_C_y (S, M), {K}_C_hat (S, P)         C of the held-out data and of ŷ
    {K}_pull (S, P, 2), {K}_mean_pull (S,)   −∂ℓ_G/∂ŷ, the way G is asked to move each ŷ, and its mean length
    {K}_spread (S,)                          mean distance of two ŷ
    {K}_distance (S,)                        energy distance of ŷ from the held-out data
    gaussians_share (S, K')                  share of ŷ within 3σ of each of the K' modes
    gaussians_covered (S,)                   modes covered
    {K}_unrest (S − 1,)                      mean distance per round that a ŷ moved since the moment before


    The weights of a model of yours are stored too: {K}_cost.…, {K}_generator.….

    With weights of yours nothing is trained: S = 1, T = 0.

    Of the form "probability", C is 1 − D, the probability that the classifier gives to "made", and ℓ_G = log C.
    """
    import torch

    from ebviz.studies._arrays import prefixed
    from ebviz.studies.gan import _gan as steps

    arrays = {"mesh_z": steps.mesh_lines(config.mesh)}
    for number, toy in enumerate(("ellipse", "gaussians")):
        generator = torch.Generator().manual_seed(config.seed + number)
        arrays |= prefixed(toy, steps.fit(toys, toy, config, config.recipe, generator, "gan", f"GAN, {toy}"))
    return arrays
