"""The learned cost as all films and slides of this lecture show it, by one rule: above its mean at y.

The level of a learned C is free: once ŷ is distributed like y, any constant between 0 and m is as good as another. So
blue is what y costs on average at that moment, ⟨C(y)⟩, and full red begins at the cap above it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ebviz.stage import *
from scenes.gan._words import EXCESS, cap_of

if TYPE_CHECKING:
    from ebviz.study import Run

SHOWN = 500  # at most this many y, and as many ŷ, are drawn
ROUNDS = (0, 10, 50, 200, 1000, 5000)  # labelled on an axis of rounds, as far as it goes
PULLED = 40  # at most this many ŷ have an arrow
REACH = 0.5  # drawn length of a slope of 1, in units of the plane, as in the figure
BESIDE = 0.15  # distance in the plane within which a y is beside a ŷ
REST = 1 / 3  # of a rise: so little is left of it when it is over
APART = 1.2  # between two moments that are shown, the number of rounds grows by this factor at least
HISTORIES = (
    *("rounds", "C", "y_hat", "y_hat_tilde", "curve", "C_y", "C_hat", "pull", "mean_pull"),
    *("pushed", "spread", "distance", "share", "covered"),
)


class Landscape(NamedTuple):
    """The plane of a toy, C over it, and y, round, and ŷ, pointed, each in the colour of its own cost.

    ``C_y`` (S, M) and ``C_hat`` (S, P) are those costs, above their mean at y, and ``paint`` gives them colours.
    """

    plane: Plane
    map: Heat
    cold: Dots
    hot: Dots
    C_y: np.ndarray
    C_hat: np.ndarray
    paint: Callable[[np.ndarray], np.ndarray]


def excess(run: "Run", training: str, name: str) -> np.ndarray:
    """Return a history (S, …) of C, "C" over the plane, "C_y" or "C_hat", above its mean at y at each moment."""
    level, history = run[f"{training}_C_y"].mean(axis=1), run[f"{training}_{name}"]
    return np.asarray(history - np.reshape(level, (-1, *[1] * (history.ndim - 1))))


def steadied(run: "Run", *trainings: str, since: int = 0) -> "Run":
    """Return a run with fewer moments of its trainings, the later the fewer, from moment ``since`` on.

    Late in a training C trembles about a form that changes slowly: with all its moments, a film of it would flicker.
    """
    arrays = {name: run[name] for name in run}
    for training in trainings or ("",):
        start = f"{training}_" if training else ""
        rounds, kept = run[f"{start}rounds"], list(range(since + 1))
        done = rounds - rounds[since]
        for moment in range(since + 1, len(rounds)):
            if done[moment] >= APART * done[kept[-1]] and APART * done[moment] <= done[-1]:
                kept.append(moment)
        kept += [len(rounds) - 1] * (len(rounds) > since + 1)
        arrays |= {start + name: arrays[start + name][kept] for name in HISTORIES if start + name in arrays}
    return type(run)(run.name, arrays, run.config)


def early(rounds: np.ndarray, share: float) -> int:
    """Return the first moment, after the start, at which so large a share of the rounds (S,) is over."""
    return int(np.clip(np.searchsorted(rounds, share * rounds[-1]), 1, len(rounds) - 1))


def ground(y1: np.ndarray, y2: np.ndarray, region: Region, *, label_size: float = 30.0) -> Plane:
    """Return the plane that lies under a map over y1 (W,) and y2 (H,), bare but for the names of its axes."""
    ends = (y1[0], y1[-1]), (y2[0], y2[-1])
    return Plane(*ends, within=region, grid=False, axes=False, numbers=False, label_size=label_size)


def landscape(
    run: "Run", toys: "Run", toy: str, region: Region, *, training: str = "", cap: float | None = None
) -> Landscape:
    """Return the landscape of C over a toy, laid out in a region; ``training`` is named as the toy, or otherwise."""
    training = training or toy
    (y1, y2), cap = (toys[f"{toy}_y{k}"] for k in (1, 2)), cap or cap_of(run.config["recipe"])
    C_y, C_hat = (excess(run, training, name) for name in ("C_y", "C_hat"))
    plane = ground(y1, y2, region)
    paint = energy_scale(cap=cap).rgb
    cold = plane.dots(
        toys[f"{toy}_held_out"][:SHOWN], size=7, on_map=True, rim="y", rim_width=1.4,
        values=C_y[:, :SHOWN], paint=paint,
    )  # fmt: skip
    hot = plane.dots(
        run[f"{training}_y_hat"][:, :SHOWN], size=8, shape="triangle", on_map=True, rim_width=1.1,
        values=C_hat[:, :SHOWN], paint=paint,
    )  # fmt: skip
    heat = plane.heat(excess(run, training, "C"), high=cap)
    return Landscape(plane, heat, cold, hot, C_y, C_hat, paint)


def mean_costs(run: "Run", training: str, most: float, region: Region) -> tuple[list[np.ndarray], VGroup]:
    """Return the mean costs (S,) of y and ŷ, and their plot.

    Their moments are at even distances: at the start they are denser in rounds. The axis goes to ``most`` at least.
    """
    rounds, last = run[f"{training}_rounds"], len(run[f"{training}_rounds"]) - 1
    costs = [run[f"{training}_{name}"].mean(axis=1) for name in ("C_y", "C_hat")]
    marks = {float(np.interp(r, rounds, range(last + 1))): f"{r}" for r in ROUNDS if r <= rounds[-1]}
    top = max(most, *(float(cost.max()) for cost in costs))
    labels = ('"round"', "")
    plot = Plane((0, last), (0, top, most / 5), within=region, stretch=True, x_ticks=marks, labels=labels)
    entries = [("line", "y", "mean $C(y)$"), ("dashed", "y_hat", "mean $C(hat(y))$")]
    legend = Legend(entries, across=True).next_to(plot.frame, UP, buff=pt(8))
    cold, hot = plot.history(costs[0], "y"), plot.history(costs[1], "y_hat", dash=(6, 4))
    return costs, VGroup(plot, legend, cold, hot)


def slopes(land: Landscape, run: "Run", training: str) -> Arrows:
    """Return arrows at a few ŷ, of no length yet: where the slope of C moves them within the plane."""
    tails, ways = (run[f"{training}_{name}"][:, :PULLED] for name in ("y_hat", "pull"))
    ways = np.where(land.plane.holds(tails + REACH * ways)[..., None], ways, 0.0)
    return land.plane.arrows(tails, ways, "white", scale=REACH).set_growth(0.0)


def key(*, arrow: str = "") -> Legend:
    """Return what the marks of a landscape mean, side by side, with ``arrow`` that of an arrow."""
    entries = [("ring", "y", "data $y$"), ("hat", "y_hat", "$hat(y) = G(z)$")]
    return Legend(entries + [("arrow", "white", arrow)] * bool(arrow), across=True, on_map=True)


def bar(cap: float, *, length: float = 150.0) -> ColourBar:
    """Return the bar of the maps of C, lying, with its name: blue is C's mean at y, full red begins at the cap."""
    return ColourBar(0, cap, [0, cap], EXCESS, horizontal=True, length=length, size=24, extend=True)


