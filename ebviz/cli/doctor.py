"""What a machine needs to render: each part is checked, with the command that installs what is missing."""

from __future__ import annotations

import importlib
import os
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ebviz.cli.trials import deadly
from ebviz.errors import Terminated, one_line

SPACE = 2 * 1024**3  # free bytes that a set of lectures at 1080p may need
SETUP = "make setup"
TRIALS = {  # check → what is tried first in a process of its own
    "torch": "import torch",
    "cairo": "import cairo",
    "pango": "import manimpango",
    "manim": "import manim",
    "matplotlib": "import matplotlib",
    "typst": "import typst",
    "H.264 encoder": "import av",
    "OpenGL without a display": "from ebviz.stage.gl.context import probe; probe()",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: whether it passed, what was found, and the command that installs what is missing."""

    name: str
    ok: bool
    detail: str
    install: str

    def document(self) -> dict[str, Any]:
        """Return the check as JSON values."""
        return asdict(self)


def examine(renders: Path) -> list[Check]:
    """Return all checks, in the order in which things are needed; ``renders`` is where films go."""
    looks: list[tuple[str, str, Callable[[], str]]] = [
        ("python", "apt-get install python3 python3-venv", _python),
        ("torch", SETUP, lambda: _imported("torch")),
        ("cairo", "apt-get install libcairo2-dev pkg-config && make setup", lambda: _imported("cairo")),
        (
            "pango",
            "apt-get install libpango1.0-dev pkg-config && make setup",
            lambda: _imported("manimpango"),
        ),
        ("manim", SETUP, lambda: _imported("manim")),
        ("matplotlib", SETUP, lambda: _imported("matplotlib")),
        ("typst", SETUP, lambda: _imported("typst")),
        ("H.264 encoder", SETUP, _encoder),
        ("OpenGL without a display", "apt-get install libegl1 libgl1 libgl1-mesa-dri", _opengl),
        ("fonts", SETUP, _fonts),
        ("renders", _make_writable(renders), lambda: _writable(renders)),
        ("disk", "free some space", lambda: _space(renders)),
    ]
    ended = deadly({name: trial for name, trial in TRIALS.items() if _module(trial) not in sys.modules})
    return [
        Check(name, False, ended[name], install) if name in ended else _look(name, install, look)
        for name, install, look in looks
    ]


def _module(trial: str) -> str:
    return trial.split()[1].rstrip(";")


def _look(name: str, install: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look(), install)
    except (KeyboardInterrupt, Terminated):
        raise
    except BaseException as error:  # whatever is wrong with a library, the doctor reports it and goes on
        return Check(name, False, one_line(error) or type(error).__name__, install)


def _python() -> str:
    return sys.version.split()[0]


def _imported(module: str) -> str:
    return str(getattr(importlib.import_module(module), "__version__", "present"))


def _encoder() -> str:
    import av

    av.codec.Codec("libx264", "w")
    return f"libx264 in PyAV {av.__version__}"


def _opengl() -> str:
    from ebviz.stage.gl.context import probe

    return probe()


def _fonts() -> str:
    from ebviz.style import fonts

    fonts.activate()
    import manimpango

    if fonts.FAMILY not in manimpango.list_fonts():
        raise RuntimeError(f"Pango cannot find {fonts.FAMILY} in {fonts.FOLDER}")
    return f"{fonts.FAMILY}, from the project"


def _writable(renders: Path) -> str:
    place = renders if renders.exists() else renders.parent
    if not (place.is_dir() and os.access(place, os.W_OK)):
        raise RuntimeError(f"cannot write to {renders}")
    return f"writable: {renders}"


def _make_writable(renders: Path) -> str:
    """Return the command that makes ``renders`` writable, as far as that can be known."""
    place = renders if renders.exists() else renders.parent
    if place.is_dir() and os.statvfs(place).f_flag & os.ST_RDONLY:
        return f"mount -o remount,rw {shlex.quote(_mount(place))}"
    return f"mkdir -p {shlex.quote(str(renders))} && chmod u+w {shlex.quote(str(renders))}"


def _mount(place: Path) -> str:
    """Return where the file system of ``place`` is mounted."""
    return str(next(folder for folder in (place, *place.parents) if folder.is_mount()))


def _space(renders: Path) -> str:
    free = shutil.disk_usage(renders if renders.exists() else renders.parent).free
    if free < SPACE:
        raise RuntimeError(f"{free / 1024**3:.1f} GiB free; {SPACE / 1024**3:.0f} GiB are needed")
    return f"{free / 1024**3:.0f} GiB free"
