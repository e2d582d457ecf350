"""The lecture's architectures as plain data: their blocks and the wires between them.

An architecture is a set of blocks, by role, and the wires between them. A role keeps its name from model to model,
so that a film moves one block where two models share it: "code" is the encoder's output, whether written z̃, h or μ.
A later lecture adds an `Architecture`, and its place on the map (`diagrams.map`).

Blocks are placed by column and row of a grid of pitch `PITCH`, rows counted downwards. Source: lectures, sections 5
and 6; lecture_details, 1.4, 4.1 to 4.4, 5.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ebviz.diagrams import shapes

PITCH = (185.0, 88.0)  # spacing of the grid's columns and rows in slide points
TWIN = shapes.VARIABLE / PITCH[0] / 2  # half a circle, in columns: how far twins are from their common middle
BULGE = 105.0  # how far left the handles of the "initialise" arc are, in slide points
SHORT = {
    "Decoder": "Dec",
    "Encoder": "Enc",
    "Predictor": "Pred",
    "Generator": "Gen",
    "Sampler": "Smp",
}  # small blocks
FULL = (0.88, 0.66)  # shares of a small block's width and height that its name fills at most
GREEN_GUESS = {"tilde(z)": "green"}  # in this lecture z̃ is an encoder's output, and has its colour

Kind = Literal[
    "variable", "observed", "energy", "decoder", "encoder", "predictor", "sampler", "delay", "switch"
]


@dataclass(frozen=True, slots=True)
class Block:
    """One shape of a diagram: what it is, where it is, what is written in it, where its output leaves."""

    kind: Kind
    at: tuple[float, float]
    text: str
    direction: shapes.Direction = "right"


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow between two blocks, or from between two twins, "code|v"; ``bend`` "across" turns it once."""

    start: str
    end: str
    bend: Literal["", "across"] = ""


@dataclass(frozen=True, slots=True)
class Architecture:
    """A model: its diagram, its energy, and what is new in it.

    Parameters
    ----------
    title : as on the slide. said : what is new, in words.
    blocks : role → block. wires : connections. guess : roles between which z is initialised (dashed).
    energy : (role, term) in order, Typst mathematics; a term belongs to the role's block, "" is the left side.
    where : what the terms stand for, Typst mathematics.
    new : roles of the blocks added to, or changed in, the model that this one comes from.
    """

    title: str
    said: str
    blocks: Mapping[str, Block]
    wires: tuple[Wire, ...]
    energy: tuple[tuple[str, str], ...]
    where: str
    new: tuple[str, ...]
    guess: tuple[str, str] | None = None

    @property
    def formula(self) -> str:
        """The energy as one line of Typst mathematics."""
        return " ".join(term for _, term in self.energy)

    @property
    def rows(self) -> float:
        """The number of rows from the first block to the last."""
        return self.extent[3] - self.extent[1]

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The first and last columns and rows with blocks: left, top, right, bottom."""
        columns, rows = zip(*(block.at for block in self.blocks.values()), strict=True)
        return min(columns), min(rows), max(columns), max(rows)

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of all blocks."""
        left, top, right, bottom = self.extent
        return (left + right) / 2, (top + bottom) / 2

    @property
    def guess_way(self) -> np.ndarray:
        """The arc from the guess to the latent that it initialises, (S, 2) in slide points, y upwards."""
        assert self.guess is not None
        (x, low), (_, high) = (np.array(self.blocks[role].at) * PITCH * (1, -1) for role in self.guess)
        radius = shapes.VARIABLE / 2
        start, end = (x - 0.8 * radius, low + 0.6 * radius), (x - 0.8 * radius, high - 0.6 * radius)
        handles = [start, (x - BULGE, low + radius), (x - BULGE, high - radius), end]
        t = np.linspace(0, 1, 33)[:, None]
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        return np.sum([w * np.array(h) for w, h in zip(weights, handles, strict=True)], axis=0)


_ANSWER = {
    "dec": Block("decoder", (1, 0), "Decoder"),
    "y~": Block("variable", (2, 0), "tilde(y)"),
    "C": Block("energy", (2, 1), "C"),
    "y": Block("observed", (2, 2), "y"),
}
_LATENT, _HIDDEN = Block("variable", (0, 0), "z"), Block("variable", (0, 0), "h")
_REGULARISER = Block("energy", (-0.75, 0), "R")
_SLOPES = "J"
_ENCODER = Block("encoder", (1, 2), "Encoder", "left")
_ASKED = (Wire("dec", "y~"), Wire("y~", "C"), Wire("y", "C"))
_FROM_LATENT, _FROM_CODE = (*_ASKED, Wire("z", "dec")), (*_ASKED, Wire("code", "dec"))
_COST = ("C", "C(y, tilde(y))")

LV_EBM = Architecture(
    title="Latent-variable EBM",
    said="the latent $z$ is found by minimising",
    blocks={**_ANSWER, "z": _LATENT, "R": _REGULARISER},
    wires=(*_FROM_LATENT, Wire("z", "R")),
    energy=(("", "E(y, z) ="), _COST, ("R", "+ R(z)")),
    where="F_oo (y) = min_z E(y, z)",
    new=("z",),
)

