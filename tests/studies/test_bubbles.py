"""The bubble of bubbles: its measures against integrals and brute force, its forces, and what each of them is for."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.integrate import dblquad
from scipy.stats import multivariate_normal

from ebviz.models.vae import mixture_divergence, overlap


def test_overlap_is_counted_by_pairs():
    g = torch.Generator().manual_seed(0)
    mu, r = 2 * torch.randn(12, 2, generator=g), torch.rand(12, generator=g)
    pairs = [
        float(np.hypot(*(mu[i] - mu[j]).tolist())) < float(r[i] + r[j]) for i in range(12) for j in range(i)
    ]
    assert overlap(mu, r).item() == pytest.approx(np.mean(pairs))
    assert 0 < np.mean(pairs) < 1


def test_the_distance_from_the_prior_is_the_integral():
    mu = torch.tensor([[-1.0, 0.0], [1.0, 0.5]], dtype=torch.float64)
    r = torch.tensor([0.6, 0.8], dtype=torch.float64)
    parts = [multivariate_normal(m.numpy(), float(s) ** 2) for m, s in zip(mu, r, strict=True)]
    prior = multivariate_normal([0, 0])

    def integrand(a, b):
        q = sum(part.pdf([a, b]) for part in parts) / 2
        return q * (np.log(q + 1e-300) - prior.logpdf([a, b]))

    exact, _ = dblquad(integrand, -6, 6, -6, 6, epsabs=1e-4)
    g = torch.Generator().manual_seed(0)
    assert mixture_divergence(mu, r, 40_000, g).item() == pytest.approx(exact, abs=0.01)
    one = mixture_divergence(torch.zeros(1, 2), torch.ones(1), 100, g)
    assert one.item() == pytest.approx(0, abs=1e-5)


def test_spring_and_swelling_are_the_terms_derivatives(runs):
    run = runs["bubbles"]
    beta = run.config["beta"]
    np.testing.assert_allclose(run["full_spring"], -beta * run["full_mu"], rtol=1e-5, atol=1e-6)
    r = run["full_radius"]
    np.testing.assert_allclose(run["full_swell"], beta * 2 * (1 / r - r), rtol=1e-3, atol=1e-4)


def test_at_the_end_the_forces_balance(runs):
    run = runs["bubbles"]
    pull, spring = run["full_pull"][-1], run["full_spring"][-1]
    outward = -run["full_mu"][-1] / np.linalg.norm(run["full_mu"][-1], axis=-1, keepdims=True)
    mean_pull, mean_spring = ((force * outward).sum(-1).mean() for force in (pull, spring))
    assert mean_pull == pytest.approx(-mean_spring, rel=0.25)
    squeeze, swell = run["full_squeeze"][-1].mean(), run["full_swell"][-1].mean()
    assert squeeze < 0 < swell
    assert squeeze == pytest.approx(-swell, rel=0.25)


def test_together_they_pack(runs):
    run = runs["bubbles"]
    assert run["full_overlap"][0] > 0.9
    assert run["full_overlap"][-1] < 0.02
    assert run["full_cost"][-1] < 0.1 * run["full_cost"][0]
    assert run["full_prior_distance"][-1] < 1
    assert np.linalg.norm(run["full_mu"][-1], axis=-1).max() < 3  # within the prior


def test_the_median_radius_is_that_of_the_radii(runs):
    run = runs["bubbles"]
    r = run["full_radius"]
    np.testing.assert_allclose(run["full_median_radius"], np.sort(r, -1)[:, (r.shape[1] - 1) // 2], rtol=1e-6)


def test_codes_from_the_prior_are_answered_with_pictures(runs):
    """z of N(0, I), not of any bubble; what comes back has the ink of a picture."""
    run = runs["bubbles"]
    z, y = run["prior_z"], run["prior_y"]
    assert len(z) == len(y) == run.config["answers"]
    assert y.shape[1:] == run["images"].shape[1:]
    assert np.abs(z.mean(0)).max() < 0.5
    assert 0.6 < z.std() < 1.4
    nearest = np.square(y[:, None] - run["images"][None]).sum((2, 3)).min(1)
    between = np.square(run["images"][:, None] - run["images"][None]).sum((2, 3))
    typical = np.median(between[between > 0])
    assert np.median(nearest) < 0.5 * typical  # nearer to a picture than pictures are to one another
