"""The fonts that ship with the project: Lato in three weights (SIL Open Font License, `lato/OFL.txt`).

Manim draws text through Pango, which asks fontconfig for files; `activate` gives fontconfig a private
configuration that knows these files and no others, so that every machine draws the same letters.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

DATA = ("lato/*.ttf", "lato/fonts.conf")  # counted with the code
FOLDER = Path(__file__).parent / "lato"
FAMILY = "Lato"
FILES = {weight: FOLDER / f"Lato-{weight.capitalize()}.ttf" for weight in ("light", "regular", "bold")}


def activate() -> None:
    """Let Pango see the project's fonts and nothing else. Call it before the first text is drawn.

    fontconfig reads the variable once per process, when Pango first asks for a font.
    """
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")


@functools.cache
def register() -> None:
    """Let matplotlib know the project's font files, before any of the same name that the machine has."""
    from matplotlib.font_manager import fontManager

    ours = {str(path) for path in FILES.values()}
    for path in sorted(ours):
        fontManager.addfont(path)
    fontManager.ttflist.sort(key=lambda font: font.fname not in ours)  # of equal fonts the first is taken
