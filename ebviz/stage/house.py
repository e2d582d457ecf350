"""Manim's global configuration in the house settings, while a film is made."""

from __future__ import annotations

from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import manim
from manim import (
    WHITE,
    Angle,
    AnnotationDot,
    AnnularSector,
    Annulus,
    Arrow3D,
    DashedVMobject,
    Dot,
    Dot3D,
    ManimColor,
    Rectangle,
    TracedPath,
    VMobject,
    config,
)
from manim._config.utils import ManimConfig

from ebviz.style.themes import worn

WHITE_UNLESS_TOLD: dict[type[VMobject], str] = {  # classes of Manim's, each with the argument that is white
    **dict.fromkeys(
        (VMobject, Annulus, AnnularSector, Arrow3D, DashedVMobject, Dot, Dot3D, Rectangle), "color"
    ),
    **dict.fromkeys((AnnotationDot, TracedPath), "stroke_color"),
    Angle: "dot_color",
}


@contextmanager
def house_config(media: Path, width: int, height: int, fps: int) -> Iterator[None]:
    """Within the block, Manim's global config is the library's defaults plus ours, whatever manim.cfg says.

    The background is the paper of the theme that is worn, and what has no colour of its own is drawn in its ink.
    """
    parser = ConfigParser()
    parser.read(Path(manim.__file__).parent / "_config" / "default.cfg")
    house = ManimConfig().digest_parser(parser)
    house.pixel_width, house.pixel_height, house.frame_rate = width, height, fps
    house.media_dir, house.format, house.seed = str(media), "mp4", 0
    house.disable_caching, house.progress_bar = True, "none"
    house.background_color = worn().paper
    before, verbosity = config.copy(), config.verbosity
    config.update(house)
    config.verbosity = "ERROR"
    try:
        with _ink(worn().ink):
            yield
    finally:
        config.update(before)
        config.verbosity = verbosity


@contextmanager
def _ink(hue: str) -> Iterator[None]:
    """Within the block, what plain Manim draws in white unless told otherwise is drawn in ``hue``."""
    changed = {} if ManimColor(hue) == WHITE else WHITE_UNLESS_TOLD
    for cls, argument in changed.items():
        cls.set_default(**{argument: hue})
    try:
        yield
    finally:
        for cls in changed:
            cls.set_default()
