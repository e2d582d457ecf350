"""The conditional model as a diagram: x through a predictor, z from nowhere, both into the decoder.

Lecture: section 4, the conditional case, and what it grows into.
"""

from __future__ import annotations

from ebviz.plot import *

FORMULAS = (
    ("the lecture's", "g(f, z) = f dot.o [cos z, sin z]^top"),
    ("$g$ is learned as well", "g : RR^(dim f) times RR -> RR^2"),
    ("$z$ is a vector", "g : RR^(dim f) times RR^(dim z) -> RR^2"),
)


@figure(studies=(), size=(12, 6.75))
def conditional_diagram(fig: Figure, theme: Theme) -> None:
    """x → predictor → decoder ← z, and E of its ỹ and y; and three decoders, each of which assumes less."""
    model = Diagram(fig, theme, centre=(1.78, 0.95), pitch=(165, 120), scale=1.15)
    model.variable("z", (0, 0))
    model.decoder("Decoder", (1, 0))
    model.variable("tilde(y)", (2, 0), "tilde(y)")
    model.decoder("Predictor", (1, 1), direction="up", hue="yellow")
    model.variable("x", (1, 2), "x", observed=True)
    model.energy("E", (2, 1))
    model.variable("y", (2, 2), "y", observed=True)
    model.connect("z", "Decoder", "tilde(y)", "E")
    model.connect("x", "Predictor", "Decoder")
    model.connect("y", "E")
    model.domain("z")
    model.manifold("tilde(y)")
    for row, (says, formula) in enumerate(FORMULAS):
        y = 0.86 - 0.17 * row
        label(fig, says, (0.62, y), anchor="baseline left", size=20, colour="note")
        label(fig, f"${formula}$", (0.62, y - 0.07), anchor="baseline left", size=25)
    label(fig, "regularise $z$, or $F = 0$ everywhere", (0.62, 0.375), anchor="baseline left", size=20)
    energy = "E(x, y, z) = norm(y - g(f(x), z))^2"
    label(fig, f"${energy}$", (0.62, 0.235), anchor="baseline left", size=24)
    label(fig, "$F_oo (x, y) = min_z E(x, y, z)$", (0.62, 0.135), anchor="baseline left", size=25)
