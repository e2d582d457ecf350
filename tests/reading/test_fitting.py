"""Weights put into a module, whatever is around their names; what does not fit is named, and nothing is changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from ebviz.errors import UsageError
from ebviz.reading.weights import Fit, load_into, picked
from ebviz.remarks import hearing


class Net(nn.Module):
    """A hidden layer, a normalisation with buffers, and a weight of the module's own."""

    def __init__(self, hidden: int = 3) -> None:
        super().__init__()
        self.fc = nn.Linear(2, hidden)
        self.norm = nn.BatchNorm1d(hidden)
        self.out = nn.Linear(hidden, 1)
        self.scale = nn.Parameter(torch.ones(()))


@pytest.fixture
def source() -> dict[str, Tensor]:
    torch.manual_seed(1)
    return {name: torch.rand(value.shape).to(value.dtype) for name, value in Net().state_dict().items()}


def load(module: nn.Module, path: Path, what: Any, **more: Any) -> tuple[Fit, list[str]]:
    torch.save(what, path)
    with hearing() as heard:
        return load_into(module, path, **more), heard


def assert_loaded(module: nn.Module, source: Mapping[str, Tensor]) -> None:
    for name, value in module.state_dict().items():
        torch.testing.assert_close(value, source[name].to(value.dtype))


def put(before: str, source: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {f"{before}{name}": value for name, value in source.items()}


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    "before", ["", "module.", "_orig_mod.", "model.", "net.decoder.", "module._orig_mod.", "a.b.c.d."]
)
def test_any_prefix_is_found(
    tmp_path: Path, source: dict[str, Tensor], before: str, dtype: torch.dtype
) -> None:
    module = Net().to(dtype)
    fit, said = load(module, tmp_path / "w.pt", put(before, source))
    assert_loaded(module, source)
    assert {value.dtype for name, value in module.named_parameters()} == {dtype}
    assert set(fit.names) == {*source}
    assert fit.left_over == ()
    assert tuple(said) == fit.remarks
    parts = [part for part in (fit.prefix, "_orig_mod." if "_orig_mod" in before else "") if part]
    assert "".join(parts) == before
    lines = [f"weights 'w.pt': {' and '.join(map(repr, parts))} left out of {len(source)} names"]
    assert said == (lines if before else [])


@pytest.mark.parametrize(
    ("around", "prefix"),
    [
        (lambda w: {"state_dict": put("model.", w), "optimizer_states": [{"state": {0: w}}]}, "state_dict.model."),
        (lambda w: {"model_state_dict": w, "optimizer_state_dict": {"state": {0: w}}}, "model_state_dict."),
        (lambda w: {"encoder": {"fc.weight": w["fc.weight"]}, "decoder": w}, "decoder."),
        (lambda w: {**put("encoder.", {"fc.weight": w["fc.weight"]}), **put("decoder.", w)}, "decoder."),
        (lambda w: {"state_dict": {**put("v.dec.", w), "v.enc.fc.weight": w["fc.weight"]}}, "state_dict.v.dec."),
        (lambda w: {**w, "epoch": torch.tensor(3), "rng": torch.get_rng_state()}, ""),
    ],
    ids=["Lightning", "tutorial", "part of a file", "part of a model", "part of Lightning's", "notes beside"],
)  # fmt: skip
def test_the_weights_are_found_wherever_they_lie(
    tmp_path: Path, source: dict[str, Tensor], around: Any, prefix: str
) -> None:
    module = Net()
    fit, _ = load(module, tmp_path / "w.pt", around(source))
    assert_loaded(module, source)
    assert fit.prefix == prefix


def test_a_module_that_wraps_what_was_saved(tmp_path: Path, source: dict[str, Tensor]) -> None:
    module = nn.ModuleDict({"net": Net()})
    fit, said = load(module, tmp_path / "w.pt", put("module.", source))
    assert_loaded(module["net"], source)
    assert (fit.prefix, fit.added) == ("module.", "net.")
    assert said[-1] == f"weights 'w.pt': 'net.' put before {len(source)} names"


def test_a_compiled_module_takes_plain_weights(tmp_path: Path, source: dict[str, Tensor]) -> None:
    module = torch.compile(Net())  # nothing is compiled before it is called
    load(module, tmp_path / "w.pt", source)  # type: ignore[arg-type]
    assert_loaded(module._orig_mod, source)  # type: ignore[attr-defined]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_taken_up(tmp_path: Path, source: dict[str, Tensor], dtype: torch.dtype) -> None:
    half = {name: value.to(dtype) if value.is_floating_point() else value for name, value in source.items()}
    save_file(half, tmp_path / "w.safetensors")
    module = Net()
    fit = load_into(module, tmp_path / "w.safetensors")
    assert_loaded(module, half)
    assert module.fc.weight.dtype == torch.float32
    assert fit.kinds == tuple(sorted(str(one).removeprefix("torch.") for one in (dtype, torch.int64)))


def test_of_several_that_fit_the_habitual_is_taken_and_the_others_said(
    tmp_path: Path, source: dict[str, Tensor]
) -> None:
    ema = {name: value * 2 for name, value in source.items()}
    for what, habit in (({"model": source, "ema": ema}, "model."), ({**source, **put("ema.", ema)}, "")):
        module = Net()
        fit, said = load(module, tmp_path / "w.pt", what)
        assert_loaded(module, source)
        assert fit.prefix == habit
        assert said[-1] == "weights 'w.pt': the names under 'ema.' would fit too"
        fit, said = load(module, tmp_path / "w.pt", what, prefix="ema")
        assert_loaded(module, ema)
        assert fit.prefix == "ema."
    with pytest.raises(UsageError, match=r"no name with the prefix 'emb\.'; did you mean 'ema\.'"):
        load(Net(), tmp_path / "w.pt", {"model": source, "ema": ema}, prefix="emb")
    with pytest.raises(UsageError, match=r"under several prefixes, 'a\.', 'b\.'; name one"):
        load(Net(), tmp_path / "w.pt", {"a": source, "b": ema})


