"""The packing: its decoder against the best there is, its cost in closed form, and what becomes of the bubbles."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from ebviz.errors import UsageError
from ebviz.models.vae import draw
from ebviz.studies.autoencoders import _packing as steps
from ebviz.studies.autoencoders import packing
from ebviz.studies.autoencoders._bubbles import held_together
from ebviz.studies.autoencoders._packing import Packing, confusion, responsibilities


def bubbles(n=4, seed=0, spread=0.8, distance=9.0):
    return Packing.start(n, spread, 0.7, distance, torch.Generator().manual_seed(seed))


def test_responsibilities_are_bayes_rule():
    mu = torch.tensor([[0.0, 0.0], [1.0, -0.5], [2.0, 2.0]])
    v = torch.tensor([[0.3], [1.0], [0.05]])
    z = torch.randn(7, 2, generator=torch.Generator().manual_seed(1))
    density = np.stack(
        [multivariate_normal(m, float(s)).pdf(z.numpy()) for m, s in zip(mu.numpy(), v, strict=True)], axis=-1
    )
    found = responsibilities(z, mu, v.log()).numpy()
    np.testing.assert_allclose(found, density / density.sum(-1, keepdims=True), rtol=1e-4, atol=1e-12)


def test_the_cost_is_that_of_equidistant_samples():
    """With samples y_n = a s / √2 e_n, all a s apart, C = ‖y_n − Σ_m r_m y_m‖² / (2 s²)."""
    a, s, n = 5.0, 0.3, 4
    y = a * s / 2**0.5 * torch.eye(n)
    assert torch.cdist(y, y)[0, 1].item() == pytest.approx(a * s)
    shares = torch.randn(6, n, n, generator=torch.Generator().manual_seed(2)).softmax(-1)
    direct = (y - shares @ y).square().sum(-1) / (2 * s**2)
    torch.testing.assert_close(confusion(shares, a), direct)


def test_bubbles_in_one_place_cannot_be_told_apart_and_distant_ones_can():
    n, a = 5, 9.0
    mu, log_v = torch.zeros(n, 2), torch.zeros(n, 1)
    together = Packing(a, mu, log_v, torch.Generator().manual_seed(0)).costs(mu, log_v, 8)[0]
    torch.testing.assert_close(together, torch.full((n,), a**2 / 4 * (1 - 1 / n)))
    far = 100.0 * torch.arange(n)[:, None] * torch.ones(1, 2)
    assert Packing(a, far, log_v, torch.Generator().manual_seed(0)).costs(far, log_v, 8)[0].max() < 1e-6


def test_no_decoder_is_better_so_the_force_does_not_ask_whether_it_follows():
    """At its minimum a decoder's own change costs nothing: the gradient with it fixed is that with it moving."""
    some = bubbles()
    fixed, moving = [], []
    for grads, follows in ((fixed, False), (moving, True)):
        g = torch.Generator().manual_seed(3)
        mu = some.mu.detach().double().requires_grad_()
        log_v = some.log_v.detach().double()
        z = mu + (log_v / 2).exp() * torch.randn(100_000, *mu.shape, generator=g, dtype=torch.float64)
        shares = responsibilities(z, mu if follows else mu.detach(), log_v)
        grads.append(torch.autograd.grad(confusion(shares, 9.0).mean(0).sum(), mu)[0])
    scale = float(fixed[0].abs().max())
    np.testing.assert_allclose(fixed[0], moving[0], atol=0.03 * scale)


