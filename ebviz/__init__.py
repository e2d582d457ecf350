"""Lecture figures made by real models: energies in PyTorch, drawn by Manim and matplotlib.

    import ebviz                                   # quick; torch and Manim load when they are needed
    run = ebviz.study("free_energy", beta=3.2)     # the study's arrays, computed first if they are not up to date
    ebviz.draw("five_points", theme="light")       # a slide figure, which shows itself in a notebook
    ebviz.still("thermostat", at=8.6)              # one moment of a film
    ebviz.render("thermostat", quality="l")        # a film, which plays in the notebook
    ebviz.live("free_energy", beta=1.0)            # a page with sliders, and the model behind it

The rooms of the library are attributes: ``ebviz.energy``, ``ebviz.models``, ``ebviz.plot`` …
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ebviz import data, diagrams, energy, errors, export, models, plot, stage, style, training
    from ebviz.dials import Dial
    from ebviz.door.calls import draw, render, still
    from ebviz.live.call import live
    from ebviz.study.source import study

COUNTED_APART = (
    "a room is an attribute of this name: who asks for ebviz.energy is followed to the module ebviz.energy"
)

__version__ = "0.2.0"
__all__ = [
    "Dial",
    "data",
    "diagrams",
    "draw",
    "energy",
    "errors",
    "export",
    "live",
    "models",
    "plot",
    "render",
    "stage",
    "still",
    "study",
    "style",
    "training",
]


if not TYPE_CHECKING:  # who checks types knows all names, and that there is no other

    def __getattr__(name: str) -> Any:
        """Load what is asked for; :mod:`ebviz.study` and :mod:`ebviz.live` are rooms and functions in one."""
        if name in ("draw", "render", "still"):
            from ebviz.door import calls

            return getattr(calls, name)
        if name == "Dial":
            from ebviz.dials import Dial

            return Dial
        if name in __all__:
            return import_module(f"ebviz.{name}")
        if name.startswith("_"):
            raise AttributeError(f"module 'ebviz' has no attribute '{name}'")
        from ebviz.errors import nearest

        hint = nearest(name, __all__) or f" (it has {', '.join(__all__)})"
        raise AttributeError(f"module 'ebviz' has no attribute '{name}'{hint}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
