"""The denoising autoencoder of sentences: some symbols are blank, and ỹ has to fill them in.

    y → blanks → Enc → h → Dec → ỹ,    C = −Σ_j log p(ỹ[j] = y[j])

A language model is one, too: its corruption is a delay, and it fills in the next symbol. Here every symbol may look
at those before and after it.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.studies.transformer._keys import SequenceConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("language",)


class Config(SequenceConfig):
    blanks: float = Field(0.3, description="probability with which each symbol is blank", gt=0, lt=1)
    gap: int = Field(2, description="place of the blank in the sentence that is shown", ge=0, le=1000)


def compute(config: Config, *, language: Run) -> dict[str, Tensor]:
    """Train it, and keep what the pictures replay::

    loss (T,), steps (S,) int64, cost (S,)           mean cost of a sentence in nats, its blanks drawn once;
                                                     of about a thousand sentences if there are more
    cost_of_all (), floor ()                         over all ways to leave blanks, in the end, and the least that it
                                                     can be, by counting; of sentences of up to 8 symbols only
    shown (L,) int64, seen (L,) int64                the sentence that is shown, and what is seen of it; V is a blank
    shown_cost (S, L), shown_p (S, L, V + 1)         C of its symbols, and the probability of every word
    encoder_a (S, H, L, L)                           what each symbol takes from which
    places (L, L)                                    cosines between the vectors of the places, in the end
    """
    import torch

    from ebviz.data.language import cost_of_blanks
    from ebviz.errors import UsageError
    from ebviz.models.sequence import within
    from ebviz.studies.transformer import _sequences as steps

    generator = torch.Generator().manual_seed(config.seed)
    net = steps.model(
        config, "sequence_denoising", language, generator, delayed=False, causal=False, blank=True
    )
    blank, sentences = len(language["words"]), steps.Sentences.of(language)
    shown, watched = sentences.shown(config, "sequence_denoising"), sentences.watched()
    if config.gap >= shown.y.shape[1]:
        raise UsageError(
            f"sequence_denoising.gap: expected a place from 0 to {shown.y.shape[1] - 1}, got {config.gap}"
        )
    seen = shown.y.clone()
    seen[:, config.gap] = blank

    def corrupt(y: Tensor) -> Tensor:
        return y.masked_fill(torch.rand(y.shape, generator=generator) < config.blanks, blank)

    fixed = torch.rand(watched.y.shape, generator=generator) < config.blanks

    def look() -> dict[str, Tensor]:
        cost = steps.costs(net, watched, lambda y: y.masked_fill(fixed, blank)).sum(-1).mean()
        return steps.looked_at(net, shown, seen) | {"cost": cost}

    arrays = steps.fit(net, config, sentences, look, generator, "sentences with blanks", corrupt)
    arrays |= {"shown": shown.y[0], "seen": seen[0], "places": steps.places(net)}
    if sentences.y.shape[1] <= steps.COUNTED:
        arrays["floor"] = cost_of_blanks(sentences.y, config.blanks, within(sentences.y))
        arrays["cost_of_all"] = steps.cost_of_all(net, watched, config.blanks, blank)
    return arrays
