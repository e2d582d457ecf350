"""The door for notebooks and scripts: asks the build for a picture, shows its progress, and shows the picture."""

from ebviz.door.calls import draw, render, still
from ebviz.door.film import Film
from ebviz.door.picture import Figure, Still

__all__ = ["Figure", "Film", "Still", "draw", "render", "still"]
