"""The table of regimes against the study that finds where the thermostat catastrophe begins."""

from __future__ import annotations

import math

import pytest

from ebviz.errors import UsageError
from ebviz.stage.titles import EMOJI
from ebviz.style.regimes import CATASTROPHE, REGIMES, regime


def test_hot_begins_where_the_first_axis_is_lost(runs):
    assert pytest.approx(float(runs["catastrophe"]["located"].max()), abs=6e-4) == CATASTROPHE
    beta, w = runs["catastrophe"]["beta"], runs["catastrophe"]["w"]
    lost = (w < 0.05).any(axis=1)  # of the best ellipse at each β
    assert {regime(float(b)).name for b in beta[lost]} == {"hot"}
    assert {regime(float(b)).name for b in beta[~lost & (beta > 1.01 * CATASTROPHE)]} == {"warm"}


def test_every_beta_has_one_regime():
    assert regime(math.inf).name == "cold"
    assert [regime(beta).name for beta in (1e6, 10.0, 1.0, 0.4)] == ["warm"] * 4
    assert [regime(beta).name for beta in (0.399, 0.33, 0.1, 0.0)] == ["hot"] * 4
    assert regime(1.0, catastrophe=2.0).name == "hot"  # another model loses its latent elsewhere
    assert all((EMOJI / f"{one.emoji}.svg").is_file() for one in REGIMES)


@pytest.mark.parametrize("beta", [-1.0, math.nan])
def test_what_is_no_coldness_is_refused(beta):
    with pytest.raises(UsageError, match="expected 0 to inf, got"):
        regime(beta)