def straightest(y_hat: np.ndarray, edge: np.ndarray) -> int:
    """Return which of the ŷ (S, N, 2) goes the straightest way, among those within the ends (2, 2) of both axes."""
    whole = np.linalg.norm(y_hat[-1] - y_hat[0], axis=-1)
    steps = np.linalg.norm(np.diff(y_hat, axis=0), axis=-1).sum(axis=0)
    inside = ((y_hat > edge[:, 0]) & (y_hat < edge[:, 1])).all(axis=(0, 2))
    return int(np.where(inside, whole / np.maximum(steps, 1e-9), -1.0).argmax())


def arrival(run: "Run", y: np.ndarray, since: int) -> tuple[int, int]:
    """Return the moments between which ŷ arrive at y (M, 2) and C rises there, until most of that rise is gone.

    The first is where ŷ come nearest before the mean of C at y is highest. Both are the same if no y beside a ŷ costs
    more at that height than the others.
    """
    level = run["C_y"].mean(axis=1)
    crest = since + int(level[since:].argmax())
    dip = since + int(run["distance"][since : crest + 1].argmin())
    beside = np.linalg.norm(y[:, None] - run["y_hat"][crest], axis=-1).min(axis=1) < BESIDE
    C, over = run["C_y"][crest], level[crest:] - level[since] < REST * (level[crest] - level[since])
    if beside.all() or not beside.any() or C[beside].mean() < C[~beside].mean() or not over.any():
        return dip, dip
    return dip, crest + int(over.argmax())


def strays(low: np.ndarray, toys: "Run", toy: str) -> bool:
    """Does C, which is ``low`` (H, W) at some places over a toy, have such a place away from all y?"""
    rows, columns = np.nonzero(low)
    places = np.stack([toys[f"{toy}_y1"][columns], toys[f"{toy}_y2"][rows]], axis=-1)
    away = np.linalg.norm(places[:, None] - toys[f"{toy}_held_out"][:SHOWN], axis=-1).min(axis=1)
    return bool((away > 2 * BESIDE).any())
