"""Soft maxima and minima against SciPy, high-precision sums, both limits and finite differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.special import logsumexp
from torch.autograd import gradcheck, gradgradcheck

from ebviz.energy import softargmax, softargmin, softmax, softmin
from ebviz.errors import UsageError

BETAS = [0.0, 1e-300, 1e-12, 1e-6, 1e-3, 0.1, 1.0, 3.2, 10.0, 1e3, 1e6, 1e300, math.inf]


def energies(dtype=torch.float64, shape=(7, 48)):
    return 5 * torch.randn(*shape, generator=torch.Generator().manual_seed(1), dtype=dtype)


@pytest.mark.parametrize("beta", [1e-2, 0.1, 1.0, 3.2, 10.0, 1e3])
def test_softmax_agrees_with_scipy(beta):
    E = energies()
    expected = (logsumexp(beta * E.numpy(), axis=-1) - math.log(48)) / beta
    np.testing.assert_allclose(softmax(E, beta).numpy(), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("beta", [1e-9, 1e-5, 1e-3])
def test_softmax_keeps_its_digits_near_zero_where_the_textbook_formula_loses_them(beta):
    E = energies()
    expected = E.mean(-1) + beta / 2 * E.var(-1, correction=0)  # Taylor; the next term is of order β²
    error = (softmax(E, beta) - expected).abs().max()
    assert error < 1e-14 + 200 * beta**2
    textbook = (torch.logsumexp(1e-9 * E, -1) - math.log(48)) / 1e-9
    assert (textbook - E.mean(-1)).abs().max() > 1e-8


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_both_ends_are_exact(dtype):
    E = energies(dtype)
    assert torch.equal(softmax(E, math.inf), E.amax(-1))
    assert torch.equal(softmin(E, math.inf), E.amin(-1))
    assert torch.equal(softmax(E, 0), E.mean(-1))
    assert torch.equal(softmin(E, 0.0), -(-E).mean(-1))
    assert softmin(E, 1.0).dtype == dtype


def test_weights_at_the_ends():
    E = torch.tensor([2.0, 1.0, 1.0, 5.0])
    assert softargmin(E, math.inf).tolist() == [0, 0.5, 0.5, 0]
    assert softargmax(E, math.inf).tolist() == [0, 0, 0, 1]
    assert softargmax(E, 0).tolist() == [0.25] * 4


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("beta", BETAS)
def test_value_and_gradient_are_finite_bounded_and_add_up_at_every_beta(beta, dtype):
    E = energies(dtype).requires_grad_()
    F = softmin(E, beta)
    (gradient,) = torch.autograd.grad(F.sum(), E)
    slack = 4 * torch.finfo(dtype).eps * E.abs().max()
    assert (F - E.amin(-1)).min() >= -slack
    assert (F - E.mean(-1)).max() <= slack
    torch.testing.assert_close(gradient, softargmin(E, beta).detach(), rtol=0, atol=0)
    torch.testing.assert_close(gradient.sum(-1), torch.ones(7, dtype=dtype))


def test_no_overflow_at_a_million():
    E = torch.tensor([0.0, 1.0, 1e6], requires_grad=True)
    for beta in (1.0, 1e6, 1e30):
        F = softmin(E, beta)
        assert 0 <= F.item() <= math.log(3) / beta + 1e-6
        assert torch.isfinite(torch.autograd.grad(F, E)[0]).all()
    assert softmax(E, 1e6).item() == pytest.approx(1e6)


@pytest.mark.parametrize("beta", [0.0, 1e-9, 0.3, 2.0])
def test_gradients_of_first_and_second_order_by_finite_differences(beta):
    E = energies(shape=(2, 5)).requires_grad_()
    assert gradcheck(lambda E: softmax(E, beta), E)
    assert gradcheck(lambda E: softargmax(E, beta), E)
    assert gradgradcheck(lambda E: softmin(E, beta), E)


def test_gradient_in_beta_by_finite_differences_and_at_the_ends():
    E = energies(shape=(3, 5))
    beta = torch.tensor([0.1, 1.0, 7.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda b: softmax(E, b), beta)
    ends = torch.tensor([0.0, math.inf, 1e-12], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(softmax(E, ends).sum(), ends)
    half_variance = E.var(-1, correction=0) / 2
    torch.testing.assert_close(slope, torch.stack([half_variance[0], 0 * half_variance[1], half_variance[2]]))


def test_softmin_decreases_as_beta_grows():
    betas = torch.tensor(BETAS, dtype=torch.float64)[:, None]
    F = softmin(energies(), betas)  # (B, N)
    assert F.shape == (len(BETAS), 7)
    assert (F.diff(dim=0) <= 1e-12).all()
    assert (F[0] - F[-1] > 1).all()


def test_a_tensor_of_betas_equals_one_beta_at_a_time():
    E = energies()
    betas = torch.tensor(BETAS, dtype=torch.float64)
    together = softargmin(E, betas[:, None])
    assert together.shape == (len(BETAS), 7, 48)
    for beta, weights in zip(BETAS, together, strict=True):
        assert torch.equal(weights, softargmin(E, beta))


@pytest.mark.parametrize("function", [softmax, softmin, softargmax, softargmin])
def test_any_dimension(function):
    E = energies(shape=(4, 5, 6))
    for dim in (0, 1, -2):
        moved = function(E.movedim(dim, -1), 2.0)
        assert torch.equal(function(E, 2.0, dim), moved if moved.dim() == 2 else moved.movedim(-1, dim))


def test_masked_entries_weigh_nothing():
    E = torch.tensor([1.0, -math.inf, 3.0], requires_grad=True)
    for beta in (0.0, 0.5, math.inf):
        weights = softargmax(E, beta)
        assert weights[1] == 0
        assert torch.isfinite(torch.autograd.grad(weights[0], E)[0]).all()
    expected = math.log((math.exp(0.5) + math.exp(1.5)) / 3) / 0.5
    assert softmax(E, 0.5).item() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("beta", [-1.0, math.nan, -math.inf, "cold", torch.tensor([1.0, -2.0])])
@pytest.mark.parametrize("function", [softmax, softmin, softargmax, softargmin])
def test_a_beta_outside_its_range_is_refused_in_one_line(function, beta):
    with pytest.raises(UsageError, match=r"^beta: expected a number in \[0, inf\], got "):
        function(torch.zeros(2, 3), beta)


def test_nothing_to_minimise_over_is_refused():
    with pytest.raises(UsageError, match=r"at least one entry, got shape \(4, 0\)"):
        softmin(torch.zeros(4, 0), 1.0)
    with pytest.raises(UsageError, match=r"beta of shape \(5,\) does not broadcast .* \(4,\)"):
        softmin(torch.zeros(4, 3), torch.ones(5))
