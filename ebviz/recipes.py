"""How each kind of task is built: one function a kind, from an :class:`Order` to the files it gives.

What these functions use counts as code of every task of their kind, so they use nothing of the build around them.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ebviz import progress
from ebviz.artifact import Run, save
from ebviz.errors import BuildError

COUNTED_APART = "what is imported by name is the task's entry, whose code counts beside its recipe's"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built.

    Parameters
    ----------
    task, key, target : the task, the digest of all it depends on, its short name.
    entry : "module:unit" to call, or "".
    params, settings : see :class:`ebviz.tasks.Task`.
    folder : a private empty folder for whatever is written.
    inputs : task → part → file, read-only. runs : the studies among them, by name.
    studies : name → {"config", "seed", "artifact"} of each run, for the record.
    versions : of the libraries that matter.
    notes : of the last time this task was built.
    """

    task: str
    key: str
    target: str
    entry: str
    params: Mapping[str, Any]
    settings: Mapping[str, Any]
    folder: Path
    inputs: Mapping[str, Mapping[str, Path]]
    runs: Mapping[str, Run]
    studies: Mapping[str, Mapping[str, Any]]
    versions: Mapping[str, str]
    notes: Mapping[str, Any]

    def callee(self) -> Any:
        """Import and return what ``entry`` names."""
        module, _, unit = self.entry.partition(":")
        return getattr(importlib.import_module(module), unit)

    def film(self) -> Path:
        """Return the film that this is made from, under a name that says what it is."""
        named = self.folder / "source.mp4"
        if not named.exists():
            named.symlink_to(self.inputs[f"scene:{self.target}"]["mp4"].absolute())
        return named


@dataclass(frozen=True, slots=True)
class Made:
    """What a recipe made: part → file in the order's folder; notes for the log of the making."""

    files: Mapping[str, Path]
    notes: Mapping[str, Any] = field(default_factory=dict)


def study(order: Order) -> Made:
    """Compute a study's arrays; refuse NaN in them."""
    import numpy as np

    from ebviz.artifact import as_array

    module = importlib.import_module(order.entry.partition(":")[0])
    config = module.Config(**order.settings["values"])
    given = module.compute(config, **order.runs)
    if not isinstance(given, Mapping):
        raise BuildError(
            f"study {order.target}: compute returned {type(given).__name__}, not a dict of arrays"
        )
    arrays = {name: as_array(order.target, name, value) for name, value in given.items()}
    for name, array in arrays.items():
        if array.dtype.kind == "f" and (holes := int(np.isnan(array).sum())):
            raise BuildError(f"study {order.target}: '{name}' holds NaN ({holes} of {array.size} values)")
    path = order.folder / "arrays.safetensors"
    save(arrays, path, order.target, order.params["config"])
    return Made({"arrays": path})


def scene(order: Order) -> Made:
    """Render a scene's film and still, and write into both what they were made from."""
    from ebviz.export import provenance, video
    from ebviz.stage.scene import render

    width, height, fps = frame_of(order.params["quality"])
    expected = math.ceil(order.notes.get("seconds", 0.0) * fps)
    film = render(
        order.callee(),
        order.folder / "film",
        width=width,
        height=height,
        fps=fps,
        runs=order.runs,
        progress=lambda frames: progress.report(frames, expected if frames <= expected else 0, "frames"),
    )
    record = _record(order, order.params["quality"])
    mp4, png = order.folder / "film.mp4", order.folder / "still.png"
    video.remux(film.mp4, mp4, record)
    provenance.stamp_png(film.thumbnail, record, png)
    return Made({"mp4": mp4, "png": png}, {"seconds": film.seconds, "frames": film.frames})


def frame_of(quality: str) -> tuple[int, int, int]:
    """Return width, height in pixels and frames per second.

    >>> frame_of("854x480@15")
    (854, 480, 15)
    """
    size, _, fps = quality.partition("@")
    width, _, height = size.partition("x")
    return int(width), int(height), int(fps)


def gif(order: Order) -> Made:
    """Make the GIF of a film, or of the seconds that the scene chose."""
    from ebviz.export.gif import gif as make

    start, end = order.params["range"] or (0.0, None)
    make(order.film(), order.folder / "film.gif", _derived(order), start=start, end=end)
    return Made({"gif": order.folder / "film.gif"})


def webm(order: Order) -> Made:
    """Make the WebM of a film."""
    from ebviz.export.video import webm as make

    make(order.film(), order.folder / "film.webm", _derived(order))
    return Made({"webm": order.folder / "film.webm"})


def sheet(order: Order) -> Made:
    """Make the contact sheet of a film: frames at even distances on one page."""
    from ebviz.export.provenance import stamp_png
    from ebviz.export.sheet import contact_sheet

    path = order.folder / "sheet.png"
    contact_sheet(order.film(), path, 4, 4)
    stamp_png(path, _derived(order))
    return Made({"png": path})


def figure(order: Order) -> Made:
    """Draw a slide figure in one theme and save it as PDF, SVG and PNG."""
    from ebviz.figures import base

    theme = order.params["theme"]
    drawn = base.draw(order.callee(), theme, order.runs)
    record = _record(order, theme)
    made = {}
    for done, part in enumerate(("pdf", "svg", "png")):
        progress.report(done, 3, part)
        made[part] = order.folder / f"figure.{part}"
        base.save(drawn, made[part], part, record)
    return Made(made)


def _record(order: Order, quality: str) -> dict[str, Any]:
    from ebviz.export.provenance import record

    return record(order.task, order.key, studies=order.studies, quality=quality, versions=order.versions)


def _derived(order: Order) -> dict[str, Any]:
    """Return the record of the film, as that of something made from it."""
    from ebviz.export.provenance import read

    return {**read(order.film()), "task": order.task, "digest": order.key}
