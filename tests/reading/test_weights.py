"""Checkpoints of others: every way in which they are saved, and what is said of it."""

from __future__ import annotations

import argparse
import collections
import dataclasses
import datetime
import enum
import pickle
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file, save_model
from torch import nn

from ebviz.errors import UsageError
from ebviz.reading import kinds
from ebviz.reading.weights import read_weights
from ebviz.remarks import hearing

TORCH = ["zip", "older"]


def a_net() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(collections.OrderedDict(fc=nn.Linear(2, 3), out=nn.Linear(3, 1)))


WEIGHTS = a_net().state_dict()


def put(before: str) -> dict[str, torch.Tensor]:
    return {f"{before}{name}": weight for name, weight in WEIGHTS.items()}


def saved(path: Path, what: Any, form: str = "zip") -> Path:
    torch.save(what, path, _use_new_zipfile_serialization=form == "zip")
    return path


def read(path: Path) -> tuple[dict[str, torch.Tensor], list[str]]:
    with hearing() as heard:
        return read_weights(path), heard


def assert_the_weights(found: dict[str, torch.Tensor]) -> None:
    assert list(found) == list(WEIGHTS)
    for name, weight in found.items():
        assert torch.equal(weight, WEIGHTS[name])


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.float8_e4m3fn]
)
@pytest.mark.parametrize("file", ["w.safetensors", "w.pt", "w.whatever"])
def test_floats_have_at_least_32_bits(tmp_path: Path, dtype: torch.dtype, file: str) -> None:
    given = {"w": torch.tensor([1.0, -0.5, 0.25]).to(dtype), "n": torch.tensor(3)}
    (torch.save if file == "w.pt" else save_file)(given, tmp_path / file)
    found, said = read(tmp_path / file)
    assert found["w"].dtype == (dtype if dtype == torch.float64 else torch.float32)
    assert found["w"].tolist() == [1.0, -0.5, 0.25]
    assert found["n"].dtype == torch.int64
    assert said == []


@pytest.mark.parametrize("form", TORCH)
def test_both_formats_of_torch_are_read(tmp_path: Path, form: str) -> None:
    path = saved(tmp_path / "w.pt", WEIGHTS, form)
    assert kinds.kind(path) == (kinds.TORCH if form == "zip" else kinds.OLD_TORCH)
    found, said = read(path)
    assert_the_weights(found)
    assert said == []


def test_parameters_and_torch_weights_by_another_ending(tmp_path: Path) -> None:
    found, _ = read(saved(tmp_path / "w.safetensors", dict(a_net().named_parameters())))
    assert_the_weights(found)
    assert not any(weight.requires_grad for weight in found.values())


def lightning() -> dict[str, Any]:
    """Return what Lightning's ModelCheckpoint saves of a module whose network is ``self.model``."""
    net = a_net()
    optimiser = torch.optim.Adam(net.parameters())
    net(torch.ones(1, 2)).sum().backward()
    optimiser.step()
    return {
        "epoch": 3,
        "global_step": 120,
        "pytorch-lightning_version": "2.5.0",
        "state_dict": put("model."),
        "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 3}}}},
        "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(0.2), "dirpath": Path("runs")}},
        "optimizer_states": [optimiser.state_dict()],
        "lr_schedulers": [],
        "hparams_name": "kwargs",
        "hyper_parameters": {"lr": 0.1, "sizes": (2, 3)},
    }


@pytest.mark.parametrize("form", TORCH)
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"state_dict": WEIGHTS}, "'state_dict.' left out of 4 names"),
        ({"epoch": 3, "model_state_dict": WEIGHTS, "optimizer_state_dict": {"state": {}}}, "'model_state_dict.' "),
        ({"model": WEIGHTS, "ema": dict(WEIGHTS), "best": torch.tensor(0.1)}, "'model.' left out"),
        ({"mine": WEIGHTS, "epoch": 3}, "'mine.' left out"),
        ({"model": put("module.")}, "'model.module.' left out"),
        (put("module."), "'module.' left out"),
        (put("_orig_mod."), "'_orig_mod.' left out"),
        (put("module._orig_mod."), "'module.' and '_orig_mod.' left out"),
        ({name.replace(".", "._orig_mod."): weight for name, weight in WEIGHTS.items()}, "'_orig_mod.' left out"),
    ],
    ids=["state_dict", "tutorial", "ema", "own key", "two levels", "parallel", "compiled", "both", "compiled within"],
)  # fmt: skip
def test_what_was_put_around_the_weights_is_taken_off_and_said(
    tmp_path: Path, what: Any, said: str, form: str
) -> None:
    found, lines = read(saved(tmp_path / "w.pt", what, form))
    assert_the_weights(found)
    assert len(lines) == 1
    assert lines[0].startswith(f"weights 'w.pt': {said}")