def test_tied_weights_and_counters_may_be_missing(tmp_path: Path, source: dict[str, Tensor]) -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)
            self.b.weight = self.a.weight

    module = Tied()
    weight = torch.rand(2, 2)
    fit, _ = load(module, tmp_path / "w.pt", {"b.weight": weight})
    assert torch.equal(module.a.weight, weight)
    assert fit.names == ("b.weight",)
    net = Net()
    load(net, tmp_path / "w.pt", {name: value for name, value in source.items() if "tracked" not in name})
    assert torch.equal(net.norm.running_var, source["norm.running_var"])


def changed(source: Mapping[str, Tensor], **changes: Tensor | None) -> dict[str, Tensor]:
    made = {**source, **{name.replace("__", "."): value for name, value in changes.items()}}
    return {name: value for name, value in made.items() if value is not None}


@pytest.mark.parametrize("before", ["", "module."])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"out__bias": None}, r"there is no tensor 'out\.bias' of shape \(1,\)$"),
        (
            {"out__bias": None, "out2__bias": torch.zeros(1)},
            r"there is no tensor 'out\.bias' of shape \(1,\) \(nearest: 'out2\.bias'\); left over: 'out2\.bias'$",
        ),
        (
            {"fc__bias": None, "out__bias": None},
            r"there are no tensors 'fc\.bias' of shape \(3,\), 'out\.bias' of shape \(1,\)$",
        ),
        ({"aux__weight": torch.zeros(2)}, r"left over: 'aux\.weight'$"),
        ({"fc__weight": torch.zeros(2, 3)}, r"expected 'fc\.weight' of shape \(3, 2\), got \(2, 3\)$"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_changed(
    tmp_path: Path, source: dict[str, Tensor], changes: dict[str, Tensor | None], words: str, before: str
) -> None:
    module = Net()
    as_it_was = copy.deepcopy(module.state_dict())
    with pytest.raises(UsageError, match=r"w\.pt' does not fit Net: " + words) as caught:
        load(module, tmp_path / "w.pt", put(before, changed(source, **changes)))
    assert "\n" not in str(caught.value)
    assert_loaded(module, as_it_was)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (torch.tensor([1.0, torch.nan, torch.inf]), r"'fc\.bias', got torch.float32, 2 of 3 not finite"),
        (torch.tensor([1, 2, 3]), r"'fc\.bias', got torch.int64"),
        (torch.ones(3).to_sparse(), r"'fc\.bias', got a tensor that is not dense"),
    ],
)
def test_values_that_are_no_weights(
    tmp_path: Path, source: dict[str, Tensor], value: Tensor, words: str
) -> None:
    module = Net()
    as_it_was = copy.deepcopy(module.state_dict())
    with pytest.raises(UsageError, match="expected finite numbers in " + words):
        load(module, tmp_path / "w.pt", changed(source, fc__bias=value))
    assert_loaded(module, as_it_was)


def test_another_model_s_file(tmp_path: Path, source: dict[str, Tensor]) -> None:
    with pytest.raises(UsageError) as caught:
        load(Net(), tmp_path / "w.pt", {f"layer{n}.kernel": torch.zeros(2) for n in range(6)})
    assert "there are no tensors 'scale' of shape (), 'fc.weight' of shape (3, 2), " in str(caught.value)
    assert "it has 'layer0.kernel', 'layer1.kernel', 'layer2.kernel', 'layer3.kernel' and 2 more" in str(
        caught.value
    )
    with pytest.raises(UsageError, match=r"'fc\.bias' of shape \(3,\) \(it is of type an array of NumPy's"):
        load(Net(), tmp_path / "w.pt", {**source, "fc.bias": source["fc.bias"].numpy()})


def test_left_over_weights_are_said_where_that_will_do(tmp_path: Path, source: dict[str, Tensor]) -> None:
    module = Net()
    fit, said = load(module, tmp_path / "w.pt", {**source, "aux.weight": torch.zeros(2)}, strict=False)
    assert_loaded(module, source)
    assert fit.left_over == ("aux.weight",)
    assert said == ["weights 'w.pt': left over: 'aux.weight'"]


def test_a_module_without_shapes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="LazyLinear: 'weight' has no shape yet; call it on a batch"):
        load(nn.LazyLinear(3), tmp_path / "w.pt", {"weight": torch.zeros(3, 2)})


def test_a_function_has_no_weights(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected a torch module to fill, got builtin_function_or_method"):
        load_into(torch.relu, tmp_path / "w.pt")  # type: ignore[arg-type]


def test_a_few_tensors_by_name_and_shape(tmp_path: Path, source: dict[str, Tensor]) -> None:
    torch.save({"state_dict": put("model.", source)}, tmp_path / "w.ckpt")
    with hearing() as heard:
        found = picked(tmp_path / "w.ckpt", {"fc.weight": (3, 2), "fc.bias": (3,)})
    assert list(found) == ["fc.weight", "fc.bias"]
    assert torch.equal(found["fc.weight"], source["fc.weight"])
    assert heard == ["weights 'w.ckpt': 'state_dict.model.' left out of 2 names"]
