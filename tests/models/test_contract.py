"""The contract of the user's models: each role is probed, and what does not keep it is told given and wanted."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from ebviz.errors import UsageError
from ebviz.models import EllipseDecoder, contract
from ebviz.models.contract import Yours
from ebviz.models.findings import findings


class Plane(nn.Module):
    """z (B, 1) → (B, 2), or whatever `of` makes of it."""

    def __init__(self, of=lambda out: out):
        super().__init__()
        self.linear, self.of = nn.Linear(1, 2), of

    def forward(self, z):
        return self.of(self.linear(z))


def test_a_model_of_batches_takes_arguments_of_any_shape_in_any_precision():
    net = Yours(Plane(), contract.decoder(1, 2), "it", torch.float64, scalars=("z",))
    z = torch.linspace(0, 1, 12, dtype=torch.float64).reshape(3, 4)
    out = net(z)
    assert (out.shape, out.dtype) == ((3, 4, 2), torch.float64)
    weight, bias = net.made.linear.weight[:, 0], net.made.linear.bias
    torch.testing.assert_close(out, z[..., None] * weight + bias)
    assert net(z[0, 0]).shape == (2,)


def test_a_model_starts_at_rest_however_it_was_made():
    net = Yours(nn.Sequential(nn.Dropout(0.5), nn.Linear(1, 2)), contract.decoder(1, 2), "it")
    z = torch.ones(64, 1)
    torch.testing.assert_close(net(z), net.made[1](z))


def test_a_model_that_computes_in_single_precision_only_is_let():
    class Single(Plane):
        def forward(self, z):
            return self.linear(z) @ torch.eye(2)

    net = Yours(Single(), contract.decoder(1, 2), "it", torch.float64, scalars=("z",))
    assert net.inner is torch.float32
    assert net(torch.zeros(5, dtype=torch.float64)).dtype is torch.float64


def test_an_energy_broadcasts_samples_and_latents():
    g = EllipseDecoder([2.0, 1.5])

    def energy(y: Tensor, z: Tensor) -> Tensor:  # (B, 2), (B, 1) → (B,)
        return (y - g(z[:, 0])).square().sum(-1)

    net = Yours(energy, contract.energy(2, 1), "it", scalars=("z",))
    y, z = torch.randn(7, 1, 2), torch.linspace(0, 2 * math.pi, 5)
    torch.testing.assert_close(net(y, z), (y - g(z)).square().sum(-1))


@pytest.mark.parametrize(
    ("made", "role", "said"),
    [
        (Plane(lambda out: out[:, :1]), contract.decoder(1, 2), "expected (6, 2) for z (6, 1), got (6, 1)"),
        (Plane(lambda out: out[0]), contract.decoder(1, 2), "expected (6, 2) for z (6, 1), got (2,)"),
        (Plane(lambda out: [out]), contract.decoder(1, 2), "got 1 of (6, 2)"),
        (
            Plane(lambda out: out * math.nan),
            contract.decoder(1, 2),
            "expected finite numbers, got nan (12 of 12)",
        ),
        (nn.Linear(3, 2), contract.decoder(1, 2), "cannot take z (6, 1): RuntimeError"),
        (nn.Linear(2, 2), contract.bubbles(2), "expected 2 of shape (6, d) for y (6, 2), got (6, 2)"),
        (nn.Linear(2, 3), contract.cost(2), "expected (6,) for y (6, 2), got (6, 3)"),
        (lambda y: y[:, 0] - 100, contract.cost(2), "expected no number below 0, got -10"),
        ("net", contract.cost(2), "expected a model that can be called, got str"),
    ],
)
def test_what_breaks_the_contract_is_told_given_and_wanted(made, role, said):
    with pytest.raises(UsageError) as caught:
        Yours(made, role, "x.model = net:It")
    assert str(caught.value).startswith("x.model = net:It: ")
    assert said in str(caught.value)


def test_what_is_found_out_about_a_model():
    good = findings(Yours(Plane(), contract.decoder(1, 2), "it"))
    assert {line.what: line.good for line in good} == dict.fromkeys(
        ("shapes", "parameters", "computes in", "two calls", "batch", "gradient"), True
    )
    assert [line.found for line in good[:2]] == ["z (6, 1) → (6, 2)", "4"]
    bad = {
        "two calls": Plane(lambda out: out + torch.rand(1)),
        "batch": Plane(lambda out: out - out.mean(0)),
        "gradient": Plane(lambda out: out.detach()),
    }
    for what, net in bad.items():
        found = {line.what: line.good for line in findings(Yours(net, contract.decoder(1, 2), "it"))}
        assert not found[what], what


class Drifts(Plane):
    """Computes something else once it has been moved a second time: to its precision, then to a device."""

    moves = 0

    def to(self, *where):
        self.moves += 1
        if self.moves == 2:
            self.of = lambda out: 1.01 * out
        return super().to(*where)


def test_a_device_that_there_is_not_is_refused_in_one_line():
    absent = "mps" if torch.cuda.is_available() else "cuda"
    with pytest.raises(UsageError, match=f"^it: cannot compute on '{absent}': .*; accepted: cpu") as caught:
        Yours(Plane(), contract.decoder(1, 2), "it", device=absent)
    assert "\n" not in str(caught.value)


def test_a_device_must_compute_what_the_cpu_computes():
    same = Yours(
        Plane(), contract.decoder(1, 2), "it", device="cpu:0"
    )  # not "cpu", and so it counts as another
    assert same(torch.zeros(3, 1)).shape == (3, 2)
    with pytest.raises(
        UsageError, match=r"expected on 'cpu:0' what the CPU computes, got a relative .* 0.01"
    ):
        Yours(Drifts(), contract.decoder(1, 2), "it", device="cpu:0")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_model_on_a_gpu_is_given_and_returns_what_lies_on_the_cpu():
    net, z = Plane(), torch.randn(50, 1)
    there = Yours(net, contract.decoder(1, 2), "it", device="cuda")
    found = there(z)
    assert found.device == torch.device("cpu")
    assert net.linear.weight.is_cuda
    found.square().sum().backward()
    assert net.linear.weight.grad is not None
    torch.testing.assert_close(found, net.cpu()(z), rtol=1e-3, atol=1e-4)
