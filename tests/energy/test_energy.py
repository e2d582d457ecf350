"""Energies: the lecture's numbers, the broadcasting rule, and what is refused."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from ebviz.energy import SquaredEnergy, descend, free_energy, gradient, latents, refine, search
from ebviz.energy.energy import squared_distance
from ebviz.errors import UsageError
from ebviz.models import EllipseDecoder

W = (-1.4526, 0.3586)


def test_energy_is_the_lecture_s_formula_for_every_pair():
    y, z = torch.randn(5, 2, generator=torch.Generator().manual_seed(0)), latents(48)
    E = SquaredEnergy(EllipseDecoder(W))(y[:, None], z)
    assert E.shape == (5, 48)
    for n in range(5):
        for k in (0, 7, 40):
            angle = 2 * math.pi * k / 48
            expected = (y[n, 0] - W[0] * math.cos(angle)) ** 2 + (y[n, 1] - W[1] * math.sin(angle)) ** 2
            assert E[n, k].item() == pytest.approx(expected.item(), rel=1e-5)


def test_latents_leave_two_pi_out():
    z = latents(48, dtype=torch.float64)
    assert z[0] == 0
    torch.testing.assert_close(z.diff(), torch.full((47,), math.pi / 24, dtype=torch.float64))
    assert z[-1] < 2 * math.pi - 0.1


def test_z_runs_clockwise_from_the_left():
    y_tilde = EllipseDecoder(W)(torch.tensor([0.0, math.pi / 2, math.pi]))
    torch.testing.assert_close(y_tilde, torch.tensor([[W[0], 0], [0, W[1]], [-W[0], 0]]), atol=1e-6, rtol=0)


@pytest.mark.parametrize("dimensions", [1, 2, 8, 9, 40])
def test_squared_distance_sums_over_any_number_of_dimensions(dimensions):
    a, b = torch.randn(2, 6, dimensions, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    expected = torch.cdist(a, b, compute_mode="donot_use_mm_for_euclid_dist") ** 2
    torch.testing.assert_close(squared_distance(a[:, None], b), expected)


def test_float32_keeps_its_digits_next_to_the_manifold():
    z = latents(48)
    g = EllipseDecoder((1000.0, 700.0))
    y = g(z).detach() + 0.5
    F = free_energy(SquaredEnergy(g), y, z)
    assert (F - 0.5).abs().max() < 1e-3  # ‖y‖² − 2 y·ỹ + ‖ỹ‖² would be off by 0.1


class Flat(nn.Module):
    """A decoder of the wrong number of dimensions."""

    def forward(self, z):
        return torch.stack([z, z, z], -1)


class Single(nn.Module):
    """A decoder that returns a single point, however many latents it is given."""

    def forward(self, z):
        return torch.zeros(2)


class Weighted(SquaredEnergy):
    """An energy of a decoder, but not its squared one."""

    def forward(self, y, z):
        return 3 * super().forward(y, z)


USES = {
    "energy": lambda E, y, z: E(y[:, None], z),
    "free_energy": lambda E, y, z: free_energy(E, y, z, 1.0),
    "gradient": gradient,
    "search": search,
    "descend": lambda E, y, z: descend(E, y, z[: len(y)]),
    "refine": lambda E, y, z: refine(E, y, z[: len(y)], reach=0.1),
}


@pytest.mark.parametrize("use", USES)
def test_a_decoder_that_does_not_match_y_is_refused_with_both_shapes(use):
    with pytest.raises(UsageError, match=r"decoder Flat: expected .*\(…, 2\).*, got shape \(.*3\)") as caught:
        USES[use](SquaredEnergy(Flat()), torch.zeros(4, 2), latents(8))
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("use", [use for use in USES if use not in ("energy", "descend", "refine")])
def test_a_decoder_without_one_point_for_each_latent_is_refused(use):
    with pytest.raises(UsageError, match=r"decoder Single: expected one ỹ for each z, shape \(8, 1, 2\)"):
        USES[use](SquaredEnergy(Single()), torch.zeros(4, 2), latents(8))


@pytest.mark.parametrize("use", USES)
def test_a_decoder_that_cannot_take_z_is_refused_in_one_line(use):
    with pytest.raises(UsageError, match=r"decoder Linear cannot take z of shape \(") as caught:
        USES[use](SquaredEnergy(nn.Linear(7, 2)), torch.zeros(4, 2), latents(8))
    assert "\n" not in str(caught.value)


def test_an_energy_derived_from_the_squared_one_keeps_its_own_formula():
    y, z, g = torch.tensor([[3.0, 1.0]]), latents(48), EllipseDecoder(W)
    torch.testing.assert_close(free_energy(Weighted(g), y, z), 3 * free_energy(SquaredEnergy(g), y, z))


@pytest.mark.parametrize("use", [use for use in USES if use != "energy"])
@pytest.mark.parametrize("value", [math.nan, -math.inf])
def test_an_energy_of_nan_is_refused(use, value):
    def broken(y, z):
        E = SquaredEnergy(EllipseDecoder(W))(y, z)
        return torch.where(E > 1, value, E)

    with pytest.raises(UsageError, match=r"energy broken: expected numbers in \(-inf, inf\], got (nan|-inf)"):
        USES[use](broken, torch.full((4, 2), 3.0), latents(8))


@pytest.mark.parametrize("use", [use for use in USES if use != "energy"])
def test_an_energy_of_the_wrong_shape_is_refused_with_both_shapes(use):
    def total(y, z):
        return SquaredEnergy(EllipseDecoder(W))(y, z).sum()

    with pytest.raises(
        UsageError, match=r"energy total: expected one number per pair, shape .*, got shape \(\)"
    ):
        USES[use](total, torch.zeros(4, 2), latents(8))


def test_an_energy_that_cannot_take_its_arguments_is_refused_in_one_line():
    def wide(y, z):
        return (y @ torch.ones(5, 1)).squeeze(-1) + z

    with pytest.raises(UsageError, match=r"energy wide cannot take y of shape \(4, 2\)") as caught:
        free_energy(wide, torch.zeros(4, 2), latents(8))
    assert "\n" not in str(caught.value)


def test_refine_wants_one_scalar_latent_for_each_sample():
    with pytest.raises(UsageError, match=r"expected z of shape \(4,\).*got \(8,\)"):
        refine(SquaredEnergy(EllipseDecoder(W)), torch.zeros(4, 2), latents(8), reach=0.1)
