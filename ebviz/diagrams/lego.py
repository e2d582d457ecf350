"""Models as Lego, in plain data: what each makes of the same blocks, the tray they lie in, the order of building.

Table cells are one or two short lines, with formulas between dollar signs; a path through a module is written
"input -> output" with the letters of its wires, so that a test can compare table and diagrams.
Places are slide points from the middle of the slide, y upwards; film and figure share them.
Source: lectures, section 6; lecture_details, 5.3 and 5.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from types import MappingProxyType

from ebviz.diagrams.architectures import DAE, GAN, PITCH, VAE, Architecture, Block
from ebviz.diagrams.shapes import CONTACT, MODULE, VARIABLE

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What one model does with the blocks: its name, and a cell for each question."""

    name: str
    encoder: Lines
    decoder: Lines
    cost: Lines
    noise: Lines
    down: Lines
    up: Lines


@dataclass(frozen=True, slots=True)
class Question:
    """A row: the field of `Column` that answers it, the question, and the roles of the blocks it is about."""

    field: str
    text: Lines
    roles: tuple[str, ...]


QUESTIONS = (
    Question("encoder", ("encoder",), ("enc",)),
    Question("decoder", ("decoder,", "or generator"), ("dec",)),
    Question("cost", ("cost",), ("C", "R", "V")),
    Question("noise", ("noise: where,", "given what"), ("sampler",)),
    Question("down", ("pushed down",), ("y",)),
    Question("up", ("pushed up, or", "what limits low $F$"), ("y^",)),
)

TABLE: Mapping[str, Column] = MappingProxyType(
    {
        "lv_ebm": Column(
            "LV-EBM",
            encoder=("none: $check(z)$ is", "searched for"),
            decoder=("$z -> tilde(y)$",),
            cost=("a fixed distance", "$C(y, tilde(y)) + R(z)$"),
            noise=("none",),
            down=("$F_oo (y)$",),
            up=("nothing:", "$z$ is limited"),
        ),
        "ae": Column(
            "AE",
            encoder=("$y -> h$",),
            decoder=("$h -> tilde(y)$",),
            cost=("a fixed distance", "$C(y, tilde(y)) + R(h)$"),
            noise=("none",),
            down=("$F(y)$",),
            up=("nothing:", "$h$ is limited"),
        ),
        "dae": Column(
            "DAE",
            encoder=("after the noise", "$hat(y) -> h$"),
            decoder=("$h -> tilde(y)$",),
            cost=("a fixed distance", "$C(y, tilde(y))$"),
            noise=("in input space", "$y -> hat(y)$"),
            down=("$F(y)$",),
            up=("$F(hat(y))$, as $hat(y)$", "is sent back to $y$"),
        ),
        "vae": Column(
            "VAE",
            encoder=("before the noise", "$y -> mu, v$"),
            decoder=("$z -> tilde(y)$",),
            cost=("a fixed distance", "$C(y, tilde(y)) + beta (U + V)$"),
            noise=("in code space", "$mu, v -> z$"),
            down=("$tilde(F)(y)$",),
            up=("nothing: noise", "limits the code"),
        ),
        "gan": Column(
            "GAN",
            encoder=("none", "(or inside $C$)"),
            decoder=("the generator", "$z -> hat(y)$"),
            cost=("learned: $C$ sees", "$y$ or $hat(y)$"),
            noise=("at the start", "$cal(N)(0, I) -> z$"),
            down=("$F(y) = C(y)$",),
            up=("$F(hat(y))$, up to", "the margin $m$"),
        ),
    }
)

# What a cost has beside C, said after the first line of its cell; the slide's columns are too narrow for it.
ADDED: Mapping[str, str] = MappingProxyType({"dae": "", "vae": " and penalties", "gan": ""})

# The table on the slide.
LEFT, RIGHT, LABELS = -456.0, 456.0, 130.0  # its edges, and the width of the questions
NAMES, PICTURES = 181.0, 129.0  # heights of the names' baseline and of the diagrams' middle
FIRST, ROW = 52.0, 54.0  # height of the first row's middle, and the distance to the next
PICTURE = 0.24  # scale of the diagrams


def column_at(index: int, count: int) -> float:
    """Return the x of the middle of one of ``count`` columns.

    >>> [round(column_at(i, 3)) for i in range(3)]
    [-196, 65, 326]
    """
    wide = (RIGHT - LEFT - LABELS) / count
    return LEFT + LABELS + (index + 0.5) * wide


THREE = ("dae", "vae", "gan")  # the models that the film builds of one tray of bricks, in this order

_FIRST_SEEN = {**GAN.blocks, **VAE.blocks, **DAE.blocks}
_APART = 22.0  # slide points between two bricks in the tray, at full size


def _row(kinds: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Return where bricks of these widths lie in a row: role → column and row of the grid, about its middle."""
    whole = sum(kinds.values()) + _APART * (len(kinds) - 1)
    x, found = -whole / 2, {}
    for role, wide in kinds.items():
        found[role] = ((x + wide / 2) / PITCH[0], 0.0)
        x += wide + _APART
    return found


_WIDE = {"enc": MODULE[0], "sampler": MODULE[0], "dec": MODULE[0], "switch": CONTACT}
_ORDER = ("enc", "sampler", "dec", "C", "R", "V", "y", "y^", "y~", "code", "v", "z", "switch")
SLOTS: Mapping[str, tuple[float, float]] = _row({role: _WIDE.get(role, VARIABLE) for role in _ORDER})


def box(*models: Architecture) -> Architecture:
    """Return all blocks, loose, each in its slot of the tray, with the letters that the last of ``models`` gives."""
    letters = dict(_FIRST_SEEN)
    for model in models:
        letters |= model.blocks
    blocks = {role: Block(letters[role].kind, at, letters[role].text) for role, at in SLOTS.items()}
    return Architecture(title="Parts", said="", blocks=blocks, wires=(), energy=(), where="", new=())


def links(model: Architecture) -> list[tuple[str, str]]:
    """Return the pairs of roles that a model's wires connect; a wire at twins counts for each twin.

    >>> [link for link in links(VAE) if "v" in link]
    [('enc', 'v'), ('v', 'sampler'), ('v', 'V')]
    >>> ("enc", "code") in links(VAE), ("code", "sampler") in links(VAE)
    (True, True)
    """
    twins = {role: wire.start for wire in model.wires if "|" in wire.start for role in wire.start.split("|")}
    return [
        (start, end)
        for wire in model.wires
        for start in wire.start.split("|")
        for end in twins.get(wire.end, wire.end).split("|")
    ]


def flow(model: Architecture) -> list[tuple[str, ...]]:
    """Return a model's roles in the order the signal reaches them; those reached together share a tuple.

    >>> flow(DAE)
    [('y',), ('sampler',), ('y^',), ('enc',), ('code',), ('dec',), ('y~',), ('C',)]
    """
    order: TopologicalSorter[str] = TopologicalSorter({role: [] for role in model.blocks})
    for start, end in links(model):
        order.add(end, start)
    order.prepare()
    found = []
    while order.is_active():
        ready = order.get_ready()
        found.append(ready)
        order.done(*ready)
    return found
