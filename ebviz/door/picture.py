"""Slide figures and stills as a notebook shows them: as pictures."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ebviz.errors import from_here

OUTSIDE_DIGEST = "how a picture is shown changes nothing in it"


@dataclass(frozen=True, slots=True)
class Figure:
    """A slide figure: a picture in a notebook, one line elsewhere.

    Parameters
    ----------
    name : the figure's. theme : the one that it is drawn in.
    places : format → file among the renders, for the formats that were asked for.
    png : the picture's bytes, which stay as they are when the figure is drawn anew.
    """

    name: str
    theme: str
    places: Mapping[str, Path]
    png: bytes = field(repr=False)

    @property
    def path(self) -> Path:
        """The first of its files: the PDF unless other formats were asked for."""
        return next(iter(self.places.values()))

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        first, *others = self.places.values()
        files = ", ".join([from_here(first), *(path.suffix for path in others)])
        return f"<Figure {self.name} ({self.theme}): {files}>"

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        """Return the picture, to be shown at half its pixels, so that it is sharp on a fine screen."""
        width, height = size_of(self.png)
        return self.png, {"width": width // 2, "height": height // 2}


@dataclass(frozen=True, slots=True)
class Still:
    """One moment of a film: a picture in a notebook, one line elsewhere; the path wherever a path is expected.

    Parameters
    ----------
    name : the scene's. moment : "8.6 s" or "the end". path : the PNG among the renders.
    png : its bytes, which stay as they are when the still is drawn anew.
    """

    name: str
    moment: str
    path: Path
    png: bytes = field(repr=False)

    @property
    def pixels(self) -> Any:
        """The picture as an array (H, W, 3) of uint8."""
        import io

        import numpy as np
        from PIL import Image

        return np.asarray(Image.open(io.BytesIO(self.png)).convert("RGB"))

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        width, height = size_of(self.png)
        return f"<Still {self.name} at {self.moment}: {from_here(self.path)} ({width}x{height})>"

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        width, height = size_of(self.png)
        part = min(1.0, 960 / width)
        return self.png, {"width": round(width * part), "height": round(height * part)}


def size_of(png: bytes) -> tuple[int, int]:
    """Return the width and the height of a PNG in pixels, which stand in its first chunk."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
