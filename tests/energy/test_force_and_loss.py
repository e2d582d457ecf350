"""Forces against autograd, loss functionals against their formulas, the conditional energy against the plain one."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.special import softmax

from ebviz.energy import (
    ConditionalEnergy,
    SquaredEnergy,
    energy_loss,
    force,
    free_energy,
    gradient,
    hinge_loss,
    latents,
    log_loss,
    search,
)
from ebviz.models import EllipseDecoder, FreeCurve, GeneralDecoder, Given, HornDecoder

DOUBLE = torch.float64


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(4)


@pytest.fixture
def y() -> torch.Tensor:
    return 2 * torch.randn(7, 2, generator=seeded(), dtype=DOUBLE)


@pytest.mark.parametrize("beta", [0.0, 0.3, 10.0, math.inf])
def test_force_is_minus_the_gradient_of_the_free_energy_in_the_manifold_s_points(y, beta):
    points = torch.randn(5, 2, generator=seeded(), dtype=DOUBLE, requires_grad=True)

    def free(points: torch.Tensor) -> torch.Tensor:
        return free_energy(lambda y, k: (y - points[k]).square().sum(-1), y, torch.arange(5), beta)

    slope = torch.autograd.functional.jacobian(free, points)  # (N, K, D)
    torch.testing.assert_close(force(y, points.detach(), beta), -slope)


def test_cold_each_sample_pulls_one_point_and_warm_all_by_their_gibbs_weights(y):
    points = torch.randn(5, 2, generator=seeded(), dtype=DOUBLE)
    E = ((y[:, None] - points) ** 2).sum(-1).numpy()
    pulled = force(y, points).norm(dim=-1) > 0
    assert (pulled.sum(1) == 1).all()
    np.testing.assert_array_equal(pulled.int().argmax(1), E.argmin(1))
    weights = force(y, points, 2.0) / (2 * (y[:, None] - points))
    np.testing.assert_allclose(weights[..., 0], softmax(-2 * E, axis=1), rtol=1e-9)


def test_force_through_the_decoder_is_the_gradient_of_training(y):
    w = torch.tensor([-1.4526, 0.3586], dtype=DOUBLE)
    g, z = EllipseDecoder(w), latents(48, dtype=DOUBLE)
    free_energy(SquaredEnergy(g), y, z, 3.0).mean().backward()
    pull = force(y, g(z).detach(), 3.0).mean(0)  # (K, D)
    along = torch.stack([z.cos(), z.sin()], -1)  # ∂ỹ/∂w
    torch.testing.assert_close(g.w.grad, -(pull * along).sum(0))


def test_loss_functionals_are_their_formulas_and_have_their_slopes():
    low = torch.tensor([0.3, 2.0, 40.0], dtype=DOUBLE, requires_grad=True)
    high = torch.tensor([0.8, 1.0, 1.0], dtype=DOUBLE, requires_grad=True)
    assert energy_loss(low) is low
    hinge = np.maximum(0.5 - (high - low).detach().numpy(), 0)
    np.testing.assert_allclose(hinge_loss(low, high, 0.5).detach(), hinge, atol=1e-15)
    np.testing.assert_allclose(log_loss(low, high).detach(), np.log1p(np.exp((low - high).detach().numpy())))
    (slope,) = torch.autograd.grad(log_loss(low, high).sum(), high)
    np.testing.assert_allclose(slope, -1 / (1 + np.exp((high - low).detach().numpy())))
    assert log_loss(torch.tensor(1e6), torch.tensor(0.0)).item() == 1e6
    rests = hinge_loss(torch.tensor(0.0), torch.tensor(3.0, requires_grad=True), 1.0)
    rests.backward()
    assert rests.item() == 0


def test_conditional_energy_is_the_plain_one_at_each_condition(y):
    decoder, x = HornDecoder(generator=seeded()).double(), torch.linspace(0, 1, len(y), dtype=DOUBLE)
    xy, z = torch.cat([x[:, None], y], -1), latents(48, dtype=DOUBLE)
    energy = ConditionalEnergy(decoder)
    for beta in (1.0, math.inf):
        together = free_energy(energy, xy, z, beta)
        for n in range(len(y)):
            plain = SquaredEnergy(EllipseDecoder(decoder.predictor(x[n, None])))
            torch.testing.assert_close(together[n], free_energy(plain, y[n], z, beta))
            torch.testing.assert_close(
                together[n], free_energy(SquaredEnergy(Given(decoder, x[n, None])), y[n], z, beta)
            )
    _, slope = gradient(energy, xy, z, 1.0)
    step = torch.tensor([1e-6, 0, 0], dtype=DOUBLE)
    up, down = (free_energy(energy, xy + sign * step, z, 1.0) for sign in (1, -1))
    torch.testing.assert_close(slope[:, 0], ((up - down) / 2e-6).detach(), rtol=1e-5, atol=1e-6)


def test_a_latent_of_two_dimensions_is_searched_like_one_of_one(y):
    decoder = GeneralDecoder(2, generator=seeded()).double()
    xy, z = torch.cat([y[:, :1], y], -1), torch.randn(9, 2, generator=seeded(), dtype=DOUBLE)
    found = search(ConditionalEnergy(decoder), xy, z)
    by_hand = torch.stack([(y - decoder(xy[:, :1], each)).square().sum(-1) for each in z]).detach()
    np.testing.assert_array_equal(found.i, by_hand.argmin(0))
    torch.testing.assert_close(found.z, z[by_hand.argmin(0)])


def test_a_free_curve_starts_as_its_ellipse_and_folds_no_finer_than_its_harmonics():
    z = latents(64, dtype=DOUBLE)
    curve = FreeCurve(torch.tensor([-2.0, 1.5], dtype=DOUBLE), harmonics=5)
    torch.testing.assert_close(curve(z), EllipseDecoder(torch.tensor([-2.0, 1.5], dtype=DOUBLE))(z))
    with torch.no_grad():
        curve.series.normal_(generator=seeded())
    spectrum = np.abs(np.fft.rfft(curve(z).detach().numpy(), axis=0))
    assert spectrum[:6].min() > 1e-3
    assert spectrum[6:].max() < 1e-9
