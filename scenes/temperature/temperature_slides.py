"""The free energy at a temperature: surfaces and sections from cold to hot, and how much each latent weighs.

Lecture: section 3, figures 1.1 to 2.3. F_β(y) = −(1/β) log (1/N_z) Σ_z exp(−β E(y, z)): the minimum over z when it is
cold, a marginal when it is warm, the mean when it is hot; then its only minimum is where there is no data.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import Latents
from scenes.temperature._looks import contributing, most

UNTRAINED, TRAINED = 0, 1

HOT, WARM, COLD = 0, 3, -1  # of the named β
# From hot to cold: each section's colour and mark, so that no two differ by hue alone.
SECTIONS = (
    ("white", ""),
    ("blue", "o"),
    ("green", "s"),
    ("orange", "^"),
    ("lavender", "D"),
    ("aqua", "v"),
    ("red", "P"),
)


@figure(studies=("thermostat", "ellipse"), size=(12, 6.75))
def cold_surface(fig: Figure, theme: Theme, thermostat: Run, ellipse: Run) -> None:
    """Figure 1.1, cold: F_∞ is the lowest energy over z, zero along the manifold, with a tall hill inside."""
    _surface(fig, theme, thermostat, ellipse, COLD, "F_oo")
    label(fig, "$ F_oo (y) = min_z E(y, z) $", (0.04, 0.945), anchor="top left", size=30)
    _regime(fig, "cold: $beta -> oo$", "one $z$ counts, the best")


@figure(studies=("thermostat", "ellipse"), size=(12, 6.75))
def warm_surface(fig: Figure, theme: Theme, thermostat: Run, ellipse: Run) -> None:
    """Figure 1.2, warm: F_β marginalises over the latent; the valley is higher, the hill in it gentle."""
    beta = float(thermostat["named_beta"][WARM])
    _surface(fig, theme, thermostat, ellipse, WARM, "F_1" if beta == 1 else "F_beta")
    formula = "$ F_beta (y) = -1/beta log 1/N_z sum_z e^(-beta E(y, z)) $"
    label(fig, formula, (0.04, 0.97), anchor="top left", size=25)
    _regime(fig, f"warm: $beta = {brief(beta)}$", "the better a $z$, the more it counts")


@figure(studies=("thermostat", "ellipse"), size=(12, 6.75))
def hot_surface(fig: Figure, theme: Theme, thermostat: Run, ellipse: Run) -> None:
    """Figure 1.3, too hot: F_0 is the mean energy, a paraboloid whose only minimum is at the origin."""
    _surface(fig, theme, thermostat, ellipse, HOT, "F_0")
    label(fig, "$ F_0 (y) = 1/N_z sum_z E(y, z) $", (0.04, 0.965), anchor="top left", size=28)
    one = ": one minimum" if "fine_y" in thermostat else ""  # the mean of paraboloids is one
    _regime(fig, "too hot: $beta -> 0$", f"all $z$ count equally{one}")


@figure(studies=("thermostat",), size=(12, 6.75))
def cross_sections_untrained(fig: Figure, theme: Theme, thermostat: Run) -> None:
    """F_β of the untrained model along y₂, at six temperatures and too hot: the small peak melts."""
    _sections(fig, theme, thermostat, UNTRAINED, "before training")


@figure(studies=("thermostat",), size=(12, 6.75))
def cross_sections_trained(fig: Figure, theme: Theme, thermostat: Run) -> None:
    """F_β of the trained model along y₂: the hill melts until one minimum is left, between the two correct ones."""
    _sections(fig, theme, thermostat, TRAINED, "after training")


@figure(
    studies=("thermostat", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it colours the points g(z), and an energy has no decoder g"},
)
def weights_right(fig: Figure, theme: Theme, thermostat: Run, ellipse: Run, inference: Run) -> None:
    """Figure 2.1: for y′ at the right, only the latents at the near end have any weight."""
    _weights(fig, theme, thermostat, ellipse, 0, Latents.of(inference))


@figure(
    studies=("thermostat", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it colours the points g(z), and an energy has no decoder g"},
)
def weights_top(fig: Figure, theme: Theme, thermostat: Run, ellipse: Run, inference: Run) -> None:
    """Figure 2.2: for y′ at the top, there are two groups of latents, above and below, of unequal weight."""
    _weights(fig, theme, thermostat, ellipse, 1, Latents.of(inference))


@figure(
    studies=("thermostat", "ellipse", "inference"),
    size=(12, 6.75),
    cannot_show={"inference.energy": "it colours the points g(z), and an energy has no decoder g"},
)
def weights_centre(fig: Figure, theme: Theme, thermostat: Run, ellipse: Run, inference: Run) -> None:
    """Figure 2.3: for y′ in the middle, all latents contribute."""
    _weights(fig, theme, thermostat, ellipse, 2, Latents.of(inference))


def _surface(fig: Figure, theme: Theme, run: Run, ellipse: Run, named: int, name: str) -> None:
    """F at one of the named β, above the manifold and the samples on the floor; F at the origin is marked."""
    y1, y2 = run["surface_y1"].astype(float).round(6), run["surface_y2"].astype(float).round(6)
    low, cap = _ends(run)
    limits, gap = ((y1[0], y1[-1]), (y2[0], y2[-1]), (low, cap)), ticks.spacing(float(y1[-1] - y1[0]), 6)
    upward = ticks.steps(low, cap, ticks.spacing(cap - low, 4))
    places = tuple(list(each) for each in (*(ticks.steps(*side, gap) for side in limits[:2]), upward))
    flat = 0.56 * (y1[-1] - y1[0]) / (cap - low)  # the box has one shape, whatever F is
    view = View(-64, 36, (1.0, 1.0, flat))
    space = Space(
        fig, theme, (0.06, 0.085, 0.8, 0.735), view, limits, places, ("$y_1$", "$y_2$", f"${name}$")
    )
    model = (UNTRAINED, TRAINED)[run.config["manifold"] == "trained"]
    field = Grid(y1, y2, run["named_F"][named].astype(float))
    basin = Basin(space, field, cap, low + (cap - low) / 24 * np.arange(1, 24))
    y = ellipse["y"]
    if "fine_y" in run:
        ring = run["fine_y"][model]
        for hue, width in ((theme.paper, 5.5), (theme("tilde(y)"), 3.0)):
            basin.line(np.column_stack([ring, np.full(len(ring), low)]), hue, width, 2.3)
    basin.points(np.column_stack([y, np.full(len(y), low)]), theme("y"), 8.5)
    middle = float(run["named_fine"][model, named, np.abs(run["section_y2"]).argmin()])  # at the origin
    foot, top = view.flat(np.array([[0.0, 0.0, low], [0.0, 0.0, middle]]))
    space.axes.plot(*np.stack([foot, top]).T, color=theme.ink, linewidth=1.8, linestyle=":", zorder=4)
    cross(space.axes, theme, tuple(top), "white")
    found: Style = {"marker": "x", "ms": 11, "mew": 3, "linestyle": "none", "color": theme.ink}
    legend(
        fig, [(found, f"${name} (0, 0) = {rounded(middle, 2)}$")], (0.97, 0.79), anchor="top right", size=24
    )
    samples: Style = {"marker": "o", "ms": 8, "linestyle": "none", "color": theme("y")}
    when = {"trained": "trained", "untrained": "at first"}[run.config["manifold"]]
    entries = [
        (samples, "$y$"),
        ({"color": theme("tilde(y)"), "linewidth": 3}, f"$tilde(y)$, {when}"),
    ]
    entries = entries if "fine_y" in run else entries[:1]
    legend(fig, entries, (0.04, 0.055), anchor="bottom left", across=True, size=24)
    colour_bar(fig, theme, (0.9, 0.12, 0.02, 0.48), basin.colours, [low, (low + cap) / 2, cap], f"${name}$")


def _ends(run: Run) -> tuple[float, float]:
    """The lowest and the highest F of the three surfaces: high enough for the hot one to be a bowl, not a cup."""
    low = min(0.0, float(run["named_F"].min()))
    hot = float(run["named_F"][0][len(run["surface_y2"]) // 2, len(run["surface_y1"]) // 2]) - low
    return low, low + min(float(f"{3.2 * hot:.1g}"), energy_scale(run["named_F"] - low).cap)


def _regime(fig: Figure, name: str, meaning: str) -> None:
    label(fig, name, (0.97, 0.945), anchor="top right", size=30)
    label(fig, meaning, (0.97, 0.865), anchor="top right", size=22)


def _sections(fig: Figure, theme: Theme, run: Run, model: int, state: str) -> None:
    """F_β along y₂ at y₁ = 0: dots where the lecture has them, fine lines, each with its β at the end."""
    axes = fig.add_axes((0.065, 0.13, 0.79, 0.76))
    top = 1.04 * float(run["named_section"].max())  # the same for both models
    reach = float(np.abs(run["section_y2"]).max())
    axes.set(xlim=(-1.025 * reach, 1.025 * reach), ylim=(min(-0.04 * top, run["named_section"].min()), top))
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    axes.axvline(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", ticks.steps(-reach, reach, ticks.spacing(2 * reach, 8)))
    ticks(axes, "y", ticks.steps(0, top, ticks.spacing(top, 10)))
    name_axes(axes, "$y_2$", "$F_beta (y_1 = 0, y_2)$", long=True)
    ends = []
    sections = zip(
        SECTIONS, run["named_beta"], run["named_section"][model], run["named_fine"][model], strict=True
    )
    for (hue, mark), beta, coarse, fine in sections:
        line: Style = {"color": theme(hue), "linewidth": 2.2}
        if not mark:
            line |= {"linestyle": "--", "linewidth": 2.8, "zorder": 1.8}
        axes.plot(run["section_y2"], fine, **line)
        if mark:
            axes.plot(run["named_y2"], coarse, marker=mark, ms=7.5, linestyle="none", color=theme(hue))
        text = "-> 0" if beta == 0 else "-> oo" if np.isinf(beta) else f"= {brief(float(beta))}"
        ends.append((float(fine[-1]), hue, f"$beta {text}$"))
    _name_ends(axes, theme, ends)
    label(axes, state, (1, 1), coords="axes", anchor="baseline right", offset=(0, 14), size=26)


def _name_ends(axes: Axes, theme: Theme, ends: list[tuple[float, str, str]], gap: float = 27.0) -> None:
    """Write each line's name to the right of its end, at least ``gap`` points apart."""
    box, pixels = axes.get_window_extent(), axes.get_figure(root=True).dpi / 72  # type: ignore[union-attr]
    floor, top = axes.get_ylim()
    scale = (top - floor) / (box.height / pixels)  # data per point
    ends = sorted(ends)
    size = 22 if max(len(text) for *_, text in ends) < len("$beta = 0.001$") else 16
    places = np.array([height for height, *_ in ends]) / scale
    for _ in range(200):  # neighbours that are too close share the push
        push = np.clip(gap - np.diff(places), 0, None) / 2
        places[:-1] -= push
        places[1:] += push
    for (height, hue, text), place in zip(ends, places * scale, strict=True):
        right = axes.get_xlim()[1]
        reach = 0.03 * (right - axes.get_xlim()[0])
        leader: Style = {"color": theme(hue), "linewidth": 1.2, "clip_on": False}
        axes.plot([right, right + reach], [height, place], **leader)
        colours = {} if hue == "white" else {"colour": hue}
        label(axes, text, (right + reach, place), anchor="left", offset=(6, 0), size=size, **colours)


