"""What is inside the modules of a sequence model, as plain data: attention, 1-convolution, and Add-Norm after each.

    inside(TRANSFORMER)["pred"]["attention"]     cross-attention: queries from "enc", keys and values from "source"

What a part takes is the output of an earlier part of its module, or of a block that a wire leads from. Not shown are
the vectors that words begin as, and the scores of words that the decoder ends with. Source: lecture_details, 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ebviz.diagrams.architectures import Architecture

Kind = Literal["attention", "add", "convolution"]
HUES: Mapping[Kind, str] = MappingProxyType({"attention": "yellow", "add": "blue", "convolution": "red"})


@dataclass(frozen=True, slots=True)
class Part:
    """One layer of a module: what it is, what is written in it, what it takes.

    ``inputs`` are names of parts of the same module, or roles of blocks outside of it: of an attention, where its
    queries, keys and values come from; of Add-Norm, the two that are added; of a 1-convolution, the one it maps.
    """

    kind: Kind
    text: str
    inputs: tuple[str, ...]


Module = Mapping[str, Part]  # name → part, in the order of computation


def inside(model: Architecture) -> Mapping[str, Module]:
    """Return the parts of a sequence model's modules, role → name → part.

    >>> from ebviz.diagrams.sequences import LANGUAGE_MODEL, TRANSFORMER
    >>> [inside(model)["pred"]["attention"].text for model in (LANGUAGE_MODEL, TRANSFORMER)]
    ['self-attention', 'cross-attention']
    >>> [part.text for part in inside(TRANSFORMER)["source"].values()]
    ['self-attention', 'Add, Norm', '1-convolution', 'Add, Norm']
    """
    modules: dict[str, dict[str, Part]] = {}
    for role, block in model.blocks.items():
        givers = [wire.start for wire in model.wires if wire.end == role]
        if block.kind in ("encoder", "predictor"):
            modules[role] = _look(givers[0], givers[-1])
        elif block.kind == "decoder":
            modules[role] = _each(givers[0])
        if role == "source":  # it alone has a 1-convolution too
            modules[role] |= _each(giver="add", added="add again")
    return modules


def _look(queries: str, keys: str) -> dict[str, Part]:
    """Attention among the outputs of one block, or from those of one to those of another; and Add-Norm."""
    text = "self-attention" if keys == queries else "cross-attention"
    return {
        "attention": Part("attention", text, (queries, keys, keys)),
        "add": Part("add", "Add, Norm", (queries, "attention")),
    }


def _each(giver: str, added: str = "add") -> dict[str, Part]:
    """1-convolution, each vector alone; and Add-Norm, under the name ``added``."""
    return {
        "convolution": Part("convolution", "1-convolution", (giver,)),
        added: Part("add", "Add, Norm", (giver, "convolution")),
    }
