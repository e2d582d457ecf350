"""Attention in all layers and heads: of a file of yours, or of the language model that is trained here.

    a = softargmax_β(Kᵀ q),    Σ_i a_i = 1

What each token, a row, takes from which, a column.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import SamplesPath, StudyConfig

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("language", "language_model")


class Config(StudyConfig):
    data: SamplesPath | None = Field(
        None,
        description="attention of yours, (layers, heads, T, S) of one sentence: an npz, npy or safetensors file",
    )
    tokens: Path | None = Field(None, description="a text file with its T tokens, one to a line")
    words: tuple[str, ...] = Field(
        (), description="its T tokens as a list, if there is no file of them", max_length=10_000
    )
    source_tokens: Path | None = Field(
        None, description="a text file with the S tokens that are looked at, if they are others"
    )


def compute(config: Config, *, language: Run, language_model: Run) -> dict[str, Tensor]:
    """Read the file, or take the attention of the language model at the end of its training::

    attention (L, H, T, S)                           what each token takes from which; each row sums to 1
    words (T, C) int64                               the letters of the tokens, as code points, 0 behind the last

    Where others are looked at than those that look, source_words are their letters. The language model's
    layers are its encoder and its predictor; its first token is the boundary and has no letters.
    """
    import torch

    from ebviz.errors import UsageError
    from ebviz.studies.transformer import _sentences

    if config.data is None:
        named = [key for key in ("tokens", "words", "source_tokens") if getattr(config, key)]
        if named:
            raise UsageError(f"attention.{named[0]}: expected attention.data too, whose tokens they are")
        return _of_language_model(language, language_model)

    from ebviz.reading import attention as reading

    a = reading.read_attention(config.data)
    rows, columns = a.shape[2:]
    if config.tokens is not None and config.words:
        raise UsageError("attention.words: expected either these or attention.tokens, got both")
    given = list(config.words) if config.tokens is None else reading.read_tokens(config.tokens)
    key = "attention.words" if config.tokens is None else f"'{config.tokens}'"
    tokens = reading.counted(given, rows, key, "row") if given else reading.numbered(rows)
    arrays = {"attention": torch.from_numpy(a), "words": _sentences.spelled(tokens)}
    if config.source_tokens is not None:
        source = reading.read_tokens(config.source_tokens)
        source = reading.counted(source, columns, f"'{config.source_tokens}'", "column")
        arrays["source_words"] = _sentences.spelled(source)
    elif columns != rows:
        arrays["source_words"] = _sentences.spelled(reading.numbered(columns))
    return arrays


def _of_language_model(language: Run, language_model: Run) -> dict[str, Tensor]:
    """Return the attention of a trained language model up to its sentence's end."""
    import numpy as np
    import torch

    from ebviz.models.sequence import delay, within
    from ebviz.studies.transformer import _sentences

    shown = torch.tensor(language_model["shown"])[None]
    count, words = int(within(shown).sum()), _sentences.read(language["words"])
    layers = [language_model[f"{block}_a"][-1, :, :count, :count] for block in ("encoder", "predictor")]
    seen = [words[symbol] for symbol in delay(shown)[0, :count].tolist()]
    return {"attention": torch.from_numpy(np.stack(layers)), "words": _sentences.spelled(seen)}
