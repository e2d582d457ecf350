"""The studies of the first lecture: what their arrays must satisfy, whatever the seed.

Each is computed once, from its default configuration; the numbers of the lecture are asserted on what is stored.
"""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from ebviz.errors import UsageError
from tests.conftest import STUDIES, run_study
from tests.stage.geometry import squared_distance_to_ellipse

WHOLE = (
    "classes",
    "code_size",
    "steps",
    "epochs",
    "labels",
    "chosen",
    "_clear",
    "_between",
    "_pairs",
    "mark",
    "origin",
    "stops",
    "sweep_collapsed",
    "rounds",
    "fan_i",
    "first_order",
    "fall_tip",
    "fall_warm",
    "fall_lost",
    "tour_stop",
    "joins",
)
SENTENCES = {"words", "source_words", "x", "y", "shown", "shown_x", "seen", "said", "free", "held_out_i"}
SENTENCES |= {"inside_seen", "inside_source", "exchanged_i"}
W = (-1.4526, 0.3586)


def foot(y, w=W):
    """Return the squared distance of each point y (N, 2) to the ellipse of semi-axes |w|."""
    return np.array([squared_distance_to_ellipse(point, *map(abs, w)) for point in np.float64(y)])


@pytest.mark.parametrize("study", sorted(STUDIES))
def test_arrays_are_finite_float32_or_indices(runs, study):
    for name, array in runs[study].items():
        whole = name.startswith(("i_", "five_i")) or name.endswith(WHOLE)
        whole |= ".transformer." in STUDIES[study].module and name in SENTENCES
        whole |= (study, name) == ("graph", "words")
        assert array.dtype == ("int64" if whole else "float32"), name
        assert np.isfinite(array).all() or name in ("dial_beta", "named_beta", "fan_beta", "tour_beta"), name


def test_horn_has_the_lecture_s_ellipses(runs):
    horn = runs["horn"]
    assert horn["y"].shape == (300, 2)
    assert np.abs(horn["mouth_ellipse"]).max(0) == pytest.approx((2, 1.5), abs=1e-5)
    assert np.linalg.norm(horn["slice_ellipse"], axis=1) == pytest.approx(1.75 * math.e, rel=1e-5)
    assert horn["rim"][-1].max(0) == pytest.approx((1.5 * math.e**2, 2 * math.e**2), rel=1e-5)


def test_the_two_samples_are_where_the_lecture_looks(runs):
    y = runs["ellipse"]["y"]
    assert y.shape == (24, 2)
    assert y[runs["ellipse"]["i_right"]] == pytest.approx((2, 0), abs=0.15)
    assert y[runs["ellipse"]["i_top"]] == pytest.approx((0, 1.5), abs=0.15)
    for end, index in (((2, 0), "i_right"), ((0, 1.5), "i_top")):
        distance = np.linalg.norm(y - np.array(end), axis=1)
        assert distance.argmin() == runs["ellipse"][index]


# ---------------------------------------------------------------------------------------------------- inference


def test_energies_are_those_of_the_lecture(runs):
    found, y = runs["inference"], runs["ellipse"]["y"]
    z = np.arange(48) * math.pi / 24
    y_tilde = np.stack([W[0] * np.cos(z), W[1] * np.sin(z)], -1)
    np.testing.assert_allclose(found["y_tilde"], y_tilde, atol=1e-6)
    E = ((y[:, None] - y_tilde) ** 2).sum(-1)
    np.testing.assert_allclose(found["E"], E, rtol=1e-5)
    assert (found["i_check"] == E.argmin(1)).all()
    np.testing.assert_allclose(found["curve_z"], np.arange(-24, 48) * math.pi / 12, rtol=1e-6)
    np.testing.assert_allclose(found["E_curve"][:, 24:48], found["fine_E"][:, :480:20], rtol=1e-4, atol=1e-5)


def test_free_energy_of_the_samples_is_the_squared_distance(runs):
    found, y = runs["inference"], runs["ellipse"]["y"]
    np.testing.assert_allclose(found["F"], foot(y), rtol=1e-5)
    np.testing.assert_allclose(((y - found["y_check"]) ** 2).sum(1), found["F"], rtol=1e-5)
    assert (found["F"] <= found["F_grid"] * (1 + 1e-6)).all()
    assert (found["z_check"] >= 0).all()
    assert (found["z_check"] < 2 * math.pi).all()


@pytest.mark.parametrize("way", ["gd", "lbfgs"])
def test_descents_start_at_z_tilde_and_end_in_a_valley(runs, way):
    z, y_path, E = (runs["inference"][f"{way}_{part}"] for part in "zyE")
    assert (z[:, 0] == np.float32(0.5)).all()
    assert y_path[:, 0] == pytest.approx(np.tile((-1.2748, 0.1719), (24, 1)), abs=1e-4)  # g(0.5)
    np.testing.assert_allclose(y_path, np.stack([W[0] * np.cos(z), W[1] * np.sin(z)], -1), atol=1e-5)
    assert (np.diff(E, axis=1) <= 1e-5).all()
    y = runs["ellipse"]["y"]
    end = z[:, -1]
    slope = 2 * (y[:, 0] - W[0] * np.cos(end)) * W[0] * np.sin(end)
    slope -= 2 * (y[:, 1] - W[1] * np.sin(end)) * W[1] * np.cos(end)
    assert np.abs(slope).max() < (0.15 if way == "gd" else 1e-3)
    assert E[:, -1].max() > 2 > runs["inference"]["F"].max()  # for some samples it is the wrong valley
    right, top = runs["ellipse"]["i_right"], runs["ellipse"]["i_top"]
    for n in (right, top):  # not for those that the lecture shows
        assert E[n, -1] == pytest.approx(runs["inference"]["F"][n], abs=2e-3)


