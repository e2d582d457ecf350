"""Three ways in which a GAN fails on the eight Gaussians, each by a named change of the recipe that works.

    unstable   no penalty on the slope of C, and momentum: the two nets overshoot one another for ever
    vanishing  a 0/1 classifier and the logarithm of its probability: once it is sure, its gradient is gone
    collapse   a low margin, and five steps of G for each of a slow C: all z run to where C is lowest at the time

Source: NYU Deep Learning 2021, week 9, "GAN", the pitfalls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.studies.gan._recipe import Recipe, Sizes

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("toys",)


class Config(Sizes):
    unstable: Recipe = Field(
        Recipe(penalty=0, momentum=0.95, cost_steps=1, generator_lr=1e-3, floor=1),
        description="the two never settle",
    )
    vanishing: Recipe = Field(
        Recipe(form="probability", cost_steps=20, generator_lr=1e-4, floor=1, rounds=200),
        description="the classifier is sure, and nothing moves",
    )
    collapse: Recipe = Field(
        Recipe(
            margin=1, penalty=0, cost_lr=3e-4, cost_steps=1, generator_lr=1e-3, generator_steps=5, rounds=300
        ),
        description="every z gives the same ŷ",
    )


def compute(config: Config, *, toys: Run) -> dict[str, Tensor]:
    """Train each, R = unstable, vanishing, collapse; the arrays are those of study `gan` for Gaussians, as {R}_…"""
    import torch

    from ebviz.studies._arrays import prefixed
    from ebviz.studies.gan import _gan as steps

    arrays: dict[str, Tensor] = {}
    recipes = {"unstable": config.unstable, "vanishing": config.vanishing, "collapse": config.collapse}
    for name, recipe in recipes.items():
        generator = torch.Generator().manual_seed(config.seed)  # all start alike
        arrays |= prefixed(
            name, steps.fit(toys, "gaussians", config, recipe, generator, "gan_failures", f"GAN, {name}")
        )
    return arrays
