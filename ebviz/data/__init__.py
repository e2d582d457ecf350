"""Seeded data sets: torch tensors with documented shapes, drawn from an explicit ``torch.Generator``."""

from ebviz.data.ellipse import ellipse, on_ellipse
from ebviz.data.horn import horn, radii

__all__ = ["ellipse", "horn", "on_ellipse", "radii"]
