"""Architectures: one file each, an ``nn.Module`` readable from top to bottom."""

from ebviz.models.ellipse import EllipseDecoder
from ebviz.models.free_form import FreeCurve
from ebviz.models.horn import GeneralDecoder, Given, HornDecoder
from ebviz.models.mlp import MLP

__all__ = ["MLP", "EllipseDecoder", "FreeCurve", "GeneralDecoder", "Given", "HornDecoder"]