def test_the_sample_at_the_top_sees_two_valleys_and_that_at_the_right_one(runs):
    E = runs["inference"]["fine_E"][:, :-1]  # periodic
    valleys = ((np.roll(E, 1, 1) > E) & (np.roll(E, -1, 1) >= E)).sum(1)
    assert valleys[runs["ellipse"]["i_right"]] == 1
    assert valleys[runs["ellipse"]["i_top"]] == 2


def test_a_checkpoint_takes_the_place_of_the_weights(runs, tmp_path):
    path = tmp_path / "trained.safetensors"
    save_file({"w": torch.tensor([2.0, 1.5])}, path)
    found = run_study("inference", tmp_path, runs, checkpoint=path)
    assert found["w"].tolist() == [2, 1.5]
    np.testing.assert_allclose(found["F"], foot(runs["ellipse"]["y"], (2, 1.5)), atol=1e-5)
    assert found.config["checkpoint"].startswith("sha256:")
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(UsageError, match="truncated"):
        run_study("inference", tmp_path, runs, checkpoint=path)


# -------------------------------------------------------------------------------------------------- free energy


def test_mesh_is_the_lecture_s_425_points_on_their_projections(runs):
    found = runs["free_energy"]
    y, F = found["mesh_y"], found["mesh_F"]
    assert y.shape == (17, 25, 2)
    assert y[0, 0].tolist() == [-3, -2]
    assert y[-1, -1].tolist() == [3, 2]
    off_axes = (y != 0).all(-1)
    np.testing.assert_allclose(F[off_axes], foot(y[off_axes]), atol=1e-5)
    np.testing.assert_allclose(((y - found["mesh_y_check"]) ** 2).sum(-1), F, atol=1e-5)
    np.testing.assert_allclose(found["mesh_grad"], 2 * (y - found["mesh_y_check"]), atol=1e-5)


def test_surface_and_section_have_a_ridge_inside(runs):
    found = runs["free_energy"]
    y2, F = found["section_fine_y2"], found["section_fine_F"]
    np.testing.assert_allclose(F, (np.abs(y2) - W[1]) ** 2, atol=1e-5)  # a W with a peak of w₂² at 0
    assert found["section_y2"].shape == (17,)
    assert found["section_F"][8] == pytest.approx(W[1] ** 2, abs=1e-6)
    # Along y₂ = 0 the focal law: w₂² (1 − y₁²/(w₁² − w₂²)) up to y₁ = (w₁² − w₂²)/|w₁|.
    y1 = found["surface_y1"].astype(float)
    on_axis = found["surface_F"][np.abs(found["surface_y2"]).argmin()]
    gap = W[0] ** 2 - W[1] ** 2
    inside = np.abs(y1) < gap / abs(W[0])
    np.testing.assert_allclose(on_axis[inside], W[1] ** 2 * (1 - y1[inside] ** 2 / gap), atol=1e-5)
    assert 0.5 < inside.mean() < 1


def test_rows_and_points_around_the_middle_carry_their_curves(runs):
    found, places = runs["free_energy"], runs["inference"]["fine_y"]
    for name, y in (
        ("row_fine_E", found["mesh_y"][found["five_i"][0, 0]]),
        ("around_fine_E", found["mesh_y"][tuple(found["five_i_around"].T)]),
    ):
        expected = np.square(y[:, None] - places).sum(-1)
        np.testing.assert_allclose(found[name], expected, atol=1e-4)
    turns = np.arctan2(*found["mesh_y"][tuple(found["five_i_around"].T)].T[::-1])
    assert np.abs(np.diff(np.unwrap(turns)) - 2 * np.pi / 5).max() < 0.5


def test_the_five_points_carry_their_curves(runs):
    found = runs["free_energy"]
    assert found["five_y"].tolist() == [[y1, -0.5] for y1 in (-3, -2.25, -1.5, -0.75, 0)]
    rows, columns = found["five_i"].T
    np.testing.assert_array_equal(found["mesh_y"][rows, columns], found["five_y"])
    z = found["five_z_check"]
    y_check = np.stack([W[0] * np.cos(z), W[1] * np.sin(z)], -1)
    np.testing.assert_allclose(((found["five_y"] - y_check) ** 2).sum(1), found["five_F"], atol=1e-5)
    assert (found["five_F"] <= found["five_E"].min(1) + 1e-5).all()


