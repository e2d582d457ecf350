"""Samples and models of the user's in the studies of the first two lectures: read, divided, trained, refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ebviz.errors import UsageError
from ebviz.study import Run
from tests.conftest import run_study
from tests.scenes import second

FEW: dict[str, Any] = {**second.SMALL["horn_model"], "steps": 6, "general_steps": 2}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with modules of the user's that can be imported, and files of samples."""
    made = tmp_path_factory.mktemp("yours")
    (made / "second_models.py").write_text(second.MODELS)
    numbers = np.random.default_rng(0)
    np.save(made / "y.npy", numbers.normal((4.0, -1.0), size=(21, 2)))
    np.save(made / "xy.npy", np.column_stack([numbers.uniform(-2, 3, 40), numbers.normal(size=(40, 2))]))
    with second.importable(made):
        yield made


def test_samples_of_yours_are_read_and_two_of_them_singled_out(folder: Path) -> None:
    run = run_study("ellipse", folder, {}, data=folder / "y.npy")
    y = np.load(folder / "y.npy")
    assert set(run) == {"y", "i_right", "i_top"}
    np.testing.assert_allclose(run["y"], y, atol=1e-6)
    assert (int(run["i_right"]), int(run["i_top"])) == (y[:, 0].argmax(), y[:, 1].argmax())


def test_what_is_no_sample_of_the_plane_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"expected samples \(N, 2\), got shape \(40, 3\)"):
        run_study("ellipse", folder, {}, data=folder / "xy.npy")
    with pytest.raises(UsageError, match=r"expected samples \(N, 3\), got shape \(21, 2\)"):
        run_study("horn", folder, {}, data=folder / "y.npy")


def test_a_quarter_of_the_samples_is_held_out_of_the_training(folder: Path) -> None:
    few = {**second.SMALL["training"], "steps": 3, "free_steps": 3}
    ellipse = run_study("ellipse", folder, {}, data=folder / "y.npy")
    inference = run_study("inference", folder, {"ellipse": ellipse})
    run = run_study("training", folder, {"ellipse": ellipse, "inference": inference}, **few)
    assert sorted([*run["kept_i"], *run["held_out_i"]]) == list(range(21))
    assert len(run["held_out_i"]) == 5
    assert "floor" not in run
    assert run["cold_z_check"].shape[1] == len(run["kept_i"]) == 16
    w, z = run["cold_w"][0], np.linspace(0, 2 * np.pi, 20001)
    ring = w * np.stack([np.cos(z), np.sin(z)], -1)
    held = ellipse["y"][run["held_out_i"]]
    distances = np.square(held[:, None] - ring).sum(-1).min(1)
    assert run["cold_held_out"][0] == pytest.approx(distances.mean(), rel=1e-3)  # of those, and of no others


@pytest.fixture(scope="module")
def horn(folder: Path) -> Run:
    return run_study("horn", folder, {}, **second.SMALL["horn"])


@pytest.mark.parametrize("size", [0.02, 1.0, 37.0])
def test_maps_are_as_large_as_what_they_show(folder: Path, size: float) -> None:
    np.save(folder / "sized.npy", size * np.random.default_rng(1).normal((2.0, -1.0), 0.3, size=(21, 2)))
    ellipse = run_study("ellipse", folder, {}, data=folder / "sized.npy")
    inputs = {"ellipse": ellipse}
    inputs["inference"] = run_study("inference", folder, inputs, w1=-size, w2=0.5 * size)
    free = run_study("free_energy", folder, inputs, surface_points=9)
    few = {"free_steps": 3, "free_looks": 2, "held_out": 50, "harmonics": 4}
    inputs["training"] = training = run_study(
        "training", folder, inputs, **few, steps=3, lr=1e-5, free_lr=1e-6
    )
    warm = run_study("thermostat", folder, inputs, dial=5, surface_points=9, fine_z=60)
    shown = np.vstack([ellipse["y"], inputs["inference"]["fine_y"]])
    for run, axes in ((free, "heat_y"), (free, "mesh_y"), (training, "heat_y"), (warm, "surface_y")):
        ends = np.array([run[f"{axes}{side}"][-1] for side in (1, 2)])
        share = (np.abs(shown).max(0) / ends).max()
        assert 0.4 < share <= 1, axes
    assert (free["mesh_F"].shape, training["heat_y1"].shape) == ((17, 25), (81,))
    assert size != 1.0 or free["mesh_y1"][-1] == 3.0


def test_a_predictor_of_yours_is_trained_in_the_place_of_the_lecture_s(folder: Path, horn: Run) -> None:
    values = {**FEW, "predictor": "second_models:Mix"}
    run = run_study("horn_model", folder, {"horn": horn}, **values)
    z, f = run["z"], run["f"]
    ring = np.abs(run["horn_manifold"][-1])
    np.testing.assert_allclose(ring[:, 0, 0], f[:, 0], atol=1e-5)  # at z = 0 it is (f₁, 0)
    assert z[0] == 0
    assert {"horn.predictor.net.0.weight", "rho", "floor"} <= set(run)
    weights = torch.tensor(run["horn.predictor.net.2.bias"])
    assert weights.shape == (2,)
    assert not np.array_equal(run["horn_manifold"][0], run["horn_manifold"][-1])  # it has learnt


