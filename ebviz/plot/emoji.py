"""The lecture's emoji as pictures."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from matplotlib import image

from ebviz.style import palette
from ebviz.style.compiler import compiler

DATA = ("../style/emoji/*.svg",)  # files that count as code
EMOJI = Path(palette.__file__).parent / "emoji"
PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 72pt)"""


def emoji(name: str) -> np.ndarray:
    """One of the lecture's emoji in full colour, as a picture (P, P, 4)."""
    svg = (EMOJI / f"{name}.svg").read_text(encoding="utf-8")
    picture = compiler().compile(input=PAGE.encode(), format="png", ppi=288, sys_inputs={"svg": svg})
    assert isinstance(picture, bytes)
    return np.asarray(image.imread(io.BytesIO(picture)))
