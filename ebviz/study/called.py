"""Modules that can be called: ``ebviz.study`` and ``ebviz.live`` are rooms and, to a notebook, functions."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

OUTSIDE_DIGEST = "how the function is reached changes nothing in what it gives"


class CalledModule(ModuleType):
    """The room; calling it calls the function of its own name that it has: ``study("free_energy", beta=3.2)``."""

    def __call__(self, name: str, folder: Any = None, /, **given: Any) -> Any:
        """Call the function."""
        return getattr(self, self.__name__.rpartition(".")[2])(name, folder, **given)


def let_call(name: str) -> None:
    """Let the module ``name`` be called."""
    sys.modules[name].__class__ = CalledModule
