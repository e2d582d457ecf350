"""A figure of the course, drawn once in each theme for all its tests, with the entries of its legends."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from matplotlib.lines import Line2D

from ebviz.build.catalog import FigureEntry
from ebviz.plot.base import SlideFigure
from ebviz.study import Run
from tests.scenes.figures import drawn

Entry = tuple[Any, Any, str]  # what tells it apart without colour, its colour, its words


@dataclass(frozen=True)
class Drawing:
    """A figure as it was drawn, and the entries of each of its legends."""

    figure: SlideFigure
    legends: list[list[Entry]]


class Drawings:
    """The drawings of a figure by theme, each made when it is first asked for."""

    def __init__(self, entry: FigureEntry, runs: Mapping[str, Run]) -> None:
        self.entry, self._runs = entry, runs
        self._made: dict[str, Drawing] = {}

    def __getitem__(self, look: str) -> Drawing:
        if look not in self._made:
            self._made[look] = self._drawn(look)
        return self._made[look]

    def _drawn(self, look: str) -> Drawing:
        importlib.import_module(self.entry.module)  # or it would take the legend from `note` for good
        original = importlib.import_module("ebviz.plot.legend").legend
        legends: list[list[Entry]] = []

        def note(where: Any, entries: Any, *args: Any, **options: Any) -> Any:
            entries = list(entries)
            legends.append([(kind(style), style.get("color", "none"), text) for style, text in entries])
            return original(where, entries, *args, **options)

        with pytest.MonkeyPatch.context() as patch:
            for module in list(sys.modules.values()):
                if vars(module).get("legend") is original:
                    patch.setattr(module, "legend", note)
            return Drawing(drawn(self.entry.name, self._runs, look), legends)


def kind(style: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a figure's entry looks like without its colour."""
    line = Line2D([0], [0], **style)
    filled = line.get_fillstyle() != "none" and style.get("markerfacecolor", style.get("mfc")) != "none"
    return line.get_marker(), line.get_linestyle(), line._unscaled_dash_pattern, filled
