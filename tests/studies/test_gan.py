"""The GAN against closed forms: losses, slopes, distances and optima; then what the trained nets must satisfy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.stats
import torch
from scipy.interpolate import RegularGridInterpolator
from scipy.spatial.distance import cdist

from ebviz.data.two_sample import covered, energy_distance, pairwise_distances, share_of_modes
from ebviz.energy import cost_loss, generator_loss
from ebviz.errors import BuildError
from ebviz.models import GAN, Classifier, Cost
from ebviz.models.gan import slope, slope_penalty
from ebviz.studies.gan import gan as study
from ebviz.studies.gan._gan import fit
from ebviz.studies.gan._recipe import Recipe
from ebviz.training import Player, alternate, shuffled


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def normal(*shape, seed=1):
    return torch.randn(*shape, generator=generator(seed), dtype=torch.float64)


def numpy_distance(x, y):
    """Return the energy distance by NumPy and SciPy."""
    x, y = np.float64(x), np.float64(y)
    return 2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean()


# ------------------------------------------------------------------------------------------------- the distances


def test_distances_are_exact_for_close_points_far_from_the_origin():
    x = 1e4 + torch.rand(40, 3, generator=generator())  # by way of x · y hardly a digit would be left
    y = x + 0.01 * torch.rand(40, 3, generator=generator(1))
    np.testing.assert_allclose(pairwise_distances(x, y), cdist(x, y), rtol=1e-5)


def test_the_energy_distance_is_the_square_of_scipys_in_one_dimension():
    x, y = normal(40, 1), 0.7 * normal(55, 1, seed=2) + 0.3
    expected = scipy.stats.energy_distance(x[:, 0], y[:, 0]) ** 2
    assert energy_distance(x, y).item() == pytest.approx(expected, rel=1e-9)


def test_the_energy_distance_is_symmetric_and_zero_only_for_the_same_law():
    x, y = normal(300, 3), normal(300, 3, seed=2)
    assert energy_distance(x, x).item() == pytest.approx(0, abs=1e-12)
    torch.testing.assert_close(energy_distance(x, y), energy_distance(y, x))
    assert energy_distance(x, y) < energy_distance(x, y + 0.5) / 4
    assert energy_distance(x, y).item() == pytest.approx(numpy_distance(x, y), rel=1e-9)


def test_modes_are_counted_by_their_share_of_samples_nearby():
    centres = torch.tensor([[0.0, 0.0], [4.0, 0.0]])
    y = torch.cat([torch.zeros(30, 2), torch.tensor([[4.2, 0.0]]).expand(4, 2), torch.full((6, 2), 9.0)])
    share = share_of_modes(y, centres, 0.5)
    assert share.tolist() == pytest.approx([0.75, 0.1])
    assert covered(share).tolist() == [True, False]  # 0.1 is below a quarter of one half
    assert covered(share, 0.2).tolist() == [True, True]


# ---------------------------------------------------------------------------------------------------- the losses


def test_what_costs_the_margin_already_is_pushed_no_further():
    C_hat = torch.tensor([0.5, 4.9, 5.0, 7.0], requires_grad=True)
    cost_loss(torch.zeros(4), C_hat, margin=5.0).sum().backward()
    assert C_hat.grad.tolist()[:2] == [-1, -1]
    assert C_hat.grad.tolist()[3] == 0


def test_with_g_frozen_the_cost_of_data_falls_to_zero_and_that_of_the_rest_rises_to_m():
    C = torch.nn.Parameter(
        torch.full((4,), 1.0)
    )  # a cost for each of four places; data at 0 and 1, ŷ at 2 and 3
    player = Player("cost", lambda _: cost_loss(C[:2].abs(), C[2:].abs(), 3.0).mean(), [C], 0.02)
    alternate([player], torch.zeros(1), generator=generator(), rounds=1200, batch=1, floor=0.0)
    assert C.detach().abs().tolist() == pytest.approx([0, 0, 3, 3], abs=0.05)


def test_on_a_finite_problem_the_least_loss_is_the_margin_times_the_overlap():
    """Zhao, Mathieu and LeCun 2016: C is m where the data are rarer than ŷ, else 0, and the loss m Σ min(p, q)."""
    p = torch.tensor([0.5, 0.3, 0.2, 0.0])
    q = torch.tensor([0.1, 0.2, 0.3, 0.4])
    C = torch.nn.Parameter(torch.full((4,), 1.0))

    def loss(_):
        return p @ C.abs() + q @ (2.0 - C.abs()).clamp(min=0)

    history = alternate(
        [Player("cost", loss, [C], 0.02)], torch.zeros(1), generator=generator(), rounds=800, batch=1, floor=0
    )
    assert history.loss[-1].item() == pytest.approx(2.0 * torch.minimum(p, q).sum().item(), abs=5e-3)
    assert C.detach().abs().tolist() == pytest.approx([0, 0, 2, 2], abs=0.05)


@pytest.mark.parametrize("level", [0.0, 1.0, 2.5])
def test_when_g_makes_the_data_any_constant_cost_up_to_m_is_as_good(level):
    C = torch.full((6,), level)
    assert cost_loss(C, C, margin=2.5).mean().item() == pytest.approx(2.5)
    assert generator_loss(C) is C


# ------------------------------------------------------------------------------------------------------ the nets


def test_a_cost_is_never_negative_and_has_the_slope_of_finite_differences():
    cost = Cost([2, 16, 4], generator=generator()).double()
    y = normal(9, 2)
    assert (cost(3 * normal(500, 2)) >= 0).all()
    step = 1e-6
    numeric = torch.stack(
        [(cost(y + step * unit) - cost(y - step * unit)) / (2 * step) for unit in torch.eye(2).double()], -1
    )
    torch.testing.assert_close(slope(cost, y), numeric, rtol=1e-5, atol=1e-7)


def test_a_cost_of_zero_can_still_be_trained():
    """Where the answer is the origin a plain norm has no slope; the rounded one is zero, and so is its slope."""
    cost = Cost([2, 4, 3], generator=generator())
    with torch.no_grad():
        for parameter in cost.parameters():
            parameter.zero_()
    y = torch.ones(1, 2)
    assert cost(y).item() == 0
    assert torch.isfinite(slope(cost, y)).all()


def test_the_penalty_is_for_slopes_above_one_only():
    y, y_hat, share = normal(30, 2), normal(30, 2, seed=2), torch.rand(30, 1, generator=generator()).double()
    for steepness in (0.5, 1.0, 3.0):
        found = slope_penalty(lambda y, s=steepness: s * y.norm(dim=-1), y, y_hat, share)
        assert found.item() == pytest.approx(max(steepness - 1, 0) ** 2, abs=1e-12)


def test_the_penalty_trains_the_cost():
    cost = Cost([2, 8, 3], generator=generator()).double()
    with torch.no_grad():
        for parameter in cost.parameters():
            parameter.mul_(3)
    y, y_hat, share = normal(30, 2), normal(30, 2, seed=2), torch.rand(30, 1, generator=generator()).double()
    weight = cost.phi.net.layers[0].weight
    (found,) = torch.autograd.grad(slope_penalty(cost, y, y_hat, share), weight)
    step = torch.zeros_like(weight)
    step[2, 1] = 1e-6
    with torch.no_grad():
        weight.add_(step)
        up = slope_penalty(cost, y, y_hat, share)
        weight.sub_(2 * step)
        down = slope_penalty(cost, y, y_hat, share)
    assert found[2, 1].item() == pytest.approx(((up - down) / 2e-6).item(), rel=1e-4)
    assert found[2, 1].item() != 0


def test_both_probabilistic_losses_pull_the_same_way_by_d_and_by_one_minus_d():
    classifier = Classifier([2, 16, 16], generator=generator()).double()
    y_hat = 2 * normal(20, 2)
    D = torch.sigmoid(classifier(y_hat))[:, None]
    logsigmoid = torch.nn.functional.logsigmoid
    of_log = slope(lambda y: logsigmoid(-classifier(y)), y_hat)
    repair = slope(lambda y: -logsigmoid(classifier(y)), y_hat)
    torch.testing.assert_close(of_log.detach() / D, repair.detach() / (1 - D))


# ----------------------------------------------------------------------------------------------- training by turns


def test_turns_are_those_of_two_optimisers_of_pytorch():
    y = normal(64, 2)

    def nets():
        g = generator(3)
        model = GAN(Cost([2, 8, 3], generator=g), [2, 8, 2], generator=g).double()
        return model, g

    model, g = nets()

    def made(n, model, g):
        return model(torch.randn(n, 2, generator=g, dtype=torch.float64))

    history = alternate(
        [
            Player(
                "cost",
                lambda y: cost_loss(model.cost(y), model.cost(made(len(y), model, g).detach()), 5.0).mean(),
                [*model.cost.parameters()],
                0.01,
                2,
            ),
            Player(
                "generator",
                lambda y: model.cost(made(len(y), model, g)).mean(),
                [*model.generator.parameters()],
                0.02,
            ),
        ],
        y,
        generator=g,
        rounds=5,
        batch=16,
    )
    other, g = nets()
    adam = [
        torch.optim.Adam(other.cost.parameters(), lr=0.01, betas=(0.5, 0.99)),
        torch.optim.Adam(other.generator.parameters(), lr=0.02, betas=(0.5, 0.99)),
    ]
    batches = shuffled([y], 16, g)
    for k in range(5):
        for number, steps in ((0, 2), (1, 1)):
            for _ in range(steps):
                (batch,) = next(batches)
                y_hat = made(16, other, g)
                if number == 0:
                    loss = (other.cost(batch) + (5 - other.cost(y_hat.detach())).clamp(min=0)).mean()
                else:
                    loss = other.cost(y_hat).mean()
                other.zero_grad()
                loss.backward()
                adam[number].step()
        assert history.loss[k, number].item() == pytest.approx(loss.item(), rel=1e-6)
    for one, two in zip(model.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(one, two)


def test_a_turn_moves_nobody_elses_parameters():
    a, b = (torch.nn.Parameter(torch.ones(3)) for _ in "ab")
    players = [Player("a", lambda _: (a * b).sum(), [a], 0.1), Player("b", lambda _: (a + b).sum(), [b], 0.0)]
    alternate(players, torch.zeros(1), generator=generator(), rounds=4, batch=1)
    assert (a < 1).all()
    assert (b == 1).all()


def test_a_loss_that_is_no_number_is_told_with_its_player():
    a = torch.nn.Parameter(torch.ones(1))
    player = Player("generator", lambda _: (a / 0).sum(), [a], 0.1)
    with pytest.raises(BuildError, match=r"the generator's loss is inf in round 0 of 3"):
        alternate([player], torch.zeros(1), generator=generator(), rounds=3, batch=1)


def test_rates_fall_to_their_floor():
    a = torch.nn.Parameter(torch.zeros(1))
    seen = []
    history = alternate(
        [Player("a", lambda _: a.sum(), [a], 1.0)],
        torch.zeros(1),
        generator=generator(),
        rounds=50,
        batch=1,
        floor=0.1,
        probe=lambda: {"a": a},
        look_at=range(51),
    )
    seen = -history.seen["a"][:, 0].diff()  # of a constant slope Adam's step is its rate
    assert seen[0].item() == pytest.approx(1.0, rel=1e-4)
    assert seen[-1].item() == pytest.approx(0.1, rel=0.02)
    assert (seen.diff() <= 1e-5).all()


# ----------------------------------------------------------------------------------------------- what is stored


def test_the_eight_gaussians_are_where_they_should_be(runs):
    toys = runs["toys"]
    y, modes = toys["gaussians"].astype(float), toys["modes"]
    np.testing.assert_allclose(np.linalg.norm(modes, axis=1), 2, rtol=1e-6)
    nearest = cdist(y, modes).argmin(1)
    noise = (y - modes[nearest]) / 0.1
    assert scipy.stats.kstest(noise.ravel(), "norm").pvalue > 0.01
    assert cdist(toys["gaussians_held_out"], y).min() > 0


@pytest.mark.parametrize("toy", ["ellipse", "gaussians"])
def test_the_default_run_covers_the_data(runs, toy):
    run, held_out = runs["gan"], runs["toys"][f"{toy}_held_out"]
    distance = run[f"{toy}_distance"]
    assert distance[-1] < distance[0] / 10
    for k in (0, len(distance) // 2, -1):
        assert numpy_distance(run[f"{toy}_y_hat"][k], held_out) == pytest.approx(
            distance[k], rel=1e-3, abs=1e-4
        )
    if toy == "gaussians":
        far = cdist(run["gaussians_y_hat"][-1], runs["toys"]["modes"])
        near = np.bincount(far.argmin(1)[far.min(1) < 0.3], minlength=8) / len(far)
        np.testing.assert_allclose(run["gaussians_share"][-1], near, atol=1e-3)
        assert run["gaussians_covered"][-1] == (near >= 1 / 32).sum() >= 7


def test_another_seed_covers_the_data_too(runs):
    config = study.Config(samples=500, looks=2, mesh=2)
    found = fit(runs["toys"], "gaussians", config, config.recipe, generator(7), "gan", "again")
    assert found["covered"][-1] >= 7
    assert found["distance"][-1] < found["distance"][0] / 10


def test_the_same_seed_gives_the_same_history(runs):
    config = study.Config(samples=9, looks=3, mesh=2, recipe=Recipe(rounds=12))
    one, two = (study.compute(config, toys=runs["toys"]) for _ in range(2))
    assert all(torch.equal(one[name], two[name]) for name in one)


@pytest.mark.parametrize("toy", ["ellipse", "gaussians"])
def test_field_energies_and_pulls_are_of_one_cost(runs, toy):
    run, toys = runs["gan"], runs["toys"]
    y1, y2 = toys[f"{toy}_y1"].astype(float), toys[f"{toy}_y2"].astype(float)
    for k in (0, len(run[f"{toy}_C"]) // 2, -1):
        C = run[f"{toy}_C"][k].astype(float)
        field = RegularGridInterpolator((y1, y2), C.T, bounds_error=False)
        np.testing.assert_allclose(field(toys[f"{toy}_held_out"]), run[f"{toy}_C_y"][k], atol=0.05)
        y_hat, pull = run[f"{toy}_y_hat"][k].astype(float), run[f"{toy}_pull"][k]
        step = 0.02
        ahead = field(y_hat + step * pull) - field(y_hat)
        steep = np.square(pull).sum(1) * step
        inside = np.isfinite(ahead)
        assert inside.sum() > 20
        assert np.corrcoef(-ahead[inside], steep[inside])[0, 1] > 0.95  # C falls along −∇C by ‖∇C‖² a step
        np.testing.assert_allclose(run[f"{toy}_mean_pull"][k], np.linalg.norm(pull, axis=1).mean(), rtol=1e-4)


def test_unstable_convergence(runs):
    failing, working = runs["gan_failures"]["unstable_distance"], runs["gan"]["gaussians_distance"]
    half = len(failing) // 2
    assert failing[half:].max() > 3 * failing[half:].min()
    assert failing[half:].min() > 10 * working[-1]
    assert (
        runs["gan_failures"]["unstable_unrest"][half:].mean()
        > 5 * runs["gan"]["gaussians_unrest"][half:].mean()
    )


def test_vanishing_gradient(runs):
    run = runs["gan_failures"]
    pull = run["vanishing_mean_pull"]
    assert pull[-1] < 1e-6 * pull[0]
    assert runs["gan"]["gaussians_mean_pull"][-1] > 1e6 * pull[-1]
    assert run["vanishing_C_y"][-1].mean() < 0.01  # the classifier is sure
    assert run["vanishing_C_hat"][-1].mean() > 0.99
    moved = np.linalg.norm(run["vanishing_y_hat"][-1] - run["vanishing_y_hat"][len(pull) // 2], axis=1)
    assert moved.max() < 0.03  # the data are 2 away
    assert run["vanishing_covered"].max() == 0


def test_mode_collapse(runs):
    run = runs["gan_failures"]
    half = len(run["collapse_covered"]) // 2
    assert run["collapse_covered"][half:].max() <= 2
    y = runs["toys"]["gaussians_held_out"]
    assert np.median(run["collapse_spread"][half:]) < 0.3 * cdist(y, y).mean()
    visited = {int(mode) for mode in itertools.chain(run["collapse_share"][half:].argmax(1))}
    assert len(visited) >= 2  # it jumps


def test_digits_out_of_noise(runs):
    run, digits = runs["gan_digits"], runs["digits"]
    distance = run["distance"]
    assert distance[-1] < distance[0] / 50
    assert distance[-1] < 3 * run["floor"]
    train, fresh = (
        np.float64(digits[name]).reshape(len(digits[name]), -1) for name in ("images", "test_images")
    )
    assert run["floor"] == pytest.approx(numpy_distance(train, fresh), rel=1e-3)
    assert (np.bincount(run["nearest_labels"], minlength=10) > len(run["nearest_labels"]) / 100).all()
    y_hat = np.float64(run["y_hat"][-1]).reshape(run["y_hat"].shape[1], -1)
    far = cdist(y_hat, train)
    np.testing.assert_allclose(far.min(1), run["nearest_distance"][: len(far)], rtol=1e-4)
    np.testing.assert_allclose(train[far.argmin(1)].reshape(run["nearest"].shape), run["nearest"], atol=1e-6)
    assert run["nearest_distance"].mean() > 0.9 * run["held_out_distance"].mean()  # none is memorised


def test_a_sure_classifier_gives_no_gradient_and_a_cost_does(runs):
    run = runs["discriminator"]
    assert run["right"][-1] == 1
    assert run["probability_strength"][-1] < run["cost_strength"][-1] / 100
    assert run["probability_strength"][-1] < run["probability_strength"].max() / 20
    rows = len(run["y2"]) // 2
    np.testing.assert_allclose(run["D"][:, rows], run["section_D"], atol=1e-6)
    np.testing.assert_allclose(run["C"][:, rows], run["section_C"], atol=1e-6)
    home = np.array([runs["toys"]["ellipse"][:, 0].max(), 0.0]) - run["y_hat"]
    cosine = (run["cost_pull"][-1] * home).sum(1) / np.linalg.norm(run["cost_pull"][-1], axis=1)
    assert (cosine / np.linalg.norm(home, axis=1)).mean() > 0.9


def test_the_farther_the_fainter_for_a_probability_but_not_for_a_cost(runs):
    run = runs["discriminator"]
    assert run["probability_sweep"][-1] < run["probability_sweep"][0] / 1000
    assert run["cost_sweep"].max() < 2 * run["cost_sweep"].min()
    assert run["right_sweep"][-1] == 1
    assert run["repair_sweep"].max() > 3 * run["cost_sweep"].max()  # the repair has a slope, and a wild one


# ------------------------------------------------------------------------------------------ the energy-based GAN


def test_an_autoencoder_s_error_is_the_squared_distance_to_what_it_makes_of_a_point(runs):
    run = runs["energy_based_gan"]
    way = np.square(run["y_hat"] - run["y_hat_tilde"]).sum(-1)
    np.testing.assert_allclose(run["C_hat"], way, rtol=1e-4, atol=1e-6)


def test_the_hinge_gives_the_cost_no_gradient_where_yhat_costs_the_margin(runs):
    run = runs["energy_based_gan"]
    m = run.config["margin"]
    np.testing.assert_array_equal(run["cost_pull"], run["C_hat"] < m)
    np.testing.assert_allclose(run["pushed"], (run["C_hat"] < m).mean(1), atol=1e-6)
    assert run["pushed"].min() == 0 < run["pushed"].max()  # both are seen in the training


def test_the_cost_needs_no_yhat_to_begin_with_and_yhat_then_comes_to_lie_as_y_does(runs):
    run, alone = runs["energy_based_gan"], int(runs["energy_based_gan"]["joins"])
    assert run["rounds"][alone] == run.config["alone"]
    assert (np.diff(run["y_hat"][: alone + 1], axis=0) == 0).all()
    assert run["C_y"][alone].mean() < run["C_y"][0].mean() / 10
    assert run["C_hat"][alone].mean() > 10 * run["C_y"][alone].mean()
    assert run["distance"][-1] < run["distance"][alone] / 5
