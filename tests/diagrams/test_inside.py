"""What diagrams say is inside a sequence model's modules is what the model computes, part by part."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import torch
from torch import nn

from ebviz.diagrams.architectures import Architecture
from ebviz.diagrams.inside import HUES, inside
from ebviz.diagrams.sequences import COPY, LANGUAGE_MODEL, TRANSFORMER, WRONG
from ebviz.models.sequence import SequenceModel, Shape
from ebviz.models.transformer import AddNorm, Attention, OneConvolution
from ebviz.plot.base import draw
from ebviz.plot.label import Label
from scenes.transformer.architecture_slides import transformer_diagram, transformer_inside

KINDS = {Attention: "attention", AddNorm: "add", OneConvolution: "convolution"}
FIELDS = {"enc": "encoder", "pred": "predictor", "dec": "decoder", "source": "source"}
MODELS = {"copy": COPY, "language model": LANGUAGE_MODEL, "transformer": TRANSFORMER}


def parts(module: nn.Module) -> list[nn.Module]:
    """The layers of a module in order, those of an encoder in it among them, without the map to the words' scores."""
    found = []
    for child in module.children():
        found += [child] if type(child) in KINDS else parts(child)
    return found


@pytest.mark.parametrize("diagram", MODELS.values(), ids=MODELS)
def test_parts_are_those_of_the_model_and_take_what_these_take(diagram: Architecture) -> None:
    shape = Shape(
        5,
        4,
        d=8,
        heads=2,
        hidden=8,
        **({"source_words": 3, "source_longest": 3} if diagram is TRANSFORMER else {}),
    )
    model = SequenceModel(
        shape, delayed="delay" in diagram.blocks, generator=torch.Generator().manual_seed(0)
    )
    layers = {role: parts(getattr(model, FIELDS[role])) for role in inside(diagram)}
    took: dict[nn.Module, tuple[Any, ...]] = {}
    gave: dict[nn.Module, Any] = {}

    def hear(layer: nn.Module, given: tuple[Any, ...], output: Any) -> None:
        took[layer], gave[layer] = given, output[0] if isinstance(output, tuple) else output

    for layer in model.modules():
        layer.register_forward_hook(hear)
    model(torch.tensor([[1, 2, 3, 0]]), torch.tensor([[1, 2, 0]]))

    before = "enc" if "pred" not in diagram.blocks else "pred"
    outside = {role: gave[found[-1]] for role, found in layers.items()}
    outside |= {"y": gave[model.y], "delay": gave[model.y], "code": outside[before]}
    if model.x is not None:
        outside["x"] = gave[model.x]
    for role, module in inside(diagram).items():
        assert [part.kind for part in module.values()] == [KINDS[type(layer)] for layer in layers[role]]
        named = {**outside, **dict(zip(module, (gave[layer] for layer in layers[role]), strict=True))}
        for part, layer in zip(module.values(), layers[role], strict=True):
            given = took[layer]
            if part.kind == "attention":  # queries, and of keys and values what they are both made of
                keys = given[1] if len(given) > 1 and given[1] is not None else given[0]
                given = (given[0], keys, keys)
            assert all(named[name] is taken for name, taken in zip(part.inputs, given, strict=True)), part


@pytest.mark.parametrize("diagram", MODELS.values(), ids=MODELS)
def test_what_comes_from_outside_is_wired_there(diagram: Architecture) -> None:
    for role, module in inside(diagram).items():
        taken = {name for part in module.values() for name in part.inputs}
        assert taken - set(module) == {wire.start for wire in diagram.wires if wire.end == role}


def test_the_slide_has_all_parts_in_their_colours() -> None:
    fig = draw(transformer_inside, "light", {})
    said = Counter((part.source, part.colour) for part in fig.findobj(Label))
    said -= Counter(zip(("Add, Norm", "1-convolution"), ("blue", "red"), strict=True))  # in the legend
    parts = [part for module in inside(TRANSFORMER).values() for part in module.values()]
    texts = {part.text for part in parts}
    assert {key: said[key] for key in said if key[0] in texts} == Counter(
        (part.text, HUES[part.kind]) for part in parts
    )


def test_what_is_called_the_decoder_is_in_the_box_and_nothing_else() -> None:
    fig = draw(transformer_diagram, "light", {})
    (axes,) = fig.axes
    (box,) = (line.get_xydata() for line in axes.lines if len(line.get_xdata()) == 5)
    nodes = {patch.get_gid()[5:]: patch.get_path().vertices for patch in axes.patches if patch.get_gid()}
    assert set(nodes) == set(TRANSFORMER.blocks)
    within = {
        role: ((corners >= box.min(axis=0)) & (corners <= box.max(axis=0))).all(axis=1)
        for role, corners in nodes.items()
    }
    assert {role for role, inner in within.items() if inner.any()} == {*WRONG, "code"}
    assert all(within[role].all() for role in (*WRONG, "code"))
