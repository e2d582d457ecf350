"""Contact sheets: a film at a glance, for anyone writing or reviewing a scene."""

from __future__ import annotations

from pathlib import Path

import imageio.v3 as iio
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ebviz.errors import BuildError
from ebviz.export.video import decoded, length
from ebviz.style import fonts
from ebviz.style.palette import COLOURS


def contact_sheet(film: Path, target: Path, rows: int = 4, cols: int = 4, *, width: int = 480) -> Path:
    """Write ``rows`` x ``cols`` evenly spaced frames of a film to one PNG, each labelled with its time in seconds.

    The first and last frames are always included; ``width`` is the width of one frame on the sheet, in pixels.
    Raises `BuildError` if the film is damaged or has no frames.
    """
    rate, count = length(film)
    wanted = [round(k * (count - 1) / max(1, rows * cols - 1)) for k in range(rows * cols)]
    font = ImageFont.truetype(str(fonts.FILES["regular"]), 16)
    gap, strip = 6, 22
    sheet, pen = None, None
    for index, frame in enumerate(decoded(film)):
        places = [k for k, moment in enumerate(wanted) if moment == index]
        if not places:
            continue
        picture = frame.to_image(width=width, height=round(frame.height * width / frame.width))
        if sheet is None:
            cell = (width + gap, picture.height + strip + gap)
            sheet = Image.new("RGB", (cols * cell[0] + gap, rows * cell[1] + gap), "#303030")
            pen = ImageDraw.Draw(sheet)
        assert pen is not None
        for k in places:
            x, y = gap + k % cols * cell[0], gap + k // cols * cell[1]
            sheet.paste(picture, (x, y + strip))
            pen.text((x + 2, y + 1), f"{float(index / rate):.2f} s", fill=COLOURS["grey"], font=font)
    if sheet is None:
        raise BuildError(f"cannot make a contact sheet of '{film.name}': it has no frames")
    iio.imwrite(target, np.asarray(sheet), plugin="pillow")
    return target
