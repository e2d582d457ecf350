"""Blocks of the user's in the sequence models: trained in the place of the lecture's, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ebviz.errors import UsageError
from ebviz.study import Run
from tests.conftest import run_study
from tests.scenes.second import importable

BLOCKS = """
import torch
from torch import nn


class Mixer(nn.Module):
    '''Attention with one head, sinusoids and all; it may look ahead if it is told to.'''

    def __init__(self, d=8, ahead=False, heads=1, rows=True):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(d, d) for _ in "qkv")
        self.ahead, self.heads, self.rows = ahead, heads, rows

    def forward(self, y, source=None):
        s = y if source is None else source
        scores = self.q(y) @ self.k(s).mT
        if source is None and not self.ahead:
            scores = scores.masked_fill(~torch.ones_like(scores[0]).tril().bool(), -torch.inf)
        a = scores.softmax(-1) if self.rows else scores.exp()
        return y + a @ self.v(s), a[:, None].expand(-1, self.heads, -1, -1)


def words(d=8, count=32):
    return nn.Linear(d, count)


def alone(d=8):
    return nn.Linear(d, d)
"""
FEW: dict[str, Any] = {"steps": 6, "looks": 3, "d": 8, "hidden": 8}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("blocks")
    (made / "blocks_of_mine.py").write_text(BLOCKS)
    with importable(made):
        yield made


@pytest.fixture(scope="module")
def language(folder: Path) -> Run:
    return run_study("language", folder, {})


LACKING = {
    *("queries", "keys", "values", "scores", "beta", "dial_beta", "dial_a", "dial_h", "together"),
    *("inside_y", "inside_x", "inside_seen", "inside_source", "exchanged_i"),
}  # what is seen of our own blocks alone
MIXER = {"encoder": "blocks_of_mine:Mixer", "decoder": "blocks_of_mine:words"}


@pytest.mark.parametrize(
    "study", ["sequence_autoencoder", "sequence_denoising", "language_model", "translation"]
)
def test_blocks_of_yours_are_trained(study: str, folder: Path, language: Run) -> None:
    blocks = dict(MIXER)
    if study in ("language_model", "translation"):
        blocks["predictor"] = "blocks_of_mine:Mixer"
    if study == "sequence_denoising":
        blocks["decoder_arguments"] = {"count": 33}
    own = run_study(study, folder, {"language": language}, **FEW)
    yours = run_study(study, folder, {"language": language}, **FEW, **blocks)
    assert yours["encoder_a"].shape[1] == 1
    assert own["encoder_a"].shape[1] == 2
    assert yours["loss"][-1] < yours["loss"][0]
    lacking = {"translation": LACKING, "language_model": {"encoder_all_a", "predictor_all_a"}}
    assert set(own) - set(yours) == lacking.get(study, set())
    np.testing.assert_allclose(yours["encoder_a"].sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"encoder": "blocks_of_mine:Mixer", "encoder_arguments": {"ahead": True}},
            r"language_model.encoder = blocks_of_mine:Mixer: .* h\[j\] .* only, but h\[0\] changes with y\[1\]",
        ),
        (
            {"encoder": "blocks_of_mine:Mixer", "encoder_arguments": {"d": 5}},
            r"cannot take y \(2, 5, 8\): RuntimeError",
        ),
        (
            {"encoder": "blocks_of_mine:Mixer", "encoder_arguments": {"rows": False}},
            "expected attention whose rows are shares, got a least of 0 and a sum of",
        ),
        ({"predictor": "blocks_of_mine:alone"}, r"expected h and its attention a, got \(2, 5, 8\)"),
        ({"decoder": "blocks_of_mine:alone"}, r"expected \(2, 5, 32\) for \(2, 5, 8\), got \(2, 5, 8\)"),
        ({"encoder": "blocks_of_mine:Mixer", "device": "mps:0"}, "device"),
    ],
)
def test_a_block_that_does_not_fit_is_refused(
    changes: dict[str, Any], said: str, folder: Path, language: Run
) -> None:
    with pytest.raises((UsageError, ValueError), match=said):
        run_study("language_model", folder, {"language": language}, **FEW, **changes)
