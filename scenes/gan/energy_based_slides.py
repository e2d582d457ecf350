"""Two learned costs of the same data: a network's, and an autoencoder's error, the energy-based GAN.

Lecture: section 6. Both maps show C above its mean at y, as all of this lecture do.
"""

from __future__ import annotations

from ebviz.plot import *
from ebviz.style.ticks import step_between
from scenes.gan._clouds import *
from scenes.gan._words import EXCESS, cap_of


@figure(
    studies=("toys", "gan", "energy_based_gan"),
    size=(12, 6.75),
    cannot_show={"gan.weights": "it compares trainings, and given weights are not trained"},
)
def two_costs(fig: Figure, theme: Theme, toys: Run, gan: Run, energy_based_gan: Run) -> None:
    """The end of two trainings on the ellipse: C a network, and C the error of an autoencoder."""
    run, margin = energy_based_gan, float(energy_based_gan.config["margin"])
    top = cap_of(gan.config["recipe"])
    axes, image, _ = field(fig, theme, (0.06, *_box(0.37)), toys, gan, "ellipse", LAST, top=top)
    colour_bar(fig, theme, (0.442, 0.26, 0.014, 0.26), image, [0, top], "$C$", size=20, flush=True)
    sides = toys["ellipse_y1"], toys["ellipse_y2"]
    step = (step_between(sides[0][0], sides[0][-1], 6),) * 2
    scale = energy_scale(cap=margin, data=run["C_y"][LAST])
    right, image = heat(
        fig, theme, (0.53, *_box(0.37)), sides, scale.above(run["C"][LAST]), margin, step=step
    )
    right.plot(*run["curve"][LAST].T, color="white", linewidth=3.5, zorder=2.9)
    right.plot(*toys["ellipse"][:SHOWN].T, **cold(theme), zorder=3)
    right.plot(*run["y_hat"][LAST][:SHOWN].T, **hot(theme), zorder=3.5)
    right.tick_params(labelleft=False)
    right.set(xlim=sides[0][[0, -1]], ylim=sides[1][[0, -1]])
    colour_bar(fig, theme, (0.912, 0.26, 0.014, 0.26), image, [0, margin], "$C$", size=20, flush=True)
    for axes_, text in ((axes, "$C$: a network's output"), (right, '$C(y) = norm(y - "Dec"("Enc"(y)))^2$')):
        bare(axes_, names=True)
        label(axes_, text, (0, 1), coords="axes", anchor="baseline left", offset=(0, 14), size=26)
    pushed = rounded(100 * float(run["pushed"][LAST]), 0)
    says = f"right: {pushed} % of $hat(y)$ cost less than $m = {margin:g}$, and still push $C$ up"
    label(fig, says, (0.06, 0.055), anchor="baseline left", size=22)
    entries = [
        (cold(theme, 9), "$y$"),
        (hot(theme, 10), "$hat(y)$"),
        ({"color": "grey", "linewidth": 3.5}, "all that Dec can produce (white)"),
    ]
    legend(fig, entries, (0.06, 0.955), across=True, size=22)
    says = f"maps: ${EXCESS}$; on the right, red is $m$ above"
    label(fig, says, (0.06, 0.125), anchor="baseline left", size=22)


def _box(wide: float) -> tuple[float, float, float]:
    """Lower edge, width and height of a panel of the plane, whose sides are as 4 to 3."""
    return 0.26, wide, wide * 0.75 * 12 / 6.75
