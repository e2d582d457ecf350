"""The loss functionals: what they ask of F, and what becomes of a model that is trained with each.

Lecture: section 4. The energy loss only pulls F down at the data y̌; hinge and log also push it up at contrastive ŷ.
"""

from __future__ import annotations

import numpy as np

from ebviz.plot import *
from scenes.inference._latents import hot_end
from scenes.temperature._looks import LOSSES, Look

FIRST, LAST = 0, -1
ROWS = {
    "energy": ("cold", '$ell_"energy" = F(check(y))$', "only pulls down, at $check(y)$"),
    "hinge": (
        "hinge",
        '$ell_"hinge" = (m - [F(hat(y)) - F(check(y))])^+$',
        "pushes up at $hat(y)$, up to $m$",
    ),
    "log": ("log", '$ell_"log" = log(1 + e^(F(check(y)) - F(hat(y))))$', "never stops pushing"),
}


@figure(studies=("training", "losses", "ellipse"), size=(12, 6.75))
def loss_functionals(fig: Figure, theme: Theme, training: Run, losses: Run, ellipse: Run) -> None:
    """The three losses against F(ŷ) − F(y̌), and the F that each makes of one model whose z could reach any y."""
    margin, F = float(training.config["margin"]), float(training["cold_loss"][FIRST])
    axes = fig.add_axes((0.065, 0.145, 0.25, 0.725))
    reach = max(1.0, margin) * np.linspace(-2.0, 3.0, 501)
    top = max(margin + 2.0 * max(1.0, margin), 1.1 * F)
    axes.set(xlim=(reach[0], reach[-1]), ylim=(-0.04 * top, 1.06 * top))
    axes.axhline(0, color=theme.ink, linewidth=2, zorder=1)
    axes.axvline(0, color=theme.ink, linewidth=2, zorder=1)
    ticks(axes, "x", ticks.steps(reach[0], reach[-1], ticks.spacing(float(np.ptp(reach)), 3)))
    ticks(axes, "y", ticks.steps(0, top, ticks.spacing(top, 5)))
    name_axes(axes, "$F(hat(y)) - F(check(y))$", "$ell$", long=True)
    curves = (np.full_like(reach, F), np.maximum(margin - reach, 0), np.log1p(np.exp(-reach)))
    axes.plot([margin, margin], [0, top], color=theme("note"), linewidth=1.6, linestyle=":", zorder=1.5)
    label(axes, f"$m = {margin:g}$", (margin, top), anchor="bottom left", offset=(8, -14), size=24)
    hot = hot_end(ellipse["y"], losses["energy_F"][FIRST])
    for row, (curve, (name, (look, text, remark))) in enumerate(zip(curves, ROWS.items(), strict=True)):
        style, foot = _line(theme, LOSSES[look], 3.0), 0.685 - 0.285 * row
        axes.plot(reach, curve, **style)
        legend(fig, [(style, text)], (0.34, foot + 0.185), size=21)
        label(fig, remark, (0.385, foot + 0.075), anchor="baseline left", size=19, colour="note")
        rect = (0.7, foot - 0.01, 0.2, 0.265)
        shown, image = heat(fig, theme, rect, (losses["y1"], losses["y2"]), losses[f"{name}_F"][LAST], hot)
        shown.tick_params(labelleft=False, labelbottom=False)
        bare(shown, names=True)
        places = losses[f"{name}_image"][LAST].reshape(-1, 2)
        inside = (np.abs(places) < [losses["y1"][-1], losses["y2"][-1]]).all(axis=1)
        shown.plot(*places[inside].T, marker="o", ms=1.5, linestyle="none", color=theme.on_map("tilde(y)"))
        shown.plot(*ellipse["y"].T, **data(theme, 5.0))
    colour_bar(fig, theme, (0.918, 0.3, 0.014, 0.4), image, [0, hot / 2, hot], "$F_oo$", size=20)
    says = "trained: one model, whose $z$ has two dimensions"
    label(fig, says, (0.385, 0.045), anchor="baseline left", size=20)


@figure(
    studies=("training", "ellipse"),
    size=(12, 6.75),
    cannot_show={
        "inference.decoder": "it shows the two weights of the ellipse",
        "inference.energy": "it shows the two weights of the ellipse",
    },
)
def training_curves(fig: Figure, theme: Theme, training: Run, ellipse: Run) -> None:
    """What four losses make of the same ellipse, step by step: F of held-out samples, and the weights."""
    last = len(training["cold_loss"])
    left, right = fig.add_axes((0.085, 0.145, 0.39, 0.67)), fig.add_axes((0.56, 0.145, 0.36, 0.67))
    F = np.concatenate([training[f"{name}_held_out"] for name in LOSSES])
    low, high = 0.7 * float(min(F.min(), training.get("floor", F).min())), 1.25 * float(F.max())
    left.set(xlim=(0, last), yscale="log", ylim=(low, high))
    left.minorticks_off()
    ticks(left, "y", ticks.decades(low, high))
    known = ellipse.config["data"] is None
    rho = [float(ellipse.config[f"rho{i}"]) for i in (1, 2)] if known else []
    top = 1.1 * max(*rho, *(float(np.abs(training[f"{name}_w"]).max()) for name in LOSSES))
    right.set(xlim=(0, last), ylim=(0, top))
    ticks(right, "y", ticks.steps(0, top, ticks.spacing(top, 5)))
    for axes, name in ((left, "$chevron.l F_oo chevron.r$ of held-out $y$"), (right, "$abs(w_1), abs(w_2)$")):
        ticks(axes, "x", ticks.steps(0, last, max(1, ticks.spacing(last, 6))))
        name_axes(axes, "step", name, size=24, long=True)
    for name, look in LOSSES.items():
        line = _line(theme, look, 2.8)
        left.plot(np.arange(last + 1), training[f"{name}_held_out"], **line)
        for w in np.abs(training[f"{name}_w"]).T:
            right.plot(np.arange(last + 1), w, **line)
    if known:
        floor = float(training["floor"])
        left.axhline(floor, color=theme.ink, linewidth=1.4, linestyle=":", zorder=1.5)
        label(left, "of the true ellipse", (0, floor), anchor="bottom left", offset=(8, 6), size=18)
    for i in (1, 2):
        if known:
            right.axhline(rho[i - 1], color=theme.ink, linewidth=1.4, linestyle=":", zorder=1.5)
            label(right, f"$rho_{i}$", (last, rho[i - 1]), anchor="left", offset=(8, 0), size=24)
        start = float(abs(training["cold_w"][FIRST, i - 1]))
        label(right, f"$abs(w_{i})$", (0, start), anchor="top left", offset=(14, -16), size=24, halo=3)
    entries = [(_line(theme, look, 2.8), look.name) for look in LOSSES.values()]
    legend(fig, entries, (0.5, 0.925), anchor="bottom left", offset=(-300, 0), across=True, size=22)


def _line(theme: Theme, look: Look, width: float) -> Style:
    """A loss's line."""
    return {"color": theme(look.hue), "linestyle": look.on_paper, "linewidth": width}