def test_forces_are_the_terms_derivatives_and_balance_at_rest(runs):
    run = runs["packing"]
    beta = run.config["beta"]
    for name in ("few", "many"):
        r = run[f"{name}_radius"]
        np.testing.assert_allclose(run[f"{name}_spring"], -beta * run[f"{name}_mu"], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(run[f"{name}_swell"], beta * 2 * (1 / r - r), rtol=1e-3, atol=1e-4)
    mu, pull = run["few_mu"][-1], run["few_pull"][-1]
    out = mu / np.linalg.norm(mu, axis=-1, keepdims=True)
    assert (pull * out).sum(-1).mean() == pytest.approx(np.linalg.norm(mu, axis=-1).mean(), rel=0.2)
    mu = run["many_mu"][-1]
    out = mu / np.linalg.norm(mu, axis=-1, keepdims=True)
    outer = np.linalg.norm(mu, axis=-1) > 1.5
    rest = (run["rest_pull"] * out).sum(-1)[outer].mean()
    assert rest == pytest.approx(beta * np.linalg.norm(mu, axis=-1)[outer].mean(), rel=0.15)
    assert run["few_squeeze"][-1].mean() == pytest.approx(-run["few_swell"][-1].mean(), rel=0.2)


def crossing(mu, reached):
    """The number of pairs of discs that overlap."""
    pairs = [(i, j) for i in range(len(mu)) for j in range(i)]
    return sum(np.hypot(*(mu[i] - mu[j])) < reached[i] + reached[j] for i, j in pairs)


def test_they_begin_in_a_heap_and_end_without_overlap_even_as_wide_as_they_are_drawn(runs):
    run = runs["packing"]
    assert run["few_overlap"][0] == run["pushed_overlap"][0] == 1
    for name in ("few", "many"):
        mu, reached = run[f"{name}_mu"][-1], run["reach"] * run[f"{name}_radius"][-1]
        assert crossing(mu, reached) == 0
        assert (np.linalg.norm(mu, axis=-1) + reached).max() < 3.5  # none has flown away
    many = run["many_radius"][-1]
    distance = np.linalg.norm(run["many_mu"][-1], axis=-1)
    assert np.median(many[distance > 2]) > 2 * np.median(
        many[distance < 1]
    )  # crowded in the middle, as N(0, I) is


def test_the_first_of_the_many_are_the_few(runs):
    run = runs["packing"]
    few = run.config["few"]
    np.testing.assert_array_equal(run["many_mu"][0, :few], run["few_mu"][-1])
    np.testing.assert_array_equal(run["many_radius"][0, :few], run["few_radius"][-1])
    np.testing.assert_allclose(run["many_radius"][0, few:], run.config["born"], rtol=1e-6)
    assert run["many_mu"].shape[1] == run.config["many"]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_two_overlap_at_two_standard_deviations_whatever_the_seed(seed):
    """The bubble of bubbles: all of them within the prior, small where that is dense and large where it is thin."""
    found = steps.pack(packing.Config(seed=seed, fine_draws=1, looks=2), steps.glance)
    for history in found:
        mu, radius = (history.seen[name][-1].numpy() for name in ("mu", "radius"))
        assert crossing(mu, 2 * radius) == 0
    far = np.linalg.norm(mu, axis=-1)
    assert 2.4 < (far + 2 * radius).max() < 3.5
    assert 0.06 < np.median(radius) < 0.12
    assert radius[far > 2].mean() > 2 * radius[far < 1].mean()


def test_the_gradient_is_that_of_finite_differences():
    """Of F̃ with the noise and the decoder held fast, in every centre and every radius."""
    some, beta = bubbles(n=5, seed=4), 0.7
    noise = torch.randn(32, 5, 2, generator=torch.Generator().manual_seed(5), dtype=torch.float64)
    kept = some.mu.detach().double(), some.log_v.detach().double()

    def energy(mu, log_v):
        shares = responsibilities(draw(mu, log_v, noise), *kept)
        U, V = held_together(mu, log_v)
        return (confusion(shares, 9.0).mean(0) + beta * (U + V)).sum()

    assert torch.autograd.gradcheck(energy, [part.clone().requires_grad_() for part in kept], atol=1e-4)


def test_built_up_c_pushes_apart_v_opens_u_draws_together(runs):
    """Each goes on where the last one ends; C alone leaves bubbles small and apart, V opens them, U packs them."""
    run = runs["packing"]
    for before, after in (("pushed", "held"), ("held", "tied")):
        np.testing.assert_array_equal(run[f"{after}_mu"][0], run[f"{before}_mu"][-1])
        np.testing.assert_allclose(run[f"{after}_radius"][0], run[f"{before}_radius"][-1], rtol=1e-6)
    np.testing.assert_array_equal(run["pushed_mu"][0], run["few_mu"][0])
    assert not run["pushed_spring"].any()
    assert not run["pushed_swell"].any()
    assert not run["held_spring"].any()
    radius = {name: run[f"{name}_median_radius"][-1] for name in ("pushed", "held", "tied")}
    far = {name: np.linalg.norm(run[f"{name}_mu"][-1], axis=-1).mean() for name in radius}
    assert radius["pushed"] < 0.4 < 0.75 < radius["held"] < 1
    assert far["tied"] < far["pushed"] < far["held"]
    assert far["tied"] == pytest.approx(np.linalg.norm(run["few_mu"][-1], axis=-1).mean(), rel=0.1)


def test_without_one_of_them_they_do_not_pack(runs):
    run = runs["packing"]
    names = ("many", "no_mean", "no_variance", "no_cost", "cost_only")
    far = {name: np.linalg.norm(run[f"{name}_mu"][-1], axis=-1) for name in names}
    for name in names:
        np.testing.assert_array_equal(run[f"{name}_mu"][0], run["many_mu"][0])  # all set out alike
    reached = {name: (far[name] + 2 * run[f"{name}_radius"][-1]).max() for name in names}
    assert reached["no_mean"] > 2 * reached["many"]
    assert run["no_mean_median_radius"][-1] > 1.5 * run["many_median_radius"][-1]
    assert run["no_variance_median_radius"][-1] < 0.5 * run["many_median_radius"][-1]
    assert reached["no_variance"] < 0.7 * reached["many"]
    assert far["no_cost"].max() < 0.01
    np.testing.assert_allclose(run["no_cost_radius"][-1], 1, atol=1e-3)
    assert run["no_cost_overlap"][-1] == 1
    assert run["cost_only_median_radius"][-1] < run["many_median_radius"][-1]


def test_a_small_weight_shrinks_them_and_a_large_one_makes_them_one(runs):
    """In between they grow, until they overlap: then all become N(0, I), and the decoder knows their mean only."""
    run = runs["packing"]
    beta, radius, overlaps = (run[f"sweep_{name}"] for name in ("beta", "median_radius", "overlap"))
    assert (np.diff(beta) > 0).all()
    here = np.abs(np.log(beta / run.config["beta"])).argmin()
    assert radius[0] < 0.6 * radius[here] < 0.6 * radius[-1]
    assert radius[here] == pytest.approx(run["many_median_radius"][-1], rel=0.15)
    assert not overlaps[:here].any()
    np.testing.assert_allclose(run["sweep_radius"][-1], 1, atol=1e-2)
    assert overlaps[-1] == 1
    n, a = run.config["many"], run.config["distance"]
    assert run["sweep_cost"][-1] == pytest.approx(a**2 / 4 * (1 - 1 / n), rel=1e-3)
    assert (run["sweep_cost"][beta < 1] < 0.02 * run["sweep_cost"][-1]).all()


def test_wherever_z_is_drawn_the_decoder_answers(runs):
    """z is of the prior, not of a bubble: yet nearly always one sample has most of the answer."""
    run = runs["packing"]
    z, shares = run["prior_z"], run["prior_shares"]
    assert np.abs(z.mean(0)).max() < 0.2
    assert z.std() == pytest.approx(1, abs=0.1)
    np.testing.assert_allclose(shares.sum(-1), 1, rtol=1e-5)
    assert (shares.max(-1) > 0.5).mean() > 0.95
    assert len({*shares.argmax(-1).tolist()}) > 0.75 * run.config["many"]  # nearly every sample has its turn


def test_fewer_than_few_is_refused_in_one_line():
    with pytest.raises(UsageError, match=r"packing\.many: expected at least packing\.few, 9, got 3"):
        packing.compute(packing.Config(many=3))
