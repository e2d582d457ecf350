"""Autoencoders against closed forms, finite differences, and the free energy that a denoiser is."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.special import softmax

from ebviz.energy import gradient
from ebviz.models import AutoEncoder, TargetProp, jacobian
from ebviz.studies.autoencoders._contractive import along_the_data, spread
from ebviz.studies.autoencoders._denoising import posterior_mean
from ebviz.training import train


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_the_jacobian_is_that_of_finite_differences():
    encoder = AutoEncoder([3, 5, 4, 2], f=torch.tanh, generator=generator()).double().encoder
    y = torch.randn(7, 3, generator=generator(1), dtype=torch.float64)
    step = 1e-6
    columns = [
        (encoder(y + step * unit) - encoder(y - step * unit)) / (2 * step)
        for unit in torch.eye(3, dtype=torch.float64)
    ]
    torch.testing.assert_close(jacobian(encoder, y), torch.stack(columns, -1), rtol=1e-6, atol=1e-8)


def test_the_norm_of_a_one_layer_encoder_s_jacobian():
    encoder = AutoEncoder([4, 6], f=torch.tanh, generator=generator()).double().encoder
    y = torch.randn(9, 4, generator=generator(1), dtype=torch.float64)
    W = encoder.net.layers[0].weight
    closed = ((1 - encoder(y) ** 2).square() * W.square().sum(-1)).sum(-1)  # Rifai et al., equation 3
    J = jacobian(encoder, y)
    torch.testing.assert_close(J.square().sum((-2, -1)), closed)
    torch.testing.assert_close(
        torch.autograd.grad(J.square().sum(), W)[0], torch.autograd.grad(closed.sum(), W)[0]
    )


@pytest.mark.parametrize("price", [0.0, 0.5, 1.5, 3.0])
def test_a_tied_scalar_contractive_autoencoder(price):
    variance = 1.0
    y = torch.tensor([[-1.0], [1.0]], dtype=torch.float64) * math.sqrt(variance)
    a = torch.nn.Parameter(torch.tensor([[0.8]], dtype=torch.float64))

    def loss(y):
        h = y @ a
        return (y - h @ a.T).square().mean() + price * jacobian(lambda y: y @ a, y).square().mean()

    train(loss, [y], [a], generator=generator(), steps=2000, batch=2, lr=0.02, optimiser="sgd")
    expected = max(0.0, 1 - price / (2 * variance))
    assert a.item() ** 2 == pytest.approx(expected, abs=1e-4)


def test_target_propagation_finds_the_latent_of_least_energy():
    model = TargetProp(
        [2, 1], regulariser=0.3, nearness=0.2, steps=400, lr=0.1, generator=generator()
    ).double()
    y = torch.randn(6, 2, generator=generator(1), dtype=torch.float64)
    w, b = model.decoder.net.layers[0].weight[:, 0], model.decoder.net.layers[0].bias
    z_tilde = model.encoder(y)
    closed = ((y - b) @ w + 0.2 * z_tilde[:, 0]) / (w @ w + 0.3 + 0.2)
    torch.testing.assert_close(model.infer(y)[:, 0], closed.detach(), rtol=1e-6, atol=1e-9)


def test_target_propagation_teaches_each_part_by_its_own_cost():
    model = TargetProp([2, 8, 1], nearness=0.2, generator=generator()).double()
    y = torch.randn(6, 2, generator=generator(1), dtype=torch.float64)
    z_check = model.infer(y)
    cost = (y - model.decoder(z_check)).square().sum()
    distance = 0.2 * (z_check - model.encoder(y)).square().sum()
    for part, own in ((model.decoder, cost), (model.encoder, distance)):
        whole = torch.autograd.grad(model.loss(y).sum(), part.parameters())
        alone = torch.autograd.grad(own, part.parameters())
        for one, other in zip(whole, alone, strict=True):
            torch.testing.assert_close(one, other)


def test_the_best_denoiser_follows_a_warm_free_energy():
    y = torch.randn(40, 2, generator=generator(), dtype=torch.float64)
    y_hat = torch.randn(15, 2, generator=generator(1), dtype=torch.float64)
    sigma = 0.3
    E = ((y_hat[:, None] - y) ** 2).sum(-1)
    by_scipy = softmax(-E.numpy() / (2 * sigma**2), axis=-1) @ y.numpy()
    found = posterior_mean(y_hat, y, sigma)
    np.testing.assert_allclose(found, by_scipy, rtol=1e-10)

    def energy(y_hat, z):
        return (y_hat - y[z.long()]).square().sum(-1)

    _, slope = gradient(energy, y_hat, torch.arange(40, dtype=torch.float64), 1 / (2 * sigma**2))
    torch.testing.assert_close(found, y_hat - slope / 2, rtol=1e-10, atol=1e-12)


def test_the_best_denoiser_s_limits():
    y = torch.randn(40, 2, generator=generator(), dtype=torch.float64)
    y_hat = torch.randn(15, 2, generator=generator(1), dtype=torch.float64)
    nearest = y[torch.cdist(y_hat, y).argmin(-1)]
    torch.testing.assert_close(posterior_mean(y_hat, y, 1e-3), nearest)
    torch.testing.assert_close(posterior_mean(y_hat, y, 1e4), y.mean(0).expand(15, 2), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("toy", ["ellipse", "moons", "spiral"])
def test_the_trained_denoiser_is_nearly_the_best(runs, toy):
    run, y = runs["denoising"], runs["toys"][toy].astype(float)
    assert run[f"{toy}_gap"] < 0.15  # of σ
    sigma = float(run[f"{toy}_sigma"])
    E = ((run[f"{toy}_at"].astype(float)[:, None] - y) ** 2).sum(-1)
    best = softmax(-E / (2 * sigma**2), axis=-1) @ y
    np.testing.assert_allclose(run[f"{toy}_oracle_sent"], best, atol=1e-4)


@pytest.mark.parametrize("toy", ["ellipse", "moons", "spiral"])
def test_corrupted_points_travel_home(runs, toy):
    run, y = runs["denoising"], runs["toys"][toy]
    off = run[f"{toy}_off"]
    assert off[1] < off[0] / 2
    assert off[-1] < off[0] / 3
    start = np.linalg.norm(run[f"{toy}_walk"][0][:, None] - y, axis=-1).min(-1).mean()
    assert off[0] == pytest.approx(start, rel=1e-4)
    moved = np.linalg.norm(run[f"{toy}_y_tilde"] - y, axis=-1).mean()
    assert moved < off[0] / 2  # samples stay nearly where they are
    F = run[f"{toy}_F"]
    plane = np.stack(np.meshgrid(runs["toys"][f"{toy}_y1"], runs["toys"][f"{toy}_y2"]), -1)
    np.testing.assert_allclose(((plane - run[f"{toy}_plane"]) ** 2).sum(-1), F, rtol=1e-4, atol=1e-6)


def test_between_the_arms_of_the_spiral_no_point_moves_far(runs):
    run, toys = runs["denoising"], runs["toys"]
    y1, y2 = np.meshgrid(toys["spiral_y1"], toys["spiral_y2"])
    radius = np.hypot(y1, y2)
    ridge = (np.abs(y1) < 0.1) & (np.abs(y2 - 0.625) < 0.1) & (radius < 1)  # t = π/2: arms at 3/8 and 7/8
    assert ridge.any()
    moved = np.sqrt(run["spiral_F"])
    corner = moved[radius > 1.5].mean()
    assert moved[ridge].min() < 0.15 * corner


@pytest.mark.parametrize("toy", ["ellipse", "moons"])
def test_one_dimension_must_choose_and_many_copy(runs, toy):
    run, data = runs["autoencoder"], runs["toys"][toy]
    copied = ((run[f"{toy}_copy_y_tilde"] - data) ** 2).sum(-1).mean()
    assert copied < 1e-3
    assert run[f"{toy}_copy_F"][-1].mean() < run[f"{toy}_ae_F"][-1].mean() / 4
    assert run[f"{toy}_copy_low"] > 2 * run[f"{toy}_ae_low"]
    for name in ("target", "ae", "copy"):
        assert run[f"{toy}_{name}_held_out"][-1] < 0.1 * run[f"{toy}_{name}_held_out"][0]


def test_the_guess_comes_near_the_latent_that_is_found(runs):
    run = runs["autoencoder"]
    for toy in ("ellipse", "moons"):
        found, guess = run[f"{toy}_target_code"], run[f"{toy}_target_guess"]
        assert np.abs(found - guess).mean() < 0.1 * found.std()


def test_contraction_is_stronger_across_the_data(runs):
    run, y = runs["contractive"], runs["toys"]["ellipse"]
    along, across = run["ellipse_along"].mean(-1), run["ellipse_across"].mean(-1)
    assert (np.diff(along) < 0).all()
    assert (np.diff(across) < 0).all()
    ratio = along / across
    assert (np.diff(ratio) > 0).all()
    assert ratio[-1] > 3
    right, tangent = run["ellipse_right"][-1][:, 0], run["ellipse_tangent"]
    assert np.median(np.abs((right * tangent).sum(-1))) > 0.98  # the direction of most change is the data's
    # on the ellipse the tangent is known: t ∝ [−a sin θ, b cos θ]
    theta = np.arctan2(y[run["ellipse_mark"], 1] / 1.5, y[run["ellipse_mark"], 0] / 2)
    true = np.stack([-2 * np.sin(theta), 1.5 * np.cos(theta)], -1)
    true /= np.linalg.norm(true, axis=-1, keepdims=True)
    assert np.abs((true * tangent).sum(-1)).min() > 0.95


def test_directions_and_spread_of_a_line_of_points():
    t = torch.linspace(-1, 1, 50)
    y = torch.stack([3 * t, 4 * t], -1)
    torch.testing.assert_close(along_the_data(y, 5).abs(), torch.tensor([0.6, 0.8]).expand(50, 2))
    assert sorted(spread(y, 3).tolist()) == [0, 24, 49] or sorted(spread(y, 3).tolist()) == [0, 25, 49]


def test_a_search_starts_at_the_guess_and_ends_where_inference_does():
    from ebviz.studies.autoencoders._target_prop import descent, look

    model = TargetProp([2, 8, 1], nearness=0.3, steps=6, lr=0.05, generator=generator())
    y = torch.randn(9, 2, generator=generator(1))
    way = descent(model, y)
    torch.testing.assert_close(way[0], model.encoder(y))
    torch.testing.assert_close(way[-1], model.infer(y))
    with torch.no_grad():
        seen = look(model, y, 21)
    shown = int(seen["i_shown"])
    torch.testing.assert_close(seen["way_z"], way[:, shown, 0])
    assert (np.diff(seen["way_E"]) <= 1e-6).all()
    fallen = model(y, way[0], way[0]) - model(y, way[-1], way[0])
    assert shown == int(fallen.argmax())
    z = seen["z"][:, None]
    torch.testing.assert_close(seen["E_D"], 0.3 * (z - way[0, shown]).square()[:, 0])
    torch.testing.assert_close(seen["E"], seen["E_C"] + seen["E_D"])  # R weighs nothing here


def test_target_propagation_s_encoder_comes_to_guess_what_is_found(runs):
    run = runs["target_prop"]
    worst = int((run["guess_C"] - run["found_C"]).argmax())
    assert run["guess_C"][-1] < 0.1 * run["guess_C"][worst]
    assert run["gap"][-1] < 0.2 * run["gap"][worst]
    assert (run["found_C"] <= run["guess_C"] + 1e-6).mean() > 0.9
