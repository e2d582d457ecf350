"""Outlines of formulas, handed from one process to the next, so that what has been set once is not set again.

Manim keeps them in the process that made them. Reading them takes a fraction of the time of making them, which is
most of the time that a moment takes. What is kept is known by its source, fonts and all; nothing else is kept.
"""

from __future__ import annotations

import gc
import os
import pickle
from pathlib import Path

from manim.mobject.svg.svg_mobject import SVG_HASH_TO_MOB_MAP

OURS = ("ebviz", "manim")


def recall(folder: Path) -> int:
    """Take in the outlines that were kept in a folder, if any; return how many this process has now."""
    try:
        data = (folder / "outlines").read_bytes()
    except OSError:
        return len(SVG_HASH_TO_MOB_MAP)
    gc.disable()  # it would run over all that is read, several times
    try:
        SVG_HASH_TO_MOB_MAP.update(pickle.loads(data))
    finally:
        gc.enable()
    return len(SVG_HASH_TO_MOB_MAP)


def keep(folder: Path, media: Path, known: int = 0) -> None:
    """Keep the outlines of this process in a folder, if there are more than those ``known`` before.

    These are only those that were set in the folder ``media``, by classes of this library or of Manim.
    """
    if len(SVG_HASH_TO_MOB_MAP) <= known:
        return
    kept = {
        key: mobject
        for key, mobject in SVG_HASH_TO_MOB_MAP.items()
        if type(mobject).__module__.partition(".")[0] in OURS
        and mobject.file_name is not None
        and media in Path(mobject.file_name).parents
    }
    partial = folder / f"outlines.{os.getpid()}"
    partial.write_bytes(pickle.dumps(kept, protocol=pickle.HIGHEST_PROTOCOL))
    partial.replace(folder / "outlines")
