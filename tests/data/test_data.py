"""The data against their definition: radii in closed form, distributions by Kolmogorov–Smirnov, seeds."""

from __future__ import annotations

import math

import pytest
import torch
from scipy.stats import chisquare, kstest

from ebviz.data import ellipse, gaussians, horn, modes, moons, radii, spiral


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_radii_at_mouth_middle_and_bell():
    rho = radii(torch.tensor([0.0, 0.5, 1.0], dtype=torch.float64))
    e = math.e
    expected = torch.tensor([[2.0, 1.5], [1.75 * e, 1.75 * e], [1.5 * e**2, 2 * e**2]], dtype=torch.float64)
    torch.testing.assert_close(rho, expected)


def test_horn_without_noise_lies_on_its_ellipses():
    x, theta, y = horn(1000, generator=generator(), noise=0, dtype=torch.float64)
    unit = y / radii(x)
    torch.testing.assert_close(unit.square().sum(-1), torch.ones_like(x))
    torch.testing.assert_close(torch.atan2(unit[:, 1], unit[:, 0]).remainder(2 * math.pi), theta)


def test_horn_is_drawn_from_its_law():
    x, theta, y = horn(20_000, generator=generator(1))
    assert kstest(x.numpy(), "uniform").pvalue > 0.01
    assert kstest(theta.numpy() / (2 * math.pi), "uniform").pvalue > 0.01
    noise = y - radii(x) * torch.stack([theta.cos(), theta.sin()], -1)
    assert kstest(noise.flatten().numpy() * 20, "norm").pvalue > 0.01
    assert abs(torch.corrcoef(torch.stack([x, theta, *noise.T])).triu(1)).max() < 0.03


def test_ellipse_is_the_mouth_of_the_horn():
    theta, y = ellipse(24, generator=generator(), noise=0)
    assert y.shape == (24, 2)
    torch.testing.assert_close(y, radii(torch.tensor(0.0)) * torch.stack([theta.cos(), theta.sin()], -1))


@pytest.mark.parametrize("draw", [horn, ellipse])
def test_only_the_generator_decides(draw):
    before = torch.get_rng_state()
    first, again, other = (draw(24, generator=generator(seed))[-1] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_gaussians_are_drawn_from_their_law():
    y, centres = gaussians(20_000, generator=generator(1), noise=0.1), modes()
    nearest = torch.cdist(y, centres).argmin(-1)
    assert chisquare(torch.bincount(nearest, minlength=8)).pvalue > 0.01
    assert kstest(((y - centres[nearest]) / 0.1).flatten().numpy(), "norm").pvalue > 0.01
    torch.testing.assert_close(centres.norm(dim=-1), torch.full((8,), 2.0))
    torch.testing.assert_close(
        (centres - centres.roll(1, 0)).norm(dim=-1), torch.full((8,), 2 * 2 * math.sin(math.pi / 8))
    )


def test_moons_without_noise_are_two_half_circles():
    y = moons(500, generator=generator(), noise=0, dtype=torch.float64)
    centre = torch.tensor([0.5, 0.25], dtype=torch.float64)
    upper, lower = (y + centre).norm(dim=-1), (y - centre).norm(dim=-1)
    on_upper = ((upper - 1).abs() < 1e-9) & (y[:, 1] >= -0.25 - 1e-9)
    on_lower = ((lower - 1).abs() < 1e-9) & (y[:, 1] <= 0.25 + 1e-9)
    assert (on_upper | on_lower).all()
    assert 200 < on_upper.sum() < 300


def test_the_spiral_is_archimedean_and_denser_inside():
    y = spiral(150, dtype=torch.float64)
    r, angle = y.norm(dim=-1), torch.atan2(y[:, 1], y[:, 0])
    torch.testing.assert_close(
        (math.pi * (4 * r - 1)).remainder(2 * math.pi)[1:], angle.remainder(2 * math.pi)[1:]
    )
    gaps = y.diff(dim=0).norm(dim=-1)
    assert (gaps.diff() > 0).all()
