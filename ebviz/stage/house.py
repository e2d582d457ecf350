"""Manim's global configuration in the house settings, while a film is made."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import manim
from manim import WHITE, ManimColor, VMobject, config
from manim._config.utils import ManimConfig

from ebviz.style.themes import worn

COUNTED_APART = (
    "the classes looked through are Manim's and those that a film draws, which count where it draws them"
)


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
    changed = [] if ManimColor(hue) == WHITE else list(_white_by_default(VMobject))
    for cls, names in changed:
        cls.set_default(**dict.fromkeys(names, hue))
    try:
        yield
    finally:
        for cls, _ in changed:
            cls.set_default()


def _white_by_default(cls: type[VMobject]) -> Iterator[tuple[type[VMobject], list[str]]]:
    """Yield a class and those derived from it, each with the arguments that are white unless given."""
    arguments = inspect.signature(vars(cls).get("__init__", lambda: None)).parameters.values()
    names = [
        given.name for given in arguments if isinstance(given.default, ManimColor) and given.default == WHITE
    ]
    if cls is VMobject:
        names = ["color"]  # which it hands on to its own base
    if names:
        yield cls, names
    for derived in cls.__subclasses__():
        yield from _white_by_default(derived)