TARGET_PROP = Architecture(
    title="Target propagation",
    said="an encoder learns to guess what is found",
    blocks={
        **LV_EBM.blocks,
        "enc": _ENCODER,
        "code": Block("variable", (0, 2), "tilde(z)"),
        "D": Block("energy", (0, 1), "D"),
    },
    wires=(*LV_EBM.wires, Wire("y", "enc"), Wire("enc", "code"), Wire("code", "D"), Wire("z", "D")),
    energy=(*LV_EBM.energy, ("D", "+ D(z, tilde(z))")),
    where="tilde(z) = Enc(y)",
    new=("enc", "code", "D"),
    guess=("code", "z"),
)

AE = Architecture(
    title="Autoencoder",
    said="no search: the guess is the code",
    blocks={**_ANSWER, "R": _REGULARISER, "enc": _ENCODER, "code": _HIDDEN},
    wires=(*_FROM_CODE, Wire("code", "R"), Wire("y", "enc"), Wire("enc", "code", "across")),
    energy=(("", "F(y) ="), _COST, ("R", "+ R(h)")),
    where="h = Enc(y) quad tilde(y) = Dec(h)",
    new=("code",),
)

DAE = Architecture(
    title="Denoising autoencoder",
    said="the encoder sees a corrupted $hat(y)$",
    blocks={
        **_ANSWER,
        "sampler": Block("sampler", (1, 2), "Noise", "left"),
        "y^": Block("variable", (0, 2), "hat(y)"),
        "enc": Block("encoder", (0, 1), "Encoder", "up"),
        "code": _HIDDEN,
    },
    wires=(*_FROM_CODE, Wire("y", "sampler"), Wire("sampler", "y^"), Wire("y^", "enc"), Wire("enc", "code")),
    energy=(("", "F(y) ="), _COST),
    where="hat(y) tilde.op p(hat(y) | y) quad h = Enc(hat(y))",
    new=("sampler", "y^"),
)

CAE = Architecture(
    title="Contractive autoencoder",
    said="a price $lambda$ on all squared slopes of $h$",
    blocks={**AE.blocks, "R": Block("energy", _REGULARISER.at, _SLOPES)},
    wires=AE.wires,
    energy=(*AE.energy[:2], ("R", f'+ lambda norm({_SLOPES})_"F"^2')),
    where=f"{_SLOPES} = (partial h) / (partial y) quad h = Enc(y)",
    new=("R",),
)

VAE = Architecture(
    title="Variational autoencoder",
    said="one $z$ of a bubble; $beta$ weighs what holds it",
    blocks={
        **_ANSWER,
        "z": _LATENT,
        "sampler": Block("sampler", (0, 1), "Sampler", "up"),
        "code": Block("variable", (-TWIN, 2), "mu"),
        "v": Block("variable", (TWIN, 2), "v"),
        "enc": _ENCODER,
        "R": Block("energy", (-TWIN, 3), "U"),
        "V": Block("energy", (TWIN, 3), "V"),
    },
    wires=(
        *_FROM_LATENT,
        Wire("y", "enc"),
        Wire("enc", "v"),
        Wire("code|v", "sampler"),
        Wire("sampler", "z"),
        Wire("code", "R"),
        Wire("v", "V"),
    ),
    energy=(
        ("", "tilde(F)(y) ="),
        _COST,
        ("R", "+ beta/2 sum_i (underbrace(v_i - log v_i - 1, V) + underbrace(mu_i^2, U))"),
    ),
    where="z = mu + epsilon dot.o sqrt(v) quad epsilon tilde.op cal(N)(0, I)",
    new=("code", "v", "sampler", "z", "R", "V"),
)

GAN = Architecture(
    title="Generative adversarial network",
    said="$C$ is learned: down at $y$, up at $hat(y)$",
    blocks={
        "sampler": Block("sampler", (0, 1), "Sampler", "up"),
        "z": _LATENT,
        "dec": Block("decoder", (1, 0), "Generator"),
        "y^": Block("variable", (2, 0), "hat(y)"),
        "switch": Block("switch", (2, 1), ""),
        "C": Block("energy", (1, 1), "C"),
        "y": Block("observed", (2, 2), "y"),
    },
    wires=(
        Wire("sampler", "z"),
        Wire("z", "dec"),
        Wire("dec", "y^"),
        Wire("y^", "switch"),
        Wire("y", "switch"),
        Wire("switch", "C"),
    ),
    energy=(("", "F(y) ="), ("C", "C(y)")),
    where="hat(y) = G(z) quad z tilde.op cal(N)(0, I)",
    new=("sampler", "dec", "y^", "switch", "C"),
)

FAMILY = {"lv_ebm": LV_EBM, "target_prop": TARGET_PROP, "ae": AE, "dae": DAE, "cae": CAE, "vae": VAE}
ARCHITECTURES = {**FAMILY, "gan": GAN}
# Where the code of each comes from, and what limits it: the words, and the roles of the blocks that do it.
DIFFERS = {
    "lv_ebm": (("code: $z$, by a search", "z"), ("limited by $R(z)$", "R")),
    "target_prop": (
        ("code: $z$, by a search from $tilde(z)$", "z", "code"),
        ("limited by $R(z)$ and $D(z, tilde(z))$", "R", "D"),
    ),
    "ae": (("code: $h = Enc(y)$", "enc", "code"), ("limited by $R(h)$", "R")),
    "dae": (("code: $h = Enc(hat(y))$", "enc", "code"), ("limited by the noise on $y$", "sampler", "y^")),
    "cae": (("code: $h = Enc(y)$", "enc", "code"), ("limited by a price on its slopes, $J$", "R")),
    "vae": (
        ("code: $z$, a sample of $mu$ and $v$", "sampler", "z"),
        ("limited by $U(mu)$ and $V(v)$", "R", "V"),
    ),
}
