"""The variational bound against SciPy's divergences, its optimiser, finite differences and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from scipy.special import ive, logsumexp, rel_entr
from scipy.stats import entropy
from torch.autograd import gradcheck

from ebviz.energy import kl, softargmin, softmin, variational_free_energy
from ebviz.errors import UsageError
from tests.conftest import run_study

BETAS = [1e-2, 0.1, 1.0, 3.2, 10.0, 1e3, math.inf]


def energies(*shape):
    return 3 * torch.rand(*shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


def distributions(n, k, alpha):
    """Return n draws of Dirichlet(α): flat ones and spiky ones."""
    return torch.tensor(np.random.default_rng(4).dirichlet(np.full(k, alpha), n))


def scipy_free_energy(E, beta):
    return -(logsumexp(-beta * E) - math.log(len(E))) / beta


# ------------------------------------------------------------------------------------------------------- the bound


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("alpha", [0.03, 1.0, 30.0])
def test_no_distribution_gets_below_the_free_energy(beta, alpha):
    E, q = energies(48), distributions(2000, 48, alpha)
    bound = variational_free_energy(E, q, beta)  # (2000,)
    assert bound.shape == (2000,)
    F = scipy_free_energy(E.numpy(), beta) if beta < math.inf else E.min().item()
    assert bound.min().item() >= F - 1e-12
    assert (bound > F + 1e-4).any()


@pytest.mark.parametrize("beta", BETAS)
def test_it_is_tight_at_softargmin(beta):
    E = energies(20, 48)
    bound = variational_free_energy(E, softargmin(E, beta), beta)
    torch.testing.assert_close(bound, softmin(E, beta), rtol=0, atol=1e-10)


@pytest.mark.parametrize("beta", [0.1, 1.0, 3.2, 10.0])
def test_what_is_given_away_is_the_divergence_from_softargmin(beta):
    E, q = energies(48), distributions(500, 48, 0.5)
    p = np.exp(-beta * E.numpy()) / np.exp(-beta * E.numpy()).sum()
    gap = variational_free_energy(E, q, beta).numpy() - scipy_free_energy(E.numpy(), beta)
    np.testing.assert_allclose(gap, rel_entr(q.numpy(), p).sum(-1) / beta, rtol=1e-9)
    np.testing.assert_allclose(gap, entropy(q.numpy(), p, axis=-1) / beta, rtol=1e-9)


@pytest.mark.parametrize("beta", [0.3, 3.2])
def test_a_search_on_the_simplex_ends_at_the_free_energy_and_at_softargmin(beta):
    E, k = energies(12), 12
    found = minimize(
        lambda q: variational_free_energy(E, torch.tensor(q / q.sum()), beta).item(),
        np.full(k, 1 / k),
        method="SLSQP",
        bounds=[(1e-9, 1)] * k,
        constraints={"type": "eq", "fun": lambda q: q.sum() - 1},
        options={"ftol": 1e-13, "maxiter": 500},
    )
    assert found.fun == pytest.approx(scipy_free_energy(E.numpy(), beta), abs=1e-7)
    np.testing.assert_allclose(found.x, softargmin(E, beta).numpy(), atol=1e-3)


def test_at_zero_temperature_only_the_energy_counts_and_when_hot_only_the_divergence():
    E, q = energies(7, 48), distributions(7, 48, 1.0)
    torch.testing.assert_close(variational_free_energy(E, q, math.inf), (q * E).sum(-1))
    hot = variational_free_energy(E, q, 1e-9)
    np.testing.assert_allclose(1e-9 * hot.numpy(), math.log(48) - entropy(q.numpy(), axis=-1), atol=1e-8)


def test_gradients_in_energies_q_and_beta_by_finite_differences():
    E, q = energies(2, 5).requires_grad_(), distributions(2, 5, 3.0)
    logits = q.log().requires_grad_()
    beta = torch.tensor([0.7, 4.0], dtype=torch.float64, requires_grad=True)
    assert gradcheck(lambda E, a, b: variational_free_energy(E, a.softmax(-1), b), (E, logits, beta))


def test_a_q_that_is_zero_somewhere_has_a_finite_value_and_gradient():
    E = torch.tensor([1.0, 2.0, math.inf], dtype=torch.float64)
    q = torch.tensor([0.25, 0.75, 0.0], dtype=torch.float64, requires_grad=True)
    bound = variational_free_energy(E, q, 2.0)
    assert bound.item() == pytest.approx(1.75 + (math.log(3) - entropy([0.25, 0.75])) / 2)
    assert torch.isfinite(torch.autograd.grad(bound, q)[0]).all()


def test_any_dimension_and_any_broadcast():
    E, q = energies(4, 5, 6), distributions(20, 6, 1.0).reshape(4, 5, 6)
    expected = variational_free_energy(E, q, 2.0)
    for dim in (0, 1, -2):
        moved = variational_free_energy(E.movedim(-1, dim), q.movedim(-1, dim), 2.0, dim)
        torch.testing.assert_close(moved, expected)
    betas = torch.tensor([0.5, 3.0], dtype=torch.float64)[:, None, None]
    both = variational_free_energy(E, q[0, 0], betas)
    assert both.shape == (2, 4, 5)
    torch.testing.assert_close(both[1], variational_free_energy(E, q[0, 0].expand(4, 5, 6), 3.0))


def test_divergence_agrees_with_scipy_and_is_infinite_where_p_has_nothing():
    q, p = distributions(300, 20, 0.2), distributions(301, 20, 1.0)[1:]
    np.testing.assert_allclose(kl(q, p).numpy(), rel_entr(q.numpy(), p.numpy()).sum(-1), rtol=1e-10)
    one, half = torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5])
    assert kl(half, one).item() == math.inf
    assert kl(one, one).item() == 0


@pytest.mark.parametrize(
    ("q", "beta", "message"),
    [
        ([0.5, 0.6], 1.0, "q: expected probabilities that sum to 1 along dim -1, got .* 1.1"),
        ([1.5, -0.5], 1.0, "q: expected probabilities .* a least entry of -0.5"),
        ([math.nan, 0.5], 1.0, "q: expected probabilities"),
        ([0.2, 0.3, 0.5], 1.0, r"q of shape \(3,\) does not broadcast with energies of shape \(2,\)"),
        ([0.5, 0.5], 0.0, r"^beta: expected a number in \(0, inf\], got 0$"),
        ([0.5, 0.5], -1.0, r"^beta: expected a number in \[0, inf\], got -1$"),
    ],
)
def test_what_is_no_distribution_or_no_coldness_is_refused(q, beta, message):
    with pytest.raises(UsageError, match=message):
        variational_free_energy(torch.zeros(2), torch.tensor(q), beta)


# ------------------------------------------------------------------------------------------------------- the study


@pytest.fixture(scope="module")
def run(runs):
    return {name: np.asarray(array, float) for name, array in runs["variational"].items()}


def test_the_energy_has_two_equal_wells_and_the_numbers_are_its(run):
    g = run["w"] * np.stack([np.cos(run["z"]), np.sin(run["z"])], -1)
    E = ((run["y"] - g) ** 2).sum(-1)
    np.testing.assert_allclose(run["E"], E, rtol=1e-5)
    lower = (np.roll(E, 1) > E) & (np.roll(E, -1) > E)
    np.testing.assert_allclose(run["z"][lower], [np.pi / 2, 3 * np.pi / 2], atol=1e-6)
    assert run["F"] == pytest.approx(scipy_free_energy(E, run["beta"]), abs=1e-5)
    p = np.exp(-run["beta"] * E)
    np.testing.assert_allclose(run["softargmin"], p / p.sum(), rtol=1e-4)


@pytest.mark.parametrize("name", ["free", "bump"])
def test_bounds_come_down_at_every_step_and_are_the_sum_of_their_parts(run, name):
    q, bound, gap = (run[f"{name}_{part}"] for part in ("q", "bound", "gap"))
    assert q.shape == (len(bound), len(run["z"]))
    np.testing.assert_allclose(q.sum(-1), 1, atol=1e-5)
    assert (np.diff(gap) < 0).all()
    assert (np.diff(bound) <= 1e-6).all()
    np.testing.assert_allclose(run[f"{name}_expected"], q @ run["E"], rtol=1e-5)
    uniform = np.full(q.shape[-1], 1 / q.shape[-1])
    np.testing.assert_allclose(run[f"{name}_kl"], entropy(q, uniform, axis=-1) / run["beta"], atol=1e-5)
    np.testing.assert_allclose(bound, run[f"{name}_expected"] + run[f"{name}_kl"], atol=1e-5)
    np.testing.assert_allclose(gap, bound - run["F"], atol=2e-6)
    np.testing.assert_allclose(gap, entropy(q, run["softargmin"], axis=-1) / run["beta"], atol=1e-5)


def test_a_free_q_ends_at_softargmin_along_its_closed_way(run, runs):
    assert run["free_gap"][0] > 1
    assert run["free_gap"][-1] < 1e-3
    np.testing.assert_allclose(run["free_q"][-1], run["softargmin"], atol=1e-3)
    # Each step takes log q by the same share of its way to log softargmin, up to the constant that sums it to 1.
    left = (1 - runs["variational"].config["rate"]) ** np.arange(len(run["free_q"]))[:, None]
    first = runs["variational"].config["start_kappa"] * np.cos(run["z"] - runs["variational"].config["start"])
    logits = left * first - (1 - left) * run["beta"] * run["E"]
    closed = np.exp(logits - logsumexp(logits, axis=-1, keepdims=True))
    np.testing.assert_allclose(run["free_q"], closed, atol=1e-5)


def von_mises(z, m, kappa):
    q = np.exp(kappa * (np.cos(z - m) - 1))
    return q / q.sum()


def test_one_bump_keeps_a_gap_that_is_the_best_it_can_and_close_to_that_of_half_the_weight(run):
    E, z, beta, F = run["E"], run["z"], float(run["beta"]), float(run["F"])
    for s in (0, 3, -1):
        q = von_mises(z, run["bump_m"][s], run["bump_kappa"][s])
        np.testing.assert_allclose(run["bump_q"][s], q, atol=1e-5)

    def bound(place):
        q = von_mises(z, place[0], np.exp(place[1]))
        return q @ E + rel_entr(q, 1 / len(z)).sum() / beta

    starts = [(m, log_kappa) for m in (0.5, 2.0, 3.5, 5.0) for log_kappa in (-2.0, 1.0, 4.0)]
    best = min(minimize(bound, start, method="Nelder-Mead").fun for start in starts)
    assert run["bump_gap"][-1] == pytest.approx(best - F, abs=1e-3)
    assert run["bump_gap"][-1] > 0.1
    # For two separate equal wells, a q right about one has KL(q ‖ softargmin) = log 2; a bump has a little more.
    assert math.log(2) / beta < run["bump_gap"][-1] < 1.05 * math.log(2) / beta


def test_the_divergence_of_a_bump_is_the_closed_one(run):
    # KL of von Mises from uniform on the circle: κ I₁(κ)/I₀(κ) − log I₀(κ), and the grid is fine enough for it.
    kappa = run["bump_kappa"]
    closed = kappa * ive(1, kappa) / ive(0, kappa) - (np.log(ive(0, kappa)) + kappa)
    np.testing.assert_allclose(run["bump_kl"], closed / run["beta"], atol=1e-5)


def test_the_same_bits_again(runs, tmp_path):
    again = run_study("variational", tmp_path, runs)
    for name, array in runs["variational"].items():
        np.testing.assert_array_equal(again[name], array, err_msg=name)


@pytest.mark.parametrize(
    "changes",
    [{"beta": 100.0}, {"beta": 0.01}, {"n_z": 3}, {"rate": 1.0}, {"steps": 1}, {"y1": 10.0, "y2": -10.0}],
)
def test_other_settings_give_numbers_and_bounds_too(runs, tmp_path, changes):
    run = run_study("variational", tmp_path, runs, **changes)
    for name, array in run.items():
        assert np.isfinite(array).all(), name
    assert min(run["free_gap"].min(), run["bump_gap"].min()) > -1e-6


def test_the_figure_draws_the_run(runs):
    from ebviz.plot.base import draw
    from scenes.autoencoders.variational_slides import variational_bound
    from tests.scenes.test_figures import drawn, texts

    run, fig = runs["variational"], draw(variational_bound, "dark", runs)
    steps = np.arange(len(run["free_bound"]))
    assert drawn(fig, np.stack([np.append(run["z"], 2 * np.pi), np.append(run["E"], run["E"][0])], -1))
    for name in ("free", "bump"):
        assert drawn(fig, np.stack([steps, run[f"{name}_bound"]], -1))
        for q in (run[f"{name}_q"][0], run[f"{name}_q"][-1]):
            assert drawn(fig, np.stack([np.append(run["z"], 2 * np.pi), np.append(q, q[0])], -1))
        assert any(f"{run[f'{name}_gap'][-1]:.2f}" in text.source for text in texts(fig))
