"""The fonts that ship with the project: Lato in three weights (SIL Open Font License, `lato/OFL.txt`).

Manim draws text through Pango, which asks fontconfig for files; `activate` gives fontconfig a private
configuration that knows these files and no others, so that every machine draws the same letters.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "lato"
FAMILY = "Lato"
FILES = {weight: FOLDER / f"Lato-{weight.capitalize()}.ttf" for weight in ("light", "regular", "bold")}


def activate() -> None:
    """Let Pango see the project's fonts and nothing else. Call it before the first text is drawn.

    fontconfig reads the variable once per process, when Pango first asks for a font.
    """
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")
