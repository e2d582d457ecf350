"""The autoencoder of sentences: without a delay ỹ[j] may copy y[j], and costs nothing.

    y → Enc → h → Dec → ỹ,    C = −Σ_j log p(ỹ[j] = y[j])

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebviz.studies.transformer._keys import SequenceConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("language",)


class Config(SequenceConfig):
    pass


def compute(config: Config, *, language: Run) -> dict[str, Tensor]:
    """Train it, and keep what the pictures replay::

    loss (T,), steps (S,) int64, cost (S,)           mean cost of a sentence in nats: of a batch, of all,
                                                     or of about a thousand if there are more
    shown (L,) int64                                 the sentence that is shown
    shown_cost (S, L), shown_p (S, L, V)             C of its symbols, and the probability of every word
    encoder_a (S, H, L, L)                           what each symbol takes from which
    late_cost (L,), late_p (L, V)                    both of the trained model if its input is late by one symbol
    symbol_cost (N, L)                               C of each symbol of all sentences, in the end
    places (L, L)                                    cosines between the vectors of the places, in the end
    """
    import torch

    from ebviz.models.sequence import delay
    from ebviz.studies.transformer import _sequences as steps

    net, shown, arrays = steps.trained(
        config, "sequence_autoencoder", language, "autoencoder of sentences", delayed=False
    )
    with torch.no_grad():
        late = steps.looked_at(net, shown, delay(shown.y))
    return arrays | {"late_cost": late["shown_cost"], "late_p": late["shown_p"]}