def test_a_decoder_of_yours_takes_what_your_predictor_gives_at_its_own_latents(
    folder: Path, horn: Run
) -> None:
    values = FEW | {"predictor": "second_models:Mix", "predictor_arguments": {"outputs": 3}}
    values |= {"decoder": "second_models:Mix", "decoder_arguments": {"inputs": 4}}
    values |= {"z_low": -1.0, "z_high": 1.0, "z_closed": False}
    run = run_study("horn_model", folder, {"horn": horn}, **values)
    assert "f" not in run
    assert run["z"][[0, -1]] == pytest.approx((-1, 1))
    assert {"horn.predictor.net.0.weight", "horn.decoder.net.0.weight"} <= set(run)


def test_the_horn_s_other_decoders_do_not_depend_on_yours(folder: Path, horn: Run) -> None:
    own = run_study("horn_model", folder, {"horn": horn}, **FEW)
    yours = run_study("horn_model", folder, {"horn": horn}, **FEW, decoder="second_models:Mix",
                      decoder_arguments={"inputs": 2})  # fmt: skip
    assert np.array_equal(own["general_manifold"][0], yours["general_manifold"][0])


def test_samples_of_yours_on_the_horn_say_nothing_of_the_true_one(folder: Path) -> None:
    horn = run_study("horn", folder, {}, data=folder / "xy.npy")
    assert set(horn) == {"x", "y"}
    run = run_study("horn_model", folder, {"horn": horn}, **FEW)
    assert not {"rho", "floor"} & set(run)
    assert run["x_grid"][[0, -1]] == pytest.approx((horn["x"].min(), horn["x"].max()))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"predictor": "second_models:Mix", "predictor_arguments": {"outputs": 3}}, r"expected \(6, 2\)"),
        ({"decoder": "second_models:Mix", "decoder_arguments": {"inputs": 5}}, "horn_model.decoder = second"),
        (
            {"decoder": "second_models:Mix", "decoder_arguments": {"inputs": 2}, "z_low": 9.0},
            "z_low below z_high",
        ),
    ],
)
def test_a_model_that_does_not_fit_is_refused(
    folder: Path, horn: Run, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        run_study("horn_model", folder, {"horn": horn}, **FEW, **changes)


def test_arguments_of_no_model_are_refused() -> None:
    from pydantic import ValidationError

    from ebviz.studies.temperature.horn_model import Config

    with pytest.raises(ValidationError, match="expected decoder along with decoder_arguments"):
        Config(decoder_arguments={"inputs": 2})
    with pytest.raises(ValidationError, match="expected predictor and decoder of yours along with their"):
        Config(weights=__file__)
    with pytest.raises(ValidationError, match="device is that of a model of yours; expected one of"):
        Config(device="cuda")


def test_a_conditional_model_with_weights_is_evaluated_as_it_is(folder: Path, horn: Run) -> None:
    values = {**FEW, "predictor": "second_models:Mix"}
    trained = run_study("horn_model", folder, {"horn": horn}, **values)
    own = {
        key.removeprefix("horn.predictor."): torch.tensor(trained[key])
        for key in trained
        if key.startswith("horn.p")
    }
    save_file(own, folder / "predictor.safetensors")
    run = run_study("horn_model", folder, {"horn": horn}, **values, weights=folder / "predictor.safetensors")
    assert np.array_equal(run["horn_manifold"], trained["horn_manifold"][-1:])
    assert (run["horn_loss"].shape, run["general_loss"].shape) == ((0,), (FEW["general_steps"],))
    assert run["horn_held_out"][0] == pytest.approx(trained["horn_held_out"][-1], rel=0.5)  # of other samples


def test_a_model_with_dropout_is_looked_at_at_rest(folder: Path, horn: Run) -> None:
    (folder / "dropping.py").write_text(
        "from torch import nn\n\ndef Net(inputs=1):\n"
        "    return nn.Sequential(nn.Linear(inputs, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 2))\n"
    )
    ellipse = run_study("ellipse", folder, {})
    inference = run_study("inference", folder, {"ellipse": ellipse}, decoder="dropping:Net", n_z=60)
    weights = {key.removeprefix("net."): torch.tensor(inference[key]) for key in inference if "net." in key}

    def g(z: np.ndarray) -> np.ndarray:
        h = torch.tanh(torch.tensor(z)[..., None] @ weights["0.weight"].T + weights["0.bias"])
        return (h @ weights["3.weight"].T + weights["3.bias"]).numpy()

    np.testing.assert_allclose(inference["fine_y"], g(inference["fine_z"]), atol=1e-5)

    run = run_study("horn_model", folder, {"horn": horn}, **FEW, predictor="dropping:Net")
    ring = np.abs(run["horn_manifold"][-1])
    np.testing.assert_allclose(ring[:, 0, 0], run["f"][:, 0], atol=1e-5)
    assert run["f"][:, 0] == pytest.approx(np.abs(run["horn_manifold"][-1][:, 24, 0]), abs=1e-5)  # at z = π


@pytest.mark.parametrize("long", [0, 1])
def test_the_axis_along_which_the_samples_reach_further_is_lost_last(folder: Path, long: int) -> None:
    rho = [1.4, 1.4]
    rho[long] = 1.9
    ellipse = run_study("ellipse", folder, {}, n=40, rho1=rho[0], rho2=rho[1], seed=3)
    inference = run_study("inference", folder, {"ellipse": ellipse})
    inputs = {"ellipse": ellipse, "inference": inference}
    run = run_study("catastrophe", folder, inputs, betas=25, n_z=60, steps=2, fall_steps=20)
    assert int(run["located"].argmin()) == long
    assert run["expected"] == pytest.approx(run["located"], rel=5e-3)
