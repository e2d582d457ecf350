"""The mathematics of energy-based models; it reads like the lecture's equations."""

from ebviz.energy.energy import Energy, SquaredEnergy, latents
from ebviz.energy.free_energy import free_energy, gradient
from ebviz.energy.inference import Minimum, Path, descend, lbfgs, refine, search
from ebviz.energy.soft import softargmax, softargmin, softmax, softmin

__all__ = [
    "Energy",
    "Minimum",
    "Path",
    "SquaredEnergy",
    "descend",
    "free_energy",
    "gradient",
    "latents",
    "lbfgs",
    "refine",
    "search",
    "softargmax",
    "softargmin",
    "softmax",
    "softmin",
]
