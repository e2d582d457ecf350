"""Draws a figure of the course from the runs that it reads."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from ebviz.plot.base import SlideFigure, draw
from ebviz.study import Run
from tests.conftest import CATALOG


def drawn(name: str, runs: Mapping[str, Run], theme: str = "dark") -> SlideFigure:
    """Draw a figure with those of the runs that it reads."""
    entry = CATALOG.figures[name]
    function = getattr(importlib.import_module(entry.module), entry.function)
    return draw(function, theme, {study: runs[study] for study in entry.studies})
