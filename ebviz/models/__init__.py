"""Architectures: one file each, an ``nn.Module`` that reads from top to bottom."""

from ebviz.models.autoencoder import AutoEncoder, jacobian
from ebviz.models.ellipse import EllipseDecoder
from ebviz.models.free_form import FreeCurve
from ebviz.models.gan import GAN, Classifier, Cost, ReconstructionCost
from ebviz.models.horn import GeneralDecoder, Given, HornDecoder
from ebviz.models.mlp import MLP
from ebviz.models.target_prop import TargetProp
from ebviz.models.vae import VAE

__all__ = [
    "GAN",
    "MLP",
    "VAE",
    "AutoEncoder",
    "Classifier",
    "Cost",
    "EllipseDecoder",
    "FreeCurve",
    "GeneralDecoder",
    "Given",
    "HornDecoder",
    "ReconstructionCost",
    "TargetProp",
    "jacobian",
]
