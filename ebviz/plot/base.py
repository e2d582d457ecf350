"""How a slide figure is declared, drawn and saved.

    @figure(studies=("inference",), size=(12, 6.75))
    def energy_curves(fig, theme, inference):
        \"""One line that `ebviz list` shows.\"""
        ...

A figure function fills an empty `SlideFigure` from the studies' runs; it computes nothing that a study should.
The theme's style applies only while the figure is drawn and saved: nothing global changes, and pyplot is never
involved.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ebviz.errors import BuildError, UsageError
from ebviz.export.provenance import dumps
from ebviz.plot import lettering, page
from ebviz.style import themes
from ebviz.style.lending import Loans, lending
from ebviz.style.themes import Theme

FORMATS = ("pdf", "svg", "png")
FINE = 288  # dots per inch of rasterised parts inside a PDF or SVG

FigureFunction = Callable[..., None]


class SlideFigure(Figure):
    """A matplotlib figure that knows its theme and, once saved, whose letters it borrowed and what is cut off."""

    def __init__(self, theme: Theme, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.theme, self.loans = theme, Loans()
        self.settled, self.cut = False, tuple[str, ...]()
        FigureCanvasAgg(self)


def figure(
    *,
    studies: tuple[str, ...] = (),
    size: tuple[float, float] = (12, 6.75),
    cannot_show: Mapping[str, str] | None = None,
) -> Callable[[FigureFunction], FigureFunction]:
    """Declare a figure.

    Parameters
    ----------
    studies : studies whose runs the function takes, as arguments of the same names.
    size : width and height in inches; 12 x 6.75 is a whole slide, or 1920 x 1080 pixels as PNG.
    cannot_show : STUDY.KEY of a configuration that it cannot show once it is set → why, for the line that says so.

    All must be literals: `ebviz list` reads them without importing the file.
    """

    def declare(function: FigureFunction) -> FigureFunction:
        function.studies, function.size = studies, size  # type: ignore[attr-defined]
        function.cannot_show = cannot_show or {}  # type: ignore[attr-defined]
        return function

    return declare


def draw(function: FigureFunction, theme: str | Theme, runs: Mapping[str, Mapping[str, Any]]) -> SlideFigure:
    """Return the figure that a function declared with `figure` draws.

    Parameters
    ----------
    function : declared with `figure`. theme : "dark", "light", "print" or "colourblind".
    runs : study name → its arrays by name; arrays that the figure does not use may be missing.

    Raises
    ------
    UsageError : unknown theme. BuildError : a run is missing, or lacks an array that the figure draws.
    """
    look = themes.theme(theme) if isinstance(theme, str) else theme
    name = function.__name__
    wanted: tuple[str, ...] = getattr(function, "studies", ())
    if missing := [study for study in wanted if study not in runs]:
        raise BuildError(f"figure {name}: needs the run of study {', '.join(missing)}, which was not given")
    with look.context():
        fig = SlideFigure(look, figsize=getattr(function, "size", (12, 6.75)))
        with lending(fig.loans), lettering.texts_as_paths():
            try:
                function(fig, look, **{study: runs[study] for study in wanted})
            except KeyError as error:
                raise BuildError(f"figure {name}: {error.args[0] if error.args else error}") from error
    fig.set_label(name)
    return fig


def save(fig: Figure, path: Path, fmt: str, record: Mapping[str, Any]) -> None:
    """Write a figure with the record of what made it; the same figure always gives the same bytes.

    Parameters
    ----------
    fig : from `draw`; any other matplotlib figure is saved in whatever style is current.
    fmt : "pdf" (record in Keywords), "svg" (in Description) or "png" (in a text chunk "ebviz").

    Raises
    ------
    UsageError : any other format. BuildError : no font here has a letter, or there is no font that is asked for.
    """
    if fmt not in FORMATS:
        raise UsageError(f"cannot save a figure as '{fmt}': expected one of {', '.join(FORMATS)}")
    look = fig.theme if isinstance(fig, SlideFigure) else themes.theme("dark")
    with look.context(), lettering.heard() as letters:
        data = _bytes(fig, fmt, record)
    if isinstance(fig, SlideFigure):
        with look.context(), lettering.heard() as again:
            if not fig.settled and _settle(fig, letters):
                data, letters = _bytes(fig, fmt, record), again
    lettering.refuse(letters.boxes)
    path.write_bytes(data)


def _settle(fig: SlideFigure, letters: lettering.Letters) -> bool:
    """Complete a figure that was drawn for the first time; return whether it must be drawn again."""
    with lending(fig.loans):
        given = lettering.complete(fig, letters)
    moved, fig.cut = page.fit(fig)
    fig.settled = True
    return given or moved or bool(fig.loans.families())


def _bytes(fig: Figure, fmt: str, record: Mapping[str, Any]) -> bytes:
    if isinstance(fig, SlideFigure) and (families := fig.loans.families()):
        record = {**record, "fonts": families}
    text, title = dumps(record), str(fig.get_label())
    metadata: dict[str, dict[str, Any]] = {
        "pdf": {"Title": title, "Creator": "ebviz", "Keywords": text, "CreationDate": None},
        "svg": {"Title": title, "Creator": "ebviz", "Description": text, "Date": None},
        "png": {"Title": title, "Software": "ebviz", "ebviz": text},
    }
    buffer = io.BytesIO()
    dots = fig.dpi if fmt == "png" else FINE
    fig.savefig(buffer, format=fmt, dpi=dots, facecolor=fig.get_facecolor(), metadata=metadata[fmt])
    return buffer.getvalue()
