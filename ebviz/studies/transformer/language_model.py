"""The language model: it sees its sentence delayed by one unit, and has to predict what comes next.

    y → ζ⁻¹ → Enc → Pred → h → Dec → ỹ,    C = −Σ_j log p(ỹ[j] = y[j])

ỹ[j] knows y[0 … j − 1] only: it costs nothing where the language leaves no choice, and log k among k equal choices.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ebviz.studies.transformer._keys import PredictorConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("language",)


class Config(PredictorConfig):
    pass


def compute(config: Config, *, language: Run) -> dict[str, Tensor]:
    """Train it, and keep what the pictures replay::

    loss (T,), steps (S,) int64, cost (S,)           mean cost of a sentence in nats: of a batch, of all,
                                                     or of about a thousand if there are more
    shown (L,) int64                                 the sentence that is shown
    shown_cost (S, L), shown_p (S, L, V)             C of its symbols, and the probability of every word
    {encoder,predictor}_a (S, H, L, L)               what each symbol takes from which, none from a later one
    {encoder,predictor}_all_a (H, L, L)              the same in the end without the mask: from any symbol of
                                                     the sentence; of blocks of yours there is none
    symbol_cost (N, L)                               C of each symbol of all sentences, in the end
    places (L, L)                                    cosines between the vectors of the places, in the end
    """
    from ebviz.models.inside import unmasked
    from ebviz.studies.transformer import _sequences as steps

    net, shown, arrays = steps.trained(config, "language_model", language, "language model", delayed=True)
    return arrays | {f"{block}_all_a": a for block, a in unmasked(net, shown.y).items()}
