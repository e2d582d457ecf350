"""A page as a widget of a notebook: what its sliders say, the model in the kernel answers.

The front end asks anew only when it was answered, for where the sliders are by then. Nothing is ever built again:
only three traits change.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from ebviz.dials import Dial, Live
from ebviz.errors import UsageError, nearest
from ebviz.importing import importing
from ebviz.live import bundle, looks
from ebviz.live.document import given, stills_of
from ebviz.live.page import Page, packed
from ebviz.live.scale import Scale

OUTSIDE_DIGEST = "it is shown by a notebook, and no file is made of it"

CLASS = "ebviz"  # of the element that its rules of CSS are for
MODEL_S = "Computed by the model itself, in this notebook's kernel, wherever the sliders are."
VIEW_S = ("turn", "tilt")  # what the front end keeps to itself
Answers = Callable[..., Mapping[str, Any]]


class Turned(traitlets.TraitType[Any, Any]):
    """A slider's value, which is set and read by name."""

    def __init__(self, scale: Scale) -> None:
        super().__init__(default_value=scale.values[0])
        self.scale = scale

    def validate(self, obj: Any, value: Any) -> Any:
        """Return the value that the slider takes; raise `UsageError` for one that it does not have."""
        return self.scale.settled(str(self.name), value)


class View(anywidget.AnyWidget):
    """A page in a notebook; its sliders' values are attributes, ``view.beta = 3.2``.

    Attributes
    ----------
    path : the page as a file. arrays : what the model has computed for where the sliders are, by name.
    """

    given = traitlets.Unicode().tag(sync=True)
    places = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)

    @classmethod
    def of(cls, made: Page, packages: Mapping[str, Path], path: Path, dials: Mapping[str, Any]) -> View:
        """Return the widget of a page, with the project's packages, which its model may need, and its file."""
        unknown = next((name for name in dials if name not in made.dials), None)
        if unknown is not None:
            hint = nearest(unknown, made.dials)
            known = ", ".join(sorted(made.dials))
            raise UsageError(f"page {made.name} has no slider '{unknown}'{hint} (it has {known})")
        parts = {name: Turned(scale) for name, scale in made.dials.items()}
        css = looks.letters() + bundle.nested(CLASS)
        kind = type(f"View_{made.name}", (cls,), {"_esm": bundle.module(made.front), "_css": css, **parts})
        view: View = kind(made, packages, path)
        for name, value in dials.items():
            view._bind(name, value)
        return view

    def __init__(self, made: Page, packages: Mapping[str, Path], path: Path) -> None:
        self._made, self._packages, self.path = made, packages, path
        self._answers = _model(made, packages)
        self.arrays: Mapping[str, np.ndarray] = {}
        start = {name: place for name, place in made.values["start"].items() if name not in VIEW_S}
        values = {name: scale.value(start[scale.slider]) for name, scale in made.dials.items()}
        super().__init__(given=_given(made, path), places=start, **values)
        self._respond(values)
        self.observe(self._turned, list(made.dials))
        self.observe(self._moved, "places")

    def _bind(self, name: str, value: Any) -> None:
        """Set a slider, or have it turned with a dial."""
        if not isinstance(value, Live):
            setattr(self, name, value)
            return
        value.follow(lambda now: setattr(self, name, now))
        if isinstance(value, Dial):
            if not value.is_set:
                value.set(getattr(self, name))
            self.observe(
                lambda change: value.set(change["new"]) if change["new"] != value.value else None, name
            )

    def _turned(self, change: Mapping[str, Any]) -> None:
        """Move a slider to the value that its name was given."""
        scale = self._made.dials[change["name"]]
        self.places = {**self.places, scale.slider: scale.place(change["name"], change["new"])}

    def _moved(self, _: object) -> None:
        """Answer for where the sliders are, and then let their values be known."""
        values = {name: self._place_value(name, scale) for name, scale in self._made.dials.items()}
        self._respond(values)
        for name, scale in self._made.dials.items():  # one may turn a dial, and that another of them
            setattr(self, name, self._place_value(name, scale))

    def _place_value(self, name: str, scale: Scale) -> Any:
        """Return what a slider says: the value itself that its name was given, if that is where it is.

        Not ``_value``: marimo's element sets that attribute on the widget that it wraps.
        """
        now, place = getattr(self, name), self.places[scale.slider]
        return now if scale.place(name, now) == place else scale.value(place)

    def _respond(self, values: Mapping[str, Any]) -> None:
        """Have the model compute; the front end is told also if it fails, so that it goes on asking."""
        try:
            if self._answers is not None:
                with importing(self._packages):
                    found = self._answers(**values)
                self.arrays = {name: np.asarray(array) for name, array in found.items()}
        finally:
            arrays = {name: packed(array) for name, array in self.arrays.items()}
            count = self.answer.get("count", 0) + 1
            self.answer = {"count": count, "places": self.places, "arrays": arrays}

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._made.dials)
        return f"<View {self._made.name}: {values}>"


def _model(made: Page, packages: Mapping[str, Path]) -> Answers | None:
    """Return what computes for a page, if it says what does."""
    if made.answers is None:
        return None
    source, given = made.answers
    module, _, function = source.partition(":")
    with importing(packages):
        try:
            make = getattr(importlib.import_module(module), function)
        except (ModuleNotFoundError, AttributeError) as error:
            raise UsageError(f"page {made.name}: its model '{source}' cannot be loaded: {error}") from None
        answers: Answers = make(*given)
        return answers


def _given(made: Page, path: Path) -> str:
    """Return what the front end is given once, as JSON: all but the arrays that the model computes instead.

    Its stills are those of the page's file, which has been written.
    """
    arrays = {name: array for name, array in made.arrays.items() if name not in made.spared}
    more = {"arrays": arrays, "title": made.title, "claim": made.claim, "stills": stills_of(path)}
    whole = {**given(made), **more}
    whole["values"] = {**made.values, "asks": made.answers is not None}
    if made.answers is not None:
        whole["values"]["notes"] = [MODEL_S]
    return json.dumps(whole, allow_nan=False)