@pytest.mark.parametrize("form", TORCH)
def test_lightning_s_checkpoints(tmp_path: Path, form: str) -> None:
    found, lines = read(saved(tmp_path / "epoch=3.ckpt", lightning(), form))
    assert list(found) == [f"model.{name}" for name in WEIGHTS]
    assert lines == [
        "weights 'epoch=3.ckpt': 'state_dict.' left out of 4 names",
        "weights 'epoch=3.ckpt': passed over, being no tensors: "
        "'callbacks.ModelCheckpoint.dirpath' (pathlib.PosixPath)",
    ]


def test_several_parts_keep_their_names(tmp_path: Path) -> None:
    found, said = read(saved(tmp_path / "gan.pt", {"generator": WEIGHTS, "critic": {"w": torch.zeros(2)}}))
    assert list(found) == [*(f"generator.{name}" for name in WEIGHTS), "critic.w"]
    assert said == []


def test_a_name_that_safetensors_notes_as_another_s_alias(tmp_path: Path) -> None:
    a, b = nn.Linear(2, 3, bias=False), nn.Linear(2, 3, bias=False)
    b.weight = a.weight
    save_model(nn.ModuleDict({"a": a, "b": b}), str(tmp_path / "w.safetensors"))
    found, _ = read(tmp_path / "w.safetensors")
    assert sorted(found) == ["a.weight", "b.weight"]
    assert torch.equal(found["b.weight"], a.weight)


# ------------------------------------------------------------------------------ objects beside the weights


class Colour(enum.Enum):
    RED = 1


@dataclasses.dataclass
class Settings:
    lr: float = 0.1


class Own(dict[str, Any]):
    """As Lightning's AttributeDict, OmegaConf's and others' are."""


OBJECTS = {
    "np.float64": (np.float64(0.3), "'best' (a number of NumPy's)"),
    "array": (np.arange(3.0), "'best' (an array of NumPy's)"),
    "path": (Path("runs"), "'best' (pathlib.PosixPath)"),
    "namespace": (argparse.Namespace(lr=0.1), "'best' (argparse.Namespace)"),
    "dataclass": (Settings(), f"'best' ({__name__}.Settings)"),
    "enum": (Colour.RED, f"'best' ({__name__}.Colour)"),
    "date": (datetime.date(2026, 1, 2), "'best' (datetime.date)"),
    "class": (nn.Linear, "'best' (torch.nn.modules.linear.Linear)"),
    "optimiser": (torch.optim.SGD(a_net().parameters(), lr=0.1), "'best' (torch.optim.sgd.SGD)"),
    "in a dictionary of a class": (Own(path=Path("runs")), "'best.path' (pathlib.PosixPath)"),
    "in a defaultdict": (collections.defaultdict(list, p=[Path("runs")]), "'best.p.0' (pathlib.PosixPath)"),
}  # fmt: skip


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_beside_the_weights_is_passed_over_and_named(tmp_path: Path, name: str) -> None:
    thing, words = OBJECTS[name]
    found, said = read(saved(tmp_path / "w.pt", {**WEIGHTS, "best": thing}))
    assert_the_weights(found)
    assert said == [f"weights 'w.pt': passed over, being no tensors: {words}"]


@pytest.mark.parametrize("form", TORCH)
def test_plain_values_and_containers_are_no_matter(tmp_path: Path, form: str) -> None:
    plain = {
        "epoch": 3, "losses": [0.3, 0.2], "name": "net", "none": None, "tags": {"a", "b"}, "c": 1j, "raw": b"\0",
        "counts": collections.Counter("aab"), "lists": collections.deque([1, 2]), "huge": 10**40,
        "size": torch.Size([2]), "device": torch.device("cpu"), "dtype": torch.float16,
    }  # fmt: skip
    found, said = read(saved(tmp_path / "w.pt", {**WEIGHTS, **plain}, form))
    assert_the_weights(found)
    assert said == []


def test_a_container_that_holds_itself(tmp_path: Path) -> None:
    around: dict[str, Any] = dict(WEIGHTS)
    around["me"] = around
    found, _ = read(saved(tmp_path / "w.pt", around))
    assert_the_weights(found)


def test_a_file_that_unfolds_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ebviz.reading.weights.contents.MOST", 1000)
    much: list[Any] = [torch.zeros(1)]
    for _ in range(40):
        much = [much, much]
    with pytest.raises(UsageError, match="at most 1000 things"):
        read(saved(tmp_path / "w.pt", {"w": torch.zeros(2), "much": much}))


# ------------------------------------------------------------------------------------------- what is refused


class Harm:
    """When unpickled, it would call a function."""

    def __init__(self, function: Any, *parts: Any) -> None:
        self.call = (function, parts)

    def __reduce__(self) -> Any:
        return self.call


