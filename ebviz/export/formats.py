"""The supported qualities, themes and file formats."""

from __future__ import annotations

QUALITIES = {  # as in Manim: width, height in pixels, frames per second
    "l": (854, 480, 15),
    "m": (1280, 720, 30),
    "h": (1920, 1080, 60),
    "p": (2560, 1440, 60),
    "k": (3840, 2160, 60),
}
THEMES = ("dark", "light", "print", "colourblind")
USUAL_THEMES = THEMES[:3]  # those of a figure unless it is asked for in others; a film's is the first
SCENE_FORMATS = ("mp4", "gif", "png", "webm")
FIGURE_FORMATS = ("pdf", "svg", "png")


def quality_text(letter: str) -> str:
    """Return a quality's frame size and rate.

    >>> quality_text("h")
    '1920x1080@60'
    """
    width, height, fps = QUALITIES[letter]
    return f"{width}x{height}@{fps}"
