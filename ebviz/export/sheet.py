"""Contact sheets: a film at a glance, for whoever makes or reviews a scene."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ebviz.export.video import decoded, length
from ebviz.style import fonts
from ebviz.style.palette import COLOURS


def contact_sheet(film: Path, target: Path, rows: int = 4, cols: int = 4, *, width: int = 480) -> Path:
    """Write ``rows`` x ``cols`` evenly spaced frames of a film into one PNG, each with its time in seconds.

    The first and the last frame are among them; ``width`` is that of one picture in pixels.
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
    assert sheet is not None
    sheet.save(target)
    return target