def test_hot_surface_is_a_paraboloid_and_warm_lies_between(runs, tmp_path):
    small = {"surface_points": 17, "heat_step": 0.5}
    cold, warm, hot = (
        run_study("free_energy", tmp_path, runs, beta=beta, **small)["mesh_F"] for beta in (math.inf, 1, 0)
    )
    y = runs["free_energy"]["mesh_y"]
    np.testing.assert_allclose(hot, (y**2).sum(-1) + 1.11932, rtol=1e-5)  # (w₁² + w₂²)/2
    assert (cold < warm).all()
    assert (warm < hot).all()
    nearly_cold = run_study("free_energy", tmp_path, runs, beta=1e4, **small)["mesh_F"]
    np.testing.assert_allclose(nearly_cold, cold, atol=2e-3)


# ---------------------------------------------------------------------------------------------------------- MSE


def test_mse_answers_from_the_middle_where_no_sample_is(runs):
    mse = runs["mse"]
    x = mse["x_grid"].astype(float)
    rho = np.exp(2 * x)[:, None] * np.stack([2 - x / 2, 1.5 + x / 2], -1)
    assert (np.linalg.norm(mse["y_pred"], axis=1) < 0.1 * rho.min(1)).all()
    assert (mse["distance_xy"] > 0.9 * rho.min(1)).all()
    assert mse["distance_xy"][0] == pytest.approx(1.5, abs=0.1)
    middle = np.abs(mse["y1_grid"]) < 1.5
    assert (np.abs(mse["y2_pred"]) < 0.15).all()
    assert (mse["distance_y1y2"][middle] > 0.3).all()
    assert mse["distance_y1y2"].max() == pytest.approx(1.5, abs=0.1)


def test_the_mouth_is_the_horn_at_x_0_and_mse_answers_between_its_branches(runs):
    horn, mouth = runs["horn"], runs["mouth"]
    np.testing.assert_array_equal(mouth["y"][0], horn["y"])
    np.testing.assert_array_equal(mouth["x"][0], horn["x"])
    assert (mouth["x"][-1] == 0).all()
    made = np.stack([2 * np.cos(horn["theta"]), 1.5 * np.sin(horn["theta"])], -1)
    assert np.linalg.norm(mouth["y"][-1] - made, axis=1).max() < 5 * 0.05  # nothing but the noise is left
    y1, y2 = mouth["y1"].astype(float), mouth["y2_valid"].astype(float)
    assert (y1 / 2) ** 2 + (y2 / 1.5) ** 2 == pytest.approx(1, abs=1e-4)
    assert np.abs(mouth["y2_pred"]).max() < 0.15
    middle = len(y1) // 2
    assert mouth["distance"][middle] == pytest.approx(1.5 - abs(mouth["y2_pred"][middle]), abs=1e-3)


def test_mse_distances_by_another_road(runs):
    mse = runs["mse"]
    rho = np.exp(2 * mse["x_grid"])[:, None] * np.stack([2 - mse["x_grid"] / 2, 1.5 + mse["x_grid"] / 2], -1)
    for i in (0, 20, 60, 100):
        expected = squared_distance_to_ellipse(mse["y_pred"][i], *rho[i]) ** 0.5
        assert mse["distance_xy"][i] == pytest.approx(expected, rel=1e-4)


def test_mse_loss_falls_to_its_floor_and_no_lower(runs):
    mse = runs["mse"]
    assert mse["floor_xy"][0] == pytest.approx(3.13)
    # ∫ floor dx in closed form: ∫ e^{4x} ((2 − x/2)² + (1.5 + x/2)²)/2 dx + 2 noise², x from 0 to 1
    x, weight = np.polynomial.legendre.leggauss(20)
    x, weight = (x + 1) / 2, weight / 2
    floor = (weight * np.exp(4 * x) * ((2 - x / 2) ** 2 + (1.5 + x / 2) ** 2) / 2).sum() + 2 / 400
    assert mse["mean_floor_xy"] == pytest.approx(floor, rel=1e-3)
    assert mse["loss_xy"][-200:].mean() == pytest.approx(floor, rel=0.03)
    assert mse["loss_y1y2"][-200:].mean() == pytest.approx(1.5**2 / 2 + 1 / 400, rel=0.03)


def test_stored_weights_are_the_network_that_answered(runs):
    from ebviz.models import MLP

    mse = runs["mse"]
    net = MLP([1, 32, 32, 2], generator=torch.Generator())
    weights = {n.removeprefix("net_xy."): torch.tensor(a) for n, a in mse.items() if n.startswith("net_xy.")}
    net.load_state_dict(weights)
    answer = net(torch.tensor(mse["x_grid"])[:, None]).detach().numpy()
    np.testing.assert_allclose(answer, mse["y_pred"], atol=1e-5)
    np.testing.assert_array_equal(mse["y_pred_history"][-1], mse["y_pred"])
    assert (mse["steps"][0], mse["steps"][-1]) == (0, 2000)


# ---------------------------------------------------------------------------------------------------- housekeeping


def test_studies_import_neither_torch_nor_manim():
    names = ", ".join(entry.module for entry in STUDIES.values())
    code = f"import sys, {names}; print([m for m in ('torch', 'manim', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
