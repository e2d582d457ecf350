"""The language: numbers and their German or English words, or a text of yours, and what each word costs at least.

    427    vier hundert sieben und zwanzig

All sentences are equally likely, so that counting gives every probability: the cost of a sentence cannot be less than
its entropy on average, log 1000 nats for a thousand numbers; given the digits it can be 0.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from ebviz.study import StudyConfig, TextPath

if TYPE_CHECKING:
    from torch import Tensor

INPUTS = ()


class Config(StudyConfig):
    tongue: Literal["german", "english"] = Field("german", description="whose words the numbers have")
    count: int = Field(1000, description="numbers, from 0 to count − 1", ge=2, le=1000)
    text: TextPath | None = Field(
        None,
        description="a text file of yours instead: a sentence in each line, after its source and a tab if it has one",
    )
    longest: int = Field(12, description="symbols after which a sentence of yours is cut", ge=1, le=1000)


def compute(config: Config) -> dict[str, Tensor]:
    """Number the words, and count::

    words (V, C) int64                       the letters of each word, as code points, 0 behind the last; word 0 is
                                             the boundary and has none
    y (N, L) int64                           the sentences, 0 behind the last word
    source_words (U, B) int64, x (N, K) int64      what they are translated from, if from anything
    counted (N, L)                           −log p(y[j] | y[0 … j − 1]) in nats
    floor ()                                 its mean over the sentences: what a language model costs at least
    given ()                                 the same if x is known
    """
    from ebviz.data import language
    from ebviz.studies._spelled import spelled
    from ebviz.studies.transformer import _sentences

    found = _sentences.language_of(config)
    costs = language.costs_by_counting(found.y)
    arrays = {
        "words": spelled(found.words),
        "y": found.y,
        "counted": costs,
        "floor": costs.sum(-1).mean(),
    }
    if found.source_words:
        arrays["source_words"] = spelled(found.source_words)
        arrays |= {"x": found.x, "given": language.cost_given(found.y, found.x)}
    return arrays
