"""Studies of graphs: what attention becomes when a is given, and classes that are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import torch

from ebviz.cli import main
from ebviz.data.graphs import CLASSES, SLIDE, slide
from ebviz.errors import UsageError
from ebviz.remarks import hearing
from ebviz.studies._spelled import read
from ebviz.study import Entry, Run
from tests.conftest import run_study

LAYERS = """
import torch


class Mean(torch.nn.Module):
    def __init__(self, d=4, out=3):
        super().__init__()
        self.own, self.others = torch.nn.Linear(d, out), torch.nn.Linear(d, out)

    def forward(self, x, a):
        return torch.relu(self.own(x) + self.others(a @ x))


def ordered():
    return lambda x, a: x * torch.arange(x.shape[1])[:, None]


def flat():
    return lambda x, a: x.sum(-1)


def signs():
    return lambda x, a: x > 0


def noisy():
    return lambda x, a: x + 1e-6 * torch.rand_like(x)


def steep():
    return lambda x, a: x - (x - x).sqrt()


def constant():
    return lambda x, a: a.sum(-1, keepdim=True) + 0 * x.detach()


def everywhere():
    return lambda x, a: (x @ x.mT).softmax(-1) @ x


def turned():
    return lambda x, a: (a.mT @ x).double()
"""
MANUAL = (Path(__file__).parents[2] / "docs/own_models.md").read_text(encoding="utf-8")
FEW: dict[str, Any] = {"n": 24, "held_out": 16, "width": 6, "layers": 2, "epochs": 2, "batch": 8, "looks": 3}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "layers_of_mine.py").write_text(LAYERS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_attention_turns_into_what_is_given(runs: Mapping[str, Run]) -> None:
    run = runs["graph"]
    assert read(run["words"]) == [*SLIDE]
    np.testing.assert_allclose(run["fading"][0], run["attention"], atol=1e-6)
    np.testing.assert_array_equal(run["fading"][-1], run["given"])
    sums, comes_in = run["fading"].sum(-1), run["degree"] > 0
    np.testing.assert_allclose(sums[:, comes_in], 1, atol=1e-6)
    assert (np.diff(sums[:, ~comes_in], axis=0) <= 0).all()
    assert not sums[-1, ~comes_in].any()
    np.testing.assert_allclose(run["attention"].sum(-1), 1, atol=1e-6)
    weights = np.exp(float(run.config["beta"]) * run["scores"])
    np.testing.assert_allclose(run["attention"], weights / weights.sum(-1, keepdims=True), rtol=1e-5)
    np.testing.assert_allclose(run["attended"], run["attention"] @ run["x"], atol=1e-6)
    np.testing.assert_allclose(run["mean"], run["given"] @ run["x"], atol=1e-6)
    np.testing.assert_allclose(run["h"], np.maximum(run["kept"] + run["sent"], 0), atol=1e-6)
    assert not run["mean"][~comes_in].any()
    assert not run["sent"][~comes_in].any()


def test_a_graph_of_yours_and_a_layer(folder: Path) -> None:
    nx.write_graphml(nx.karate_club_graph(), folder / "karate.graphml")
    layer = {"layer": "layers_of_mine:Mean"}
    run = run_study("graph", folder, {}, data=folder / "karate.graphml", **layer, moments=3)
    assert run["a"].shape == (34, 34)
    assert run["h"].shape == (34, 3)
    assert "sent" not in run
    assert np.abs(run["places"]).max() == pytest.approx(1)
    apart = np.linalg.norm(run["places"][:, None] - run["places"], axis=-1)[~np.eye(34, dtype=bool)]
    assert apart.min() > 0.02


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("ordered", "expected the same h for vertices in another order"),
        ("flat", r"expected h \(2, 6, m\), got \(2, 6\)"),
        ("signs", "expected h of floating-point numbers, got torch.bool"),
    ],
)
def test_what_is_no_layer_is_refused(layer: str, said: str, folder: Path) -> None:
    with pytest.raises(UsageError, match=rf"graph.layer = layers_of_mine:{layer}: {said}"):
        run_study("graph", folder, {}, layer=f"layers_of_mine:{layer}")


def test_a_layer_that_looks_beyond_the_edges_is_taken_and_said(folder: Path) -> None:
    beyond = "h of a vertex depends on others than those whose edges lead to it"
    for name, end in {"everywhere": "", "turned": "; row i of a says what comes into vertex i"}.items():
        with hearing() as heard:
            run_study("graph", folder, {}, layer=f"layers_of_mine:{name}", moments=3)
        assert heard == [f"graph.layer = layers_of_mine:{name}: {beyond}{end}"]


def test_the_layer_in_the_manual_is_attention_among_neighbours(folder: Path) -> None:
    code = MANUAL.partition("**A layer on graphs**")[2].partition("```python\n")[2].partition("```")[0]
    (folder / "layers.py").write_text(code, encoding="utf-8")
    with hearing() as heard:
        own = {"layer": "layers:GraphAttention", "layer_arguments": {"n": 6, "m": 6}}
        run = run_study("graph_classes", folder, {}, **FEW, **own)
        layer = Entry.of("layers:GraphAttention").make()
    assert heard == []
    assert run["loss"][-1] != run["loss"][0]
    a, x = slide()[None], torch.randn(1, len(SLIDE), 4, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        h, alone = layer(x, a)[0], layer.w(x)[0]
        for i, into in enumerate(a[0] > 0):
            near = [i, *into.nonzero()[:, 0].tolist()]
            scores = torch.cat([layer.at(alone[i]) + layer.by(alone[j]) for j in near])
            weights = torch.where(scores > 0, scores, 0.2 * scores).exp()
            torch.testing.assert_close(h[i], weights / weights.sum() @ alone[near])


@pytest.mark.parametrize(
    ("layer", "code", "said"),
    [
        ("Mean", 0, "ok   shapes: x (2, 6, 4), a (2, 6, 6) → (2, 6, 3)"),
        ("noisy", 1, "BAD  two calls: differ: it draws random numbers"),
        ("steep", 1, "BAD  gradient: not finite in x"),
        ("constant", 1, "BAD  gradient: it does not depend on x"),
        ("turned", 0, "row i of a says what comes into vertex i"),
    ],
)
def test_a_layer_is_checked(
    layer: str, code: int, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(folder)
    assert main(["model", "check", f"layers_of_mine.py:{layer}", "--as", "layer"]) == code
    shown = capsys.readouterr().out
    assert said in shown
    assert shown.count("BAD") == code
    assert shown.startswith(f"layers_of_mine:{layer} as layer\n")


def test_eight_classes_are_told_apart(runs: Mapping[str, Run]) -> None:
    run = runs["graph_classes"]
    assert run["accuracy"][-1] == 1
    assert run["accuracy"][0] < 0.3 < 0.6 < run["alone"] < 1
    np.testing.assert_array_equal(run["labels"], run["guessed_labels"][-1])
    np.testing.assert_array_equal(run["confusion"][-1], np.diag(np.bincount(run["labels"])))
    np.testing.assert_array_equal(run["confusion"].sum(-1), [np.bincount(run["labels"])] * len(run["steps"]))
    guessed = run["guessed_labels"]
    right = (guessed == run["labels"]).mean(1)
    np.testing.assert_allclose(right, run["accuracy"], atol=1e-6)
    at, rows = len(guessed) // 4, [run["labels"] == kind for kind in range(len(CLASSES))]
    counted = [np.bincount(guessed[at, row], minlength=len(CLASSES)) for row in rows]
    np.testing.assert_array_equal(run["confusion"][at], counted)
    assert read(run["classes"]) == [*CLASSES]
    shown = run["labels"].tolist().index(CLASSES.index(run.config["shown"]))
    size = len(run["shown_a"])
    np.testing.assert_array_equal(run["a"][shown][:size, :size], run["shown_a"])
    np.testing.assert_allclose(run["gates"].sum(-1), 1, atol=1e-5)
    assert not run["gates"][:, :, run["shown_a"] == 0].any()
    middles = np.array([run["features"][-1][run["labels"] == kind].mean(0) for kind in range(len(CLASSES))])
    spread = [run["features"][-1][run["labels"] == kind].std(0).mean() for kind in range(len(CLASSES))]
    between = np.linalg.norm(middles[:, None] - middles, axis=-1)[~np.eye(len(CLASSES), dtype=bool)]
    assert np.median(between) > 3 * np.median(spread)


def test_layers_of_yours_are_trained(folder: Path) -> None:
    own = {"layer": "layers_of_mine:Mean", "layer_arguments": {"d": 6, "out": 6}}
    run = run_study("graph_classes", folder, {}, **FEW, **own)
    assert "gates" not in run
    assert run["loss"][-1] != run["loss"][0]
    with pytest.raises(UsageError, match=r"expected h \(2, 6, 6\), got \(2, 6, 3\)"):
        run_study("graph_classes", folder, {}, **FEW, **{**own, "layer_arguments": {"d": 6}})


def test_means_of_means_become_alike_at_the_rate_of_the_graph(runs: Mapping[str, Run], folder: Path) -> None:
    run = runs["oversmoothing"]
    walk = np.eye(20) - nx.normalized_laplacian_matrix(nx.grid_graph((5, 4))).toarray()  # similar to A D⁻¹
    sizes = np.sort(np.abs(np.linalg.eigvalsh((np.eye(20) + walk) / 2)))
    assert run["rate"] == pytest.approx(sizes[-2], rel=1e-5)
    far = run_study("oversmoothing", folder, {}, depth=200)["mean_apart"]
    assert far[-1] / far[-2] == pytest.approx(float(run["rate"]), rel=1e-3)
    for name in ("mean", "attention", "masked"):
        apart = run[f"{name}_x"] - run[f"{name}_x"].mean(1, keepdims=True)
        np.testing.assert_allclose(run[f"{name}_apart"], np.sqrt((apart**2).sum(-1).mean(-1)), atol=1e-6)
        assert (np.diff(run[f"{name}_apart"][run[f"{name}_apart"] > 1e-12]) < 0).all()
    assert run["attention_apart"][8] < run["masked_apart"][8]
    step = run["mean_x"][0] + (run["a"] / run["a"].sum(1, keepdims=True)) @ run["mean_x"][0]
    step = step / np.linalg.norm(step, axis=-1, keepdims=True)
    np.testing.assert_allclose(run["mean_x"][1], step, atol=1e-6)


def test_costs_are_counted(runs: Mapping[str, Run]) -> None:
    run = runs["graph_costs"]
    t, n = run["t"], run.config["n"]
    np.testing.assert_array_equal(run["cycle_edges"], 2 * t)
    np.testing.assert_array_equal(run["clique_edges"], t * (t - 1))
    np.testing.assert_array_equal(run["dense"], n * t * t)
    for kind in ("cycle", "grid", "clique"):
        np.testing.assert_array_equal(run[f"{kind}_sparse"], n * run[f"{kind}_edges"])
    assert (run["grid_edges"] < 4 * run["grid_t"]).all()
    for k, (a, places) in enumerate(zip(run["drawn_a"], run["drawn_places"], strict=True)):
        t, rows = int(run["grid_t"][k]), int(run["t"][k] ** 0.5)
        lattice = nx.to_numpy_array(nx.grid_2d_graph(rows, t // rows))
        np.testing.assert_array_equal(a[:t, :t], lattice)
        assert a.sum() == run["grid_edges"][k]
        near = np.linalg.norm(places[:t, None] - places[:t], axis=-1)
        gap = float(near[near > 0].min())
        assert near[a[:t, :t] > 0] == pytest.approx(gap)
