"""Manim's global configuration in the house settings, while a film is made."""

from __future__ import annotations

from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import manim
from manim import config
from manim._config.utils import ManimConfig


@contextmanager
def house_config(media: Path, width: int, height: int, fps: int) -> Iterator[None]:
    """Within the block, Manim's global config is the library's defaults plus ours, whatever manim.cfg says."""
    parser = ConfigParser()
    parser.read(Path(manim.__file__).parent / "_config" / "default.cfg")
    house = ManimConfig().digest_parser(parser)
    house.pixel_width, house.pixel_height, house.frame_rate = width, height, fps
    house.media_dir, house.format, house.seed = str(media), "mp4", 0
    house.disable_caching, house.progress_bar = True, "none"
    house.background_color = "#000000"
    before, verbosity = config.copy(), config.verbosity
    config.update(house)
    config.verbosity = "ERROR"
    try:
        yield
    finally:
        config.update(before)
        config.verbosity = verbosity
