"""Models and samples of the user's in the studies of lectures 3 and 4: trained without weights, else looked at."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from ebviz.errors import UsageError
from ebviz.study import Run
from ebviz.study.loading import validate
from tests.conftest import STUDIES, run_study
from tests.studies.test_repeatable import SMALL

NETS = '''
"""Nets of somebody else's."""
import torch
from torch import nn


def Linear(*sizes):
    made = nn.Linear(*sizes)
    nn.init.zeros_(made.bias)
    return made


class Encoder(nn.Sequential):
    def __init__(self, n=2, d=2):
        super().__init__(Linear(n, 12), nn.SiLU(), nn.Dropout(0.2), Linear(12, d))

class Bubbles(nn.Module):
    def __init__(self, n=2, d=2):
        super().__init__()
        self.body = nn.Sequential(Linear(n, 12), nn.ReLU())
        self.mu, self.log_v = Linear(12, d), Linear(12, d)

    def forward(self, y):
        h = self.body(y)
        return self.mu(h), self.log_v(h)

class Decoder(nn.Sequential):
    def __init__(self, n=2, d=2, ink=False):
        super().__init__(Linear(d, 10), nn.Tanh(), Linear(10, n), nn.Sigmoid() if ink else nn.Identity())

class Cost(nn.Module):
    def __init__(self, n=2):
        super().__init__()
        self.phi = nn.Sequential(Linear(n, 16), nn.ReLU(), Linear(16, 1))

    def forward(self, y):
        return nn.functional.softplus(self.phi(y))

class Logit(nn.Sequential):
    def __init__(self, n=2):
        super().__init__(Linear(n, 8), nn.ReLU(), Linear(8, 1))

def ring(y):
    return (y.norm(dim=-1) - 2).square()
