"""The studies of the second lecture: limits, bounds, transitions and what a training must have learnt."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp

from tests.stage.geometry import squared_distance_to_ellipse


def free_energy(y, w, beta, n_z=480):
    """Return F_β of the ellipse w at points y (…, 2), by SciPy."""
    z = np.arange(n_z) * 2 * np.pi / n_z
    g = np.stack([w[0] * np.cos(z), w[1] * np.sin(z)], -1)
    E = ((np.asarray(y, float)[..., None, :] - g) ** 2).sum(-1)
    return -(logsumexp(-beta * E, axis=-1) - np.log(n_z)) / beta


def test_the_dial_runs_from_the_minimum_to_the_mean_and_never_down(runs):
    run = runs["thermostat"]
    y1, y2 = np.meshgrid(run["surface_y1"].astype(float), run["surface_y2"].astype(float))
    w = run["w"][1].astype(float)
    mean = y1**2 + y2**2 + (w**2).sum() / 2  # |y|² + ⟨|g|²⟩ − 2 y·⟨g⟩, ⟨g⟩ = 0
    np.testing.assert_allclose(run["dial_F"][-1], mean, rtol=1e-5)
    corner = squared_distance_to_ellipse((y1[0, 0], y2[0, 0]), *np.abs(w))
    assert run["dial_F"][0][0, 0] == pytest.approx(corner, abs=1e-3)
    assert (np.diff(run["dial_F"], axis=0) > -1e-5).all()
    assert run["dial_beta"][0] == math.inf
    assert run["dial_beta"][-1] == 0
    place = 40
    y = np.stack([y1, y2], -1)[::21, ::20]
    expected = free_energy(y, w, float(run["dial_beta"][place]))
    np.testing.assert_allclose(run["dial_F"][place][::21, ::20], expected, rtol=1e-4, atol=1e-5)


def test_on_its_tour_y_is_explained_by_one_latent_then_by_some_and_hot_by_all_alike(runs):
    run = runs["thermostat"]
    y, beta, stops = run["tour_y"], run["tour_beta"], run["tour_stop"]
    np.testing.assert_allclose(y[stops], run["points"][[0, 1, 2, 2, 0, 0]], atol=1e-6)
    np.testing.assert_allclose(beta[stops], [1, 1, 1, 0, 0, math.inf])
    E = np.square(y[:, None] - run["y_tilde"][0]).sum(-1)
    np.testing.assert_allclose(run["tour_E"], E, atol=1e-5)
    above, finite = E - E.min(-1, keepdims=True), np.isfinite(beta)
    expected = np.exp(-beta[finite, None] * above[finite])
    np.testing.assert_allclose(run["tour_weight"][finite], expected, atol=1e-4)
    assert (run["tour_weight"][~finite] == (above == 0)[~finite]).all()
    assert np.abs(np.diff(y, axis=0)).max() < 0.2  # it jumps nowhere


def test_the_free_energy_of_a_point_rises_from_the_best_latent_s_energy_to_the_mean(runs):
    run = runs["thermostat"]
    np.testing.assert_allclose(
        run["dial_free"][[0, -1]], [run["E"][1].min(-1), run["E"][1].mean(-1)], atol=1e-5
    )
    assert (np.diff(run["dial_free"], axis=0) > -1e-6).all()


def test_named_sections_are_the_lecture_s(runs):
    run = runs["thermostat"]
    np.testing.assert_allclose(run["named_beta"][1:-1], 10.0 ** np.arange(-1, 1.5, 0.5), rtol=1e-6)
    middle = run["named_fine"][:, :, 100]  # at (0, 0): untrained, trained
    assert middle[1, -1] == pytest.approx(2.2, abs=0.1)
    assert middle[1, 1] == pytest.approx(3.1, abs=0.1)
    assert middle[0, 0] == pytest.approx(1.1193, abs=1e-3)
    np.testing.assert_allclose(run["named_fine"][:, :, ::25], run["named_section"][:, :, ::2], atol=1e-5)
    np.testing.assert_allclose(run["named_section"][:, :, 8], middle, atol=1e-5)


def test_weights_are_gibbs_and_spread_as_it_warms(runs):
    run = runs["thermostat"]
    np.testing.assert_allclose(run["dial_gibbs"].sum(-1), 1, atol=1e-5)
    assert ((run["dial_gibbs"][0] > 0).sum(-1) <= 2).all()  # cold: the nearest point, or two that tie
    np.testing.assert_allclose(run["dial_gibbs"][-1], 1 / 48, atol=1e-6)
    entropy = -(run["dial_gibbs"] * np.log(run["dial_gibbs"] + 1e-30)).sum(-1)
    assert (np.diff(entropy, axis=0) > -1e-4).all()
    boltzmann = np.exp(-run["E"].astype(float))
    np.testing.assert_allclose(run["boltzmann"], boltzmann, rtol=1e-5)
    np.testing.assert_allclose(run["gibbs"], boltzmann / boltzmann.sum(-1, keepdims=True), rtol=1e-4)


def test_training_ends_at_the_lecture_s_ellipse(runs):
    run = runs["training"]
    assert np.abs(run["cold_w"][-1]) == pytest.approx((2.0, 1.5), rel=0.03)
    assert run["cold_held_out"][-1] < 1.1 * run["floor"]
    y = runs["ellipse"]["y"].astype(float)

    def loss(w):
        return np.mean([squared_distance_to_ellipse(point, *np.abs(w)) for point in y])

    best = minimize(loss, (1.9, 1.4), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-8})
    assert np.abs(run["cold_w"][-1]) == pytest.approx(best.x, rel=0.005)
    warm = minimize(lambda w: free_energy(y, w, 10.0).mean(), (1.9, 1.4), method="Nelder-Mead")
    assert np.abs(run["warm_w"][-1]) == pytest.approx(warm.x, rel=0.01)


@pytest.mark.parametrize("temperature", ["cold", "warm"])
def test_the_forces_that_are_drawn_are_the_steps_that_were_taken(runs, temperature):
    run = runs["training"]
    lr, w = run.config["lr"], run[f"{temperature}_w"].astype(float)
    for step in (0, 7):
        if temperature == "cold":
            z, pull = run["cold_z_check"][step], run["cold_force"][step]  # (N,), (N, 2)
            along = np.stack([np.cos(z), np.sin(z)], -1)
            moved = lr * (pull * along).mean(0)
        else:
            z, pull = run["z"], run["warm_force"][step]  # (K,), (N, K, 2)
            along = np.stack([np.cos(z), np.sin(z)], -1)
            moved = lr * (pull * along).sum(1).mean(0)
        np.testing.assert_allclose(w[step + 1] - w[step], moved, atol=1e-5)


def test_one_sample_pulls_the_nearest_point_when_cold_and_its_pull_fans_out(runs):
    run, y = runs["training"], runs["ellipse"]["y"].astype(float)
    points, one, beta = run["warm_y_tilde"][0].astype(float), int(run["fan_i"]), run["fan_beta"]
    way, pull = y[one] - points, run["fan_pull"]
    nearest = int(np.square(way).sum(-1).argmin())
    assert beta[0] == np.inf
    assert (np.diff(beta) < 0).all()
    assert (beta[1], beta[-1]) == pytest.approx((300, 1))
    assert np.flatnonzero(np.abs(pull[0]).any(-1)).tolist() == [nearest]
    for at, now in enumerate(beta):  # in units of 2 a_k of the nearest
        np.testing.assert_allclose(pull[at, nearest], way[nearest], rtol=1e-4)
        if at:
            share = np.exp(-now * (np.square(way).sum(-1) - np.square(way[nearest]).sum()))
            np.testing.assert_allclose(pull[at], share[:, None] * way, atol=1e-4)


def test_how_many_points_a_warm_sample_pulls(runs):
    run, y = runs["training"], runs["ellipse"]["y"].astype(float)
    E = np.square(y[:, None] - run["warm_y_tilde"][-1].astype(float)).sum(-1)  # (N, K)
    a = np.exp(-run.config["beta"] * (E - E.min(1, keepdims=True)))
    a /= a.sum(1, keepdims=True)
    counts = [next(n for n in range(1, 49) if np.sort(row)[::-1][:n].sum() >= 0.9) for row in a]
    assert float(run["warm_pulled"]) == pytest.approx(np.mean(counts), abs=0.1)


def test_contrastive_losses_learn_too_and_losses_fall(runs):
    run = runs["training"]
    for name in ("hinge", "log"):
        assert run[f"{name}_held_out"][-1] < 0.3 * run[f"{name}_held_out"][0]
    for name in ("cold", "warm"):
        assert (np.diff(run[f"{name}_loss"]) < 1e-6).all()


def test_a_free_curve_over_fits_at_zero_temperature_and_less_when_warm(runs):
    run = runs["training"]
    gap = {
        name: run[f"free_{name}_held_out"][-1] / run[f"free_{name}_train"][-1] for name in ("cold", "warm")
    }
    assert gap["cold"] > 5 * gap["warm"]
    assert run["free_warm_held_out"][-1] < 0.5 * run["free_cold_held_out"][-1]
    assert run["free_cold_length"][-1] > 1.5 * run["free_warm_length"][-1]  # the porcupine's quills
    assert (run["free_cold_held_out"] > run["floor"]).all()


def test_the_force_on_a_free_curve_is_that_of_the_nearest_point_or_shared_by_gibbs_weights(runs):
    run, y, beta = runs["training"], runs["ellipse"]["y"], runs["training"].config["beta"]
    for look in (0, 15, -1):
        curve, tail = run["free_cold_curve"][look], run["free_cold_tail"][look]
        nearest = ((y[:, None] - curve) ** 2).sum(-1).min(1)
        np.testing.assert_allclose(((y - tail) ** 2).sum(-1), nearest, atol=1e-6)
        np.testing.assert_allclose(run["free_cold_force"][look], 2 * (y - tail), atol=1e-5)
        away = y[:, None] - run["free_warm_tail"][look]
        E = (away**2).sum(-1)
        a = np.exp(-beta * (E - E.min(1, keepdims=True)))
        expected = 2 * ((a / a.sum(1, keepdims=True))[..., None] * away).sum(0)
        np.testing.assert_allclose(run["free_warm_force"][look], expected, atol=1e-4)


def test_both_transitions_lie_where_the_expansion_says(runs):
    run, y = runs["catastrophe"], runs["ellipse"]["y"].astype(float)
    np.testing.assert_allclose(run["located"], run["expected"], rtol=0.02)
    assert run["expected"][0] == pytest.approx(1 / (2 * (y[:, 0] ** 2).mean()), rel=1e-5)
    h = 1e-3  # the curvatures of 𝓛 at the two points, by finite differences

    def bend(w, i, beta):
        step = h * np.eye(2)[i]
        values = [free_energy(y, w + sign * step, beta).mean() for sign in (-1, 0, 1)]
        return (values[0] - 2 * values[1] + values[2]) / h**2

    first, second = run["expected"].astype(float)
    assert bend(np.zeros(2), 0, 0.98 * first) > 0 > bend(np.zeros(2), 0, 1.02 * first)
    for beta, sign in ((0.98 * second, 1), (1.02 * second, -1)):
        w1 = minimize(lambda w, beta=beta: free_energy(y, (w[0], 0.0), beta).mean(), (1.3,)).x[0]
        assert sign * bend(np.array([w1, 0.0]), 1, beta) > 0


def test_the_curve_is_the_best_w_and_ends_as_the_mean_of_all_targets(runs):
    run, y = runs["catastrophe"], runs["ellipse"]["y"].astype(float)
    for place in (10, 60, 90):
        beta = float(run["beta"][place])
        found = minimize(
            lambda w, beta=beta: free_energy(y, w, beta).mean(), (1.8, 1.2), method="Nelder-Mead"
        )
        assert run["w"][place] == pytest.approx(np.abs(found.x), abs=5e-3)
    assert run["w"][-1].max() < 1e-3
    assert run["loss"][-1] == pytest.approx(run["mse"], rel=1e-5)
    ends = np.abs(run["film_w"][:, -1])
    assert ends[0].min() > 1.4  # an ellipse
    assert ends[1][0] > 0.5 > 0.05 > ends[1][1]  # a segment
    assert ends[2].max() < 1e-3  # a point


def test_a_training_follows_the_best_weights_while_it_gets_hotter_and_loses_them_a_little_late(runs):
    run, y = runs["catastrophe"], runs["ellipse"]["y"].astype(float)
    beta, w, warm, lost = run["fall_beta"], np.abs(run["fall_w"]), int(run["fall_warm"]), run["fall_lost"]
    assert (beta[: warm + 1] == beta[0]).all()
    assert (np.diff(beta[warm:]) < 0).all()
    best = np.stack([np.interp(-np.log(beta), -np.log(run["beta"]), column) for column in run["w"].T], -1)
    alive = beta > 1.2 * run["located"].max()
    np.testing.assert_allclose(w[warm:][alive[warm:]], best[warm:][alive[warm:]], atol=0.03)
    for i in (0, 1):
        assert 0.75 * run["located"][i] < beta[lost[i]] < run["located"][i]
        assert (w[lost[i] :, i] < 0.051).all()
    assert w[-1].max() < 1e-3
    place = int(lost.min())  # who pulls on the end of the axis that goes first
    E = np.square(y[:, None] - run["fall_y_tilde"][place]).sum(-1)
    a = np.exp(-float(beta[place]) * E)
    pull = (a / a.sum(1, keepdims=True))[:, run["fall_tip"]]
    np.testing.assert_allclose(run["fall_pull"][place], pull / pull.max(), rtol=1e-4)
    assert run["fall_pull"][warm].min() < 1e-3  # warm, samples across do not count; hot, all do alike
    assert run["fall_pull"][-1].min() > 0.999


def test_the_horn_is_learnt_by_both_decoders_with_an_angle(runs):
    run = runs["horn_model"]
    ratio = run["f"] / run["rho"]
    assert np.abs(ratio - 1).max() < 0.1
    for name in ("horn", "general"):
        assert run[f"{name}_held_out"][-1] < 2e-3 * run[f"{name}_held_out"][0]
    size = np.abs(run["horn_manifold"]).max((1, 2))  # (S, 2)
    assert size[0].max() < 1  # the bow-tie
    assert size[-1] == pytest.approx((11.08, 14.78), rel=0.1)


def test_a_latent_as_wide_as_y_leaves_no_energy_anywhere(runs):
    run = runs["horn_model"]
    assert run["flat"][2] > 0.9 > 0.3 > run["flat"][1]
    assert run["mean_F"][2] < 0.1 * run["mean_F"][1]
    rho = run["rho"][25]  # the lecture's decoder: the distance to the ellipse at x = ½
    at = np.array([(run["slice_y"][40], run["slice_y"][20]), (run["slice_y"][50], run["slice_y"][10])], float)
    found = [run["horn_slice_F"][-1][20, 40], run["horn_slice_F"][-1][10, 50]]
    expected = [squared_distance_to_ellipse(y, *rho.astype(float)) for y in at]
    np.testing.assert_allclose(found, expected, rtol=0.15)


def test_what_is_only_pulled_down_goes_flat_and_what_is_pushed_up_as_well_does_not(runs):
    run = runs["losses"]
    names = ("energy", "hinge", "log")
    assert len({run[f"{name}_F"][0].tobytes() for name in names}) == 1  # one model
    check, hat = ({name: run[f"{name}_{key}"].mean(axis=1) for name in names} for key in ("F_check", "F_hat"))
    assert check["energy"][-1] < 0.01 * check["energy"][0]
    assert 2 * hat["energy"][-1] < min(hat[name][-1] - check[name][-1] for name in names[1:])
    middle = {name: run[f"{name}_F"][-1, 23, 30] for name in names}
    assert (
        middle["energy"] < 0.1 < 1 < min(middle["hinge"], middle["log"])
    )  # of the ellipse, where no data lie
    g = run["hinge_image"][-1].reshape(-1, 2).astype(float)
    F = np.square(run["y_hat"][:, None] - g).sum(-1).min(1)
    np.testing.assert_allclose(run["hinge_F_hat"][-1], F, rtol=1e-3, atol=1e-5)


def test_tabulated_energies_are_those_of_the_models_at_every_point(runs):
    for study, model in (("energies", 0), ("trained_energies", 1)):
        run, thermostat = runs[study], runs["thermostat"]
        assert run["E"].shape == (len(run["y2"]), len(run["y1"]), len(run["z"])) == (73, 121, 48)
        assert run["w"] == pytest.approx(thermostat["w"][model])
        assert [run["y1"][60], run["y2"][36]] == pytest.approx([0, 0], abs=1e-6)
        assert run["E"][36, 60] == pytest.approx(thermostat["E"][model, 2], abs=1e-5)  # at the origin
        far = np.square([run["y1"][7], run["y2"][50]] - run["y_tilde"]).sum(-1)
        assert run["E"][50, 7] == pytest.approx(far, rel=1e-5)