def _weights(fig: Figure, theme: Theme, run: Run, ellipse: Run, point: int, latents: Latents) -> None:
    """The untrained manifold, coloured by exp(−β E(y′, z)); beside it E and the Gibbs weights of z."""
    here, ring, z = run["points"][point], run["fine_y"][UNTRAINED], run["z"]
    E, weight, gibbs = (run[name][UNTRAINED, point] for name in ("E", "boltzmann", "gibbs"))
    limits = extent(np.vstack([ellipse["y"], ring]), (3.0, 2.25))
    gap = ticks.spacing(2 * limits[0][1], 6)
    axes = plane(fig, theme, (0.055, 0.135, 0.51, 0.74), *limits, step=(gap, gap))
    axes.set_anchor("SW")
    greatest = float(weight.max())
    shade = ScalarMappable(Normalize(0, greatest), theme.other_map)
    dots: Style = {"c": shade.to_rgba(weight), "edgecolors": theme("note"), "zorder": 3}
    axes.plot(*ellipse["y"].T, marker="o", ms=6, linestyle="none", color=theme("y"), alpha=0.35)
    axes.plot(*ring.T, color=theme("note"), linewidth=1)
    places = run["y_tilde"][UNTRAINED]
    axes.scatter(places[:, 0], places[:, 1], s=90, linewidths=0.8, **dots)
    cross(axes, theme, tuple(here), "y'")
    label_near(axes, "$y'$", tuple(here), avoid=[ring, ellipse["y"][:, None]], gap=13, size=30)
    label(
        axes,
        contributing(gibbs, closed=latents.closed),
        (1, 1),
        coords="axes",
        anchor="baseline right",
        offset=(0, 16),
        size=26,
    )
    plain_bar(fig, theme, (0.63, 0.135, 0.018, 0.61), shade, [0, greatest], "$e^(-beta E(y', z))$")
    label(fig, "$beta = 1$", (0.98, 0.945), anchor="top right", size=26)

    top, most_weight = (1.05 * float(run[name][UNTRAINED].max()) for name in ("E", "gibbs"))
    above = _small(fig, theme, (0.772, 0.565, 0.208, 0.265), top, latents, "$E(y', z)$")
    above.plot(z, E, color=theme("E"), linewidth=1.6, zorder=2)
    above.scatter(z, E, s=22, linewidths=0.5, **dots, clip_on=False)
    formula = "$a(z) prop e^(-beta E(y', z))$"
    below = _small(fig, theme, (0.772, 0.135, 0.208, 0.265), most_weight, latents, formula)
    below.bar(
        z, gibbs, width=0.8 * (z[1] - z[0]), color=dots["c"], edgecolor=theme("note"), linewidth=0.4, zorder=2
    )
    below.axhline(1 / len(z), color=theme.ink, linewidth=1.4, linestyle="--", zorder=3)
    edge = 0.11 * (latents.high - latents.low)
    inside = np.flatnonzero((z > latents.low + edge) & (z < latents.high - edge))
    free = float(z[inside[np.convolve(gibbs, np.ones(9), "same")[inside].argmin()]])
    most_of_it = f"90 % of the weight: ${most(gibbs)}$ of ${len(z)}$ $z$"
    label(fig, most_of_it, (0.98, 0.035), anchor="baseline right", size=18)
    label(below, "$1\\/N_z$", (free, 1 / len(z)), anchor="bottom", offset=(0, 5), size=18)


def _small(fig: Figure, theme: Theme, rect: Rect, top: float, latents: Latents, name: str) -> Axes:
    """A small plot over all values of z."""
    axes = fig.add_axes(rect)
    axes.set(xlim=(latents.low - 0.02 * (latents.high - latents.low), latents.high), ylim=(0, top))
    ticks(axes, "x", latents.ticks(most=3))
    ticks(axes, "y", ticks.steps(0, top, ticks.spacing(top, 2)))
    axes.tick_params(labelsize=16)
    label(axes, name, (0, 1), coords="axes", anchor="baseline left", offset=(-14, 12), size=20)
    label(axes, "$z$", (0.75, 0), coords="axes", anchor="top", offset=(0, -13), size=20)
    return axes
