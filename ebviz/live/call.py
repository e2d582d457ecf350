"""What a notebook calls: a page with the model itself behind it."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebviz.errors import UsageError

if TYPE_CHECKING:
    from ebviz.live.widget import View

OUTSIDE_DIGEST = "who asks for a page decides when it is made, never what it is"

EXTRA = ("anywidget", "ipywidgets", "traitlets")


def live(
    name: str,
    folder: str | os.PathLike[str] | None = None,
    /,
    *,
    set: Mapping[str, Any] | None = None,
    **dials: Any,
) -> View:
    """Return a page as a widget: sliders are turned by hand or by code, and the model in the kernel computes.

    Parameters
    ----------
    name : the page's name. folder : any folder of the project (default: the current one).
    set : values of studies for it: ``{"inference.decoder": "net.py:Heart"}``.
    dials : where sliders stand at first, by name: ``beta=1.0``; a `Dial` is turned with its slider, both ways.

    Raises
    ------
    UsageError
        There is no such page, slider, study or key; a value is not on a slider; or ``ebviz[live]`` is not installed.
    BuildError
        It could not be made.
    """
    from ebviz.door.asking import ask, values

    try:
        from ebviz.live.widget import View
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        raise UsageError("live views in a notebook need: pip install 'ebviz[live]'") from None
    from ebviz.importing import importing
    from ebviz.live.page import filled
    from ebviz.study.run import Run

    answer = ask("page", name, folder, set=values(set or {}))
    packages = {package: Path(place) for package, place in answer["packages"].items()}
    module, _, function = answer["entry"].partition(":")
    runs = {study: Run.open(Path(place)) for study, place in answer["runs"].items()}
    with importing(packages):
        made = filled(getattr(importlib.import_module(module), function), runs)
    return View.of(made, packages, Path(answer["places"]["html"]), dials)
