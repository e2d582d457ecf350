"""The mathematics of energy-based models; it reads like the lecture's equations."""

from ebviz.energy.domain import CIRCLE, Domain
from ebviz.energy.energy import ConditionalEnergy, Energy, SquaredEnergy, latents
from ebviz.energy.force import force
from ebviz.energy.free_energy import free_energy, gradient, slope
from ebviz.energy.grid import axis, closed_walk, line, low_share, plane
from ebviz.energy.inference import Minimum, Path, cold_latent, descend, lbfgs, refine, search
from ebviz.energy.loss import cost_loss, energy_loss, generator_loss, hinge_loss, log_loss
from ebviz.energy.soft import softargmax, softargmin, softmax, softmin
from ebviz.energy.variational import kl, variational_free_energy

__all__ = [
    "CIRCLE",
    "ConditionalEnergy",
    "Domain",
    "Energy",
    "Minimum",
    "Path",
    "SquaredEnergy",
    "axis",
    "closed_walk",
    "cold_latent",
    "cost_loss",
    "descend",
    "energy_loss",
    "force",
    "free_energy",
    "generator_loss",
    "gradient",
    "hinge_loss",
    "kl",
    "latents",
    "lbfgs",
    "line",
    "log_loss",
    "low_share",
    "plane",
    "refine",
    "search",
    "slope",
    "softargmax",
    "softargmin",
    "softmax",
    "softmin",
    "variational_free_energy",
]
