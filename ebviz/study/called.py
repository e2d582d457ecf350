"""A module that can be called: ``ebviz.study`` is a room of the library and, to a notebook, its function."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

OUTSIDE_DIGEST = "how the function is reached changes nothing in what it gives"


class CalledModule(ModuleType):
    """The room; calling it calls :func:`ebviz.study.source.study`."""

    def __call__(self, name: str, folder: Any = None, /, **config: Any) -> Any:
        """Return the run of a study, computed first if it is not up to date: ``study("free_energy", beta=3.2)``."""
        return self.study(name, folder, **config)


def let_call(name: str) -> None:
    """Let the module ``name`` be called."""
    sys.modules[name].__class__ = CalledModule
