"""The conditional language model, "the transformer": from the digits of a number to its words, word by word.

    x → Enc → Pred ← Enc ← ζ⁻¹ ← y,    Pred → h → Dec → ỹ

It is not an encoder and a decoder: its decoder is the last block, and what reads the source is the predictor. What is
held out is said freely, each word after those that the model has said itself.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.studies.transformer._keys import PredictorConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("language",)


class Config(PredictorConfig):
    held_out: float = Field(0.2, description="share of the sentences that are not trained with", gt=0, lt=1)


def compute(config: Config, *, language: Run) -> dict[str, Tensor]:
    """Train it, and keep what the pictures replay; the sentence that is shown is held out::

    loss (T,), steps (S,) int64
    cost (S,), right (S,)                            held out: mean cost of a sentence; share said whole and right
    held_out_i (M,) int64, said (M, L) int64         which are held out, and what is said of them in the end
    shown (L,) int64, shown_x (K,) int64             the sentence that is shown, and its source
    shown_cost (S, L), shown_p (S, L, V)             C of its symbols, and the probability of every word
    encoder_a (S, H, L, L), source_a (S, H, K, K)    what each symbol takes from which
    predictor_a (S, H, L, K)                         what each word takes from which symbol of the source
    free (L,) int64, free_p (L, V), free_a (H, L, K)       the same sentence said freely, in the end
    queries (H, L, D), {keys,values} (H, K, D)       of each head of the predictor then: q, K and V,
    scores (H, L, K), beta ()                        Kᵀ q, and its own β
    dial_beta (B,), dial_a (B, H, L, K), dial_h (B, H, L, D)       softargmax_β(Kᵀ q) and V a, from β = 0 to ∞
    together (L, d)                                  W_h [h¹; …; hᴴ] at its own β
    inside_y (7, 3, L, d), inside_x (5, 3, K, d)     what passes through the parts of the blocks, of the
                                                     sentence, with a word exchanged, with a symbol of the source
    inside_seen (3, L) int64, inside_source (3, K) int64           what they were: ζ⁻¹ y, and x
    exchanged_i (2,) int64                           which places of these two are exchanged

    Where a block is yours, there is nothing of what passes through the parts.
    """
    import torch

    from ebviz.studies.transformer import _sequences as steps

    generator = torch.Generator().manual_seed(config.seed)
    sentences = steps.translated(language)
    shown = sentences.shown(config, "translation")
    kept, held = steps.divided(len(sentences), config.held_out, config.shown, generator)
    net = steps.model(config, "translation", language, generator, translating=True)
    fresh = sentences[held]

    def look() -> dict[str, Tensor]:
        cost, right = steps.costs(net, fresh).sum(-1).mean(), (steps.said(net, fresh) == fresh.y).all(-1)
        return steps.looked_at(net, shown) | {"cost": cost, "right": right.float().mean()}

    arrays = steps.fit(net, config, sentences[kept], look, generator, "translation")
    return {
        **arrays,
        "held_out_i": held,
        "said": steps.said(net, fresh),
        "shown": shown.y[0],
        **steps.said_freely(net, shown),
        **steps.passed_through(net, shown, arrays["shown_p"][-1], language),
    }
