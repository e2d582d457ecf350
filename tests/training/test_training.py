"""The training loop against the closed-form solution, its own replay, and what it must refuse."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from ebviz.errors import BuildError
from ebviz.models import MLP
from ebviz.study.progress import listen
from ebviz.training import (
    Player,
    alternate,
    geometric_steps,
    quadratic_steps,
    refuse_blown_up,
    shuffled,
    train,
)
from ebviz.training.schedule import cosine


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def line(**changes):
    """Train a straight line on 200 noisy samples of another; return the module, its history and the samples."""
    x = torch.linspace(-1, 1, 200)[:, None]
    y = 3 * x - 0.5 + 0.1 * torch.randn(200, 1, generator=generator(1))
    net = MLP([1, 1], generator=generator(2))
    options = {"generator": generator(), "steps": 300, "batch": 200, "lr": 0.3, "optimiser": "sgd"} | changes
    history = train(lambda x, y: (y - net(x)).square().mean(), [x, y], net.parameters(), **options)
    return net, history, x, y


def modes(net, steps=3, how=train):
    """Train a net with dropout; return whether it was at work in each step, at each look, and afterwards."""
    work, looks = [], []

    def loss(x):
        work.append(net[0].training)
        return net(x).square().mean()

    def look():
        looks.append(net[0].training)
        return {}

    options = {"generator": generator(), "batch": 4, "model": net, "probe": look, "look_at": range(steps + 1)}
    if how is alternate:
        alternate(
            [Player("net", loss, [*net.parameters()], 0.1, 1)], torch.ones(8, 1), rounds=steps, **options
        )
    else:
        train(loss, [torch.ones(8, 1)], net.parameters(), steps=steps, lr=0.1, **options)
    return work, looks, net[0].training


@pytest.mark.parametrize("how", [train, alternate])
def test_dropout_is_at_work_in_the_steps_only(how):
    net = nn.Sequential(nn.Dropout(0.5), nn.Linear(1, 1))
    assert modes(net, 3, how) == ([True] * 3, [False] * 4, False)
    assert modes(nn.Sequential(nn.Dropout(0.5), nn.Linear(1, 1)), 0, how) == ([], [False], False)


def test_a_model_that_does_not_move_stays_at_rest():
    net = nn.Sequential(nn.Dropout(0.5), nn.Linear(1, 1)).requires_grad_(False)
    assert modes(net, 2, alternate) == ([False] * 2, [False] * 3, False)


@pytest.mark.parametrize(
    "changes",
    [{}, {"optimiser": "adam", "lr": 0.1, "schedule": "cosine"}, {"batch": 20, "schedule": "cosine"}],
)
def test_a_line_ends_at_the_least_squares_solution(changes):
    net, history, x, y = line(**changes)
    expected = torch.linalg.lstsq(torch.cat([x, torch.ones_like(x)], 1), y).solution.flatten()
    found = torch.cat([parameter.flatten() for parameter in net.parameters()]).detach()
    torch.testing.assert_close(found, expected, atol=0.01, rtol=0)
    assert history.loss[-1] < history.loss[0] / 100


def test_the_same_seeds_give_the_same_bits_and_another_seed_does_not():
    runs = [line(batch=20, generator=generator(seed))[1].loss for seed in (0, 0, 1)]
    assert torch.equal(runs[0], runs[1])
    assert not torch.equal(runs[0], runs[2])


def test_the_probe_sees_the_untrained_and_the_trained_model():
    w = nn.Parameter(torch.zeros(1))
    history = train(
        lambda y: (w - y).square().mean(),
        [torch.ones(8)],
        [w],
        generator=generator(),
        steps=3,
        batch=8,
        lr=0.25,
        optimiser="sgd",
        probe=lambda: {"w": w},
        look_at=[0, 1, 3],
    )
    assert history.steps.tolist() == [0, 1, 3]
    assert history.seen["w"].flatten().tolist() == [0, 0.5, 0.875]  # halves the way to 1 each time
    assert history.loss.tolist() == [1, 0.25, 0.0625]


def test_every_sample_comes_once_in_each_epoch():
    batches = shuffled([torch.arange(12)], 4, generator())
    epochs = [torch.cat([next(batches)[0] for _ in range(3)]) for _ in range(2)]
    for epoch in epochs:
        assert epoch.sort().values.tolist() == list(range(12))
    assert not torch.equal(*epochs)


def test_a_training_that_diverges_fails_with_its_step():
    with pytest.raises(BuildError, match=r"training: the loss is (inf|nan) at step \d+ of 300; a lower lr"):
        line(lr=1e6)


@pytest.mark.parametrize("losses", [[2.0, 3e6, 1.0], [2.0, 1.0, 3e3], [0.0, 0.0, 2e3]])
def test_a_loss_that_blew_up_is_refused(losses):
    with pytest.raises(BuildError, match=r"a net: the loss went from .* a lower lr may help"):
        refuse_blown_up(torch.tensor(losses), "a net")
    refuse_blown_up(torch.tensor(losses) / 10, "a net")


def test_adam_at_an_absurd_rate_fails():
    with pytest.raises(BuildError, match="training: the loss went from"):
        line(optimiser="adam", lr=1e9)


def test_progress_is_reported_to_the_end():
    heard = []
    with listen(lambda *words: heard.append(words)):
        line(steps=5, text="a line")
    assert heard == [(step, 5, "a line") for step in range(1, 6)]


@pytest.mark.parametrize("steps", [1, 2, 7, 100, 2000])
def test_geometric_steps_grow_from_the_first_to_the_last(steps):
    looks = geometric_steps(steps, 40)
    assert (looks[0], looks[-1]) == (0, steps)
    assert looks == sorted(set(looks))
    assert len(looks) <= 41


@pytest.mark.parametrize("steps", [60, 100, 2000])
def test_quadratic_steps_grow_evenly(steps):
    looks = quadratic_steps(steps, 7)
    assert (looks[0], looks[-1]) == (0, steps)
    gaps = torch.tensor(looks).diff().double()
    torch.testing.assert_close(gaps.diff(), torch.full((5,), 2 * steps / 36).double(), atol=2.0, rtol=0)


def test_half_a_cosine_takes_the_rate_to_its_floor():
    shares = [cosine(step, 40, floor=0.2) for step in range(41)]
    assert shares[0] == 1
    assert shares[-1] == pytest.approx(0.2)
    assert shares[20] == pytest.approx(0.6)
    assert shares == sorted(shares, reverse=True)
