"""The fonts that ship with the project: Lato in three weights (SIL Open Font License, `lato/OFL.txt`).

Manim draws text through Pango, which gets its font files from fontconfig; `activate` gives fontconfig a private
configuration that knows only these files, so that every machine draws the same letters.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

DATA = ("lato/*.ttf", "lato/fonts.conf")  # files that count as code
FOLDER = Path(__file__).parent / "lato"
FAMILY = "Lato"
FILES = {weight: FOLDER / f"Lato-{weight.capitalize()}.ttf" for weight in ("light", "regular", "bold")}


def activate() -> None:
    """Let Pango see only the project's fonts. Call it before any text is drawn.

    fontconfig reads the variable once per process, when Pango first asks for a font.
    """
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")


@functools.cache
def register() -> None:
    """Register the project's font files with matplotlib, ahead of any of the same name on the machine."""
    from matplotlib.font_manager import fontManager

    ours = {str(path) for path in FILES.values()}
    for path in sorted(ours):
        fontManager.addfont(path)
    fontManager.ttflist.sort(key=lambda font: font.fname not in ours)  # among equal fonts the first is used
