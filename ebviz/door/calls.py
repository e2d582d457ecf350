"""What the door gives: films, slide figures, and single moments of films, made as the command line makes them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ebviz.dials import Live
from ebviz.door.asking import ask, values
from ebviz.door.film import Film
from ebviz.door.picture import Figure, Still

OUTSIDE_DIGEST = "who asks for a picture decides when it is made, never what it is"


def render(
    name: str,
    quality: str = "h",
    *,
    theme: str = "dark",
    set: Mapping[str, Any] | None = None,
    formats: str = "mp4,png",
    folder: str | os.PathLike[str] | None = None,
) -> Film:
    """Return the film of a scene, which plays in a notebook; it is rendered first if it is not up to date.

    Parameters
    ----------
    name : the scene's name.
    quality : "l" 854x480 at 15 frames/s, "m" 1280x720 at 30, "h" 1920x1080 at 60, "p" 1440 lines, "k" 2160 lines.
    theme : "dark", "light", "print" or "colourblind".
    set : values of studies for this film: ``{"free_energy.beta": 3.2}``.
    formats : what is put beside the film: any of "mp4", "gif", "png", "webm", comma-separated.
    folder : any folder of the project (default: the current one).

    Raises
    ------
    UsageError
        There is no such scene, quality, theme, format, study or key.
    BuildError
        It could not be rendered.
    """
    answer = ask("film", name, folder, set=values(set or {}), quality=quality, theme=theme, formats=formats)
    return Film(
        answer["name"],
        Path(answer["places"].get("mp4", answer["content"]["mp4"])),
        Path(answer["content"]["mp4"]),
        Path(answer["content"]["png"]),
        answer["width"],
        answer["height"],
        answer["fps"],
        answer["seconds"],
    )


def draw(
    name: str,
    theme: str = "light",
    *,
    set: Mapping[str, Any] | None = None,
    formats: str = "pdf,svg,png",
    folder: str | os.PathLike[str] | None = None,
) -> Figure:
    """Return a slide figure, which shows itself in a notebook; it is drawn first if it is not up to date.

    Parameters
    ----------
    name : the figure's name. theme : "dark", "light", "print" or "colourblind".
    set : values of studies for this figure: ``{"free_energy.beta": 3.2}``.
    formats : the files that are wanted: any of "pdf", "svg", "png", comma-separated.
    folder : any folder of the project (default: the current one).

    Raises
    ------
    UsageError
        There is no such figure, theme, format, study or key.
    BuildError
        It could not be drawn.
    """
    answer = ask("figure", name, folder, set=values(set or {}), theme=theme, formats=formats)
    places = {part: Path(place) for part, place in answer["places"].items()}
    return Figure(answer["name"], answer["theme"], places, Path(answer["content"]["png"]).read_bytes())


def still(
    name: str,
    at: float | str | Live,
    quality: str = "l",
    *,
    theme: str = "dark",
    set: Mapping[str, Any] | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Still:
    """Return one moment of a scene as its film has it, which shows itself in a notebook; its film is not needed.

    Parameters
    ----------
    name : the scene's name. at : seconds from the film's beginning, or "end"; or a dial.
    quality, theme : the film's, as for :func:`render`.
    set : values of studies for this picture: ``{"free_energy.beta": 3.2}``.
    folder : any folder of the project (default: the current one).

    Raises
    ------
    UsageError
        There is no such scene, quality, theme, study or key; or the film is over by then.
    BuildError
        It could not be drawn.
    """
    moment = at.value if isinstance(at, Live) else at
    answer = ask("still", name, folder, set=values(set or {}), quality=quality, theme=theme, at=str(moment))
    content = Path(answer["content"]["png"]).read_bytes()
    return Still(answer["name"], answer["moment"], Path(answer["places"]["png"]), content)
