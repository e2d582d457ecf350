"""Inference of ž: every method against SciPy's minimisers, and the paths against their update rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar
from torch import nn

from ebviz.energy import SquaredEnergy, descend, latents, lbfgs, refine, search
from ebviz.energy.energy import squared_distance
from ebviz.models import EllipseDecoder
from tests.stage.geometry import squared_distance_to_ellipse

W = (-1.4526, 0.3586)


@pytest.fixture
def energy():
    return SquaredEnergy(EllipseDecoder(torch.tensor(W, dtype=torch.float64)))


@pytest.fixture
def y():
    return 4 * torch.rand(40, 2, generator=torch.Generator().manual_seed(3), dtype=torch.float64) - 2


def energy_of(y_n, z):
    return (y_n[0] - W[0] * math.cos(z)) ** 2 + (y_n[1] - W[1] * math.sin(z)) ** 2


def z_init(y):
    return torch.full((len(y),), 0.5, dtype=y.dtype)


def test_search_is_the_argmin_in_blocks_too(energy, y):
    z = latents(48, dtype=torch.float64)
    found = search(energy, y.reshape(8, 5, 2), z)
    E = np.array([[energy_of(y_n, z_k) for z_k in z.tolist()] for y_n in y.numpy()])
    assert found.i.shape == (8, 5)
    assert found.i.flatten().tolist() == E.argmin(1).tolist()
    np.testing.assert_allclose(found.E.flatten().numpy(), E.min(1))
    assert torch.equal(found.z, z[found.i])
    many = y.repeat(400, 1)  # 16 000 samples × 48 latents: several blocks
    assert torch.equal(search(energy, many, z).i, found.i.flatten().repeat(400))


def test_of_tied_latents_the_first_is_taken(energy):
    z = latents(48, dtype=torch.float64)
    assert search(energy, torch.zeros(2, dtype=torch.float64), z).i == 12  # the top, not the bottom


def test_latents_may_have_dimensions():
    class Plane(nn.Module):
        def forward(self, z):
            return 2 * z

    z = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    found = search(SquaredEnergy(Plane()), torch.tensor([[1.9, 0.2], [0.1, 1.7]]), z)
    assert found.i.tolist() == [1, 2]
    path = descend(SquaredEnergy(Plane()), torch.tensor([[1.9, 0.2]]), torch.zeros(1, 2), steps=50, lr=0.1)
    torch.testing.assert_close(path.z[0, -1], torch.tensor([0.95, 0.1]))
    leap = lbfgs(SquaredEnergy(Plane()), torch.tensor([[1.9, 0.2]]), torch.zeros(1, 2))
    torch.testing.assert_close(leap.z[0, -1], torch.tensor([0.95, 0.1]))


def test_descent_follows_its_rule(energy, y):
    path = descend(energy, y, z_init(y), steps=200, lr=0.04)
    z, (y1, y2), (w1, w2) = path.z, y.T[..., None], W
    slope = 2 * (y1 - w1 * z.cos()) * w1 * z.sin() - 2 * (y2 - w2 * z.sin()) * w2 * z.cos()
    torch.testing.assert_close(z[:, 1:], (z - 0.04 * slope)[:, :-1])
    torch.testing.assert_close(path.E, (y1 - w1 * z.cos()) ** 2 + (y2 - w2 * z.sin()) ** 2)
    assert (path.E.diff(dim=1) <= 1e-12).all()
    assert (z[:, 0] == 0.5).all()


@pytest.mark.parametrize("way", [lambda *a: descend(*a, steps=2000, lr=0.05), lambda *a: lbfgs(*a, steps=30)])
def test_descents_end_at_a_minimum_that_scipy_finds_too(energy, y, way):
    path = way(energy, y, z_init(y))
    for y_n, z, E in zip(y.numpy(), path.z[:, -1].tolist(), path.E[:, -1].tolist(), strict=True):
        near = minimize_scalar(
            lambda t, y_n=y_n: energy_of(y_n, t), bounds=(z - 0.05, z + 0.05), method="bounded"
        )
        assert abs(near.fun - E) < 1e-8
        assert abs(near.x - z) < 1e-3


def test_lbfgs_needs_few_steps_goes_down_and_then_stays(energy, y):
    path = lbfgs(energy, y, z_init(y), steps=20)
    assert path.z.shape == path.E.shape == (40, 21)
    assert (path.E.diff(dim=1) <= 1e-12).all()
    assert (path.E[:, 10] - path.E[:, -1]).max() < 1e-8
    slow = descend(energy, y, z_init(y), steps=10, lr=0.04)
    assert (slow.E[:, -1] - slow.E.amin(1)).max() < 1e-9
    assert path.E[:, 10].mean() < slow.E[:, 10].mean()


def test_some_descents_are_caught_in_the_wrong_valley(energy):
    below = torch.tensor([[-0.4, -1.4]], dtype=torch.float64)  # nearest the bottom; z̃ = 0.5 is above
    least = squared_distance_to_ellipse(below[0].numpy(), *map(abs, W))
    caught = descend(energy, below, z_init(below), steps=500, lr=0.04).E[0, -1]
    assert caught > least + 1


def test_refined_latents_reach_the_distance_to_the_last_digit(energy, y):
    z = latents(48, dtype=torch.float64)
    start = search(energy, y, z)
    z_check = refine(energy, y, start.z, reach=float(z[1]))
    F = squared_distance(y, energy.decoder(z_check)).detach().numpy()
    expected = [squared_distance_to_ellipse(point, *map(abs, W)) for point in y.numpy()]
    np.testing.assert_allclose(F, expected, rtol=1e-10, atol=1e-12)
    assert (F - start.E.numpy()).max() <= 1e-15
    assert (start.E.numpy() - F).max() > 1e-4
    assert (z_check - start.z).abs().max() <= z[1]


def test_refine_leaves_a_peak_by_walking_downhill(energy):
    y = torch.tensor([[0.0, 1.5]], dtype=torch.float64)
    peak = torch.tensor([math.pi + 0.05], dtype=torch.float64)  # E″ < 0 there
    z = refine(energy, y, peak, reach=3.0, steps=60)
    assert energy_of(y[0].tolist(), z.item()) == pytest.approx(1.5**2 - 2 * 1.5 * W[1] + W[1] ** 2, abs=1e-9)


def test_weights_keep_no_gradient_of_an_inference(energy, y):
    for path in (descend(energy, y, z_init(y), steps=3), lbfgs(energy, y, z_init(y), steps=3)):
        assert not path.z.requires_grad
        assert not path.E.requires_grad
    assert energy.decoder.w.grad is None
