"""Seeded data sets: torch tensors with documented shapes, drawn from an explicit ``torch.Generator``."""

from ebviz.data.ellipse import ellipse, on_ellipse
from ebviz.data.gaussians import gaussians, modes
from ebviz.data.horn import horn, radii
from ebviz.data.images import digits, load_images
from ebviz.data.moons import moons
from ebviz.data.spiral import spiral

__all__ = [
    "digits",
    "ellipse",
    "gaussians",
    "horn",
    "load_images",
    "modes",
    "moons",
    "on_ellipse",
    "radii",
    "spiral",
]