@pytest.mark.parametrize("form", TORCH)
@pytest.mark.parametrize("function", ["open", "run", "eval", "touch", "save"])
def test_nothing_is_unpickled(tmp_path: Path, form: str, function: str) -> None:
    mark = tmp_path / "harmed"
    harm = {
        "open": Harm(open, str(mark), "w"),
        "run": Harm(subprocess.run, ["touch", str(mark)]),
        "eval": Harm(eval, f"open({str(mark)!r}, 'w')"),
        "touch": Harm(Path.touch, mark),
        "save": Harm(np.save, str(mark), 3),
    }[function]
    harm.call[0](*harm.call[1])  # it would
    for path in tmp_path.glob("harmed*"):
        path.unlink()
    path = saved(tmp_path / "w.pt", {**WEIGHTS, "harm": harm}, form)
    if function == "save":  # nothing tells this from a class of data: it gets a stand-in
        assert_the_weights(read(path)[0])
    else:
        with pytest.raises(
            UsageError, match=r"would call '[\w.]+', which no weights need|builtins.getattr, pathlib.Path"
        ):
            read(path)
    (tmp_path / "bare.pkl").write_bytes(pickle.dumps({**WEIGHTS, "harm": harm}))
    with pytest.raises(UsageError, match="got a bare pickle, whose reading may run code"):
        read(tmp_path / "bare.pkl")
    assert not list(tmp_path.glob("harmed*"))


def script(path: Path) -> None:
    torch.jit.save(torch.jit.trace(a_net(), torch.zeros(1, 2)), str(path))


def exported(path: Path) -> None:
    torch.export.save(torch.export.export(a_net(), (torch.zeros(1, 2),)), path)


class Kind(torch.Tensor):
    pass


REFUSED: dict[str, tuple[Any, str]] = {
    "TorchScript": (script, "got a TorchScript archive, which holds code; save model.state_dict"),
    ".pt2": (exported, "got a .pt2 archive of torch.export, whose reading may run code; save model.state_dict"),
    "a model": (a_net(), "it holds an object of class 'torch.nn.modules.container.Sequential', such as a"),
    "a model within": ({"model": a_net()}, "without any: it has 'model' (torch.nn.modules.container.Sequential)"),
    "NumPy's": (
        {"w": np.zeros(2)},
        "got a dict without any: it has 'w' (an array of NumPy's); save the model's state_dict() instead",
    ),
    "a class of tensors": ({"w": torch.zeros(3).as_subclass(Kind)}, f"({__name__}.Kind), made in a way that cannot"),
    "a tensor": (torch.zeros(3), "expected a dictionary of tensors, got a Tensor without any"),
    "nothing": ({}, "expected a dictionary of tensors, got a dict without any"),
    "HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(90), "got an HDF5 file; save its arrays with safetensors or np.savez"),
    "text": (b"0.1, 0.2\n", "neither safetensors nor torch weights: it is text"),
    "npz": (lambda path: np.savez(path.open("wb"), w=np.zeros(2)), "written by torch.save, got an npz"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_named(tmp_path: Path, name: str) -> None:
    what, words = REFUSED[name]
    path = tmp_path / "w"
    if isinstance(what, bytes):
        path.write_bytes(what)
    elif callable(what) and not isinstance(what, nn.Module):
        what(path)
    else:
        saved(path, what)
    with pytest.raises(UsageError) as caught:
        read(path)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"checkpoint '{path}'")
    assert "\n" not in str(caught.value)


def test_the_older_format_tells_a_whole_model_too(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"it holds a whole model, not its weights; save model.state_dict\(\)"
    ):
        read(saved(tmp_path / "w.pt", a_net(), "older"))


def test_another_pickle_protocol(tmp_path: Path) -> None:
    torch.save(WEIGHTS, tmp_path / "w.pt", pickle_protocol=4)
    with pytest.raises(UsageError, match=r"another pickle protocol than torch\.save's own"):
        read(tmp_path / "w.pt")


@pytest.mark.parametrize("form", TORCH)
@pytest.mark.parametrize("kept", [0.2, 0.6, 0.9, 0.99])
def test_a_truncated_file_is_refused(tmp_path: Path, form: str, kept: float) -> None:
    path = saved(tmp_path / "w.pt", {**WEIGHTS, "more": torch.zeros(400)}, form)
    path.write_bytes(path.read_bytes()[: int(kept * path.stat().st_size)])
    with pytest.raises(UsageError, match="is truncated, or neither safetensors nor torch weights"):
        read(path)


def test_a_compressed_archive_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    saved(tmp_path / "w.pt", WEIGHTS)
    with (
        zipfile.ZipFile(tmp_path / "w.pt") as old,
        zipfile.ZipFile(tmp_path / "z", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    with pytest.raises(UsageError, match=r"the archive is compressed, which torch\.save never does"):
        read(tmp_path / "z")