'''
PIXELS = 64
TWO = {"encoder": "nets:Encoder", "decoder": "nets:Decoder"}
ONE = {**TWO, "encoder_arguments": {"d": 1}, "decoder_arguments": {"d": 1}}
VAE = {"encoder": "nets:Bubbles", "decoder": "nets:Decoder"}
INK = {"n": PIXELS, "ink": True}
GAN = {"cost": "nets:Cost", "generator": "nets:Decoder"}
PICTURES_GAN = {**GAN, "cost_arguments": {"n": PIXELS}, "generator_arguments": {**INK, "d": 16}}
PICTURES_VAE = {**VAE, "encoder_arguments": {"n": PIXELS}, "decoder_arguments": INK}
WIDE_VAE = {
    **VAE,
    "encoder_arguments": {"n": PIXELS, "d": 5},
    "decoder_arguments": {**INK, "d": 5},
}
PICTURES_AE = {
    **TWO,
    "encoder_arguments": {"n": PIXELS, "d": 7},
    "decoder_arguments": {"n": PIXELS, "d": 7},
}
CASES: list[
    tuple[str, dict[str, Any], str, tuple[str, ...]]
] = [  # study, configuration, prefix, the other loss
    ("toy_vae", VAE, "ellipse_", ("encoder", "decoder")),
    ("autoencoder", ONE, "ellipse_ae_", ("encoder", "decoder")),
    ("autoencoder", ONE, "moons_target_", ("encoder", "decoder")),
    ("autoencoder", TWO, "ellipse_copy_", ("encoder", "decoder")),
    ("denoising", TWO, "spiral_", ("encoder", "decoder")),
    ("contractive", TWO, "moons_", ("encoder", "decoder")),
    ("gan", GAN, "gaussians_", ("cost", "generator")),
    ("discriminator", {"classifier": "nets:Logit", "cost": "nets:Cost"}, "", ("classifier", "cost")),
    ("gan_digits", PICTURES_GAN, "", ("cost", "generator")),
    ("bubbles", {"decoder": "nets:Decoder", "decoder_arguments": INK}, "full_", ("decoder",)),
    ("digits_vae", PICTURES_VAE, "two_", ("encoder", "decoder")),
    ("digits_vae", WIDE_VAE, "many_", ("encoder", "decoder")),
    ("digits_autoencoder", PICTURES_AE, "dae_", ("encoder", "decoder")),
]
IDS = [f"{study}-{prefix.strip('_')}" for study, _, prefix, _ in CASES]


@pytest.fixture
def nets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of somebody else's nets."""
    (tmp_path / "nets.py").write_text(NETS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(importlib.sys.modules, "nets", raising=False)  # type: ignore[attr-defined]
    yield importlib.import_module("nets")
    importlib.sys.modules.pop("nets", None)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Run]:
    """The toys and the digits, few and small."""
    folder = tmp_path_factory.mktemp("inputs")
    toys = run_study("toys", folder, {}, points=17, n=64, gaussians_n=64)
    return {"toys": toys, "digits": run_study("digits", folder, {}, **SMALL["digits"])}


def made(nets: Any, config: dict[str, Any], part: str) -> nn.Module:
    """Return a part as a configuration names it, with weights of its own."""
    torch.manual_seed(7)
    name = config[part].partition(":")[2]
    return getattr(nets, name)(**config.get(f"{part}_arguments", {}))


def stored(run: Run, prefix: str, part: str) -> dict[str, np.ndarray]:
    start = f"{prefix}{part}."
    return {key.removeprefix(start): run[key] for key in run if key.startswith(start)}


@pytest.mark.parametrize(("study", "config", "prefix", "parts"), CASES, ids=IDS)
def test_without_weights_a_model_of_yours_is_trained_and_with_them_it_is_looked_at(
    nets: Any,
    inputs: Mapping[str, Run],
    study: str,
    config: dict[str, Any],
    prefix: str,
    parts: tuple[str, ...],
    tmp_path: Path,
) -> None:
    small = {**SMALL[study], **config}
    trained = run_study(study, tmp_path, inputs, **small)
    again = run_study(study, tmp_path, inputs, **small)
    for part in parts:
        weights = stored(trained, prefix, part)
        assert {key: value.shape for key, value in weights.items()} == {
            key: tuple(value.shape) for key, value in made(nets, config, part).state_dict().items()
        }
        for key, value in stored(again, prefix, part).items():  # dropout and all
            np.testing.assert_array_equal(value, weights[key])
        assert any(
            value.any() for key, value in weights.items() if key.endswith("bias")
        )  # they begin with zero

    models = {part: made(nets, config, part).eval() for part in parts}
    whole = {
        f"{part}.{key}": value for part, net in models.items() for key, value in net.state_dict().items()
    }
    save_file(whole, tmp_path / "mine.safetensors")
    looked = run_study(study, tmp_path, inputs, **small, weights=tmp_path / "mine.safetensors")
    for part in parts:
        for key, value in stored(looked, prefix, part).items():
            np.testing.assert_array_equal(value, models[part].state_dict()[key].numpy())
    if study != "bubbles":  # which move, whatever the decoder
        moment = {"discriminator": "steps", "digits_vae": f"{prefix}epochs", "gan_digits": "rounds"}
        name = moment.get(study, f"{prefix}{'rounds' if study == 'gan' else 'steps'}")
        assert name not in looked or looked[name].tolist() == [0]
        if f"{prefix}loss" in looked:
            assert looked[f"{prefix}loss"].size == 0
    assert set(trained) - set(looked) <= {"sweep_beta", "sweep_cost", "sweep_divergence", "sweep_collapsed"}


def test_what_is_stored_of_a_vae_of_yours_is_what_it_answers(
    nets: Any, inputs: Mapping[str, Run], tmp_path: Path
) -> None:
    encoder, decoder = (made(nets, VAE, part) for part in ("encoder", "decoder"))
    whole = nn.ModuleDict({"encoder": encoder, "decoder": decoder})
    torch.save(
        {"state_dict": {f"module.{key}": value for key, value in whole.state_dict().items()}},
        tmp_path / "w.ckpt",
    )
    run = run_study("toy_vae", tmp_path, inputs, **SMALL["toy_vae"], **VAE, weights=tmp_path / "w.ckpt")
    y = torch.tensor(inputs["toys"]["moons"])
    with torch.no_grad():
        mu, log_v = encoder(y)
        np.testing.assert_allclose(run["moons_mu"], mu.numpy(), atol=1e-6)
        np.testing.assert_allclose(run["moons_v"], log_v.exp().numpy(), rtol=1e-5)
        np.testing.assert_allclose(run["moons_y_tilde"], decoder(mu).numpy(), atol=1e-6)


def test_a_cost_that_is_a_formula_teaches_a_generator(
    nets: Any, inputs: Mapping[str, Run], tmp_path: Path
) -> None:
    config = {**SMALL["gan"], "recipe": {"rounds": 400, "batch": 64, "generator_lr": 0.01}}
    (tmp_path / "nets.py").write_text(
        NETS.replace("def ring(y):", "def ring():\n    return _ring\n\ndef _ring(y):")
    )
    importlib.reload(nets)
    run = run_study("gan", tmp_path, inputs, **config, cost="nets:ring")
    radius = np.linalg.norm(run["ellipse_y_hat"][-1], axis=1)
    assert (
        np.abs(radius - 2).mean() < 0.1 < np.abs(np.linalg.norm(run["ellipse_y_hat"][0], axis=1) - 2).mean()
    )
    np.testing.assert_allclose(run["ellipse_C_hat"][-1], (radius - 2) ** 2, atol=1e-5)


@pytest.mark.parametrize("part", ["classifier", "cost"])
def test_a_net_with_nothing_to_train_is_there_at_every_moment_of_the_other_s_training(
    part: str, inputs: Mapping[str, Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "formula.py").write_text("def made():\n    return lambda y: y.square().sum(-1)\n")
    run = run_study("discriminator", tmp_path, inputs, **SMALL["discriminator"], **{part: "formula:made"})
    still, moving = ("D", "C") if part == "classifier" else ("C", "D")
    assert len(run["steps"]) == len(run[still]) == len(run[moving]) > 1
    np.testing.assert_array_equal(run[still][0], run[still][-1])
    assert (run[moving][0] != run[moving][-1]).any()


@pytest.mark.parametrize(
    ("study", "config", "line"),
    [
        ("toy_vae", {"encoder": "nets:Encoder"}, r"toy_vae.encoder = nets:Encoder: expected 2 of .*, got \(6, 2\)"),
        (
            "toy_vae",
            {**VAE, "decoder_arguments": {"d": 3}},
            r"toy_vae.decoder = nets:Decoder: cannot take z \(6, 2\): ",
        ),
        ("denoising", {"decoder": "nets:Decoder"}, r"cannot take z \(6, 32\)"),
        ("contractive", ONE, r"contractive.encoder: expected a code of 2 dimensions or more, got 1"),
        ("gan", {"cost": "nets:Logit"}, r"gan.cost = nets:Logit: expected no number below 0, got -"),
        (
            "gan",
            {"generator": "nets:Decoder", "generator_arguments": {"n": 3}},
            r"expected \(6, 2\) for z \(6, 2\), got \(6, 3\)",
        ),
        ("digits_vae", {**VAE, "encoder_arguments": {"n": PIXELS, "d": 1}}, "digits_vae.encoder: expected a code"),
    ],
)  # fmt: skip
def test_a_part_that_does_not_keep_its_contract_is_refused(
    nets: Any, inputs: Mapping[str, Run], study: str, config: dict[str, Any], line: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=line):
        run_study(study, tmp_path, inputs, **SMALL[study], **config)


@pytest.mark.parametrize(
    ("study", "config", "line"),
    [
        ("toy_vae", {"encoder_arguments": {"d": 2}}, "expected encoder along with encoder_arguments"),
        (
            "toy_vae",
            {"weights": "w.pt", "encoder": "nets:Bubbles"},
            "expected encoder and decoder of yours along with their weights, got no decoder",
        ),
        ("gan", {"weights": "w.pt", **GAN, "recipe": {"form": "probability"}}, "got no classifier"),
        ("bubbles", {"weights": "w.pt"}, "expected decoder of yours along with their weights"),
    ],
)
def test_keys_that_want_others_say_so(study: str, config: dict[str, Any], line: str) -> None:
    cls = importlib.import_module(STUDIES[study].module).Config
    with pytest.raises(UsageError, match=line):
        validate(cls, config, study)


def test_samples_of_yours_take_the_place_of_a_toy(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0)
    clumps = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 30.0]])
    mine = (clumps[numbers.integers(3, size=300)] + numbers.normal(size=(300, 2))).astype("f4")
    path = tmp_path / "mine.csv"
    np.savetxt(path, mine, delimiter=",", header="a,b", comments="")
    plain = run_study("toys", tmp_path, {}, points=17)
    run = run_study("toys", tmp_path, {}, points=17, modes=3, gaussians_data=path, spiral_data=path)
    both = np.concatenate([run["gaussians"], run["gaussians_held_out"]])
    np.testing.assert_allclose(np.sort(both, axis=0), np.sort(mine, axis=0), rtol=1e-5)
    assert len(run["gaussians_held_out"]) == 60
    np.testing.assert_allclose(run["spiral"], mine, rtol=1e-5)
    for name in ("gaussians", "spiral"):
        y1, y2 = run[f"{name}_y1"], run[f"{name}_y2"]
        assert (y1[0], y2[0]) < tuple(mine.min(0))
        assert (y1[-1], y2[-1]) > tuple(mine.max(0))
        assert (y2[-1] - y2[0]) / (y1[-1] - y1[0]) == pytest.approx(0.75)
        assert len(y1) == 17
    found = run["modes"][np.argsort(run["modes"] @ [1.0, 2.0])]
    np.testing.assert_allclose(found, clumps, atol=0.3)
    assert float(run["modes_noise"]) == pytest.approx(1.0, abs=0.1)
    np.testing.assert_array_equal(run["moons"], run_study("toys", tmp_path, {}, points=17)["moons"])
    assert plain["modes"].shape == (8, 2)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (np.ones((30, 3)), r"expected samples \(N, 2\), got shape \(30, 3\)"),
        (np.ones((3, 2)), "at least 20 samples, got 3"),
    ],
)
def test_samples_that_do_not_fit_are_refused(rows: np.ndarray, line: str, tmp_path: Path) -> None:
    np.save(tmp_path / "mine.npy", rows)
    with pytest.raises(UsageError, match=line):
        run_study("toys", tmp_path, {}, moons_data=tmp_path / "mine.npy")


def test_the_bound_comes_down_for_a_decoder_of_yours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bow.py").write_text(
        "import torch\nfrom torch import nn\n\n\nclass Bow(nn.Module):\n    def __init__(self):\n"
        "        super().__init__()\n        self.w = nn.Parameter(torch.tensor([1.0, 0.5]))\n\n"
        "    def forward(self, z):\n        return torch.cat([self.w[0] * z, self.w[1] * z**2], -1)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    runs = {"ellipse": run_study("ellipse", tmp_path, {})}
    runs["inference"] = run_study(
        "inference", tmp_path, runs, decoder="bow:Bow", z_low=-2.0, z_high=2.0, z_closed=False, **SMALL["inference"]
    )  # fmt: skip
    runs["training"] = run_study("training", tmp_path, runs, **SMALL["training"])
    run = run_study("variational", tmp_path, runs, y1=0.5, y2=1.0, start=1.5, steps=200)
    w, z = runs["training"]["cold_net.w"].astype(float), run["z"].astype(float)
    assert (z[0], z[-1]) == (-2, 2)
    E = (0.5 - w[0] * z) ** 2 + (1.0 - w[1] * z**2) ** 2
    np.testing.assert_allclose(run["E"], E, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(run["y_tilde"], np.stack([w[0] * z, w[1] * z**2], -1), rtol=1e-5, atol=1e-6)
    assert "w" not in run
    for family in ("free", "bump"):
        assert run[f"{family}_bound"][-1] < run[f"{family}_bound"][0]
        assert run[f"{family}_gap"].min() > -1e-6


def test_the_cloud_stands_beside_samples_of_yours_wherever_they_are(tmp_path: Path) -> None:
    np.save(tmp_path / "mine.npy", np.random.default_rng(0).normal((40, -7), (3, 2), size=(60, 2)))
    toys = run_study("toys", tmp_path, {}, ellipse_data=tmp_path / "mine.npy")
    run = run_study("discriminator", tmp_path, {"toys": toys}, **{**SMALL["discriminator"], "cloud": 30})
    y, cloud = toys["ellipse"], run["y_hat"]
    middle = (y[:, 1].min() + y[:, 1].max()) / 2
    assert cloud.mean(0) == pytest.approx((y[:, 0].max() + 2.0, middle), abs=0.2)
    assert float(run["section_y2"]) == pytest.approx(middle, abs=1e-4)
    for side, axis in enumerate((run["y1"], run["y2"])):
        assert axis[0] < min(y[:, side].min(), cloud[:, side].min())
        assert axis[-1] > max(y[:, side].max(), cloud[:, side].max())
    assert np.abs(run["y2"] - middle).argmin() == len(run["y2"]) // 2
