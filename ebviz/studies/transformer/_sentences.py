"""Sentences as arrays: which there are in a language, and what of them a study reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ebviz.data.language import Language, numbers, rows
from ebviz.reading.text import read_sentences

if TYPE_CHECKING:
    from ebviz.study import Run


def language_of(config: Any) -> Language:
    """Return the language that a configuration of study `language` names."""
    if config.text is None:
        return numbers(config.tongue, config.count)
    sentences, sources = read_sentences(config.text, config.longest)
    words, y = rows(sentences)
    if sources is None:
        return Language(words, y, [], torch.zeros(len(y), 0, dtype=torch.int64))
    known, x = rows(sources)
    return Language(words, y, known, x)


def sentences(language: Run) -> tuple[Tensor, Tensor | None]:
    """Return y (N, T) of a run of study `language`, and x (N, S) if there is one."""
    y = torch.tensor(language["y"])
    return y, torch.tensor(language["x"]) if "x" in language else None
