"""The thermostat's dial: β from ∞ to 0 on a rail, with the regimes' signs, a handle, and β in figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import UP, VGroup

from ebviz.errors import UsageError
from ebviz.stage.baseline import on_line
from ebviz.stage.counter import NUMBER, Counter
from ebviz.stage.formula import Formula
from ebviz.stage.history import bind
from ebviz.stage.marks import Cloud, Trace
from ebviz.stage.regions import Region
from ebviz.stage.titles import emoji
from ebviz.stage.units import pt
from ebviz.style import ticks as tables
from ebviz.style.numbers import brief
from ebviz.style.regimes import CATASTROPHE, REGIMES, Regime, regime

TICK, SIGN = 26.0, 36.0  # text sizes
HANDLE = 20.0  # its diameter in slide points


class Dial(VGroup):
    """A rail along which a handle follows a history of β (S,), ever smaller or ever larger, ∞ and 0 included.

    Parameters
    ----------
    betas : (S,), at even distances on the rail. region : of the frame, through whose middle the rail runs.
    path : another history of β, (T,), for the handle to follow on that rail, which may rest and turn.
    ticks : the β named on the rail; by default its ends and the decades between.
    signs : whether each regime has its emoji above the rail. catastrophe : β below which the model in hand is hot.

    The parts are `rail`, `ticks`, `signs`, `handle`; `value` is a counter that reads "β = …", to be put anywhere.
    """

    def __init__(
        self,
        betas: Any,
        region: Region,
        *,
        path: Any = None,
        ticks: Sequence[float] | None = None,
        signs: bool = True,
        catastrophe: float = CATASTROPHE,
    ) -> None:
        self.betas = np.asarray(betas, float)
        steps = np.diff(self.betas)
        if self.betas.ndim != 1 or len(self.betas) < 2 or not ((steps < 0).all() or (steps > 0).all()):
            raise UsageError("a dial's β: expected (S,) values in order, each once")
        finite = self.betas[np.isfinite(self.betas) & (self.betas > 0)]
        if not len(finite):
            raise UsageError("a dial's β: expected some between 0 and ∞")
        self._span, self._catastrophe = (float(finite.min()), float(finite.max())), catastrophe
        self.path = self.betas if path is None else np.asarray(path, float)
        room = region.inset(HANDLE, 0)
        self.rail = Trace(np.stack([room.at(0, 0.5), room.at(1, 0.5)]), "beta", width=2.0)
        named = [self.betas[0], *self._decades(), self.betas[-1]] if ticks is None else ticks
        self.ticks = VGroup(*_apart([self._tick(beta) for beta in dict.fromkeys(map(float, named))]))
        self.signs = VGroup(*(self._sign(index) for index in self._middles())) if signs else VGroup()
        self.handle = Cloud(self.along(0.0)[None], "beta", size=HANDLE)
        times = np.arange(len(self.path), dtype=float)
        self.value = Counter(Formula("beta", size=40), times, self.written, size=40 / NUMBER)
        super().__init__(self.rail, self.ticks, self.signs, self.handle)
        bind(self, [times], lambda time: self.handle.place(self.along(self.moment(self.beta(time)))[None]))

    def along(self, moment: float) -> np.ndarray:
        """Return the place (3,) of one of ``betas``' moments on the rail."""
        share = moment / (len(self.betas) - 1)
        start, end = self.rail.points[[0, -1]]
        return np.asarray(start + share * (end - start))

    def moment(self, beta: float) -> float:
        """Return the moment at which ``betas`` has a value, interpolated in log β."""
        logs, order = _logs(self.betas), 1 if self.betas[0] < self.betas[-1] else -1
        return float(np.interp(_logs(np.array([beta]))[0], logs[::order], self._moments()[::order]))

    def beta(self, moment: float) -> float:
        """Return the path's β at a moment, interpolated in log β; ∞ and 0 are only reached at their own moments."""
        low = min(int(moment), len(self.path) - 2)
        if moment == int(moment) or self.path[low] == self.path[low + 1]:
            return float(self.path[int(moment)])
        between = _logs(self.path[low : low + 2])
        return float(np.exp(between[0] + (moment - low) * (between[1] - between[0])))

    def written(self, moment: float) -> str:
        """Return "= β" at a moment in Typst mathematics; beyond the last finite values it reads "> 30", "< 0.03"."""
        beta, (least, most) = self.beta(moment), self._span
        if np.isinf(beta) or beta == 0:
            return "= oo" if beta else "= 0"
        if beta > most * 1.0001:
            return f"> {most:.0f}"
        if beta < least * 0.9999:
            return f"< {least:.2g}"
        return f"= {brief(beta)}"

    def _regime(self, beta: float) -> Regime:
        return regime(beta, self._catastrophe)

    def _decades(self) -> list[float]:
        """The powers of ten among the β, in their order."""
        named = list(tables.decades(*self._span)) if self._span[0] < self._span[1] else []
        return named[:: -1 if self.betas[0] > self.betas[-1] else 1]

    def _moments(self) -> np.ndarray:
        return np.arange(len(self.betas), dtype=float)

    def _middles(self) -> list[int]:
        """The moment at which each regime's sign stands: its end of the rail, or the middle of its stretch."""
        names = [self._regime(beta).name for beta in self.betas]
        found = []
        for kind in REGIMES:
            own = [index for index, name in enumerate(names) if name == kind.name]
            if own:
                edge = [index for index in (0, len(names) - 1) if index in own]
                found.append(edge[0] if edge else round((own[0] + own[-1]) / 2))
        return found

    def _sign(self, index: int) -> Any:
        picture = emoji(self._regime(self.betas[index]).emoji, size=SIGN)
        return picture.next_to(self.along(index), UP, buff=pt(12.0))

    def _tick(self, beta: float) -> Formula:
        text = "oo" if np.isinf(beta) else brief(beta)
        label = Formula(text, size=TICK, colours={"oo": "beta"})
        label.move_to(self.along(self.moment(beta)))
        return on_line(label, float(label.get_y()) - pt(26.0))


def _apart(labels: list[Formula]) -> list[Formula]:
    """The labels at both ends, and those between that touch neither."""
    ends = (labels[0], labels[-1])

    def free(one: Formula) -> bool:
        return all(abs(one.get_x() - end.get_x()) > (one.width + end.width) / 2 + pt(4.0) for end in ends)

    return [one for one in labels if one in ends or free(one)]


def _logs(betas: np.ndarray) -> np.ndarray:
    """The logarithms of β (S,), where ∞ and 0 count as beyond all others."""
    with np.errstate(divide="ignore"):
        return np.nan_to_num(np.log(betas), posinf=60.0, neginf=-60.0)
