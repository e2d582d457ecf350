"""The variational autoencoder against Monte Carlo, score-function gradients, and the linear case in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from ebviz.models import VAE
from ebviz.models.vae import collapsed, divergence, draw, mean_term, variance_term
from ebviz.training import train

double = torch.float64


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def bubbles(n=5, d=3):
    mu = torch.randn(n, d, generator=generator(), dtype=double)
    return mu, torch.randn(n, d, generator=generator(1), dtype=double)


def test_the_divergence_is_the_closed_form_of_the_library():
    mu, log_v = bubbles()
    expected = kl_divergence(Normal(mu, (log_v / 2).exp()), Normal(torch.zeros(3, dtype=double), 1.0))
    torch.testing.assert_close(divergence(mu, log_v), expected)


def test_the_divergence_is_a_mean_of_log_ratios():
    mu, log_v = bubbles()
    z = draw(mu, log_v, torch.randn(200_000, 5, 3, generator=generator(2), dtype=double))
    log_q = Normal(mu, (log_v / 2).exp()).log_prob(z)
    log_p = Normal(torch.zeros_like(mu), 1.0).log_prob(z)
    ratio = log_q - log_p
    error = ratio.std(0) / math.sqrt(len(z))
    assert ((ratio.mean(0) - divergence(mu, log_v)).abs() < 5 * error).all()


@pytest.mark.parametrize(
    ("v", "expected"), [(0.01, 3.615), (0.1, 1.403), (0.5, 0.193), (1, 0), (2, 0.307), (3, 0.901), (5, 2.391)]
)
def test_the_variance_term_of_the_lecture(v, expected):
    log_v = torch.tensor(math.log(v), dtype=double, requires_grad=True)
    value = variance_term(log_v)
    assert value.item() == pytest.approx(expected, abs=5e-4)
    slope = torch.autograd.grad(value, log_v)[0].item() / v  # d/dv = d/d log v / v
    assert slope == pytest.approx(1 - 1 / v)
    assert mean_term(torch.tensor(-3.0)) == 9


def test_the_reparametrised_gradient_is_the_score_function_s():
    """Both estimate ∂/∂(μ, log v) E_{z ~ N(μ, v)} C(z), for a C of a network; the former with far less noise."""
    decoder = VAE([2, 8, 1], generator=generator()).double().decoder
    y = torch.tensor([0.7, -0.4], dtype=double)
    mu = torch.tensor([0.3], dtype=double, requires_grad=True)
    log_v = torch.tensor([-0.5], dtype=double, requires_grad=True)
    n = 200_000
    epsilon = torch.randn(n, 1, generator=generator(3), dtype=double)

    def cost(z):
        return (y - decoder(z)).square().sum(-1)  # (n,)

    through = torch.autograd.grad(cost(draw(mu, log_v, epsilon)).mean(), (mu, log_v))
    z = draw(mu, log_v, epsilon).detach()
    v = log_v.exp().detach()
    scores = ((z - mu.detach()) / v, ((z - mu.detach()).square() / v - 1) / 2)  # ∂ log q / ∂μ, ∂ log v
    C = cost(z).detach()
    for path, score in zip(through, scores, strict=True):
        terms = (C - C.mean())[:, None] * score  # with a baseline
        error = terms.std(0) / math.sqrt(n)
        assert ((terms.mean(0) - path).abs() < 5 * error).all()
        assert path.abs() > 5 * error  # it is significant


@pytest.mark.parametrize("beta", [0.2, 1.0, 1.9, 2.0, 4.0])
def test_the_linear_scalar_case_and_its_collapse(beta):
    """C = (y − ỹ)², data variance 1: w² = 1 − β/2, v = β/2 below β = 2, and beyond it a decoder that says nothing."""
    y = torch.tensor([[-1.0], [1.0]], dtype=double)
    a, w, log_v = (torch.nn.Parameter(torch.tensor(start, dtype=double)) for start in (0.7, 0.6, -0.3))

    def loss(y):
        v = log_v.exp()
        C = (y - w * a * y).square().mean() + w**2 * v  # E over ε in closed form
        return C + beta * divergence(a * y, log_v).mean()

    history = train(
        loss, [y], [a, w, log_v], generator=generator(), steps=4000, batch=2, lr=0.02, schedule="cosine"
    )
    if beta < 2:
        assert w.item() ** 2 == pytest.approx(1 - beta / 2, abs=2e-3)
        assert log_v.exp().item() == pytest.approx(beta / 2, rel=2e-3)
        expected = beta / 2 + beta / 2 * math.log(2 / beta)
    else:
        assert w.item() ** 2 == pytest.approx(0, abs=0.03)
        assert log_v.exp().item() == pytest.approx(1, abs=0.03)
        expected = 1.0
    assert history.loss[-1].item() == pytest.approx(expected, abs=1e-3)
    says_nothing = collapsed((a * y).detach(), log_v.detach().expand(2, 1), least=0.01)
    assert says_nothing.item() == (beta >= 2)


def test_the_bound_bounds_the_evidence():
    """For ỹ = W z + ε, noise β/2: −F̃/β + const ≤ log p(y), which is Gaussian; equal at the true posterior."""
    W = torch.randn(3, 2, generator=generator(), dtype=double)
    y = torch.randn(3, generator=generator(1), dtype=double)
    noise = 0.3  # variance, β = 2 noise
    evidence = torch.distributions.MultivariateNormal(
        torch.zeros(3, dtype=double), W @ W.T + noise * torch.eye(3, dtype=double)
    ).log_prob(y)

    def elbo(mu, log_v):
        C = (y - W @ mu).square().sum() + (W.square().sum(0) * log_v.exp()).sum()
        constant = -1.5 * math.log(2 * math.pi * noise)
        return constant - C / (2 * noise) - divergence(mu, log_v).sum()

    for seed in range(20):
        g = generator(seed)
        mu, log_v = torch.randn(2, generator=g, dtype=double), torch.randn(2, generator=g, dtype=double)
        assert elbo(mu, log_v) < evidence
    # orthogonal columns make the posterior's covariance diagonal, so that the family holds it
    W = torch.linalg.qr(W).Q * torch.tensor([2.0, 0.5], dtype=double)
    evidence = torch.distributions.MultivariateNormal(
        torch.zeros(3, dtype=double), W @ W.T + noise * torch.eye(3, dtype=double)
    ).log_prob(y)
    v = noise / (noise + W.square().sum(0))  # the lecture's v_i = β/(β + 2‖w_i‖²)
    assert elbo(v * (W.T @ y) / noise, v.log()).item() == pytest.approx(evidence.item(), rel=1e-10)


@pytest.mark.parametrize("toy", ["ellipse", "moons"])
def test_the_bound_improves_on_held_out_samples(runs, toy):
    run = runs["toy_vae"]
    bound = run[f"{toy}_bound"]
    assert bound[-1] < 0.25 * bound[0]
    assert (np.diff(np.minimum.accumulate(bound)) < 0).mean() > 0.5
    assert bound[-1] == pytest.approx(bound.min(), rel=0.02)
    beta = run.config["beta"]
    total = run[f"{toy}_cost"] + beta * run[f"{toy}_divergence"].sum(-1)
    np.testing.assert_allclose(total, bound, rtol=1e-4)
    assert not run[f"{toy}_collapsed"].any()


def test_a_heavy_weight_collapses_the_posterior(runs):
    run = runs["toy_vae"]
    assert run["sweep_collapsed"][0] == 0
    assert run["sweep_collapsed"][-1] == run.config["code"]
    assert (np.diff(run["sweep_collapsed"]) >= 0).all()
    variance = runs["toys"]["ellipse_held_out"].var(0).sum()
    assert run["sweep_cost"][-1] == pytest.approx(variance, rel=0.05)  # nothing but the mean is left to say
