"""A film as a notebook shows it: as a video that plays."""

from __future__ import annotations

import io
import os
from base64 import b64encode
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ebviz.errors import from_here

OUTSIDE_DIGEST = "how a film is shown changes nothing in it"

EMBEDDED = (
    16 << 20
)  # bytes; a longer film stays in its file, since a notebook holds a third more than its bytes
WIDEST = 960  # pixels of the page


@dataclass(frozen=True, slots=True)
class Film:
    """A film: a video in a notebook, one line elsewhere; the path wherever a path is expected.

    Parameters
    ----------
    name : the scene's. path : the film among the renders, where the next film of this scene will take its place.
    content : the same bytes in the store. still : the picture shown before it plays.
    width, height : pixels. fps : frames per second. seconds : its length.
    """

    name: str
    path: Path
    content: Path
    still: Path
    width: int
    height: int
    fps: int
    seconds: float

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"<Film {self._words()}>"

    def _words(self) -> str:
        size = f"{self._bytes() / 1e6:.1f} MB"
        frame = f"{self.width}x{self.height} at {self.fps} frames/s"
        return f"{self.name}: {from_here(self.path)} ({frame}, {self.seconds:.1f} s, {size})"

    def _bytes(self) -> int:
        return self._file().stat().st_size

    def _file(self) -> Path:
        """Return the file with this very film; the store may have dropped it, not the renders."""
        return self.content if self.content.exists() else self.path

    def _repr_mimebundle_(self, **options: Any) -> dict[str, str]:
        """Return the video, the still for what plays none (such as a PDF of the notebook), and the line."""
        poster = _poster(self.still)
        data = {"text/plain": repr(self), "text/html": self._html(poster)}
        return {**data, "image/jpeg": poster} if poster else data

    def _html(self, poster: str) -> str:
        if self._bytes() <= EMBEDDED:
            source = f"data:video/mp4;base64,{b64encode(self._file().read_bytes()).decode()}"
            note = ""
        else:
            source = quote(os.path.relpath(self.path).replace(os.sep, "/"))
            note = "; too large to be kept in the notebook, it plays from its file"
        before = f' poster="data:image/jpeg;base64,{poster}"' if poster else ""
        return (
            f'<figure style="margin: 0">'
            f'<video controls loop playsinline{before} width="{min(self.width, WIDEST)}" '
            f'style="max-width: 100%; height: auto" src="{source}"></video>'
            f'<figcaption style="opacity: 0.7; font-size: 90%">{escape(self._words() + note)}</figcaption>'
            f"</figure>"
        )


def _poster(still: Path) -> str:
    """Return a small JPEG of a film's still in base64, "" if the still is gone."""
    from PIL import Image

    if not still.exists():
        return ""
    with Image.open(still, formats=("PNG",)) as picture:
        small = picture.convert("RGB")
    small.thumbnail((WIDEST, WIDEST))
    written = io.BytesIO()
    small.save(written, "JPEG", quality=85)
    return b64encode(written.getvalue()).decode()
