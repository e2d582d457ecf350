"""How a live page is declared, and what a page function says of it.

Numbers reach the browser as they are, or in 16 bits with a step that is stated: what is computed from energies kept
so differs from what the model gives by at most half a step.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ebviz.errors import BuildError
from ebviz.live.formula import Set, typeset
from ebviz.live.scale import Scale
from ebviz.plot.base import FigureFunction

LEVELS = 65535  # the steps between the least and the greatest of 16 bits
PageFunction = Callable[..., None]


def page(
    *, studies: tuple[str, ...] = (), cannot_show: Mapping[str, str] | None = None
) -> Callable[[PageFunction], PageFunction]:
    """Declare a page.

    Parameters
    ----------
    studies : studies whose runs the function takes, as arguments of the same names.
    cannot_show : STUDY.KEY of a configuration that it cannot show once it is set → why, for the line that says so.

    Both must be literals: `ebviz list` reads them without importing the file.
    """

    def declare(function: PageFunction) -> PageFunction:
        function.studies, function.cannot_show = studies, cannot_show or {}  # type: ignore[attr-defined]
        return function

    return declare


class Page:
    """A page to be filled: what it shows, and with which numbers, formulas and words.

    Parameters
    ----------
    name : the page's name. runs : the runs of the studies that it reads.
    """

    def __init__(self, name: str, runs: Mapping[str, Mapping[str, Any]]) -> None:
        self.name, self.runs = name, runs
        self.front = ""
        self.title = name.replace("_", " ")
        self.claim = ""
        self.arrays: dict[str, dict[str, Any]] = {}
        self.values: dict[str, Any] = {}
        self.formulas: dict[str, Set] = {}
        self.still: tuple[FigureFunction, str] | None = None
        self.dials: dict[str, Scale] = {}
        self.answers: tuple[str, tuple[Any, ...]] | None = None
        self.spared: tuple[str, ...] = ()

    def view(self, front: str, title: str, claim: str) -> None:
        """Choose the module of ``front/`` that shows the page, its title, and the sentence that it says."""
        self.front, self.title, self.claim = front, title, claim

    def array(self, name: str, numbers: Any, *, bits: int = 32) -> float:
        """Add an array in single precision, or in 16 bits between its least and its greatest; return half a step.

        >>> page = Page("p", {})
        >>> page.array("E", [0.0, 65535.0], bits=16)
        0.5
        """
        found = np.asarray(numbers, dtype=np.float64)
        if not np.isfinite(found).all():
            raise BuildError(f"page {self.name}: '{name}' is not finite everywhere")
        self.arrays[name] = packed(found)
        if bits != 16:
            return 0.0
        low, high = float(found.min()), float(found.max())
        step = (high - low) / LEVELS
        data = np.rint((found - low) / (step or 1.0)).astype("<u2")
        self.arrays[name] |= {"low": low, "step": step, "data": base64.b64encode(data.tobytes()).decode()}
        return step / 2

    def dial(
        self, name: str, values: Iterable[Any], *, slider: str = "", low: int = 0, between: str = ""
    ) -> None:
        """Give a slider the name that a notebook sets it by, and say what its places mean, as for `Scale`."""
        self.dials[name] = Scale(slider or name, [_plain(value) for value in values], low, between)

    def model(self, source: str, *given: Any, spares: Sequence[str] = ()) -> None:
        """Choose what computes in a notebook, where no array is needed that it ``spares``.

        ``source``, "module:function", is a function that is called with what is ``given``. It returns another, which
        takes the dials' values by name and returns the arrays that the view shows. Only a notebook loads it: the
        page's file does not depend on it.
        """
        self.answers, self.spared = (source, given), tuple(spares)

    def value(self, **values: Any) -> None:
        """Add numbers, words, or lists and dictionaries of them."""
        self.values.update(values)

    def formula(self, name: str, source: str, said: str, *, words: bool = False) -> None:
        """Add a formula, in Typst's mathematics and the lecture's colours, and how it is read aloud.

        With ``words``, ``source`` is running text with mathematics between dollar signs.
        """
        self.formulas[name] = typeset(source if words else f"${source}$", said)

    def still_of(self, figure: FigureFunction, alt: str) -> None:
        """Choose the slide figure, of the same studies, that is shown where nothing can be turned; and its words."""
        self.still = figure, alt


def plain(bound: float) -> str:
    """Return a small positive number without an exponent, with two digits that count, rounded up.

    >>> plain(0.0001871), plain(0.000056), plain(3.14)
    ('0.00019', '0.000056', '3.2')
    """
    digits = max(0, 1 - math.floor(math.log10(bound))) if bound > 0 else 0
    return f"{math.ceil(bound * 10**digits - 1e-9) / 10**digits:.{digits}f}"


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else float(value)


def packed(numbers: Any) -> dict[str, Any]:
    """Return an array in single precision as JSON has it."""
    found = np.asarray(numbers, dtype="<f4")
    return {"shape": list(found.shape), "data": base64.b64encode(found.tobytes()).decode()}


def filled(function: PageFunction, runs: Mapping[str, Mapping[str, Any]]) -> Page:
    """Return the page that a function declared with `page` fills; raise `BuildError` if an array is missing."""
    name = function.__name__
    made = Page(name, runs)
    try:
        function(made, **{study: runs[study] for study in getattr(function, "studies", ())})
    except KeyError as error:
        raise BuildError(f"page {name}: {error.args[0] if error.args else error}") from error
    if not made.front:
        raise BuildError(f"page {name} shows nothing: expected page.view(…)")
    if made.front == "history":
        taken = {scale.slider for scale in made.dials.values()}
        if "step" not in taken and "moments" in made.values:
            made.dial("step", made.values["moments"])
        if "variant" not in taken and made.values.get("variants"):
            made.dial("variant", [one["key"] for one in made.values["variants"]])
    return made
