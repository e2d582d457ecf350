"""Architectures: one file each, an ``nn.Module`` readable from top to bottom."""

from ebviz.models.ellipse import EllipseDecoder
from ebviz.models.mlp import MLP

__all__ = ["MLP", "EllipseDecoder"]
