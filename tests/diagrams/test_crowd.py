"""Overlapping discs against every pair of them."""

from __future__ import annotations

import numpy as np
import pytest

from ebviz.diagrams.crowd import apart, crowding, hexagonal, overlapping


def crowd(n=40, seed=0):
    g = np.random.default_rng(seed)
    return 2 * g.standard_normal((n, 2)), g.uniform(0.05, 0.6, n)


def touches(mu, r, i, j):
    return bool(np.hypot(*(mu[i] - mu[j])) < r[i] + r[j])


def test_all_overlapping_pairs_are_found_once():
    mu, r = crowd()
    pairs = {(i, j) for i in range(len(mu)) for j in range(i + 1, len(mu)) if touches(mu, r, i, j)}
    assert {tuple(pair) for pair in overlapping(mu, r).tolist()} == pairs
    assert 0 < len(pairs) < 780
    assert overlapping(mu, 0 * r).shape == (0, 2)


def test_those_shown_are_apart_and_none_could_be_added():
    mu, r = crowd()
    shown = apart(mu, r)
    assert len(overlapping(mu[shown], r[shown])) == 0
    for i in set(range(len(mu))) - set(shown.tolist()):
        assert any(touches(mu, r, i, j) for j in shown)
    assert (np.diff(r[shown]) >= 0).all()


def test_crowding_is_the_share_of_pairs_at_every_moment():
    mu, r = crowd()
    sizes = np.stack([0 * r, r, r + 100])
    share = crowding(np.broadcast_to(mu, (3, *mu.shape)), sizes)
    assert share.tolist() == [0, len(overlapping(mu, r)) / 780, 1]
    assert crowding(mu, r) == share[1]
    assert crowding(mu[:1], r[:1]) == 0


def test_the_ideal_packing_is_the_lecture_s():
    """Rows of 5 to 9 and back, 61 in all, in a circle of nine radii; each touches six others but for the rim."""
    centres = hexagonal(4)
    rows = [int(np.isclose(centres[:, 1], height).sum()) for height in np.unique(centres[:, 1].round(9))]
    assert rows == [5, 6, 7, 8, 9, 8, 7, 6, 5]
    far = np.linalg.norm(centres[:, None] - centres, axis=-1) + 9 * np.eye(len(centres))
    assert far.min() == pytest.approx(2)
    assert not len(overlapping(centres, np.full(len(centres), 1 - 1e-9)))
    inner = np.linalg.norm(centres, axis=-1) < 6.1
    assert (np.isclose(far, 2).sum(1)[inner] == 6).all()
    assert np.linalg.norm(centres, axis=-1).max() + 1 == pytest.approx(9)
