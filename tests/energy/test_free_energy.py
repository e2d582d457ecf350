"""Free energies against the distance to an ellipse, closed limits, finite differences and a measured memory."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from scipy.special import logsumexp
from torch import nn
from torch.autograd import gradgradcheck

from ebviz.energy import SquaredEnergy, free_energy, gradient, latents, softargmin
from ebviz.errors import UsageError
from ebviz.models import EllipseDecoder
from tests.stage.geometry import squared_distance_to_ellipse

W = (-1.4526, 0.3586)
BETAS = [0.0, 1e-9, 0.1, 1.0, 10.0, 1e4, math.inf]


@pytest.fixture
def energy():
    return SquaredEnergy(EllipseDecoder(torch.tensor(W, dtype=torch.float64)))


@pytest.fixture
def y():
    return 3 * torch.rand(60, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64) - 1.5


def generic(y, z):
    """An energy that is not a SquaredEnergy: nothing about it is known in advance."""
    return (y[..., 0] - W[0] * z.cos()) ** 2 + (y[..., 1] - W[1] * z.sin()) ** 2


def z(n=48):
    return latents(n, dtype=torch.float64)


def test_zero_temperature_is_the_squared_distance_to_the_manifold(energy, y):
    F = free_energy(energy, y, z(20_000)).detach().numpy()
    expected = [squared_distance_to_ellipse(point, *map(abs, W)) for point in y.numpy()]
    np.testing.assert_allclose(F, expected, atol=1e-6)
    assert F.max() > 1


def test_infinite_temperature_is_a_paraboloid(energy, y):
    # |y|² + ⟨|g|²⟩ − 2 y·⟨g⟩, with ⟨g⟩ = 0 and ⟨|g|²⟩ = (w₁² + w₂²)/2 = 1.1193 on the 48 latents too.
    expected = y.square().sum(-1) + (W[0] ** 2 + W[1] ** 2) / 2
    torch.testing.assert_close(free_energy(energy, y, z(), 0), expected)
    assert free_energy(energy, torch.zeros(2, dtype=torch.float64), z(), 0).item() == pytest.approx(
        1.1193, abs=1e-4
    )


@pytest.mark.parametrize("beta", [0.1, 1.0, 10.0, 1e4])
def test_warm_free_energy_agrees_with_scipy(energy, y, beta):
    E = generic(y[:, None], z()).numpy()
    expected = -(logsumexp(-beta * E, axis=-1) - math.log(48)) / beta
    np.testing.assert_allclose(free_energy(energy, y, z(), beta).detach().numpy(), expected, rtol=1e-10)


def test_free_energy_decreases_in_beta_between_its_ends(energy, y):
    F = torch.stack([free_energy(energy, y, z(), beta) for beta in BETAS])  # (B, N)
    assert (F.diff(dim=0) <= 1e-12).all()
    assert (F[0] - F[-1] > 0.1).all()


@pytest.mark.parametrize("beta", BETAS)
def test_any_energy_takes_the_same_values_and_gradients_in_blocks(energy, y, beta, monkeypatch):
    whole, slope = gradient(generic, y, z(), beta)
    monkeypatch.setattr(sys.modules["ebviz.energy.free_energy"], "BLOCK", 48 * 7)
    for E in (generic, energy):
        torch.testing.assert_close(free_energy(E, y, z(), beta), whole)
        F, grad = gradient(E, y.reshape(5, 12, 2), z(), beta)
        torch.testing.assert_close(F, whole.reshape(5, 12))
        torch.testing.assert_close(grad, slope.reshape(5, 12, 2))


@pytest.mark.parametrize("beta", BETAS)
def test_gradient_is_the_gibbs_weighted_mean(energy, y, beta):
    g = energy.decoder(z()).detach()  # (K, D)
    p = softargmin(generic(y[:, None], z()), beta)  # (N, K)
    torch.testing.assert_close(gradient(energy, y, z(), beta)[1], 2 * (y - p @ g))


@pytest.mark.parametrize("beta", BETAS)
def test_gradient_by_finite_differences(energy, y, beta):
    _, slope = gradient(energy, y, z(), beta)
    for d, h in enumerate(1e-6 * torch.eye(2, dtype=torch.float64)):
        difference = (free_energy(energy, y + h, z(), beta) - free_energy(energy, y - h, z(), beta)) / 2e-6
        torch.testing.assert_close(slope[:, d], difference, atol=1e-4, rtol=1e-4)


class Anisotropic(nn.Module):
    """A general energy with weights, not a SquaredEnergy."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor(W, dtype=torch.float64))

    def forward(self, y, z):
        return (y - self.w * torch.stack([z.cos(), z.sin()], -1)).abs().pow(3).sum(-1)


