"""What passes through the parts of a sequence model: attention, Add-Norm, 1-convolution, one after another.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from ebviz.energy.attention import attend
from ebviz.models.sequence import BOUNDARY, SequenceModel, within
from ebviz.models.transformer import Attention, Encoder, Predictor

TARGET = (
    "y",
    "encoder.attention", "encoder.add",
    "predictor.attention", "predictor.add",
    "decoder.convolution", "decoder.add",
)  # fmt: skip
SOURCE = ("x", "source.encoder.attention", "source.encoder.add", "source.convolution", "source.add")
EARLY = 11


@torch.no_grad()
def inside(model: SequenceModel, y: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """Return what each part of a conditional language model makes of a sentence and of its source.

    Parameters
    ----------
    model : one whose blocks are those of `models.transformer`. y : (1, L) int64. x : (1, K) int64.

    Returns
    -------
    Vectors behind each of `TARGET`, (7, L, d), and each of `SOURCE`, (5, K, d).
    """
    found: dict[str, Tensor] = {}
    names = (*TARGET, *SOURCE)
    hooks = [model.get_submodule(name).register_forward_hook(partial(_keep, found, name)) for name in names]
    try:
        model(y, x)
    finally:
        for hook in hooks:
            hook.remove()
    target, source = (torch.cat([found[name] for name in some]) for some in (TARGET, SOURCE))
    return target, source


@torch.no_grad()
def unmasked(model: SequenceModel, y: Tensor) -> dict[str, Tensor]:
    """Return what each symbol of a sentence (1, L) would take from which if no mask hid the later ones.

    From the same vectors and scores as with it: block → (H, L, L), over the sentence alone, of the blocks that are
    those of `models.transformer`.
    """
    found: dict[str, Tensor] = {}

    def look(name: str, module: Attention, given: Any, _: Any) -> None:
        q, keys, values = (
            module.split(part(given[0])) for part in (module.queries, module.keys, module.values)
        )
        found[name] = attend(q, keys, values, module.beta, within(y).expand(y.shape[1], -1))[1][0]

    blocks = {"encoder": model.encoder, "predictor": model.predictor}
    ours = {name: block.attention for name, block in blocks.items() if isinstance(block, Encoder | Predictor)}
    hooks = [module.register_forward_hook(partial(look, name)) for name, module in ours.items()]
    try:
        model(y)
    finally:
        for hook in hooks:
            hook.remove()
    return found


def _keep(found: dict[str, Tensor], name: str, module: nn.Module, given: Any, made: Any) -> None:
    found[name] = made[0] if isinstance(made, tuple) else made  # of attention h, without a


def exchanged(y: Tensor, x: Tensor, p: Tensor, words: int, *, ends: bool) -> tuple[Tensor, Tensor, Tensor]:
    """Return a sentence and its source as they are, then with one of its words exchanged, then one of its source's.

    Parameters
    ----------
    y : (1, L) int64; a word in its middle gives way to the likeliest other one. p : (L, V), how likely each is.
    x : (1, K) int64; a symbol in its middle gives way to the one that follows it among ``words``. Of long ones it
        is the middle of the first `EARLY`.
    ends : does the boundary fill x up? Then it is not counted.

    Returns
    -------
    y (3, L), x (3, K), and the places of what is exchanged: in ζ⁻¹ y and in x, (2,) int64.
    """
    j, k = (int((y[0] != BOUNDARY).sum()), int((x[0] != BOUNDARY).sum()) - 1 if ends else x.shape[1] - 1)
    j, k = min(j, EARLY) // 2, min(k, EARLY) // 2
    others = p[j].clone()
    others[[BOUNDARY, int(y[0, j])]] = -1
    ys, xs = y.repeat(3, 1), x.repeat(3, 1)
    ys[1, j], xs[2, k] = others.argmax(), (x[0, k] + 1) % words
    return ys, xs, torch.tensor([j + 1, k])
