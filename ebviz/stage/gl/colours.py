"""Colour maps as look-up tables, on the CPU and as textures; colours as numbers."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import moderngl
import numpy as np
from manim import ManimColor

from ebviz.stage.gl.context import context
from ebviz.style import maps, palette
from ebviz.style.colourmap import map_of

SIZE = 1024


@lru_cache(maxsize=16)
def table(name: str) -> np.ndarray:
    """Return a colour map as (1024, 4) bytes, RGBA; raise `UsageError` if there is none of that name.

    >>> table("coolwarm")[0]
    array([ 58,  76, 192, 255], dtype=uint8)
    """
    colours = (maps.table(name) * 255).astype(np.uint8)
    found = np.full((SIZE, 4), 255, np.uint8)
    found[:, :3] = np.repeat(colours, SIZE // maps.STEPS, axis=0)
    return found


@lru_cache(maxsize=16)
def _texture(process: int, name: str) -> moderngl.Texture:
    texture = context().texture((SIZE, 1), 4, table(name).tobytes())
    texture.repeat_x = texture.repeat_y = False
    texture.filter = moderngl.NEAREST, moderngl.NEAREST
    return texture


def texture(name: str) -> moderngl.Texture:
    """Return a colour map, by its role or its name, as a texture of this process's context."""
    return _texture(os.getpid(), map_of(name))


def placing(vmin: float, vmax: float) -> tuple[float, float]:
    """Return (a, b): `texture` holds a value's colour at a · value + b; the ends are at the centres of texels."""
    slope = (SIZE - 1) / SIZE / (vmax - vmin)
    return slope, 0.5 / SIZE - vmin * slope


def mapped(values: Any, name: str, vmin: float = 0.0, vmax: float = 1.0) -> np.ndarray:
    """Return the colours (…, 4), 0 to 1, of values (…): vmin at the map's cold end, vmax at its hot end.

    ``name`` is a role, such as "energy", or a colour map's name.
    """
    share = np.clip((np.asarray(values, dtype=float) - vmin) / (vmax - vmin), 0, 1)
    return table(map_of(name))[np.rint(share * (SIZE - 1)).astype(int)] / 255.0


def rgba(colour: Any, count: int | None = None) -> np.ndarray:
    """Return a colour as (4,) floats; with ``count``, one colour or an array (N, 3 or 4) as (count, 4).

    A colour is a palette name, a symbol, a hex colour, anything else that Manim takes, or numbers in [0, 1].

    >>> rgba("#FF0000").tolist()
    [1.0, 0.0, 0.0, 1.0]
    """
    if isinstance(colour, np.ndarray) and colour.ndim >= 1:
        values = colour.astype(float)
    else:
        if isinstance(colour, str) and (colour in palette.COLOURS or colour in palette.SYMBOLS):
            colour = palette.colour(colour)
        try:
            values = np.array(ManimColor.parse(colour).to_rgba(), dtype=float)
        except (ValueError, TypeError):
            raise palette.unknown(str(colour)) from None
    if values.shape[-1] == 3:
        values = np.concatenate([values, np.ones((*values.shape[:-1], 1))], axis=-1)
    return values if count is None else np.broadcast_to(values, (count, 4))
