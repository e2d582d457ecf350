"""Soft minimum and its kin: what they are called, what PyTorch calls them, and the limit of coldness zero.

Lecture: section 3. The actual softmin is a number, F_β; what libraries call softmax is softargmax, a distribution. As
β → 0 the softmin becomes the mean.
"""

from __future__ import annotations

from ebviz.plot import *

NAMES = (  # what it is, and how PyTorch writes it
    ("softmax_beta (E) = 1/beta log 1/N sum_j e^(beta E_j)", "(logsumexp(βE) − log(N)) / β"),
    ("softmin_beta (E) = -softmax_beta (-E)", "−(logsumexp(−βE) − log(N)) / β"),
    ("softargmax_beta (E)_j = e^(beta E_j) / (sum_k e^(beta E_k))", "softmax(βE)"),
    ("softargmin_beta (E) = softargmax_beta (-E)", "softmin(βE)"),
)
INTEGRAL = "integral_cal(Z)"
STEPS = (  # the limit of coldness zero, and why each step holds
    (f"F_beta (y) = -1/beta log 1/abs(cal(Z)) {INTEGRAL} e^(-beta E(y, z)) dif z", "$0\\/0$ as $beta -> 0$"),
    (
        f"lim_(beta -> 0) F_beta (y) = -lim_(beta -> 0) dif/(dif beta) log 1/abs(cal(Z)) {INTEGRAL} e^(-beta E)dif z",
        "l’Hôpital",
    ),
    (
        f"= lim_(beta -> 0) ({INTEGRAL} E e^(-beta E) dif z) / ({INTEGRAL} e^(-beta E) dif z)",
        "the chain rule",
    ),
    (f"= 1/abs(cal(Z)) {INTEGRAL} E(y, z) dif z = chevron.l E(y, z) chevron.r_z", "the mean: plain MSE"),
)


@figure(studies=(), size=(12, 6.75))
def soft_names(fig: Figure, theme: Theme) -> None:
    """Softmax, softmin, softargmax, softargmin: formulas, PyTorch's names, and which is the gradient of which."""
    for text, x in (("what it is", 0.04), ("in PyTorch", 0.57)):
        label(fig, text, (x, 0.9), anchor="baseline left", size=22, colour="note")
    for row, (formula, torch) in enumerate(NAMES):
        y = 0.785 - 0.15 * row
        label(fig, f"$ {formula} $", (0.04, y), anchor="left", size=26)
        label(fig, torch, (0.57, y), anchor="left", size=22)
    axes = fig.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    axes.plot([0.04, 0.96], [0.235, 0.235], color=theme("note"), linewidth=1.2, alpha=0.6)
    gradient = "$ (partial softmin_beta (E)) / (partial E_j) = softargmin_beta (E)_j $"
    label(fig, gradient, (0.04, 0.125), anchor="left", size=28)
    label(fig, "each $z$ is pulled by its weight", (0.96, 0.125), anchor="right", size=24)


@figure(studies=("thermostat",), size=(12, 6.75))
def hot_derivation(fig: Figure, theme: Theme, thermostat: Run) -> None:
    """Why F_β becomes the mean energy as β → 0, in four lines; beside it F_β at the origin on its way there."""
    for row, (formula, why) in enumerate(STEPS):
        y = 0.885 - 0.235 * row
        label(fig, f"$ {formula} $", (0.04, y), anchor="left", size=24)
        label(
            fig, why, (0.04 if row == 0 else 0.075, y - 0.105), anchor="baseline left", size=18, colour="note"
        )
    beta, F = thermostat["dial_beta"][1:-1], thermostat["dial_section"]
    F = F[:, F.shape[1] // 2]
    top, low = 1.22 * float(F.max()), min(0.0, float(F.min()))
    axes = fig.add_axes((0.7, 0.16, 0.265, 0.6))
    axes.set(xscale="log", xlim=(beta[0], beta[-1]), ylim=(low, top))
    axes.minorticks_off()
    axes.plot(beta, F[1:-1], color=theme("F"), linewidth=3)
    ends = ((0, "$min_z E$", "top left", -8), (-1, "$chevron.l E chevron.r_z$", "bottom left", 6))
    for end, name, anchor, up in ends:
        axes.axhline(float(F[end]), color=theme.ink, linewidth=1.4, linestyle="--", zorder=1.5)
        text = f"{name[:-1]} = {rounded(float(F[end]), 2)}$"
        label(axes, text, (beta[0], float(F[end])), anchor=anchor, offset=(10, up), size=20)
    ticks(axes, "x", [10.0**k for k in range(-9, 10, 2) if beta[-1] <= 10.0**k <= beta[0]])
    ticks(axes, "y", ticks.steps(low, top, ticks.spacing(top - low, 4)))
    name_axes(axes, "$beta$", "$F_beta (0, 0)$", size=22, long=True)
