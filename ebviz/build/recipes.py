"""How each kind of task is built: one function per kind, from an :class:`Order` to its output files.

Whatever these functions use counts as code of every task of their kind, so they use nothing of the build around them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ebviz.build.order import Order
from ebviz.errors import BuildError
from ebviz.study.progress import report
from ebviz.style.lending import Loans, lending

COUNTED_APART = "what an order calls is its task's entry, whose code counts beside its recipe's"
Made = tuple[dict[str, Path], dict[str, Any]]  # part → file in the order's folder; notes on how it was made


def study(order: Order) -> Made:
    """Compute a study's arrays; raise :class:`BuildError` for anything else, and for NaN in them."""
    import numpy as np

    from ebviz.remarks import hearing
    from ebviz.study.artifact import as_array, save

    study = order.task.target
    with hearing() as heard:
        given = order.callee()(order.config(), **order.runs())
    if not isinstance(given, Mapping):
        got = type(given).__name__
        raise BuildError(f"study {study}: expected compute to return a dictionary of arrays, got {got}")
    arrays = {name: as_array(study, name, value) for name, value in given.items()}
    for name, array in arrays.items():
        if array.dtype.kind == "f" and (holes := int(np.isnan(array).sum())):
            raise BuildError(f"study {study}: '{name}' contains NaN ({holes} of {array.size} values)")
    path = order.folder / "arrays.safetensors"
    save(arrays, path, study, order.task.params["config"])
    return {"arrays": path}, {"remarks": heard} if heard else {}


def scene(order: Order) -> Made:
    """Render a scene's film and still, and record in both what they were made from."""
    import imageio.v3 as iio

    from ebviz.export import provenance, video
    from ebviz.stage.scene import render
    from ebviz.stage.still import draw_thumbnail

    width, height, fps = frame_of(order.task.params["quality"])
    expected = math.ceil(order.notes.get("seconds", 0.0) * fps)
    shape: dict[str, Any] = {"width": width, "height": height, "fps": fps}
    shape |= {"runs": order.runs(), "theme": order.task.params["theme"]}
    with lending() as loans:
        film = render(
            order.callee(),
            order.folder / "film",
            **shape,
            progress=lambda frames: report(frames, expected if frames <= expected else 0, "frames"),
        )
        picture = draw_thumbnail(order.callee(), **shape)
    if picture is not None:
        iio.imwrite(film.thumbnail, picture, plugin="pillow")
    record = _record(order, order.task.params["quality"], loans.families())
    mp4, png = order.folder / "film.mp4", order.folder / "still.png"
    video.remux(film.mp4, mp4, record)
    provenance.stamp_png(film.thumbnail, record, png)
    return {"mp4": mp4, "png": png}, {"seconds": film.seconds, "frames": film.frames, **_notes(loans)}


def frame_of(quality: str) -> tuple[int, int, int]:
    """Return width, height in pixels and frames per second.

    >>> frame_of("854x480@15")
    (854, 480, 15)
    """
    size, _, fps = quality.partition("@")
    width, _, height = size.partition("x")
    return int(width), int(height), int(fps)


def still(order: Order) -> Made:
    """Draw one moment of a scene, and record in the picture what it was made from."""
    import imageio.v3 as iio

    from ebviz.export.moments import seconds
    from ebviz.export.provenance import stamp_png
    from ebviz.stage.still import draw_moment

    width, height, fps = frame_of(order.task.params["quality"])
    with lending() as loans:
        pixels = draw_moment(
            order.callee(),
            seconds(order.task.params["moment"]),
            runs=order.runs(),
            width=width,
            height=height,
            fps=fps,
            theme=order.task.params["theme"],
        )
    path = order.folder / "still.png"
    iio.imwrite(path, pixels, plugin="pillow")
    stamp_png(path, _record(order, order.task.params["quality"], loans.families()))
    return {"png": path}, _notes(loans)


def gif(order: Order) -> Made:
    """Make a GIF of a film, or of the range that the scene declares.

    With a model or data of yours a film may be shorter than the one that its range was chosen for: it ends with it.
    """
    from ebviz.export.gif import gif as make
    from ebviz.export.video import length

    start, end = order.task.params["range"] or (0.0, None)
    rate, count = length(order.film())
    whole = float(count / rate)
    said = []
    if end is not None and start < whole < end:
        said.append(f"the GIF ends with the film, at {whole:.1f} s instead of {end:g} s")
        end = whole
    theme = order.task.params["theme"]
    make(order.film(), order.folder / "film.gif", _derived(order), start=start, end=end, theme=theme)
    return {"gif": order.folder / "film.gif"}, {"remarks": said} if said else {}


def webm(order: Order) -> Made:
    """Make a WebM of a film."""
    from ebviz.export.video import webm as make

    make(order.film(), order.folder / "film.webm", _derived(order))
    return {"webm": order.folder / "film.webm"}, {}


def sheet(order: Order) -> Made:
    """Make the contact sheet of a film: evenly spaced frames on one page."""
    from ebviz.export.provenance import stamp_png
    from ebviz.export.sheet import contact_sheet

    path = order.folder / "sheet.png"
    contact_sheet(order.film(), path, 4, 4)
    stamp_png(path, _derived(order))
    return {"png": path}, {}


def figure(order: Order) -> Made:
    """Draw a slide figure in one theme and save it as PDF, SVG and PNG."""
    from ebviz.plot import base

    theme = order.task.params["theme"]
    drawn = base.draw(order.callee(), theme, order.runs())
    record = _record(order, None)
    made = {}
    for done, part in enumerate(("pdf", "svg", "png")):
        report(done, 3, part)
        made[part] = order.folder / f"figure.{part}"
        base.save(drawn, made[part], part, record)
    return made, _notes(drawn.loans, *drawn.cut)


def page(order: Order) -> Made:
    """Write a live page: one file of HTML that computes in the browser."""
    from ebviz.live.document import document
    from ebviz.live.page import filled

    with lending() as loans:
        made = filled(order.callee(), order.runs())
        text = document(made, _record(order, None))
    path = order.folder / "page.html"
    path.write_bytes(text)
    return {"html": path}, _notes(loans)


def index(order: Order) -> Made:
    """Write the index of what was made: one file of HTML that shows the files beside it."""
    from ebviz.live.index import index as make

    path = order.folder / "index.html"
    path.write_bytes(make(order.task.params["contents"], _record(order, None)))
    return {"html": path}, {}


def _notes(loans: Loans, *remarks: str) -> dict[str, Any]:
    """Return what is noted of the fonts that a picture was drawn with beside the house's, and what is to be said."""
    return {"fonts": loans.digests(), "remarks": [*loans.remarks(), *remarks]}


def _record(order: Order, quality: str | None, fonts: Mapping[str, str] | None = None) -> dict[str, Any]:
    from ebviz.export.provenance import record

    return record(
        order.task.name,
        order.key,
        studies=order.studies,
        quality=quality,
        theme=order.task.params.get("theme"),
        versions=order.parts["env"],
        fonts=fonts,
    )


def _derived(order: Order) -> dict[str, Any]:
    """Return the record of the film, adapted to something made from it."""
    from ebviz.export.provenance import read

    return {**read(order.film()), "task": order.task.name, "digest": order.key}
