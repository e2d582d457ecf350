"""Attention in all layers and heads: of a file of yours, or of the language model that is trained here.

    a = softargmax_β(Kᵀ q),    Σ_i a_i = 1

What each token, a row, takes from which, a column.

Source: NYU Deep Learning 2021, week 12, "attention and the transformer".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from ebviz.study import AttentionPath, StudyConfig, TextPath

if TYPE_CHECKING:
    from torch import Tensor

    from ebviz.study import Run

INPUTS = ("language", "language_model")
SPARES = {"data": ("language", "language_model")}


class Config(StudyConfig):
    data: AttentionPath | None = Field(
        None,
        description="attention of yours, (layers, heads, T, S) of one sentence: an npz, npy or safetensors file; "
        "an npz may have tokens and source_tokens too, as arrays of texts",
    )
    tokens: TextPath | None = Field(None, description="a text file with its T tokens, one to a line")
    words: tuple[str, ...] = Field(
        (), description="its T tokens as a list, if there is no file of them", max_length=10_000
    )
    source_tokens: TextPath | None = Field(
        None, description="a text file with the S tokens that are looked at, if they are others"
    )


def compute(
    config: Config, *, language: Run | None = None, language_model: Run | None = None
) -> dict[str, Tensor]:
    """Read the file, or take the attention of the language model at the end of its training::

    attention (L, H, T, S)                           what each token takes from which; each row sums to 1
    attention_all (L, H, T, T)                       the same of the language model, if no mask hid the later ones
    words (T, C) int64                               the letters of the tokens, as code points, 0 behind the last

    Where others are looked at than those that look, source_words are their letters. The language model's
    layers are its encoder and its predictor; its first token is the boundary and has no letters.
    """
    import torch

    from ebviz.errors import UsageError
    from ebviz.studies._spelled import spelled

    if config.data is None:
        named = [key for key in ("tokens", "words", "source_tokens") if getattr(config, key)]
        if named:
            raise UsageError(f"attention.{named[0]}: expected attention.data too, whose tokens they are")
        assert language is not None
        assert language_model is not None
        return _of_language_model(language, language_model)

    from ebviz.reading import attention as reading

    a = reading.read_attention(config.data)
    rows, columns = a.shape[2:]
    if config.tokens is not None and config.words:
        raise UsageError("attention.words: expected either these or attention.tokens, got both")
    arrays = {"attention": torch.from_numpy(a)}
    beside = f"'{config.data}'"
    given, key = reading.tokens_within(config.data, "tokens"), f"tokens in {beside}"
    if config.words:
        given, key = list(config.words), "attention.words"
    elif config.tokens is not None:
        given, key = reading.read_tokens(config.tokens), f"'{config.tokens}'"
    tokens = reading.counted(given, rows, key, "row") if given else reading.numbered(rows)
    arrays["words"] = spelled(tokens)
    source, key = reading.tokens_within(config.data, "source_tokens"), f"source_tokens in {beside}"
    if config.source_tokens is not None:
        source, key = reading.read_tokens(config.source_tokens), f"'{config.source_tokens}'"
    if source:
        arrays["source_words"] = spelled(reading.counted(source, columns, key, "column"))
    elif columns != rows:
        arrays["source_words"] = spelled(reading.numbered(columns))
    return arrays


def _of_language_model(language: Run, language_model: Run) -> dict[str, Tensor]:
    """Return the attention of a trained language model up to its sentence's end."""
    import numpy as np
    import torch

    from ebviz.models.sequence import delay, within
    from ebviz.remarks import remark
    from ebviz.studies._spelled import read, spelled

    shown = torch.tensor(language_model["shown"])[None]
    count, words = int(within(shown).sum()), read(language["words"])
    blocks = ("encoder", "predictor")
    layers = [language_model[f"{block}_a"][-1, :, :count, :count] for block in blocks]
    heads = [len(layer) for layer in layers]
    if len(set(heads)) > 1:  # a block is the user's
        remark(
            f"attention: {min(heads)} heads each, of {heads[0]} of the encoder and {heads[1]} of the predictor"
        )
        layers = [layer[: min(heads)] for layer in layers]
    seen = [words[symbol] for symbol in delay(shown)[0, :count].tolist()]
    arrays = {"attention": torch.from_numpy(np.stack(layers)), "words": spelled(seen)}
    if all(f"{block}_all_a" in language_model for block in blocks):
        every = [language_model[f"{block}_all_a"][:, :count, :count] for block in blocks]
        arrays["attention_all"] = torch.from_numpy(np.stack(every))
    return arrays