@pytest.mark.parametrize("beta", [0.0, 1.0, 10.0])
@pytest.mark.parametrize("make", [Anisotropic, lambda: SquaredEnergy(EllipseDecoder(Anisotropic().w))])
def test_gradients_of_y_weights_and_beta_by_finite_differences_in_blocks_too(y, beta, make, monkeypatch):
    model = make()
    (w,) = model.parameters()
    b = torch.tensor(beta, dtype=torch.float64, requires_grad=beta > 0)

    def mean_free_energy(w_, y_, b_):
        with torch.no_grad():
            w.copy_(w_)
        F = free_energy(model, y_, z(), b_).mean()
        return F, torch.autograd.grad(F, [w, y_, b_] if beta > 0 else [w, y_])

    y = y.requires_grad_()
    start = w.detach().clone()
    _, whole = mean_free_energy(start, y, b)
    monkeypatch.setattr(sys.modules["ebviz.energy.free_energy"], "BLOCK", 48 * 7)
    _, blocked = mean_free_energy(start, y, b)
    for one, other in zip(whole, blocked, strict=True):
        torch.testing.assert_close(one, other)
    for d, h in enumerate(1e-6 * torch.eye(2, dtype=torch.float64)):
        difference = (mean_free_energy(start + h, y, b)[0] - mean_free_energy(start - h, y, b)[0]) / 2e-6
        assert blocked[0][d].item() == pytest.approx(difference.item(), abs=1e-7)


def test_weights_hidden_in_a_plain_function_are_reached(y, monkeypatch):
    monkeypatch.setattr(sys.modules["ebviz.energy.free_energy"], "BLOCK", 48 * 7)
    hidden = Anisotropic()
    free_energy(lambda y, z: hidden(y, z), y, z(), 1.0).sum().backward()
    reached, hidden.w.grad = hidden.w.grad, None
    free_energy(hidden, y, z(), 1.0).sum().backward()
    torch.testing.assert_close(reached, hidden.w.grad)


def test_second_derivatives_of_one_block(energy):
    y = torch.tensor([[0.3, 1.0], [-1.0, 0.2]], dtype=torch.float64, requires_grad=True)
    assert gradgradcheck(lambda y: free_energy(energy, y, z(12), 2.0), y)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_precision_and_shapes_follow_y(dtype):
    E, grid = SquaredEnergy(EllipseDecoder(W)), torch.zeros(3, 4, 2, dtype=dtype)
    F, slope = gradient(E, grid, latents(48, dtype=dtype), 1.0)
    assert (F.dtype, F.shape, slope.shape) == (dtype, (3, 4), (3, 4, 2))
    assert free_energy(E, torch.zeros(0, 2, dtype=dtype), latents(48, dtype=dtype)).shape == (0,)
    double = SquaredEnergy(EllipseDecoder(torch.tensor(W, dtype=torch.float64)))
    for n in (1, 6000):  # one block, and more
        assert free_energy(double, torch.zeros(n, 2, dtype=dtype), latents(48), 1.0).dtype == dtype


@pytest.mark.parametrize("beta", [-1.0, math.nan, torch.ones(3)])
def test_one_beta_in_range_is_asked_for(energy, y, beta):
    for function in (free_energy, gradient):
        with pytest.raises(UsageError, match=r"^beta: expected (a|one) number in \[0, inf\], got "):
            function(energy, y, z(), beta)


MEMORY = """
import sys, torch
from ebviz.energy import SquaredEnergy, free_energy, latents
from ebviz.models import EllipseDecoder

def status(key):
    return next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith(key))

torch.set_num_threads(1)
n, trained = int(sys.argv[1]), sys.argv[2] == "trained"
energy = SquaredEnergy(EllipseDecoder((-1.4526, 0.3586))).requires_grad_(trained)
for side in (128, n):  # the first is the warm-up: threads, allocator, what torch imports late
    line = torch.linspace(-3, 3, side)
    y = torch.stack(torch.meshgrid(line, line, indexing="xy"), -1)
    before = status("VmRSS")
    F = free_energy(energy, y, latents(48), 1.0)
    if trained:
        F.mean().backward()
print(status("VmHWM") - before - F.nbytes / 2**20)
"""


@pytest.mark.parametrize(("side", "kind"), [(2048, "fixed"), (2048, "trained")])
def test_a_grid_of_millions_needs_little_memory(side, kind):
    command = [sys.executable, "-c", MEMORY, str(side), kind]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (
        float(done.stdout) < 300
    )  # MB above the result; all energies at once would be 768 or 192, several times
